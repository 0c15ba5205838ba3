"""The commit of an import: one short transaction, whole or not at all.

Everything is read, judged and brought into the database's form before; the transaction looks
whether anything has changed meanwhile, writes, and is over.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from network.bulk import (
    PreparedRows,
    check_references,
    insert_rows,
    prepare_rows,
    put_off_search_indexes,
    reserve_keys,
    without_garbage_collection,
)
from network.models import User
from network.services.audit import prepare_records, record
from participants.importing.known import find_organisations
from participants.importing.rows import RowValues
from participants.importing.staged import read_staged, standing_of
from participants.importing.verdicts import JudgedRow
from participants.importing.words import kind_said_by_name
from participants.models import (
    Affiliation,
    ConsentChannel,
    ImportRow,
    ImportRun,
    NationalId,
    Organisation,
    Person,
    Registration,
)
from participants.national_ids import seal_national_id
from participants.services.duplicates import enqueue_duplicate_search
from participants.services.import_fingerprints import Fingerprint
from participants.services.import_judging import judge_again, judge_as_staged, write_verdicts
from participants.services.imports import (
    ImportRefused,
    NoLongerStaged,
    require_places,
    require_settled,
)
from participants.services.registrations import promote_waiting
from trainings.models import Event
from trainings.services.places import take_places

MOST_ATTEMPTS = 3
# What a row says of a person and is kept as it is read.
TOLD_OF_A_PERSON = (
    "given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin", "key_ar",
    "key_latin", "gender", "birth_year", "birth_date", "phone", "email", "has_disability",
)  # fmt: skip
PERSON = (
    "id", *TOLD_OF_A_PERSON, "province_id", "commune_id", "organisation_id", "consent_at",
    "consent_version", "consent_channel",
)  # fmt: skip
ORGANISATION = (
    "id", "name_ar", "key_ar", "name_fr", "key_fr", "kind", "province_id", "commune_id",
)  # fmt: skip
REGISTRATION = (
    "id", "event_id", "person_id", "province_id", "organisation_id", "capacity", "state",
    "submission_key", "registered_by_id", "registered_at",
)  # fmt: skip
# Of a registration that revives.
KEEPS = ("id", "event_id", "person_id")
ROW = (
    "id", "run_id", "number", "sealed", "verdict", "faults", "person_id", "is_chosen",
    "made_person", "revived", "made_organisation_id", "registration_id",
)  # fmt: skip
_told_of_a_person = attrgetter(*TOLD_OF_A_PERSON)


class PreviewOutdated(ImportRefused):
    """What is known has changed since the preview, and with it what ``number`` rows would do."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __str__(self) -> str:
        return ngettext(
            "Since you looked, %(number)s row has come to mean something else. Nothing was "
            "imported. Look at the rows again, then import.",
            "Since you looked, %(number)s rows have come to mean something else. Nothing was "
            "imported. Look at the rows again, then import.",
            self.number,
        ) % {"number": self.number}


class _Overtaken(Exception):
    """Somebody changed what the rows were judged by, while they were made ready."""


@dataclass
class _Work:
    """What a commit writes, made ready."""

    run: ImportRun
    by: User
    consent_version: str
    now: datetime = field(default_factory=timezone.now)
    # By the number of the row: whom it means, for which organisation, and the registration.
    persons: dict[int, int] = field(default_factory=dict)
    organisations: dict[int, int] = field(default_factory=dict)
    registrations: dict[int, int] = field(default_factory=dict)
    revived: dict[int, int] = field(default_factory=dict)
    known: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    numbered: int = 0
    made_organisations: dict[str, int] = field(default_factory=dict)
    revivals: list[Registration] = field(default_factory=list)
    # New people with what belongs to them; their places, and what else comes of those.
    people: list[PreparedRows] = field(default_factory=list)
    places: PreparedRows = field(default_factory=lambda: PreparedRows(Registration, (), []))
    results: list[PreparedRows] = field(default_factory=list)


@without_garbage_collection()
def commit_import(
    run: ImportRun, *, by: User, consent_version: str = "", skip_wrong: bool = False
) -> ImportRun:
    """Register everybody of a staged list: places as far as there are, the rest waits in order.

    With ``skip_wrong`` wrong and undecided rows are left out, and stay readable for a day.
    ``consent_version`` names the text that the people were informed by on paper; without it no
    consent is kept. Raises ``UnsettledRows``, ``NothingToImport``, ``PreviewOutdated``,
    ``NoLongerStaged``, and ``RegistrationClosed`` or ``ProvinceWithoutQuota``.
    """
    for _attempt in range(MOST_ATTEMPTS):
        standing = Fingerprint.of(run)
        work = _make_ready(run, _settled_rows(run, skip_wrong=skip_wrong), by, consent_version)
        try:
            with transaction.atomic():
                _write(work, standing)
        except (_Overtaken, IntegrityError):
            continue
        run.refresh_from_db()
        return run
    raise PreviewOutdated(judge_again(run))


def _settled_rows(run: ImportRun, *, skip_wrong: bool) -> dict[int, JudgedRow]:
    """Return the rows by primary key, in the order of the list."""
    if not ImportRun.objects.with_staged_rows().filter(pk=run.pk).exists():
        raise NoLongerStaged
    staged = read_staged(run)
    rows = judge_as_staged(run, staged)
    if changed := write_verdicts(staged, rows):
        raise PreviewOutdated(changed)
    require_settled(rows, skip_wrong=skip_wrong)
    return {kept.key: row for kept, row in zip(staged, rows, strict=True)}


def _make_ready(
    run: ImportRun, rows: dict[int, JudgedRow], by: User, consent_version: str
) -> _Work:
    work = _Work(run, by, consent_version)
    working = [row for row in rows.values() if row.registers]
    new = [row for row in working if row.person is None]
    work.persons = {row.number: row.person for row in working if row.person}
    work.known = list(work.persons.values())
    work.new = reserve_keys(Person, len(new))
    work.persons |= {row.number: key for row, key in zip(new, work.new, strict=True)}
    _prepare_organisations(work, working)
    _prepare_persons(work, new)
    _prepare_registrations(work, working)
    _prepare_rows(work, rows)
    return work


def _prepare_organisations(work: _Work, working: Iterable[JudgedRow]) -> None:
    named = [(row.number, _values(row)) for row in working if _values(row).organisation]
    known = find_organisations(work.run.province, {values.organisation_key for _n, values in named})
    first: dict[str, RowValues] = {}
    kinds: dict[str, str] = {}
    for _number, values in named:
        if values.organisation_key not in known:
            first.setdefault(values.organisation_key, values)
            if values.kind:
                kinds.setdefault(values.organisation_key, values.kind)
    keys = reserve_keys(Organisation, len(first))
    work.made_organisations = dict(zip(first, keys, strict=True))
    known |= work.made_organisations
    work.organisations = {number: known[values.organisation_key] for number, values in named}
    made = (
        _organisation(work, key, values, kinds.get(name) or _kind_by_name(values))
        for (name, values), key in zip(first.items(), keys, strict=True)
    )
    fields = ["name_ar", "name_fr", "kind"]
    work.people += [
        prepare_rows(Organisation, ORGANISATION, made),
        prepare_records("organisation.created", Organisation, keys, by=work.by, fields=fields),
    ]


def _kind_by_name(values: RowValues) -> str:
    # It may have been known while the row was read, and be gone now.
    return kind_said_by_name(values.organisation) or Organisation.Kind.OTHER.value


def _organisation(work: _Work, key: int, values: RowValues, kind: str) -> tuple[Any, ...]:
    named = (values.organisation, values.organisation_key)
    names = (*named, "", "") if values.organisation_is_arabic else ("", "", *named)
    return (key, *names, kind, work.run.province_id, values.commune)


def _prepare_persons(work: _Work, new: Sequence[JudgedRow]) -> None:
    affiliations = (
        (work.persons[row.number], work.organisations[row.number], _values(row).capacity)
        for row in new
        if row.number in work.organisations
    )
    national_ids = [
        (work.persons[row.number], *seal_national_id(_values(row).national_id))
        for row in new
        if _values(row).national_id
    ]
    work.numbered = len(national_ids)
    fields = [*TOLD_OF_A_PERSON, "commune", "organisation", "consent_version"]
    work.people += [
        prepare_rows(Person, PERSON, (_person(work, row) for row in new)),
        prepare_rows(NationalId, ("person_id", "keyed_index", "ciphertext"), national_ids),
        prepare_rows(Affiliation, ("person_id", "organisation_id", "capacity"), affiliations),
        prepare_records("person.created", Person, work.new, by=work.by, fields=fields),
    ]


def _person(work: _Work, row: JudgedRow) -> tuple[Any, ...]:
    values, agreed = _values(row), work.consent_version
    return (
        work.persons[row.number],
        *_told_of_a_person(values),
        work.run.province_id,
        values.commune,
        work.organisations.get(row.number),
        work.now if agreed else None,
        agreed,
        ConsentChannel.PAPER.value if agreed else "",
    )


def _prepare_registrations(work: _Work, working: Sequence[JudgedRow]) -> None:
    own = _own_organisations(work.known)
    newly = [row for row in working if not row.cancelled]
    keys = reserve_keys(Registration, len(newly))
    work.registrations = {row.number: key for row, key in zip(newly, keys, strict=True)}
    work.revived = {row.number: row.cancelled for row in working if row.cancelled}
    work.registrations |= work.revived
    made = {row.number: _registration(work, row, own, at) for at, row in enumerate(working)}
    work.places = prepare_rows(Registration, REGISTRATION, (made[row.number] for row in newly))
    work.revivals = [
        Registration(**dict(zip(REGISTRATION, made[number], strict=True)))
        for number in work.revived
    ]
    fields = ["state", "organisation"]
    work.results += [
        prepare_records(action, Registration, some, by=work.by, fields=fields)
        for action, some in (
            ("registration.created", keys),
            ("registration.revived", work.revived.values()),
        )
    ]


def _registration(
    work: _Work, row: JudgedRow, own: dict[int, int | None], position: int
) -> tuple[Any, ...]:
    person = work.persons[row.number]
    return (
        work.registrations[row.number],
        work.run.event_id,
        person,
        work.run.province_id,
        work.organisations.get(row.number) or own.get(person),
        _values(row).capacity,
        Registration.State.REGISTERED.value,
        uuid.uuid4(),
        work.by.pk,
        # The waiting list goes by time: who stands first in the file waits first.
        work.now + timedelta(microseconds=position),
    )


def _own_organisations(known: Sequence[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for start in range(0, len(known), 900):
        some = Person.objects.filter(pk__in=known[start : start + 900])
        found |= dict(some.values_list("pk", "organisation_id"))
    return found


def _prepare_rows(work: _Work, rows: dict[int, JudgedRow]) -> None:
    # Written anew: to update thousands one by one would hold the lock for seconds.
    sealed = dict(work.run.rows.unsettled().values_list("pk", "sealed"))
    unmade = set(work.made_organisations.values())

    def kept(key: int, row: JudgedRow) -> tuple[Any, ...]:
        verdict, faults, person, is_chosen = standing_of(row)
        organisation = work.organisations.get(row.number, 0)
        makes = organisation in unmade
        unmade.discard(organisation)
        return (
            key,
            work.run.pk,
            row.number,
            bytes(sealed.get(key, b"")),
            verdict,
            faults,
            work.persons.get(row.number, person),
            is_chosen,
            row.registers and person is None,
            row.number in work.revived,
            organisation if makes else None,
            work.registrations.get(row.number),
        )

    again = (kept(key, row) for key, row in rows.items())
    work.results.append(prepare_rows(ImportRow, ROW, again))


def _write(work: _Work, standing: Fingerprint) -> None:
    run, by = work.run, work.by
    claimed = ImportRun.objects.with_staged_rows().filter(pk=run.pk)
    if not claimed.update(state=ImportRun.State.COMMITTED, committed_by=by, committed_at=work.now):
        raise NoLongerStaged
    put_off_search_indexes(Organisation, Person)
    insert_rows(work.people)
    check_references()
    # Only from here on has anybody to wait. Like everybody else a list takes people and
    # organisations before events, and the lock keeps the waiting list in order: nobody joins it
    # while this list does.
    Event.objects.select_for_update(no_key=True).filter(pk=run.event_id).first()
    require_places(run.event, run.province)
    if Fingerprint.of(run) != standing.with_new(
        people=work.new,
        organisations=list(work.made_organisations.values()),
        national_ids=work.numbered,
    ):
        raise _Overtaken
    _give_places(work)
    run.rows.all().delete()
    insert_rows([work.places, *work.results])
    _keep_consents(work)
    record("import.committed", run, by=by, fields=["state"])
    enqueue_duplicate_search(set(work.persons.values()) - set(work.known))


def _give_places(work: _Work) -> None:
    run = work.run
    # Who waits for a place that has become free meanwhile comes before who comes now.
    promote_waiting(run.event, first=run.province, by=work.by)
    given = take_places(run.event, run.province, len(work.registrations))
    order = sorted(work.registrations)
    with_place = {work.registrations[number] for number in order[:given]}
    for registration in work.revivals:
        if registration.pk not in with_place:
            registration.state = Registration.State.WAITLISTED
    changed = [name.removesuffix("_id") for name in REGISTRATION if name not in KEEPS]
    Registration.objects.bulk_update(
        work.revivals, [*changed, "cancellation_reason"], batch_size=100
    )
    revived = sum(registration.pk in with_place for registration in work.revivals)
    work.places.change_from(given - revived, "state", Registration.State.WAITLISTED.value)


def _keep_consents(work: _Work) -> None:
    if not work.consent_version:
        return
    for start in range(0, len(work.known), 500):
        known = Person.objects.filter(pk__in=work.known[start : start + 500])
        asked = known.exclude(consent_version=work.consent_version, consent_at__isnull=False)
        keys = list(asked.values_list("pk", flat=True))
        fields = ["consent_at", "consent_version", "consent_channel"]
        Person.objects.filter(pk__in=keys).update(
            consent_at=work.now,
            consent_version=work.consent_version,
            consent_channel=ConsentChannel.PAPER,
        )
        insert_rows([prepare_records("person.consented", Person, keys, by=work.by, fields=fields)])


def _values(row: JudgedRow) -> RowValues:
    if row.values is None:
        raise ValueError(f"Row {row.number} was not read.")
    return row.values
