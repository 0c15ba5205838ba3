"""Taking an import back, while nothing else hangs on what it made."""

import pytest

from network.models import AuditEvent
from participants.models import Affiliation, NationalId, Organisation, Person, Registration
from participants.services.import_commits import commit_import
from participants.services.import_undoing import HangsTogether, NotCommitted, undo_import
from participants.services.imports import stage_import
from participants.services.persons import update_person
from participants.services.presence import mark_presence
from participants.services.registrations import cancel_registration
from tests import factories
from tests.participants.lists import as_csv, people, somebody
from trainings.models import Quota


@pytest.fixture
def bring_in(event, quota, commune, province, coordinator):
    """Import a list and return the import."""

    def import_rows(rows):
        run = stage_import(
            as_csv(rows), file_name="l.csv", event=event, province=province, by=coordinator
        )
        return commit_import(run, by=coordinator)

    return import_rows


def left():
    models = (Person, Organisation, Affiliation, NationalId, Registration)
    return [model.objects.count() for model in models]


def taken():
    quota = Quota.objects.select_related("event").get()
    return (quota.taken, quota.event.taken)


def test_undoing_removes_all_that_was_made_and_frees_the_places(bring_in, coordinator):
    factories.NetworkIdentityFactory(cndp_number="D-W-1/2026")
    run = bring_in([*people(3), somebody(4, national_id="MC12345")])
    undo_import(run, by=coordinator)
    assert (run.state, run.undone_by, left(), taken()) == (
        "undone",
        coordinator,
        [0, 0, 0, 0, 0],
        (0, 0),
    )


def test_what_was_known_before_stays(bring_in, coordinator, person, organisation):
    rows = [
        somebody(1, family_name_ar="العلوي", phone="0661123456", organisation="تعاونية الأمل"),
        somebody(2),
    ]
    undo_import(bring_in(rows), by=coordinator)
    assert (list(Person.objects.all()), list(Organisation.objects.all()), left()[-1]) == (
        [person],
        [organisation],
        0,
    )


def test_a_revived_registration_is_cancelled_again(bring_in, coordinator, person, event, province):
    cancelled = factories.RegistrationFactory(
        event=event, person=person, province=province, state="cancelled"
    )
    run = bring_in([somebody(1, family_name_ar="العلوي", phone="0661123456")])
    undo_import(run, by=coordinator)
    cancelled.refresh_from_db()
    assert (cancelled.state, taken()) == ("cancelled", (0, 0))


def test_whoever_waits_moves_up(bring_in, coordinator, register, province, quota):
    run = bring_in(people(2))
    waiting = register(province)
    assert undo_import(run, by=coordinator) == [waiting]


def test_a_place_that_was_given_back_is_not_freed_again(bring_in, coordinator):
    run = bring_in(people(2))
    cancel_registration(Registration.objects.first(), by=coordinator)
    undo_import(run, by=coordinator)
    assert (left()[-1], taken()) == (0, (0, 0))


def test_undoing_is_recorded(bring_in, coordinator):
    undo_import(bring_in(people(1)), by=coordinator)
    removed = AuditEvent.objects.filter(action__in=["import.undone", "person.removed"])
    assert {event.actor for event in removed} == {coordinator}


def test_an_import_is_undone_once(bring_in, coordinator):
    run = bring_in(people(1))
    undo_import(run, by=coordinator)
    with pytest.raises(NotCommitted):
        undo_import(run, by=coordinator)


def mark(person, half_day, **_rest):
    registration = person.registrations.get()
    mark_presence(half_day, marks={registration.pk: True}, by=registration.registered_by)


def certify(person, certificate_of, **_rest):
    certificate_of(person.registrations.get())


def correct(person, staff, **_rest):
    update_person(person, version=person.version, gender="m", by=staff)


def register_elsewhere(person, **_rest):
    factories.RegistrationFactory(person=person, province=person.province)


def join_the_organisation(person, **_rest):
    factories.PersonFactory(organisation=person.organisation, province=person.province)


def merge(person, **_rest):
    Person.objects.filter(pk=person.pk).update(
        merged_into=factories.PersonFactory(province=person.province)
    )


@pytest.mark.parametrize(
    "happen", [mark, certify, correct, register_elsewhere, join_the_organisation, merge]
)
def test_what_has_happened_since_keeps_the_import(
    bring_in, coordinator, happen, half_day, certificate_of, staff
):
    run = bring_in(people(2))
    happen(
        Person.objects.order_by("pk").first(),
        half_day=half_day,
        certificate_of=certificate_of,
        staff=staff,
    )
    before = left()
    with pytest.raises(HangsTogether) as refused:
        undo_import(run, by=coordinator)
    run.refresh_from_db()
    assert (refused.value.number >= 1, run.state, left(), taken()) == (
        True,
        "committed",
        before,
        (2, 2),
    )
