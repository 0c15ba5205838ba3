"""An import from the file to the registrations: staged, repaired, committed whole or not at all."""

import datetime as dt
import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from documents.spreadsheets.refusals import SpreadsheetRefused
from network.models import AuditEvent
from participants.models import (
    Affiliation,
    ImportRow,
    ImportRun,
    NationalId,
    Organisation,
    Person,
    Registration,
)
from participants.names import arabic_key
from participants.national_ids import indexes_of, unseal_national_id
from participants.services import import_commits
from participants.services.import_commits import PreviewOutdated, commit_import
from participants.services.imports import (
    AlreadyImported,
    EmptyList,
    NoLongerStaged,
    NothingToImport,
    UnsettledRows,
    choose_person,
    discard_import,
    forget_staged_imports,
    remap_import,
    repair_row,
    stage_import,
    unseal_cells,
)
from participants.services.registrations import (
    ProvinceWithoutQuota,
    RegistrationClosed,
    register_person,
)
from tests import factories
from tests.participants.lists import HEADINGS, as_csv, people, somebody
from tests.trainings.concurrently import run_together
from trainings.models import Event, Quota

MADE = (Person, Organisation, Affiliation, Registration, NationalId)


@pytest.fixture
def stage(event, quota, commune, province, coordinator):
    """Stage a list of rows."""

    def stage_rows(rows, headings=HEADINGS, **options):
        content = options.pop("content", None) or as_csv(rows, headings)
        return stage_import(
            content,
            file_name="list.csv",
            **{"event": event, "province": province, "by": coordinator, **options},
        )

    return stage_rows


def verdicts(run):
    return list(run.rows.values_list("number", "verdict"))


def counted():
    return [model.objects.count() for model in MADE]


# Staging -----------------------------------------------------------------------------------


def test_a_staged_list_registers_nobody(stage):
    run = stage(people(3))
    assert (run.state, verdicts(run), counted()) == (
        "staged",
        [(2, "new"), (3, "new"), (4, "new")],
        [0, 0, 0, 0, 0],
    )


def test_the_cells_lie_sealed(stage):
    run = stage([somebody(1, email="fatima@example.org")])
    row = run.rows.get()
    assert (b"fatima" in bytes(row.sealed), "fatima@example.org" in unseal_cells(row.sealed)) == (
        False,
        True,
    )


def test_faults_are_kept_without_the_values_that_were_wrong(stage):
    run = stage([somebody(1, phone="0612")])
    assert run.rows.get().faults == [{"field": "phone", "code": "impossible_phone", "params": {}}]


def test_a_number_that_may_not_be_kept_is_not_even_sealed(stage):
    run = stage([somebody(1, national_id="MC12345")])
    assert "MC12345" not in unseal_cells(run.rows.get().sealed)


def test_staging_is_recorded(stage, coordinator):
    run = stage(people(1))
    event = AuditEvent.objects.get(action="import.staged")
    assert (event.actor, event.object_id) == (coordinator, str(run.pk))


def test_a_list_without_rows_is_refused(stage):
    with pytest.raises(EmptyList):
        stage([])


def test_a_file_that_is_no_list_is_refused(stage):
    with pytest.raises(SpreadsheetRefused):
        stage([], content=b"%PDF-1.7 no list at all")


def test_a_list_for_a_closed_event_is_refused(stage, event):
    Event.objects.update(state=Event.State.CLOSED)
    with pytest.raises(RegistrationClosed):
        stage(people(1))


def test_a_list_for_a_province_without_places_is_refused(stage, other_province):
    with pytest.raises(ProvinceWithoutQuota):
        stage(people(1), province=other_province)


def test_other_columns_judge_the_rows_anew(stage, coordinator):
    headings = {name: f"X{at}" for at, name in enumerate(HEADINGS)}
    run = stage(people(1), headings=headings)
    before = verdicts(run)
    remap_import(run, mapping={name: at for at, name in enumerate(HEADINGS)}, by=coordinator)
    assert (before, verdicts(run)) == ([(2, "wrong")], [(2, "new")])


def test_a_mapping_beyond_the_columns_is_passed_over(stage, coordinator):
    run = stage(people(1))
    remap_import(run, mapping={"phone": 99, "nonsense": 1, "commune": 8}, by=coordinator)
    assert run.mapping == {"commune": 8}


# Repairing ---------------------------------------------------------------------------------


def test_a_repaired_row_is_right(stage, coordinator):
    run = stage([somebody(1, phone="0612")])
    row = run.rows.get()
    repair_row(row, values={"phone": "0661123456"}, by=coordinator)
    commit_import(run, by=coordinator)
    assert (row.verdict, str(Person.objects.get().phone.as_e164)) == ("new", "+212661123456")


def test_a_row_that_is_repaired_wrongly_stays_wrong_and_keeps_what_was_typed(stage, coordinator):
    run = stage([somebody(1, phone="0612")])
    row = run.rows.get()
    repair_row(row, values={"phone": "0613"}, by=coordinator)
    assert (row.verdict, "0613" in unseal_cells(row.sealed)) == ("wrong", True)


def test_a_repair_can_fill_what_no_column_holds(stage, coordinator):
    headings = {name: label for name, label in HEADINGS.items() if name != "commune"}
    run = stage(people(2), headings=headings)
    repair_row(run.rows.first(), values={"commune": "الزمامرة"}, by=coordinator)
    assert verdicts(run) == [(2, "new"), (3, "wrong")]


def test_the_first_of_two_that_is_repaired_frees_the_second(stage, coordinator):
    run = stage([somebody(1), somebody(1)])
    repair_row(
        run.rows.first(),
        values={"family_name_ar": "آخر", "family_name_latin": "Autre"},
        by=coordinator,
    )
    assert verdicts(run) == [(2, "new"), (3, "new")]


def test_a_chosen_person_is_registered(stage, coordinator, person):
    cells = {"family_name_ar": "العلوي", "family_name_latin": "El Alaoui"}
    run = stage([somebody(1, **cells, birth_year="")])
    row = run.rows.get()
    before = row.verdict
    choose_person(row, person=person, by=coordinator)
    commit_import(run, by=coordinator)
    assert (before, Registration.objects.get().person, Person.objects.count()) == (
        "possible",
        person,
        1,
    )


def test_somebody_new_who_was_chosen_is_made(stage, coordinator, person):
    cells = {"family_name_ar": "العلوي", "family_name_latin": "El Alaoui"}
    run = stage([somebody(1, **cells, birth_year="")])
    choose_person(run.rows.get(), person=None, by=coordinator)
    commit_import(run, by=coordinator)
    assert Person.objects.count() == 2


# Committing --------------------------------------------------------------------------------


def test_a_commit_makes_people_with_all_that_the_list_says(stage, coordinator, commune, province):
    factories.NetworkIdentityFactory(cndp_number="D-W-1/2026")
    row = somebody(1, email="f@example.org", national_id="mc 12345", has_disability="oui")
    commit_import(stage([row]), by=coordinator, consent_version="09-08/1")
    person = Person.objects.get()
    number = NationalId.objects.get()
    affiliation = Affiliation.objects.get()
    assert (
        person.full_name_ar, person.key_ar, person.gender, person.birth_year, person.email,
        person.has_disability, person.commune, person.province, person.consent_version,
        person.consent_channel, person.organisation.kind, affiliation.person,
        affiliation.organisation, affiliation.capacity, unseal_national_id(bytes(number.ciphertext)),
        bytes(number.keyed_index) in indexes_of("MC12345"),
    ) == (
        f"فاطمة {row['family_name_ar']}", arabic_key(f"فاطمة {row['family_name_ar']}"), "f", 1987,
        "f@example.org", True, commune, province, "09-08/1", "paper", "cooperative", person,
        person.organisation, "member", "MC12345", True,
    )  # fmt: skip


def test_without_a_consent_none_is_kept(stage, coordinator):
    commit_import(stage(people(1)), by=coordinator)
    person = Person.objects.get()
    assert (person.consent_at, person.consent_version, person.consent_channel) == (None, "", "")


def test_places_go_in_the_order_of_the_file_and_the_rest_waits(stage, coordinator, quota):
    commit_import(stage(people(5)), by=coordinator)
    quota.refresh_from_db()
    registrations = Registration.objects.order_by("registered_at", "pk")
    names = [somebody(number)["family_name_ar"] for number in range(5)]
    assert (
        list(registrations.values_list("state", flat=True)),
        list(registrations.values_list("person__family_name_ar", flat=True)),
        quota.taken,
        Event.objects.get(pk=quota.event_id).taken,
    ) == (["registered"] * 2 + ["waitlisted"] * 3, names, 2, 2)


def test_whoever_waits_already_comes_first(stage, coordinator, register, province, quota):
    waiting = [register(province) for _ in range(3)][-1]
    Quota.objects.update(places=3)
    commit_import(stage(people(1)), by=coordinator)
    waiting.refresh_from_db()
    assert (waiting.state, Registration.objects.order_by("pk").last().state) == (
        "registered",
        "waitlisted",
    )


def test_a_known_person_is_registered_and_left_as_they_are(stage, coordinator, person):
    cells = {"family_name_ar": "العلوي", "family_name_latin": "Alaoui Bis", "email": "x@y.org"}
    commit_import(stage([somebody(1, **cells, phone="0661123456")]), by=coordinator)
    person.refresh_from_db()
    assert (Registration.objects.get().person, person.email, person.version) == (person, "", 1)


def test_the_consent_of_a_known_person_is_kept(stage, coordinator, person):
    row = somebody(1, family_name_ar="العلوي", phone="0661123456")
    commit_import(stage([row]), by=coordinator, consent_version="09-08/1")
    person.refresh_from_db()
    assert (person.consent_version, person.consent_channel) == ("09-08/1", "paper")


def test_an_organisation_is_made_once_and_a_known_one_is_taken(stage, coordinator, organisation):
    rows = [*people(3), somebody(4, organisation="Coopérative Al Amal", kind="")]
    commit_import(stage(rows), by=coordinator)
    named = list(Organisation.objects.order_by("pk").values_list("name_ar", "kind"))
    assert named == [(organisation.name_ar, "cooperative"), ("تعاونية النور", "cooperative")]


def test_a_cancelled_registration_revives(stage, coordinator, person, event, province):
    cancelled = factories.RegistrationFactory(
        event=event, person=person, province=province, state="cancelled", cancellation_reason="سفر"
    )
    commit_import(stage([somebody(1, family_name_ar="العلوي", phone="0661123456")]), by=coordinator)
    cancelled.refresh_from_db()
    assert (cancelled.state, cancelled.cancellation_reason, cancelled.capacity) == (
        "registered",
        "",
        "member",
    )


def test_everything_that_is_made_is_recorded(stage, coordinator):
    commit_import(stage(people(2)), by=coordinator)
    actions = AuditEvent.objects.exclude(action="import.staged").values_list("action", flat=True)
    assert sorted(actions) == [
        "import.committed",
        "organisation.created",
        "person.created",
        "person.created",
        "registration.created",
        "registration.created",
    ]


def test_nothing_of_the_cells_is_left(stage, coordinator):
    run = commit_import(stage(people(2)), by=coordinator)
    assert [bytes(sealed) for sealed in run.rows.values_list("sealed", flat=True)] == [b"", b""]


def test_the_number_stands_in_no_table_in_clear(stage, coordinator):
    factories.NetworkIdentityFactory(cndp_number="D-W-1/2026")
    rows = [somebody(1, national_id="MC12345"), somebody(2, national_id="MC67890", phone="x")]
    run = stage(rows)
    commit_import(run, by=coordinator, skip_wrong=True)
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 names of our own tables
            for record in cursor.fetchall():
                held = [
                    bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode()
                    for v in record
                ]
                assert not any(b"12345" in value or b"67890" in value for value in held), table


def test_a_list_with_a_wrong_row_is_not_imported(stage, coordinator):
    run = stage([*people(2), somebody(3, phone="x")])
    with pytest.raises(UnsettledRows):
        commit_import(run, by=coordinator)
    assert (ImportRun.objects.get().state, counted()) == ("staged", [0, 0, 0, 0, 0])


def test_the_good_rows_can_be_imported_alone(stage, coordinator):
    run = stage([*people(2), somebody(3, phone="x")])
    commit_import(run, by=coordinator, skip_wrong=True)
    left = run.rows.exclude(sealed=b"")
    assert (Registration.objects.count(), [row.number for row in left]) == (2, [4])


def test_a_list_of_registered_people_changes_nothing(stage, coordinator):
    commit_import(stage(people(2)), by=coordinator)
    again = stage(people(2), headings={**HEADINGS, "email": "E-mail"})
    with pytest.raises(NothingToImport):
        commit_import(again, by=coordinator)
    assert {verdict for _number, verdict in verdicts(again)} == {"registered"}


def test_the_same_file_twice_says_so(stage, coordinator):
    run = commit_import(stage(people(2)), by=coordinator)
    with pytest.raises(AlreadyImported) as refused:
        stage(people(2))
    assert (refused.value.run, Registration.objects.count()) == (run, 2)


def test_a_commit_happens_once(stage, coordinator):
    run = stage(people(2))
    commit_import(run, by=coordinator)
    with pytest.raises(NoLongerStaged):
        commit_import(run, by=coordinator)


def test_what_has_changed_since_the_preview_is_shown_first(stage, coordinator, province):
    run = stage(people(2))
    row = somebody(1)
    fields = {name: row[name] for name in list(HEADINGS)[:4]}
    factories.PersonFactory(**fields, phone="+212661000100", birth_year=1987, province=province)
    with pytest.raises(PreviewOutdated):
        commit_import(run, by=coordinator)
    assert (verdicts(run), Registration.objects.count()) == ([(2, "new"), (3, "known")], 0)


def test_somebody_who_appears_while_the_rows_are_made_ready_is_seen(
    stage, coordinator, province, monkeypatch
):
    run = stage(people(1))
    make_ready = import_commits._make_ready

    def overtaken(*arguments):
        row = somebody(0)
        fields = {name: row[name] for name in list(HEADINGS)[:4]}
        if not Person.objects.exists():
            factories.PersonFactory(**fields, phone="+212661000000", province=province)
        return make_ready(*arguments)

    monkeypatch.setattr(import_commits, "_make_ready", overtaken)
    with pytest.raises(PreviewOutdated):
        commit_import(run, by=coordinator)
    assert (Person.objects.count(), Registration.objects.count()) == (1, 0)


def test_people_are_in_before_anybody_has_to_wait_for_the_event(stage, coordinator):
    run = stage(people(2))
    statements = []

    def note(execute, sql, *arguments):
        statements.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        commit_import(run, by=coordinator)
    is_sqlite = connection.vendor == "sqlite"
    people_in = 'INSERT INTO "participants_person"' if is_sqlite else "SET CONSTRAINTS ALL IMM"
    # SQLite has no locks of single rows; the event is looked at all the same.
    event_held = 'FROM "trainings_event"' if is_sqlite else "FOR NO KEY UPDATE"
    claimed = next(at for at, sql in enumerate(statements) if "committed_at" in sql[:200])
    written = [sql for sql in statements[claimed:] if people_in in sql or event_held in sql]
    assert (people_in in written[0], event_held in written[1]) == (True, True)


def test_an_event_that_closed_since_takes_nobody(stage, coordinator):
    run = stage(people(1))
    Event.objects.update(state=Event.State.CLOSED)
    with pytest.raises(RegistrationClosed):
        commit_import(run, by=coordinator)
    assert (ImportRun.objects.get().state, counted()) == ("staged", [0, 0, 0, 0, 0])


class FailsAt:
    """Makes the n-th writing statement fail, as a full disk would."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, *arguments):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "sqlite_sequence" not in sql:
            self.left -= 1
            if self.left == 0:
                raise DatabaseError("the disk is full")
        return execute(sql, *arguments)


@pytest.mark.parametrize("number", range(1, 5))
def test_a_commit_that_fails_anywhere_leaves_nothing(stage, coordinator, quota, number):
    run = stage(people(3))
    failing = FailsAt(number)
    with pytest.raises(DatabaseError), connection.execute_wrapper(failing):
        commit_import(run, by=coordinator)
    quota.refresh_from_db()
    run.refresh_from_db()
    assert (counted(), quota.taken, run.state, [len(r.sealed) > 0 for r in run.rows.all()]) == (
        [0, 0, 0, 0, 0],
        0,
        "staged",
        [True] * 3,
    )


def test_a_commit_that_fails_late_leaves_nothing(stage, coordinator, quota, monkeypatch):
    run = stage(people(3))

    def fail(_work):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(import_commits, "_keep_consents", fail)
    with pytest.raises(DatabaseError):
        commit_import(run, by=coordinator)
    quota.refresh_from_db()
    assert (counted(), quota.taken, verdicts(run)) == (
        [0, 0, 0, 0, 0],
        0,
        [(2, "new"), (3, "new"), (4, "new")],
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_commits_at_the_same_moment_import_once(stage, coordinator):
    run = stage(people(6))

    def commit(_wait):
        try:
            commit_import(ImportRun.objects.get(pk=run.pk), by=coordinator)
        except (NoLongerStaged, PreviewOutdated) as refused:
            return type(refused).__name__
        return "committed"

    outcomes = run_together(commit, times=3)
    quota = Quota.objects.get()
    assert (outcomes.count("committed"), Registration.objects.count(), quota.taken) == (1, 6, 2)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_lists_for_the_last_places_sell_none_twice(stage, coordinator):
    runs = [
        stage([somebody(number) for number in numbers]) for numbers in (range(4), range(10, 14))
    ]
    waiting = iter(runs)

    def commit(wait):
        run = next(waiting)
        wait()
        for _attempt in range(5):
            try:
                return commit_import(run, by=coordinator).state
            except PreviewOutdated:
                continue
        return None

    outcomes = run_together(commit, times=2)
    quota = Quota.objects.get()
    states = Registration.objects.count_by_state()
    assert (outcomes, quota.taken, states["registered"], states["waitlisted"]) == (
        ["committed", "committed"],
        2,
        2,
        6,
    )


# Giving up ---------------------------------------------------------------------------------


def test_a_list_that_is_given_up_is_deleted(stage, coordinator):
    run = stage(people(2))
    discard_import(run, by=coordinator)
    assert (run.state, ImportRow.objects.count()) == ("discarded", 0)


def test_what_was_given_up_cannot_be_committed(stage, coordinator):
    run = stage(people(2))
    discard_import(run, by=coordinator)
    with pytest.raises(NoLongerStaged):
        commit_import(run, by=coordinator)


def test_a_list_that_lies_for_a_day_is_forgotten(stage):
    old, fresh = stage(people(1)), stage(people(2))
    ImportRun.objects.filter(pk=old.pk).update(staged_at=timezone.now() - dt.timedelta(hours=25))
    number = forget_staged_imports()
    states = dict(ImportRun.objects.values_list("pk", "state"))
    assert (number, states, old.rows.count()) == (1, {old.pk: "discarded", fresh.pk: "staged"}, 0)


def test_wrong_rows_that_were_left_out_are_emptied_after_a_day(stage, coordinator):
    run = stage([*people(1), somebody(2, phone="x")])
    commit_import(run, by=coordinator, skip_wrong=True)
    ImportRun.objects.update(committed_at=timezone.now() - dt.timedelta(hours=25))
    forget_staged_imports()
    assert not run.rows.exclude(sealed=b"").exists()


def test_faults_in_the_table_are_json_without_personal_data(stage):
    run = stage([somebody(1), somebody(1)])
    assert "فاطمة" not in json.dumps([row.faults for row in run.rows.all()], ensure_ascii=False)


def test_somebody_registered_meanwhile_is_not_registered_twice(stage, coordinator, event, province):
    run = stage([somebody(1, family_name_ar="العلوي", phone="0661123456")])
    person = factories.PersonFactory(
        family_name_ar="العلوي", phone="+212661123456", province=province
    )
    register_person(event, person=person, organisation=None, by=coordinator)
    with pytest.raises(PreviewOutdated):
        commit_import(run, by=coordinator)
    assert Registration.objects.count() == 1


def test_the_database_itself_refuses_a_person_twice_at_an_event(registration):
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            event=registration.event,
            person=registration.person,
            province=registration.province,
            state="registered",
            registered_by=registration.registered_by,
        )
