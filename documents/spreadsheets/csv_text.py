"""CSV as it comes out of other people's programs: its letters, its delimiter, its rows."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice

from documents.spreadsheets.refusals import Limits, SpreadsheetRefused

MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
UTF_32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
DELIMITERS = (";", ",", "\t", "|")
ROWS_LOOKED_AT = 25
ANNOUNCED_DELIMITER = re.compile(r"\A\"?sep=(.)\"?[\r\n]+", re.IGNORECASE)
# What no text has, but every other kind of file.
CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
ARABIC_WORD = re.compile(r"(?<!\w)[\u0621-\u065f]{2,}(?!\w)")
MIXED_WORD = re.compile(r"[A-Za-z][\u0600-\u06ff]|[\u0600-\u06ff][A-Za-z]")
# So many empty lines for each row that may be read, at most.
LINES_FOR_A_ROW = 10


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was in; raises SpreadsheetRefused."""
    encoding = _guess_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as unknown:
        raise SpreadsheetRefused("unknown_encoding") from unknown
    if CONTROLS.search(text):
        raise SpreadsheetRefused("unknown_encoding")
    return text.removeprefix("\ufeff"), encoding


def _guess_encoding(content: bytes) -> str:
    if content.startswith(UTF_32_MARKS):
        raise SpreadsheetRefused("unknown_encoding")
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return encoding
    start = content[:4096]
    if b"\0" in start:
        # Delimiters, digits and Latin letters have a zero as their upper half.
        first, second = start[0::2].count(0), start[1::2].count(0)
        return "utf-16-le" if second > first else "utf-16-be"
    try:
        content.decode()
    except UnicodeDecodeError:
        return _arabic_or_western(content)
    return "utf-8"


def _arabic_or_western(content: bytes) -> str:
    """Tell Windows-1256 from Windows-1252: which of the two gives words and not puzzles.

    Both have the small accented letters of French in the same places. Where 1252 has capital
    ones, 1256 has Arabic letters: alone inside a Latin word they betray the wrong choice.
    """
    as_arabic = content.decode("cp1256", errors="replace")
    words = len(ARABIC_WORD.findall(as_arabic))
    return "cp1256" if words > len(MIXED_WORD.findall(as_arabic)) else "cp1252"


def split_rows(text: str, limits: Limits) -> tuple[str, Iterator[list[str]]]:
    """Return the delimiter and the rows, empty ones too; raises SpreadsheetRefused, also later."""
    announced = ANNOUNCED_DELIMITER.match(text)
    if announced:
        text = text[announced.end() :]
    if text.count("\n") + text.count("\r") > LINES_FOR_A_ROW * limits.max_rows:
        raise SpreadsheetRefused("too_many_rows", most=limits.max_rows)
    delimiter = announced[1] if announced else _sniff_delimiter(text, limits)
    return delimiter, _read_rows(text, delimiter, limits)


def _sniff_delimiter(text: str, limits: Limits) -> str:
    """Return the delimiter that cuts the most of the first rows into equally many cells."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter, limits))


def _evenness(text: str, delimiter: str, limits: Limits) -> tuple[int, int, int]:
    """Return how many of the first rows have the same width, that width, and what else decides."""
    rows = islice(filter(any, _read_rows(text, delimiter, limits)), ROWS_LOOKED_AT)
    try:
        widths = Counter(len(row) for row in rows)
    except SpreadsheetRefused:
        # Whoever reads on is told what is wrong with it.
        return 0, 0, text.count(delimiter)
    widths.pop(1, None)
    if not widths:
        return 0, 0, 0
    width, number = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return number, width, 0


def _read_rows(text: str, delimiter: str, limits: Limits) -> Iterator[list[str]]:
    lines = _guarded_lines(StringIO(text, newline=None), delimiter, limits)
    rows = csv.reader(lines, delimiter=delimiter)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):  # noqa: B007 - the error names the next row
            yield row
    except csv.Error as endless:
        most = limits.max_cell_length
        raise SpreadsheetRefused("unclosed", row=number + 1, most=most) from endless


def _guarded_lines(lines: Iterable[str], delimiter: str, limits: Limits) -> Iterator[str]:
    """Pass the lines on, but never one that would fall into a million cells."""
    for line in lines:
        if line.count(delimiter) > limits.max_columns * limits.max_cell_length:
            raise SpreadsheetRefused("too_many_columns", most=limits.max_columns)
        yield line
