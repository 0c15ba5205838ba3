"""The guard in front of a workbook: nothing is opened that has not been measured.

A workbook is a zip container of XML parts. Every part is unpacked once in small pieces, counted
and thrown away again; sizes that the container declares are compared, never believed. What the
guard lets through can be unpacked and parsed within known bounds of time and memory.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from documents.spreadsheets.refusals import MEBIBYTE, Limits, SpreadsheetRefused

PIECE = 256 * 1024
# Of a zip container: where a file's own header ends, and how the directory marks an entry.
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
DIRECTORY_ENTRY = b"PK\x01\x02"
ENCRYPTED_FLAG = 0x1
# Small parts may well shrink more: a sheet of empty cells, say.
RATIO_COUNTS_FROM = MEBIBYTE
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


@dataclass(frozen=True)
class Part:
    """One file of the container, found and not yet unpacked."""

    name: str
    packed: memoryview
    is_deflated: bool
    size: int
    checksum: int

    @property
    def is_xml(self) -> bool:
        """Whether it is parsed by whoever opens the workbook."""
        return self.name.endswith((".xml", ".rels", ".vml"))

    def unpack(self) -> Iterator[bytes]:
        """Yield the content in pieces; raises SpreadsheetRefused when it is not as declared."""
        pieces = self._inflate() if self.is_deflated else self._cut()
        size = checksum = 0
        for piece in pieces:
            size += len(piece)
            if size > self.size:
                raise SpreadsheetRefused("zip_bomb")
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if (size, checksum) != (self.size, self.checksum):
            raise SpreadsheetRefused("broken")

    def _cut(self) -> Iterator[bytes]:
        for start in range(0, len(self.packed), PIECE):
            yield bytes(self.packed[start : start + PIECE])

    def _inflate(self) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        waiting: bytes | memoryview = self.packed
        try:
            while not inflater.eof:
                piece = inflater.decompress(waiting, PIECE)
                waiting = inflater.unconsumed_tail
                if not piece and not waiting:
                    break
                yield piece
        except zlib.error as damage:
            raise SpreadsheetRefused("broken") from damage
        if not inflater.eof or inflater.unused_data:
            raise SpreadsheetRefused("broken")


def open_container(content: bytes, limits: Limits) -> dict[str, Part]:
    """Return the measured parts of a workbook by lower-case name; raises SpreadsheetRefused."""
    parts = _list_parts(content, limits)
    _refuse_what_acts(parts)
    total = tags = 0
    for part in parts.values():
        if part.size > max(RATIO_COUNTS_FROM, limits.max_ratio * len(part.packed)):
            raise SpreadsheetRefused("zip_bomb")
        total += part.size
        if total > limits.max_inflated:
            raise SpreadsheetRefused("zip_bomb")
    for part in parts.values():
        tags += _measure(part)
        if tags > limits.max_tags:
            raise SpreadsheetRefused("zip_bomb")
    return parts


def _list_parts(content: bytes, limits: Limits) -> dict[str, Part]:
    # Counted before the directory is read: reading a hundred thousand entries takes a second.
    if content.count(DIRECTORY_ENTRY) > limits.max_parts:
        raise SpreadsheetRefused("zip_bomb")
    try:
        entries = ZipFile(BytesIO(content)).infolist()
        parts = [_find_part(content, entry) for entry in entries if not entry.is_dir()]
    except (BadZipFile, struct.error, ValueError, NotImplementedError) as damage:
        raise SpreadsheetRefused("broken") from damage
    by_name = {part.name: part for part in parts}
    # Two parts of one name: nobody knows which of them the next reader takes.
    if len(by_name) < len(parts):
        raise SpreadsheetRefused("broken")
    return by_name


def _find_part(content: bytes, entry: ZipInfo) -> Part:
    if entry.flag_bits & ENCRYPTED_FLAG:
        raise SpreadsheetRefused("encrypted")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise SpreadsheetRefused("broken")
    header = LOCAL_HEADER.unpack_from(content, entry.header_offset)
    start = entry.header_offset + LOCAL_HEADER.size + header[9] + header[10]
    packed = memoryview(content)[start : start + entry.compress_size]
    if header[0] != b"PK\x03\x04" or len(packed) != entry.compress_size:
        raise SpreadsheetRefused("broken")
    return Part(
        name=entry.filename.replace("\\", "/").lstrip("/").lower(),
        packed=packed,
        is_deflated=entry.compress_type == ZIP_DEFLATED,
        size=entry.file_size,
        checksum=entry.CRC,
    )


def _refuse_what_acts(parts: dict[str, Part]) -> None:
    for name in parts:
        if name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/"):
            raise SpreadsheetRefused("macros")
        if name.startswith("xl/externallinks/"):
            raise SpreadsheetRefused("external_links")


def _measure(part: Part) -> int:
    """Unpack a part once and return its number of tags; raises SpreadsheetRefused.

    A parser keeps a tag in memory until it ends, so no piece may be without an end.
    """
    tags, before = 0, b""
    for piece in part.unpack():
        if not part.is_xml:
            continue
        seen = before + piece
        if any(declaration in seen for declaration in DECLARATIONS):
            raise SpreadsheetRefused("entities")
        if len(piece) == PIECE and b">" not in piece:
            raise SpreadsheetRefused("zip_bomb")
        tags += piece.count(b"<")
        before = piece[-len(max(DECLARATIONS, key=len)) :]
    return tags
