"""The rows of a staged list as they lie in the database: sealed, each with the verdict it has."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sys import intern
from typing import Any

from network.sealing import seal, unseal
from participants.importing.faults import Fault
from participants.importing.rows import RowValues, stored_values
from participants.importing.verdicts import JudgedRow, ListedRow
from participants.models import ImportRun

PURPOSE = "import"
# What is kept of a judgement: the fields of the row, and what stands in them.
JUDGED = ("verdict", "faults", "person_id", "is_chosen")
Standing = tuple[str, list[Fault], int | None, bool]
# One for all rows that are right: it is brought into the database's form once.
NO_FAULTS: list[Fault] = []
# So many rows are fetched at once: the database's answer is twice as long as the rows.
AT_ONCE = 1000
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


@dataclass(slots=True, frozen=True)
class StagedRow(ListedRow):
    """A row as it is kept, ``key`` its primary key; of one that was read the cells stay sealed."""

    key: int = 0
    standing: Standing = ("", NO_FAULTS, None, False)


def standing_of(row: JudgedRow) -> Standing:
    """Return what is kept of a judgement, in the order of ``JUDGED``."""
    return str(row.verdict), row.faults or NO_FAULTS, row.person, row.is_chosen


def read_staged(run: ImportRun, numbers: Iterable[int] | None = None) -> list[StagedRow]:
    """Return the rows of a list in its order, or those of these numbers."""
    rows = run.rows.order_by("number")
    if numbers is not None:
        rows = rows.filter(number__in=list(numbers))
    faults = dict(rows.exclude(faults=NO_FAULTS).values_list("pk", "faults"))
    return [
        StagedRow(
            number,
            *_opened(sealed),
            key,
            (intern(verdict), faults.get(key, NO_FAULTS), person, is_chosen),
        )
        for key, number, sealed, verdict, person, is_chosen in _in_parts(rows)
    ]


def seal_row(cells: list[str], values: RowValues | None) -> bytes:
    """Return the cells of a row and what was read from them, encrypted."""
    stored = values.stored() if values else None
    return seal(f"{_encode(cells)}\n{_encode(stored)}".encode(), purpose=PURPOSE)


def unseal_cells(sealed: bytes | memoryview) -> list[str]:
    """Return the cells of a row; none where they were forgotten."""
    if not sealed:
        return []
    cells: list[str] = _decode(_two_lines(sealed)[0])
    return cells


def _two_lines(sealed: bytes | memoryview) -> tuple[str, str]:
    # No line ends inside JSON: the cells, and what was read, can be opened apart.
    cells, _end, stored = unseal(bytes(sealed), purpose=PURPOSE).decode().partition("\n")
    return cells, stored


def _opened(sealed: bytes | memoryview) -> tuple[list[str], RowValues | None]:
    if not sealed:
        return [], None
    cells, stored = _two_lines(sealed)
    values = stored_values(_decode(stored))
    return ([] if values else _decode(cells)), values


def _in_parts(rows: Any) -> Iterator[tuple[Any, ...]]:
    last = -1
    told = rows.values_list("pk", "number", "sealed", "verdict", "person_id", "is_chosen")
    while part := list(told.filter(number__gt=last)[:AT_ONCE]):
        yield from part
        last = part[-1][1]
