"""Values as PostgreSQL's COPY reads them, in its text format.

Rows can be made ready so before their transaction: https://www.postgresql.org/docs/current/sql-copy.html
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from types import NoneType
from typing import Any

from django.db import connection

TO_ESCAPE = re.compile(r"[\\\b\t\n\v\f\r]")
ESCAPED = str.maketrans(
    {"\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r"}
)


def copied(value: Any) -> str:
    """Return a value as COPY reads it."""
    write = COPIED.get(type(value))
    if write is not None:
        return write(value)
    return _as_psycopg_copies(value)


def copied_column(values: Sequence[Any]) -> Iterable[str]:
    """Return the values of a column as COPY reads them, much faster than one by one.

    Usually all are of one kind, and no text among them has anything to escape.
    """
    kinds = set(map(type, values))
    if kinds == {int}:
        return map(str, values)
    if kinds == {str}:
        together = "".join(values)
        return map(_copied_text, values) if TO_ESCAPE.search(together) else values
    return map(copied, values)


def _copied_text(text: str) -> str:
    return text.translate(ESCAPED) if TO_ESCAPE.search(text) else text


class _Kept:
    """Keeps what psycopg would send."""

    def __init__(self) -> None:
        self.text = b""

    def write(self, piece: bytes) -> None:
        self.text += piece

    def finish(self, trouble: BaseException | None = None) -> None:
        """Have nothing to close."""


def _as_psycopg_copies(value: Any) -> str:
    kept = _Kept()
    psycopg: Any = connection.Database  # type: ignore[attr-defined]  # where PostgreSQL is used
    with connection.cursor() as cursor, psycopg.Copy(cursor.cursor, writer=kept) as copy:
        copy.write_row([value])
    return kept.text.decode().removesuffix("\n")


# The usual kinds, written faster than psycopg does, which looks for each anew.
COPIED: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _nothing: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: _copied_text,
    bytes: lambda value: "\\\\x" + value.hex(),
    uuid.UUID: lambda value: value.hex,
    dt.datetime: str,
    dt.date: str,
}
