"""What a file is, whatever its name says."""

from collections.abc import Sequence
from enum import Enum
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.spreadsheets.refusals import SpreadsheetRefused


class Kind(Enum):
    """The two kinds that are read, by the endings their names may have."""

    WORKBOOK = (".xlsx", ".xlsm")
    TEXT = (".csv", ".tsv", ".txt")


ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KIND_NAMES = {
    Kind.WORKBOOK: _("an Excel workbook (.xlsx)"),
    Kind.TEXT: _("a text file"),
}
BEGINNINGS: Sequence[tuple[bytes, str | Promise]] = (
    (b"%PDF", _("a PDF file")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"GIF8", _("a picture")),
    (b"RIFF", _("a picture")),
    (b"BM", _("a picture")),
    (b"Rar!", _("an archive")),
    (b"7z\xbc\xaf", _("an archive")),
    (b"\x1f\x8b", _("an archive")),
    (b"MZ", _("a program")),
    (b"{\\rtf", _("a text document")),
)
# Names that stand in clear in a container's directory.
INSIDE_ZIP: Sequence[tuple[bytes, str | Promise]] = (
    (b"xl/workbook.bin", _("a binary Excel workbook (.xlsb)")),
    (b"opendocument.spreadsheet", _("an OpenDocument spreadsheet (.ods)")),
    (b"opendocument.", _("an OpenDocument file")),
    (b"word/document.xml", _("a Word document")),
    (b"ppt/presentation.xml", _("a presentation")),
    (b".iwa", _("a Numbers file")),
)
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")


def check_kind(content: bytes, file_name: str) -> Kind:
    """Return what the content is; raises SpreadsheetRefused unless it is what the name says."""
    kind = _recognise(content)
    ending = PurePath(file_name).suffix.lower()
    if ending in kind.value:
        return kind
    if kind is Kind.TEXT and ending not in Kind.WORKBOOK.value:
        raise SpreadsheetRefused("no_table_name")
    raise SpreadsheetRefused("other_kind", kind=KIND_NAMES[kind])


def _recognise(content: bytes) -> Kind:
    if content.startswith(ZIP):
        return _recognise_container(content)
    if content.startswith(OLE):
        raise _refusal_of_old_office(content)
    for beginning, name in BEGINNINGS:
        # Two letters may well begin a list; a picture goes on with zeros.
        if content.startswith(beginning) and (len(beginning) > 2 or b"\0" in content[:64]):
            raise SpreadsheetRefused("other_kind", kind=name)
    if content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(MARKUP):
        raise SpreadsheetRefused("other_kind", kind=_("a web page"))
    return Kind.TEXT


def _recognise_container(content: bytes) -> Kind:
    for inside, name in INSIDE_ZIP:
        if inside in content:
            raise SpreadsheetRefused("other_kind", kind=name)
    directory = content.replace(b"\\", b"/").lower()
    if b"xl/workbook.xml" not in directory:
        raise SpreadsheetRefused("other_kind", kind=_("an archive"))
    return Kind.WORKBOOK


def _refusal_of_old_office(content: bytes) -> SpreadsheetRefused:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return SpreadsheetRefused("encrypted")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return SpreadsheetRefused("other_kind", kind=_("an old Excel workbook (.xls)"))
    return SpreadsheetRefused("other_kind", kind=_("an old Office document"))
