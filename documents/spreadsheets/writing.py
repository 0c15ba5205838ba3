"""Writing lists: workbooks whose cells know what they are, and CSV in which no formula wakes up.

Rows are taken one at a time and never kept: a workbook goes to the disk as it grows.
"""

import csv
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import IO, Any

from xlsxwriter import Workbook

from documents.spreadsheets.cells import UNSEEN
from documents.spreadsheets.formulas import put_to_sleep

Cell = str | int | datetime.date | None
BYTE_ORDER_MARK = "\ufeff"
DELIMITER = ";"
DAY = "yyyy-mm-dd"
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
LONGEST_SHEET_NAME = 31
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": DAY,
}


@dataclass(frozen=True)
class Column:
    """A column to write: its heading, and its width in characters."""

    heading: str
    width: int = 18


@dataclass(frozen=True)
class SheetToWrite:
    """A sheet: its name, its columns, and its rows, read once and in order.

    A cell is a text, a whole number, a day, or None; every text stays a text.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def write_workbook(
    target: IO[bytes],
    sheets: Iterable[SheetToWrite],
    *,
    language: str,
    title: str = "",
    author: str = "",
) -> int:
    """Write a workbook into ``target`` and return the number of rows, headings left out.

    Sheets in Arabic run from right to left. Headings are bold, stay in sight and can be filtered
    by. Whoever gives a generator of rows is never asked for all of them at once.
    """
    workbook = Workbook(target, WORKBOOK_OPTIONS)
    workbook.set_properties({"title": tidy(title), "author": tidy(author)})
    writer = _SheetWriter(workbook, right_to_left=language.startswith("ar"))
    try:
        return sum(writer.write(sheet) for sheet in sheets)
    finally:
        workbook.close()


class _SheetWriter:
    """What all sheets of a workbook have in common."""

    def __init__(self, workbook: Any, *, right_to_left: bool) -> None:
        self.workbook = workbook
        self.right_to_left = right_to_left
        self.heading = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.text = workbook.add_format({"num_format": "@"})
        self.number = workbook.add_format({"num_format": "0"})

    def write(self, sheet: SheetToWrite) -> int:
        """Write a sheet and return the number of its rows."""
        worksheet = self.workbook.add_worksheet(sheet_name(sheet.name))
        if self.right_to_left:
            worksheet.right_to_left()
        worksheet.freeze_panes(1, 0)
        for position, column in enumerate(sheet.columns):
            # Whatever is typed into an empty cell later stays a text too: phones keep their zero.
            worksheet.set_column(position, position, column.width, self.text)
            worksheet.write_string(0, position, tidy(column.heading), self.heading)
        number = 0
        for number, row in enumerate(sheet.rows, start=1):
            self._write_row(worksheet, number, row)
        worksheet.autofilter(0, 0, number, max(len(sheet.columns) - 1, 0))
        return number

    def _write_row(self, worksheet: Any, number: int, row: Sequence[Cell]) -> None:
        for position, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                worksheet.write_string(number, position, tidy(cell), self.text)
            elif isinstance(cell, datetime.date):
                worksheet.write_datetime(number, position, cell)
            else:
                worksheet.write_number(number, position, cell, self.number)


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the lines of a CSV file: UTF-8 with its mark, semicolons, formulas kept asleep."""
    yield (BYTE_ORDER_MARK + _csv_line([column.heading for column in columns])).encode()
    for row in rows:
        yield _csv_line(row).encode()


def _csv_line(row: Sequence[Cell]) -> str:
    line = StringIO()
    cells = [put_to_sleep(tidy(cell)) if isinstance(cell, str) else cell for cell in row]
    csv.writer(line, delimiter=DELIMITER).writerow(cells)
    return line.getvalue()


def tidy(text: str) -> str:
    """Return the text without control characters and marks that turn it around."""
    return UNSEEN.sub("", text)


def sheet_name(name: str) -> str:
    """Return a name that a workbook takes for a sheet: short, without its special marks."""
    return NOT_IN_SHEET_NAMES.sub(" ", tidy(name)).strip(" '")[:LONGEST_SHEET_NAME].strip(" '")
