"""Why a file is not read, and how much of one is."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much of an uploaded spreadsheet is read; everything beyond is refused with a sentence."""

    max_bytes: int = 5 * MEBIBYTE
    max_rows: int = 20_000  # without the headings
    max_columns: int = 60
    max_cell_length: int = 1_000
    max_text: int = 24_000_000  # characters in all cells together
    max_parts: int = 200  # files inside the container
    max_inflated: int = 64 * MEBIBYTE
    max_ratio: int = 100
    max_tags: int = 3_000_000  # opening and closing ones: 750,000 full cells

    @property
    def last_row(self) -> int:
        """The farthest row a cell may stand in: empty rows in between are no crime."""
        return 2 * self.max_rows


SENTENCES: dict[str, str | Promise] = {
    "too_large": _("“%(name)s” is %(size)s MB: at most %(most)s MB are read. Split it."),
    "too_much_text": _("“%(name)s” holds more text than a list of people does. Split it."),
    "no_table_name": _("“%(name)s” is neither an Excel workbook (.xlsx) nor a CSV file (.csv)."),
    "other_kind": _(
        "“%(name)s” seems to be %(kind)s, whatever its name says. "
        "Save the list as an Excel workbook (.xlsx) or as CSV and send that."
    ),
    "encrypted": _("“%(name)s” is locked with a password. Take the password off and save again."),
    "zip_bomb": _("“%(name)s” unpacks to far more than a list needs; it is not opened."),
    "too_many_rows": _("“%(name)s” has more than %(most)s rows. Split it into several files."),
    "too_many_columns": _("“%(name)s” has more than %(most)s columns. Take the idle ones away."),
    "cell_too_long": _("The cell %(cell)s is longer than %(most)s characters. Shorten it."),
    "unclosed": _(
        "In row %(row)s a cell is longer than %(most)s characters. "
        "Perhaps a quotation mark is missing there."
    ),
    "macros": _("“%(name)s” contains macros. Save it as a workbook without macros (.xlsx)."),
    "external_links": _(
        "“%(name)s” is linked to other files. Copy its cells into a new workbook as values only."
    ),
    "entities": _("“%(name)s” contains declarations that no spreadsheet needs; it is not opened."),
    "broken": _("“%(name)s” is damaged and cannot be read. Open it, save it again and send that."),
    "empty": _("“%(name)s” has no rows to read."),
    "unknown_encoding": _(
        "The letters of “%(name)s” cannot be made out. Save the file as CSV UTF-8."
    ),
}
# Sentences of their own under a common code.
CODES = {
    "no_table_name": "not_a_spreadsheet",
    "other_kind": "not_a_spreadsheet",
    "too_much_text": "too_large",
    "unclosed": "cell_too_long",
}


class SpreadsheetRefused(Exception):
    """A file that is not read. `code` says why for a machine, `str()` for the reader.

    The codes: too_large, not_a_spreadsheet, encrypted, zip_bomb, too_many_rows,
    too_many_columns, cell_too_long, macros, external_links, entities, broken, empty,
    unknown_encoding.
    """

    def __init__(self, reason: str, **values: object) -> None:
        """Keep one of the reasons in SENTENCES and the values that its sentence names."""
        super().__init__(reason)
        self.code = CODES.get(reason, reason)
        self.reason = reason
        self.values = values

    def __str__(self) -> str:
        return str(SENTENCES[self.reason]) % {"name": "", **self.values}

    def named(self, file_name: str) -> "SpreadsheetRefused":
        """Return the same refusal with the file called by its name."""
        return SpreadsheetRefused(self.reason, **{**self.values, "name": file_name})
