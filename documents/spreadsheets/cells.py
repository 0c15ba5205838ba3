"""Cells as text: what a person would read in them, without what nobody sees."""

import datetime
import math
import re
from collections.abc import Iterable

# Control characters, the marks that turn text around, and the mark of byte order.
UNSEEN = re.compile(
    r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]"
)
# Most cells need nothing done: no mark, no odd space, no space twice or at an end.
PERHAPS_UNTIDY = re.compile(r"[\0-\x1f\x7f-\xa0\u061c\u2000-\u206f\u3000\ufeff]|  |\A | \Z")
# Beyond it a float no longer holds every whole number.
WHOLE_UP_TO = 2**53

CellValue = (
    str | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta
)


def clean_text(text: str) -> str:
    """Return text without invisible marks, with single spaces and nothing at its ends."""
    if not PERHAPS_UNTIDY.search(text):
        return text
    return " ".join(UNSEEN.sub("", text).split())


def text_of(value: CellValue | None) -> str:
    """Return a cell's value as clean text.

    A whole number has no decimal point, a day is written 1987-03-12, true and false are 1 and 0.
    """
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return _text_of_number(value)
    if isinstance(value, datetime.datetime):
        return _text_of_moment(value)
    return "" if value is None else str(value)


def texts_of(row: Iterable[CellValue | None]) -> list[str]:
    """Return the cells of a row as clean text: most are it already."""
    untidy = PERHAPS_UNTIDY.search
    return [cell if isinstance(cell, str) and not untidy(cell) else text_of(cell) for cell in row]


def _text_of_number(number: float) -> str:
    if math.isfinite(number) and number == int(number) and abs(number) <= WHOLE_UP_TO:
        return str(int(number))
    return repr(number)


def _text_of_moment(moment: datetime.datetime) -> str:
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ", timespec="minutes")
