"""A list as a file: workbook, CSV or paper, with what it is and who took it out."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from documents.html_pdf import html_to_pdf
from documents.spreadsheets.writing import (
    Cell,
    Column,
    SheetToWrite,
    tidy,
    write_csv,
    write_workbook,
)
from network.models import NetworkIdentity, User
from participants.exporting.columns import ListColumn
from participants.models import Export

# Laying out paper takes a hundredth of a second for each row, and memory: a process grows to
# 235 MB with 500 rows and to 590 MB with 2,000. The menu says how many there may be.
MOST_ROWS_ON_PAPER = 500
ROWS_AT_A_TIME = 500
PDF_TEMPLATE = "participants/designs/list.html"


class TooLongForPaper(Exception):
    """A list that would fill more pages than anybody prints."""

    def __str__(self) -> str:
        return _(
            "A printed list holds at most %(most)s rows. "
            "Choose the Excel workbook, or narrow the search."
        ) % {"most": MOST_ROWS_ON_PAPER}


@dataclass(frozen=True)
class ListToExport:
    """What leaves the house: the rows of a list as its reader sees them on screen.

    ``filters`` says in words by what the rows were chosen.
    """

    kind: Export.Kind
    title: str
    columns: Sequence[ListColumn]
    rows: QuerySet[Any]
    filters: Mapping[str, str]
    reader: User
    reason: str = ""

    def facts(self, row_count: int) -> list[tuple[str, str]]:
        """Return what a file says about itself, label by label."""
        facts = [(_("list"), self.title), (_("network"), NetworkIdentity.current().name)]
        facts += self.filters.items()
        facts += [
            (_("rows"), str(row_count)),
            (_("exported by"), str(self.reader)),
            (_("exported on"), date_format(timezone.localtime(), "DATETIME_FORMAT")),
        ]
        facts += [(_("reason"), self.reason)] if self.reason else []
        return [*facts, (_("purpose"), _purpose())]


def make_file(listed: ListToExport, format: Export.Format) -> tuple[IO[bytes], int]:  # noqa: A002 - the field's own name
    """Return the file, ready to be read, and its number of rows; raises TooLongForPaper.

    Rows go from the database to the disk a few hundred at a time.
    """
    with ExitStack() as on_failure:
        target = on_failure.enter_context(tempfile.TemporaryFile())
        row_count = WRITERS[format](listed, target)
        target.seek(0)
        # Whoever sends the file closes it.
        on_failure.pop_all()
        return target, row_count


class _Rows:
    """The cells of a list, row by row, and how many rows have passed."""

    def __init__(self, listed: ListToExport) -> None:
        self.listed = listed
        self.number = 0

    def __iter__(self) -> Iterator[list[Cell]]:
        for row in self.listed.rows.iterator(chunk_size=ROWS_AT_A_TIME):
            self.number += 1
            yield [column.cell(row) for column in self.listed.columns]


def _write_xlsx(listed: ListToExport, target: IO[bytes]) -> int:
    rows = _Rows(listed)
    columns = [column.to_write for column in listed.columns]
    write_workbook(
        target,
        [
            SheetToWrite(listed.title, columns, rows),
            SheetToWrite(_("About this list"), _about_columns(), _About(rows)),
        ],
        language=get_language() or "ar",
        title=listed.title,
        author=str(listed.reader),
    )
    return rows.number


class _About(Iterable[Sequence[Cell]]):
    """The facts of a list, asked for when all its rows have passed."""

    def __init__(self, rows: _Rows) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return iter(self.rows.listed.facts(self.rows.number))


def _about_columns() -> list[Column]:
    return [Column(_("About this list"), 24), Column("", 80)]


def _write_csv(listed: ListToExport, target: IO[bytes]) -> int:
    # Facts below the rows would be read as rows when the list comes back; the audit row has them.
    rows = _Rows(listed)
    target.writelines(write_csv([column.to_write for column in listed.columns], rows))
    return rows.number


def _write_pdf(listed: ListToExport, target: IO[bytes]) -> int:
    rows = list(listed.rows[: MOST_ROWS_ON_PAPER + 1])
    if len(rows) > MOST_ROWS_ON_PAPER:
        raise TooLongForPaper
    columns = [column for column in listed.columns if column.on_paper]
    cells = ([(_on_paper(column.cell(row)), column.is_code) for column in columns] for row in rows)
    context = {
        "title": listed.title,
        "network": NetworkIdentity.current().name,
        "widths": _widths(columns),
        "headings": [column.to_write.heading for column in columns],
        "rows": cells,
        "facts": listed.facts(len(rows))[2:],
        "language": get_language() or "ar",
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    target.write(html_to_pdf(render_to_string(PDF_TEMPLATE, context)))
    return len(rows)


def _widths(columns: Sequence[ListColumn]) -> list[str]:
    """Return what each column has of the page, in hundredths, the row's number left out."""
    whole = sum(column.width for column in columns)
    return [f"{96 * column.width / whole:.2f}" for column in columns]


def _on_paper(cell: Cell) -> str:
    return "" if cell is None else tidy(str(cell))


def _purpose() -> str:
    return _(
        "Personal data (law 09-08): only for the network's training programme. "
        "Do not pass it on, and delete it when it is no longer needed."
    )


WRITERS = {
    Export.Format.XLSX: _write_xlsx,
    Export.Format.CSV: _write_csv,
    Export.Format.PDF: _write_pdf,
}
