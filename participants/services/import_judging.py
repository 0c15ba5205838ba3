"""Judging the rows of a staged list again: all of them, or what one row can change."""

from collections.abc import Iterable, Sequence

from network.bulk import update_rows
from participants.importing.staged import JUDGED, StagedRow, read_staged, standing_of
from participants.importing.touched import StagedList
from participants.importing.verdicts import NEW_PERSON, JudgedRow, judge_rows
from participants.models import ImportRow, ImportRun


def judge_staged(run: ImportRun, numbers: Iterable[int] | None = None) -> list[JudgedRow]:
    """Judge the staged rows against what is known now, without writing; or those numbers only."""
    return judge_as_staged(run, read_staged(run, numbers))


def judge_as_staged(run: ImportRun, rows: Sequence[StagedRow]) -> list[JudgedRow]:
    """Judge rows that were read from the database, with the answers that were given."""
    return judge_rows(
        rows, mapping=run.mapping, event=run.event, province=run.province, choices=_choices(rows)
    )


def judge_again(run: ImportRun) -> int:
    """Bring the staged verdicts up to date; return how many rows have another one now."""
    rows = read_staged(run)
    return write_verdicts(rows, judge_as_staged(run, rows))


def judge_changed(run: ImportRun, rows: Sequence[StagedRow], *, before: StagedRow) -> None:
    """Bring the verdicts up to date that the change of one row can change: a few of many.

    ``rows`` are those of the whole list after the change, ``before`` is that row before it, with
    its cells. What else is known has not changed: a commit judges everything again.
    """
    staged = StagedList(rows, before, run.mapping, run.province, _choices(rows))
    touched = staged.touched()
    judged = judge_rows(
        touched,
        mapping=run.mapping,
        event=run.event,
        province=run.province,
        choices=staged.choices,
        within=rows,
    )
    write_verdicts(touched, judged)


def write_verdicts(rows: Sequence[StagedRow], judged: Sequence[JudgedRow]) -> int:
    """Keep the verdicts of rows, given in the same order; return how many have changed."""
    changed = [
        (row.key, *now)
        for row, now in zip(rows, map(standing_of, judged), strict=True)
        if now != row.standing
    ]
    update_rows(ImportRow, JUDGED, changed)
    return len(changed)


def _choices(rows: Iterable[StagedRow]) -> dict[int, int]:
    return {
        row.number: person or NEW_PERSON
        for row in rows
        for _verdict, _faults, person, is_chosen in [row.standing]
        if is_chosen
    }
