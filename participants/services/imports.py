"""Imports: a list is read and judged, staged, looked at and repaired; see also import_commits.

Reading and judging write nothing. The rows of a staged list lie sealed in the database, until the
list is imported or given up, a day at most.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.spreadsheets.reading import read_table
from network.bulk import (
    insert_rows,
    prepare_rows,
    reserve_keys,
    update_rows,
    without_garbage_collection,
)
from network.models import Province, User
from network.services.audit import record
from participants.importing.columns import FIELDS, guess_columns
from participants.importing.staged import (
    JUDGED,
    StagedRow,
    read_staged,
    seal_row,
    standing_of,
    unseal_cells,
)
from participants.importing.touched import replaced
from participants.importing.verdicts import JudgedRow, ListedRow, judge_rows
from participants.models import ImportRow, ImportRun, Person
from participants.national_ids import national_ids_are_collected
from participants.services.import_judging import judge_again, judge_changed
from participants.services.registrations import ProvinceWithoutQuota, RegistrationClosed
from trainings.models import Event, Quota

KEPT_FOR = dt.timedelta(hours=24)
# So many rows show what a column holds.
SAMPLE_ROWS = 30


class ImportRefused(Exception):
    """Why a list cannot be imported; ``str()`` is a sentence to act on."""


class AlreadyImported(ImportRefused):
    """The same file was imported before, for the same event and province: ``run``."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run

    def __str__(self) -> str:
        when = timezone.localtime(self.run.committed_at)
        return _("This file was imported already, on %(day)s. Nothing has changed.") % {
            "day": date_format(when, "DATETIME_FORMAT")
        }


class EmptyList(ImportRefused):
    """The file has headings, but no rows."""

    def __str__(self) -> str:
        return _("There are no people in this file: it has no rows below the headings.")


class NoLongerStaged(ImportRefused):
    """The import was committed, given up or undone in the meantime."""

    def __str__(self) -> str:
        return _("This import is settled: nothing can be changed in it any more.")


class UnsettledRows(ImportRefused):
    """Rows are wrong, or wait for somebody to say who is meant."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __str__(self) -> str:
        return ngettext(
            "%(number)s row is wrong or undecided. Nothing was imported.",
            "%(number)s rows are wrong or undecided. Nothing was imported.",
            self.number,
        ) % {"number": self.number}


class NothingToImport(ImportRefused):
    """Everybody in the list is registered already, or no row is right."""

    def __str__(self) -> str:
        return _("There is nobody to register in this list. Nothing has changed.")


@dataclass
class Preview:
    """A list that was read and judged, and nothing kept of it."""

    event: Event
    province: Province
    file_name: str
    sha256: str
    headers: list[str]
    mapping: dict[str, int]
    ambiguous: tuple[str, ...] = ()
    rows: list[JudgedRow] = field(default_factory=list)

    def require_settled(self) -> None:
        """Raise ``UnsettledRows`` where a row is wrong or waits, ``NothingToImport`` for none."""
        require_settled(self.rows)


@without_garbage_collection()
def preview_import(
    content: bytes,
    *,
    file_name: str,
    event: Event,
    province: Province,
    mapping: Mapping[str, int] | None = None,
) -> Preview:
    """Read a list and judge its rows; write nothing.

    Without a ``mapping`` the columns are guessed from their headings. Raises
    ``SpreadsheetRefused`` for a file that cannot be read, ``EmptyList``, ``RegistrationClosed``
    and ``ProvinceWithoutQuota``.
    """
    require_places(event, province)
    table = read_table(content, file_name=file_name)
    rows = [ListedRow(row.number, list(row.cells)) for row in table.rows]
    if not rows:
        raise EmptyList
    guessed = guess_columns(table.headers, [row.cells for row in rows[:SAMPLE_ROWS]])
    preview = Preview(
        event=event,
        province=province,
        file_name=file_name[-150:],
        sha256=hashlib.sha256(content).hexdigest(),
        headers=list(table.headers),
        mapping=dict(guessed.mapping if mapping is None else _possible(mapping, table.headers)),
        ambiguous=guessed.ambiguous,
    )
    _forget_national_ids(rows, guessed.mapping, preview.mapping)
    preview.rows = judge_rows(rows, mapping=preview.mapping, event=event, province=province)
    return preview


@without_garbage_collection()
def stage_import(
    content: bytes,
    *,
    file_name: str,
    event: Event,
    province: Province,
    by: User,
    mapping: Mapping[str, int] | None = None,
) -> ImportRun:
    """Keep a list, sealed row by row with its verdicts, to be looked at before it is imported.

    Raises ``AlreadyImported`` where the same file is in already, and what `preview_import` raises.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if earlier := find_earlier_import(sha256, event=event, province=province, mapping=mapping):
        raise AlreadyImported(earlier)
    preview = preview_import(
        content, file_name=file_name, event=event, province=province, mapping=mapping
    )
    return keep_preview(preview, by=by)


def keep_preview(preview: Preview, *, by: User) -> ImportRun:
    """Stage a list that was read and judged just now; lists left lying are forgotten first."""
    forget_staged_imports()
    run = ImportRun(
        event=preview.event,
        province=preview.province,
        file_name=preview.file_name,
        sha256=preview.sha256,
        headers=preview.headers,
        mapping=preview.mapping,
        row_count=len(preview.rows),
        staged_by=by,
    )
    [run.pk] = reserve_keys(ImportRun, 1)
    rows = prepare_rows(
        ImportRow,
        ("run_id", "number", "sealed", *JUDGED),
        (
            (run.pk, row.number, seal_row(row.cells, row.values), *standing_of(row))
            for row in preview.rows
        ),
    )
    with transaction.atomic():
        run.save(force_insert=True)
        insert_rows([rows])
        record("import.staged", run, by=by, fields=["file_name"])
    return run


def find_earlier_import(
    sha256: str, *, event: Event, province: Province, mapping: Mapping[str, int] | None = None
) -> ImportRun | None:
    """Return the committed import of the same file; with a ``mapping``, read by the same one."""
    committed = ImportRun.objects.filter(
        sha256=sha256, event=event, province=province, state=ImportRun.State.COMMITTED
    )
    return next((run for run in committed if mapping is None or run.mapping == mapping), None)


@without_garbage_collection()
@transaction.atomic
def remap_import(run: ImportRun, *, mapping: Mapping[str, int], by: User) -> ImportRun:
    """Read the columns as corrected, and judge all rows again. Raises ``NoLongerStaged``."""
    lock_staged(run)
    run.mapping = _possible(mapping, run.headers)
    run.save(update_fields=["mapping"])
    _seal_again(run)
    record("import.remapped", run, by=by, fields=["mapping"])
    judge_again(run)
    return run


@without_garbage_collection()
@transaction.atomic
def repair_row(row: ImportRow, *, values: Mapping[str, str], by: User) -> None:
    """Write these texts into the row's cells, by field, and judge what that can change.

    A field that no column of the file holds gets a column. Raises ``NoLongerStaged``.
    """
    run = row.run
    lock_staged(run)
    staged, before = _staged_and_before(row)
    cells = list(before.cells)
    columns = run.mapping.copy()
    for name, text in values.items():
        index = _column_for(run, name, text)
        if index is not None:
            cells += [""] * (index + 1 - len(cells))
            cells[index] = text
    run.save(update_fields=["headers", "mapping"])
    ImportRow.objects.filter(pk=row.pk).update(sealed=seal_row(cells, None), is_chosen=False)
    record("import.row_repaired", run, by=by, fields=list(values))
    if run.mapping != columns:
        # What the other rows lack may stand at another field now.
        judge_again(run)
    else:
        standing = (*before.standing[:3], False)
        after = replace(before, cells=cells, values=None, standing=standing)
        judge_changed(run, replaced(staged, after), before=before)
    row.refresh_from_db()


@without_garbage_collection()
@transaction.atomic
def choose_person(row: ImportRow, *, person: Person | None, by: User) -> None:
    """Say who is meant by a row that may mean somebody known; None: somebody new.

    Whoever is not among the row's candidates is passed over. Raises ``NoLongerStaged``.
    """
    lock_staged(row.run)
    staged, before = _staged_and_before(row)
    ImportRow.objects.filter(pk=row.pk).update(person=person, is_chosen=True)
    record("import.person_chosen", row.run, by=by)
    standing = (*before.standing[:2], person.pk if person else None, True)
    after = replace(before, standing=standing)
    judge_changed(row.run, replaced(staged, after), before=before)
    row.refresh_from_db()


@transaction.atomic
def discard_import(run: ImportRun, *, by: User) -> None:
    """Give a staged list up; its rows are deleted. Raises ``NoLongerStaged``."""
    lock_staged(run)
    run.rows.all().delete()
    run.state = ImportRun.State.DISCARDED
    run.save(update_fields=["state"])
    record("import.discarded", run, by=by, fields=["state"])


@transaction.atomic
def forget_staged_imports(*, before: dt.datetime | None = None) -> int:
    """Empty what has lain here for a day: lists not imported, and the wrong rows of those that are.

    Returns how many lists were given up. They are not recorded one by one: nobody did it.
    """
    before = before or timezone.now() - KEPT_FOR
    left = ImportRun.objects.with_staged_rows().filter(staged_at__lt=before)
    keys = list(left.values_list("pk", flat=True))
    wrong = ImportRow.objects.filter(
        run__state=ImportRun.State.COMMITTED, run__committed_at__lt=before
    )
    if wrong.exclude(sealed=b"").exists():
        wrong.exclude(sealed=b"").update(sealed=b"")
    if keys:
        ImportRow.objects.filter(run__in=keys).delete()
        ImportRun.objects.filter(pk__in=keys).update(state=ImportRun.State.DISCARDED)
    return len(keys)


def require_settled(rows: Iterable[JudgedRow], *, skip_wrong: bool = False) -> None:
    """Raise ``UnsettledRows`` unless those are to be skipped, ``NothingToImport`` for nobody."""
    rows = list(rows)
    unsettled = sum(not row.is_settled for row in rows)
    if unsettled and not skip_wrong:
        raise UnsettledRows(unsettled)
    if not any(row.registers for row in rows):
        raise NothingToImport


def require_places(event: Event, province: Province) -> None:
    """Refuse a list for which the event has no places now, before anything is read."""
    if not Event.objects.filter(pk=event.pk, state=Event.State.OPEN).exists():
        raise RegistrationClosed(event)
    if not Quota.objects.filter(event=event, province=province).exists():
        raise ProvinceWithoutQuota(province)


def lock_staged(run: ImportRun) -> None:
    """Keep others from the run until the transaction ends. Raises ``NoLongerStaged``."""
    staged = ImportRun.objects.with_staged_rows().select_for_update(no_key=True, of=("self",))
    if not staged.filter(pk=run.pk).first():
        raise NoLongerStaged
    run.refresh_from_db(fields=["headers", "mapping", "state"])


def _staged_and_before(row: ImportRow) -> tuple[list[StagedRow], StagedRow]:
    """Return the rows of the list, and this one of them with its cells."""
    staged = read_staged(row.run)
    [before] = [kept for kept in staged if kept.key == row.pk]
    sealed = ImportRow.objects.values_list("sealed", flat=True).get(pk=row.pk)
    return staged, replace(before, cells=unseal_cells(sealed))


def _seal_again(run: ImportRun) -> None:
    # What was read from the cells was read by the earlier columns.
    rows = run.rows.values_list("pk", "sealed")
    again = ((key, seal_row(unseal_cells(sealed), None)) for key, sealed in rows)
    update_rows(ImportRow, ["sealed"], again)


def _possible(mapping: Mapping[str, int], headers: list[str]) -> dict[str, int]:
    columns = range(len(headers))
    return {name: index for name, index in mapping.items() if name in FIELDS and index in columns}


def _column_for(run: ImportRun, name: str, text: str) -> int | None:
    if name not in run.mapping:
        if not text:
            return None
        run.mapping[name] = len(run.headers)
        run.headers.append(str(FIELDS[name]))
    index: int = run.mapping[name]
    return index


def _forget_national_ids(rows: list[ListedRow], *mappings: Mapping[str, int]) -> None:
    # Not even sealed may they lie here, before the CNDP's authorisation.
    if national_ids_are_collected():
        return
    columns = {mapping["national_id"] for mapping in mappings if "national_id" in mapping}
    for index in columns:
        for row in rows:
            if index < len(row.cells):
                row.cells[index] = ""
