"""Reading an uploaded list: one way in for workbooks and CSV, and clean text out of it.

Nothing that was uploaded is trusted: a workbook passes the guard before a reader opens it, and
whatever is refused says why in a sentence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from documents.spreadsheets.cells import CellValue, clean_text, texts_of
from documents.spreadsheets.csv_text import decode, split_rows
from documents.spreadsheets.formulas import wake_up
from documents.spreadsheets.guard import open_container
from documents.spreadsheets.kinds import Kind, check_kind
from documents.spreadsheets.refusals import MEBIBYTE, Limits, SpreadsheetRefused
from documents.spreadsheets.sheets import column_letters, find_sheet

DEFAULT_LIMITS = Limits()
# So many rows of a title may stand above the headings.
TITLE_ROWS = 5


@dataclass(frozen=True)
class TableRow:
    """A row that holds something; ``number`` is what the spreadsheet shows at its edge."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A list as it was uploaded: each row has as many cells as there are headings."""

    headers: list[str]
    rows: list[TableRow]
    # The number of the row in which the headings stand.
    header_row: int = 1
    # Of a workbook, the sheet that was read; of CSV, how it was written.
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


def read_table(content: bytes | Path, *, file_name: str, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return the list in an uploaded workbook (.xlsx) or CSV file.

    Of a workbook the first visible sheet that holds something is read. The headings are the first
    row that holds something; titles of a single cell above them are passed over. Raises
    SpreadsheetRefused, with a code and a sentence that calls the file by ``file_name``.
    """
    try:
        uploaded = _load(content, limits)
        if not uploaded.strip():
            raise SpreadsheetRefused("empty")
        if check_kind(uploaded, file_name) is Kind.WORKBOOK:
            return _read_workbook(uploaded, limits)
        return _read_csv(uploaded, limits)
    except SpreadsheetRefused as refused:
        raise refused.named(file_name) from refused.__cause__


def _load(content: bytes | Path, limits: Limits) -> bytes:
    size = content.stat().st_size if isinstance(content, Path) else len(content)
    if size > limits.max_bytes:
        shown = f"{size / MEBIBYTE:.1f}"
        raise SpreadsheetRefused("too_large", size=shown, most=limits.max_bytes // MEBIBYTE)
    return content.read_bytes() if isinstance(content, Path) else content


def _read_workbook(content: bytes, limits: Limits) -> Table:
    number_of_sheets, found = find_sheet(open_container(content, limits), limits)
    rows = _cells_of_sheet(content, number_of_sheets, found.position)
    headers, header_row, kept = _arrange(map(texts_of, rows), limits)
    return Table(headers, kept, header_row, sheet=clean_text(found.name))


def _cells_of_sheet(
    content: bytes, number_of_sheets: int, position: int
) -> Iterable[list[CellValue]]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            # The reader must have found the same sheets as the guard.
            if len(workbook.sheets_metadata) != number_of_sheets:
                raise SpreadsheetRefused("broken")
            sheet = workbook.get_sheet_by_index(position)
            return sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as damage:
        raise SpreadsheetRefused("broken") from damage
    except BaseException as failure:
        # The reader's own panic is no Exception; it has no importable name either.
        if type(failure).__module__ != "pyo3_runtime":
            raise
        raise SpreadsheetRefused("broken") from failure


def _read_csv(content: bytes, limits: Limits) -> Table:
    text, encoding = decode(content)
    delimiter, rows = split_rows(text, limits)
    cleaned = ([clean_text(wake_up(cell)) for cell in row] for row in rows)
    headers, header_row, kept = _arrange(cleaned, limits)
    return Table(headers, kept, header_row, encoding=encoding, delimiter=delimiter)


def _arrange(rows: Iterable[list[str]], limits: Limits) -> tuple[list[str], int, list[TableRow]]:
    """Return the headings, the number of their row, and the rows below that hold something."""
    kept = _keep_filled(rows, limits)
    beginning: list[TableRow] = []
    for row in kept:
        beginning.append(row)
        if len(beginning) > TITLE_ROWS or sum(map(bool, row.cells)) > 1:
            break
    if not beginning:
        raise SpreadsheetRefused("empty")
    is_titled = sum(map(bool, beginning[-1].cells)) > 1
    headings = beginning.pop() if is_titled else beginning.pop(0)
    below = chain(() if is_titled else beginning, kept)
    return _square(headings, below, limits)


def _keep_filled(rows: Iterable[list[str]], limits: Limits) -> Iterator[TableRow]:
    for number, cells in enumerate(rows, start=1):
        if any(cells):
            _check_cells(number, cells, limits)
            yield TableRow(number, cells)


def _check_cells(number: int, cells: list[str], limits: Limits) -> None:
    if len(cells) > limits.max_columns and any(cells[limits.max_columns :]):
        raise SpreadsheetRefused("too_many_columns", most=limits.max_columns)
    if max(map(len, cells)) > limits.max_cell_length:
        column = next(i for i, cell in enumerate(cells, 1) if len(cell) > limits.max_cell_length)
        cell = f"{column_letters(column)}{number}"
        raise SpreadsheetRefused("cell_too_long", cell=cell, most=limits.max_cell_length)


def _square(
    headings: TableRow, below: Iterable[TableRow], limits: Limits
) -> tuple[list[str], int, list[TableRow]]:
    """Give all rows the same width: that of the widest, without what is empty at the end."""
    rows: list[TableRow] = []
    width = _filled_width(headings.cells)
    for row in below:
        if len(rows) == limits.max_rows:
            raise SpreadsheetRefused("too_many_rows", most=limits.max_rows)
        width = max(width, _filled_width(row.cells))
        rows.append(row)
    squared = [TableRow(row.number, _fit(row.cells, width)) for row in rows]
    return _fit(headings.cells, width), headings.number, squared


def _filled_width(cells: list[str]) -> int:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return width


def _fit(cells: list[str], width: int) -> list[str]:
    return cells if len(cells) == width else (cells + [""] * width)[:width]
