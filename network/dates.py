"""Writing dates in words. In French the first of a month is ordinal: 1er février, 2 février."""

import datetime as dt
import re

from django.utils.dateformat import format as write_in_format
from django.utils.formats import get_format
from django.utils.translation import get_language

# The day of the month in Django's language of formats, where it is not escaped.
DAY_OF_MONTH = re.compile(r"(?<!\\)j")


def write_date(day: dt.date, format_name: str = "DATE_FORMAT") -> str:
    """Write a date or moment as the reader's language does, by the name of a format or by one."""
    return write_in_format(day, format_of(day, format_name))


def format_of(day: dt.date, format_name: str) -> str:
    """Return the format in which this day is written."""
    written: str = get_format(format_name)
    if day.day == 1 and (get_language() or "").startswith("fr"):
        return DAY_OF_MONTH.sub(r"j\\e\\r", written)
    return written
