"""Two persons become one, and two again: nothing is lost on the way there or back."""

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from network.models import AuditEvent
from participants.models import (
    Affiliation,
    Attendance,
    DuplicatePair,
    ImportRow,
    ImportRun,
    Merge,
    NationalId,
    Person,
    ProvinceTransfer,
    Recipient,
    Registration,
)
from participants.services.corrections import ChangedMeanwhile
from participants.services.merges import merge_persons
from participants.services.merging_places import BothCertified
from participants.services.presence import mark_presence
from participants.services.registrations import register_person
from participants.services.unmerging import LaterMerge, UndoneAlready, undo_merge
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import Event, Quota


@pytest.fixture
def gone(person):
    return factories.PersonFactory(
        given_name_ar="فاطمه",
        province=person.province,
        commune=person.commune,
        birth_year=1991,
        birth_date=dt.date(1991, 5, 6),
        email="fatima@example.org",
        has_disability=True,
        consent_at=timezone.now(),
        consent_version="2026-01",
        consent_channel="paper",
    )


@pytest.fixture
def merge(staff):
    def merge_two(kept, gone, *take, by=staff):
        kept.refresh_from_db()
        gone.refresh_from_db()
        versions = (kept.version, gone.version)
        return merge_persons(kept, gone, take=take, versions=versions, by=by)

    return merge_two


@pytest.fixture
def theirs(event, quota, gone, staff):
    return register_person(event, person=gone, organisation=None, by=staff)


def dump():
    """Return every row of the tables that a merge may touch, but for the versions."""
    tables = [
        "network.province",
        *(m._meta.label for m in apps.get_app_config("trainings").get_models()),
    ]
    tables += [m._meta.label for m in apps.get_app_config("participants").get_models()]
    tables += [m._meta.label for m in apps.get_app_config("certificates").get_models()]
    rows = {label: list(apps.get_model(label).objects.order_by("pk").values()) for label in tables}
    del rows["participants.Merge"]
    for row in rows["participants.Person"]:
        del row["version"]
    return rows


def state_of(registration):
    registration.refresh_from_db()
    return registration.person_id, registration.state


# Merging -----------------------------------------------------------------------------------


def test_who_is_gone_points_to_who_is_kept(merge, person, gone, staff):
    made = merge(person, gone)
    gone.refresh_from_db()
    assert (gone.merged_into, made.merged_by) == (person, staff)


def test_only_what_was_chosen_is_taken(merge, person, gone):
    merge(person, gone, "name_ar", "birth", "email")
    person.refresh_from_db()
    assert (person.given_name_ar, person.birth_date, person.email, person.has_disability) == (
        "فاطمه",
        gone.birth_date,
        "fatima@example.org",
        None,
    )


def test_the_search_key_follows_the_name_that_is_taken(merge, person, gone):
    Person.objects.filter(pk=gone.pk).update(family_name_ar="المرابط")
    merge(person, gone, "name_ar")
    person.refresh_from_db()
    assert "مرابط" in person.key_ar


def test_of_two_consents_the_earlier_one_is_kept(merge, person, gone):
    Person.objects.filter(pk=person.pk).update(
        consent_at=timezone.now() + dt.timedelta(days=1), consent_version="2026-02"
    )
    merge(person, gone)
    person.refresh_from_db()
    assert person.consent_version == "2026-01"


def test_a_place_moves_and_keeps_its_certificate(merge, person, gone, theirs, certificate_of):
    certificate = certificate_of(theirs)
    merge(person, gone)
    certificate.refresh_from_db()
    assert (certificate.registration.person, certificate.snapshot["name_ar"]) == (
        person,
        gone.full_name_ar,
    )


def test_what_has_changed_since_it_was_seen_is_not_merged(person, gone, staff):
    Person.objects.filter(pk=gone.pk).update(version=2)
    with pytest.raises(ChangedMeanwhile):
        merge_persons(person, gone, versions=(1, 1), by=staff)
    assert not Merge.objects.exists()


def test_nobody_is_merged_twice(merge, person, gone):
    merge(person, gone)
    with pytest.raises(ChangedMeanwhile):
        merge(factories.PersonFactory(province=person.province), gone)


def test_who_was_merged_into_somebody_before_follows(merge, person, gone):
    first = factories.PersonFactory(province=person.province)
    merge(gone, first)
    merge(person, gone)
    first.refresh_from_db()
    assert first.merged_into == person


def test_a_commune_of_another_province_is_not_taken(merge, person):
    with pytest.raises(ValueError, match="another province"):
        merge(person, factories.PersonFactory(), "commune")


def test_every_change_is_recorded(merge, person, gone, theirs, staff):
    before = AuditEvent.objects.count()
    merge(person, gone, "email")
    rows = AuditEvent.objects.order_by("pk")[before:]
    assert {(row.action, row.object_id) for row in rows} == {
        ("registration.person_changed", str(theirs.pk)),
        ("person.merged", str(person.pk)),
        ("person.merged_away", str(gone.pk)),
    }


# Both at one event -------------------------------------------------------------------------


def test_of_two_places_one_stays_and_the_other_goes_to_who_waits(
    merge, person, gone, registration, theirs, register, province, event
):
    waiting = register(province)
    merge(person, gone)
    waiting.refresh_from_db()
    event.refresh_from_db()
    assert [state_of(registration), state_of(theirs), waiting.state, event.taken] == [
        (person.pk, "registered"),
        (gone.pk, "cancelled"),
        "registered",
        2,
    ]


def test_the_place_with_presence_stays(
    merge, person, gone, registration, theirs, half_day, afternoon, staff
):
    mark_presence(half_day, marks={registration.pk: False, theirs.pk: True}, by=staff)
    mark_presence(afternoon, marks={registration.pk: False}, by=staff)
    merge(person, gone)
    marks = Attendance.objects.filter(registration=theirs).order_by("half_day__period")
    assert (state_of(theirs), state_of(registration), {m.half_day: m.present for m in marks}) == (
        (person.pk, "registered"),
        (gone.pk, "cancelled"),
        {half_day: True, afternoon: False},
    )


def test_presence_of_both_is_united(
    merge, person, gone, registration, theirs, half_day, afternoon, staff
):
    mark_presence(half_day, marks={registration.pk: True, theirs.pk: False}, by=staff)
    mark_presence(afternoon, marks={registration.pk: False, theirs.pk: True}, by=staff)
    merge(person, gone)
    present = Attendance.objects.filter(registration__person=person, present=True)
    assert present.count() == 2


def test_the_place_with_a_certificate_stays(
    merge, person, gone, registration, theirs, certificate_of, half_day, staff
):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    certificate_of(theirs)
    merge(person, gone)
    assert (state_of(theirs), state_of(registration)) == (
        (person.pk, "registered"),
        (gone.pk, "cancelled"),
    )


def test_two_certificates_of_one_event_are_refused_with_a_sentence(
    merge, person, gone, registration, theirs, certificate_of
):
    certificate_of(registration)
    certificate_of(theirs)
    before = dump()
    with pytest.raises(BothCertified) as refused:
        merge(person, gone)
    assert (registration.event.title in str(refused.value), dump()) == (True, before)


def test_a_place_is_better_than_a_wait(
    merge, person, gone, quota, event, register, province, staff
):
    Quota.objects.update(places=1)
    ours = register_person(event, person=person, organisation=None, by=staff)
    waiting = register_person(event, person=gone, organisation=None, by=staff)
    merge(gone, person)
    assert (state_of(ours), state_of(waiting)) == (
        (gone.pk, "registered"),
        (person.pk, "cancelled"),
    )


# What else hangs on a person ---------------------------------------------------------------


def test_the_number_of_the_card_is_taken_when_chosen(merge, person, gone):
    NationalId.objects.create(person=gone, keyed_index=b"k" * 32, ciphertext=b"c")
    merge(person, gone, "national_id")
    assert bytes(NationalId.objects.get(person=person).keyed_index) == b"k" * 32


def test_affiliations_move_but_for_the_one_that_both_have(merge, person, gone, organisation):
    other = factories.OrganisationFactory(province=person.province)
    Affiliation.objects.create(person=person, organisation=organisation)
    for each in (organisation, other):
        Affiliation.objects.create(person=gone, organisation=each)
    merge(person, gone)
    stood_for = person.affiliations.values_list("organisation", flat=True)
    assert sorted(stood_for) == [organisation.pk, other.pk]


@pytest.mark.parametrize(("asked_too", "state"), [(False, "requested"), (True, "withdrawn")])
def test_an_open_transfer_goes_on_unless_it_is_asked_for_already(
    merge, person, gone, other_province, staff, asked_too, state
):
    def ask(somebody):
        return ProvinceTransfer.objects.create(
            person=somebody,
            from_province=somebody.province,
            to_province=other_province,
            to_commune=factories.CommuneFactory(province=other_province),
            asked_as="فاطمة",
            requested_by=staff,
        )

    transfer = ask(gone)
    if asked_too:
        ask(person)
    merge(person, gone)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.person == person) == (state, not asked_too)


@pytest.mark.parametrize(("state", "moves"), [("staged", True), ("committed", False)])
def test_rows_of_an_import_that_waits_mean_who_is_kept(
    merge, person, gone, event, staff, state, moves
):
    run = ImportRun.objects.create(
        event=event, province=person.province, state=state, staged_by=staff
    )
    row = ImportRow.objects.create(run=run, number=2, verdict="known", person=gone)
    merge(person, gone)
    row.refresh_from_db()
    assert (row.person == person) is moves


# What both were told ---------------------------------------------------------------------


def rows_of(person):
    return list(Recipient.objects.filter(person=person).values_list("state", flat=True))


def test_what_was_told_goes_along(merge, person, gone):
    row = RecipientFactory(person=gone, state="by_hand", channel="")
    merge(person, gone)
    row.refresh_from_db()
    assert (row.person, row.state) == (person, "by_hand")


@pytest.mark.parametrize(
    ("ours", "theirs", "kept", "left"),
    [
        ("waiting", "waiting", "waiting", "withdrawn"),
        ("by_hand", "waiting", "waiting", "withdrawn"),
        ("told", "waiting", "told", "withdrawn"),
        ("waiting", "told", "told", "told"),
        ("withdrawn", "by_hand", "by_hand", "withdrawn"),
        ("failed", "waiting", "waiting", "withdrawn"),
        ("waiting", "claimed", "withdrawn", "claimed"),
        ("claimed", "waiting", "claimed", "withdrawn"),
        ("told", "told", "told", "told"),
    ],
)
def test_of_two_rows_of_one_message_nobody_is_told_twice(
    merge, person, gone, staff, ours, theirs, kept, left
):
    announcement = AnnouncementFactory()
    for who, state in ((person, ours), (gone, theirs)):
        extra = {
            "told": {"told_at": timezone.now(), "told_by": staff},
            "failed": {"failure": "server"},
        }.get(state, {})
        RecipientFactory(announcement=announcement, person=who, state=state, **extra)
    merge(person, gone)
    assert (rows_of(person), rows_of(gone)) == ([kept], [left])


# Taking it back ----------------------------------------------------------------------------


@pytest.fixture
def everything(person, gone, theirs, half_day, afternoon, organisation, certificate_of, staff):
    """Two persons with all that can hang on them, at one event together and at others apart."""
    ours = register_person(theirs.event, person=person, organisation=None, by=staff)
    mark_presence(half_day, marks={ours.pk: False, theirs.pk: True}, by=staff)
    mark_presence(afternoon, marks={ours.pk: True}, by=staff)
    certificate_of(theirs)
    for each in (person, gone):
        factories.RegistrationFactory(person=each, province=person.province)
    Affiliation.objects.create(person=gone, organisation=organisation, capacity="member")
    NationalId.objects.create(person=gone, keyed_index=b"k" * 32, ciphertext=b"c")
    DuplicatePair.objects.create(
        first=min(person, gone, key=lambda each: each.pk),
        second=max(person, gone, key=lambda each: each.pk),
        certainty="possible",
        reason="name",
        score=100,
    )
    follower = factories.PersonFactory(province=person.province)
    Person.objects.filter(pk=follower.pk).update(merged_into=gone)
    both = AnnouncementFactory(event=theirs.event)
    told = {"state": "told", "told_at": timezone.now(), "told_by": staff}
    RecipientFactory(announcement=both, person=person)
    RecipientFactory(announcement=both, person=gone, **told)
    RecipientFactory(person=gone, state="by_hand", channel="")


ALL = (
    *("name_ar", "name_latin", "gender", "birth", "phone", "email", "has_disability"),
    *("commune", "organisation", "national_id"),
)


@pytest.mark.parametrize("take", [(), ALL])
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_merge_that_is_taken_back_leaves_everything_as_it_was(
    merge, person, gone, everything, staff, take, is_turned
):
    kept, other = (gone, person) if is_turned else (person, gone)
    before = dump()
    made = merge(kept, other, *take)
    merged = dump()
    left = undo_merge(made, by=staff)
    assert (left, dump() == before, merged != before) == ([], True, True)


def test_what_was_corrected_since_stays_and_is_named(merge, person, gone, staff):
    made = merge(person, gone, "email", "birth")
    Person.objects.filter(pk=person.pk).update(email="new@example.org")
    (sentence,) = undo_merge(made, by=staff)
    person.refresh_from_db()
    assert (
        person.email,
        person.birth_year,
        str(Person._meta.get_field("email").verbose_name) in sentence,
    ) == (
        "new@example.org",
        1990,
        True,
    )


def test_a_place_that_somebody_else_has_now_is_waited_for(
    merge, person, gone, registration, theirs, register, province, staff
):
    register(province)
    made = merge(person, gone)
    (sentence,) = undo_merge(made, by=staff)
    assert (state_of(theirs), theirs.event.title in sentence) == ((gone.pk, "waitlisted"), True)


def test_a_place_that_is_free_is_taken_again(merge, person, gone, registration, theirs, staff):
    made = merge(person, gone)
    freed = Event.objects.get().taken
    undo_merge(made, by=staff)
    assert (freed, state_of(theirs), Event.objects.get().taken) == (1, (gone.pk, "registered"), 2)


def test_a_merge_is_undone_once(merge, person, gone, staff):
    made = merge(person, gone)
    undo_merge(made, by=staff)
    with pytest.raises(UndoneAlready):
        undo_merge(made, by=staff)


def test_of_two_merges_the_later_one_is_undone_first(merge, person, gone, staff):
    third = factories.PersonFactory(province=person.province)
    first, second = merge(person, gone), merge(person, third)
    with pytest.raises(LaterMerge):
        undo_merge(first, by=staff)
    undo_merge(second, by=staff)
    undo_merge(first, by=staff)
    assert Person.objects.standing().count() == 3


def test_who_was_merged_on_is_not_taken_back_before(merge, person, gone, staff):
    first = merge(gone, factories.PersonFactory(province=person.province))
    merge(person, gone)
    with pytest.raises(LaterMerge):
        undo_merge(first, by=staff)


def test_the_pair_is_to_decide_again(merge, person, gone, everything, staff):
    made = merge(person, gone)
    merged = DuplicatePair.objects.get().state
    undo_merge(made, by=staff)
    assert (merged, DuplicatePair.objects.get().state) == ("merged", "open")


def test_taking_back_is_recorded_for_both(merge, person, gone, staff, coordinator):
    undo_merge(merge(person, gone), by=coordinator)
    rows = AuditEvent.objects.filter(action="person.merge_undone", actor=coordinator)
    assert {row.object_id for row in rows} == {str(person.pk), str(gone.pk)}


def test_a_registration_made_since_stays_with_who_was_kept(merge, person, gone, staff):
    made = merge(person, gone)
    later = factories.RegistrationFactory(person=person, province=person.province)
    undo_merge(made, by=staff)
    assert Registration.objects.get(pk=later.pk).person == person
