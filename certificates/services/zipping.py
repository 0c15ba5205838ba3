"""A ZIP of single certificates, made while it is sent: never whole in memory."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, cast

from django.utils import timezone

from certificates.file_names import FileNames
from certificates.press import DUPLICATE, render_certificate
from certificates.services.printing import Printed, read_printed


class _Outlet:
    """Takes what is written, in order, and hands it on; it cannot be sought in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def stream_zip(pks: Sequence[int], *, duplicate: bool = False) -> Iterator[bytes]:
    """Yield a ZIP of the certificates of these primary keys, one after the other.

    Leaves no trace: ``note_printed`` does.
    """
    return zip_papers(read_printed(pks), duplicate=duplicate)


def zip_papers(certificates: Iterable[Printed], *, duplicate: bool = False) -> Iterator[bytes]:
    """Yield a ZIP of these certificates; one PDF at a time is in memory.

    Each file is named after number and Latin name. They are stored as they are: the PDFs are
    compressed in themselves.
    """
    mark, now = DUPLICATE if duplicate else "", timezone.localtime()
    outlet, names = _Outlet(), FileNames()
    with zipfile.ZipFile(cast("IO[bytes]", outlet), "w", zipfile.ZIP_STORED) as archive:
        for printed in certificates:
            name = names.choose(printed.snapshot["number"], printed.snapshot["name_latin"])
            archive.writestr(
                _entry(name, now), render_certificate(printed.snapshot, printed.pictures, mark=mark)
            )
            yield outlet.take()
    yield outlet.take()


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    # Readable by whoever unpacks it; a bare ZipInfo gives no rights on Unix.
    entry.external_attr = 0o644 << 16
    return entry
