"""Which rows of a list can come to mean something else when one of them changes.

Rows hang together where they share a sign: one of them may be the other over again, and free a
third when it is mended. What hangs together neither with the row as it was nor with the row as it
is stays what it is. And a row may say of what kind an organisation is, for others that do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from network.models import Province
from participants.importing.rows import RowReader
from participants.importing.staged import StagedRow
from participants.importing.verdicts import (
    JudgedRow,
    Sign,
    Verdict,
    identify_rows,
    make_reader,
    signs_of,
)


@dataclass
class StagedList:
    """A staged list in which one row has changed.

    ``before`` is that row as it stood, with its cells; ``rows`` are those of the list as it is
    now, and ``choices`` the answers given so far.
    """

    rows: Sequence[StagedRow]
    before: StagedRow
    mapping: Mapping[str, int]
    province: Province
    choices: Mapping[int, int]
    reader: RowReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = make_reader(self.mapping, self.province)

    def touched(self) -> list[StagedRow]:
        """Return the rows whose verdict may be another one now, in the order of the list."""
        changed = {self.before.number, *self._asked_for_a_kind()}
        numbers = changed | self._hanging_together(changed)
        return [row for row in self.rows if row.number in numbers]

    def _asked_for_a_kind(self) -> set[int]:
        """Return the rows that the changed one may have answered for, or may answer for now."""
        [after] = [row for row in self.rows if row.number == self.before.number]
        sides = {
            (self.reader.organisation_key(row.cells), self.reader.says_kind(row.cells))
            for row in (self.before, after)
            if row.cells
        }
        if len(sides) < 2:
            return set()
        keys = {key for key, _says in sides} - {""}
        unread = (row for row in self.rows if row.values is None)
        return {row.number for row in unread if self.reader.organisation_key(row.cells) in keys}

    def _hanging_together(self, changed: set[int]) -> set[int]:
        """Return the rows that share a sign with one of these, or with one that does, and so on."""
        rows = [judged for row in self.rows if (judged := self._as_it_stands(row, changed))]
        before = self._as_it_stands(self.before, changed)
        ends = [*rows, *([before] if before else [])]
        # Of the others it is known whom they mean; of a row over again it was not kept.
        unknown = [row for row in ends if row.number in changed or row.verdict == Verdict.WRONG]
        identify_rows(
            [row for row in unknown if row is not before or row.person is None],
            province=self.province,
            choices=self.choices,
        )
        bearing: dict[Sign, list[JudgedRow]] = {}
        for row in ends:
            for sign in signs_of(row):
                bearing.setdefault(sign, []).append(row)
        return _reach(bearing, [row for row in ends if row.number in changed])

    def _as_it_stands(self, row: StagedRow, changed: set[int]) -> JudgedRow | None:
        """Return the row as far as it can be another one over again; None where it cannot."""
        verdict, faults, person, _is_chosen = row.standing
        is_wrong = verdict == Verdict.WRONG
        is_repeated = is_wrong and bool(faults) and faults[0]["code"] == "same_row"
        if is_wrong and not is_repeated and row.number not in changed:
            return None
        values = row.values
        if values is None:
            values, _faults = self.reader.read(row.cells, asks_kind=False)
        return JudgedRow(row.number, [], values, verdict, person=person) if values else None


def replaced(rows: Iterable[StagedRow], changed: StagedRow) -> list[StagedRow]:
    """Return the rows with the one of the same number in its new form."""
    return [changed if row.number == changed.number else row for row in rows]


def _reach(bearing: Mapping[Sign, list[JudgedRow]], start: Iterable[JudgedRow]) -> set[int]:
    reached: set[int] = set()
    followed: set[Sign] = set()
    to_follow = list(start)
    while to_follow:
        row = to_follow.pop()
        reached.add(row.number)
        for sign in signs_of(row):
            if sign not in followed:
                followed.add(sign)
                to_follow += bearing.get(sign, ())
    return reached
