import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from network.models import AuditEvent
from participants.models import Organisation, Person, Registration
from participants.models.registrations import count_waiting_by_province
from participants.services import registrations as service
from participants.services.presence import mark_presence
from participants.services.registrations import (
    AlreadyCancelled,
    AlreadyRegistered,
    MarkedPresent,
    ProvinceWithoutQuota,
    RegistrationClosed,
    cancel_registration,
    promote_waiting,
    register_beneficiary,
    register_person,
)
from tests import factories
from trainings.models import Event, Quota

State = Registration.State


def taken(event, quota):
    event.refresh_from_db()
    quota.refresh_from_db()
    return event.taken, quota.taken


def at_once(*calls):
    """Run the calls in threads that start together; return what each returned or raised."""
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        except service.RegistrationRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result() for done in [pool.submit(run, call) for call in calls]]


# Registering -------------------------------------------------------------------------------


def test_registration_takes_a_place_of_quota_and_event(registration, event, quota):
    assert (registration.state, taken(event, quota)) == (State.REGISTERED, (1, 1))


def test_registration_is_on_the_quota_of_the_persons_province(registration, province):
    assert registration.province == province


def test_registration_leaves_an_audit_row(registration, staff):
    row = AuditEvent.objects.get(action="registration.created")
    assert (row.actor, row.object_id) == (staff, str(registration.pk))


def test_registration_on_a_full_quota_is_waitlisted(register, quota, province, states, event):
    for _ in range(3):
        register(province)
    assert (states(), taken(event, quota)) == (
        [State.REGISTERED, State.REGISTERED, State.WAITLISTED],
        (2, 2),
    )


def test_registration_at_a_full_event_is_waitlisted(register, quota, province, event):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    register(province)
    assert (register(province).state, taken(event, quota)) == (State.WAITLISTED, (1, 1))


def test_registration_where_the_province_has_no_quota_is_refused(register, other_province, quota):
    with pytest.raises(ProvinceWithoutQuota, match=other_province.name_ar):
        register(other_province)


@pytest.mark.parametrize("state", [s for s in Event.State if s != Event.State.OPEN])
def test_registration_at_an_event_that_is_not_open_is_refused(
    register, quota, province, event, state
):
    Event.objects.filter(pk=event.pk).update(state=state)
    with pytest.raises(RegistrationClosed, match=event.title_ar):
        register(province)


def test_a_person_is_registered_once_an_event(registration, event, person, staff):
    with pytest.raises(AlreadyRegistered) as refused:
        register_person(event, person=person, organisation=None, by=staff)
    assert refused.value.registration == registration


def test_the_database_refuses_a_second_registration_of_a_person(registration, event, person):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.RegistrationFactory(event=event, person=person, province=person.province)


def test_a_refused_registration_takes_no_place(registration, event, person, staff, quota):
    with pytest.raises(AlreadyRegistered):
        register_person(event, person=person, organisation=None, by=staff)
    assert taken(event, quota) == (1, 1)


def test_the_same_submission_again_returns_the_first_registration(
    event, quota, person, staff, province
):
    key = uuid.uuid4()
    first, again = (
        register_person(event, person=someone, organisation=None, by=staff, submission_key=key)
        for someone in (person, factories.PersonFactory(province=province))
    )
    assert (first, taken(event, quota)) == (again, (1, 1))


def test_a_cancelled_registration_of_the_same_person_revives(
    registration, event, person, staff, quota
):
    cancel_registration(registration, reason="سفر", by=staff)
    revived = register_person(event, person=person, organisation=None, by=staff)
    assert (revived.pk, revived.state, revived.cancellation_reason, taken(event, quota)) == (
        registration.pk,
        State.REGISTERED,
        "",
        (1, 1),
    )


def test_a_revived_registration_goes_to_the_end_of_the_waiting_list(
    registration, register, quota, province, event, person, staff
):
    register(province)
    waiting = register(province)
    cancel_registration(registration, by=staff)
    promoted = Registration.objects.get(pk=waiting.pk)
    last = register(province)
    revived = register_person(event, person=person, organisation=None, by=staff)
    assert (promoted.state, last.waiting_position, revived.waiting_position) == (
        State.REGISTERED,
        1,
        2,
    )


def test_the_submission_of_a_revival_again_returns_it(registration, event, person, staff):
    cancel_registration(registration, by=staff)
    key = uuid.uuid4()
    answers = [
        register_person(event, person=person, organisation=None, by=staff, submission_key=key)
        for _ in range(2)
    ]
    assert [answer.pk for answer in answers] == [registration.pk, registration.pk]


def test_who_waits_for_a_place_that_grew_comes_before_who_comes_now(
    register, quota, province, states
):
    for _ in range(3):
        register(province)
    Quota.objects.filter(pk=quota.pk).update(places=3)
    register(province)
    assert states() == [*[State.REGISTERED] * 3, State.WAITLISTED]


# Beneficiaries -----------------------------------------------------------------------------


@pytest.fixture
def newcomer(province, commune):
    return {
        "given_name_ar": "خديجة",
        "family_name_ar": "بنعلي",
        "given_name_latin": "Khadija",
        "family_name_latin": "Benali",
        "province": province,
        "commune": commune,
    }


@pytest.fixture
def cooperative(province, commune):
    return {
        "name_ar": "تعاونية الأمل",
        "name_fr": "",
        "kind": "cooperative",
        "province": province,
        "commune": commune,
    }


def register_known_or_new(event, person, organisation, by, key=None):
    return register_beneficiary(
        event,
        person=person,
        organisation=organisation,
        consent_version="09-08/1",
        by=by,
        submission_key=key or uuid.uuid4(),
    )


def test_a_newcomer_is_registered_with_a_new_organisation(
    event, quota, newcomer, cooperative, staff
):
    registration = register_known_or_new(event, newcomer, cooperative, staff)
    made = registration.person
    assert (made.full_name_latin, made.organisation, registration.organisation.name_ar) == (
        "Khadija Benali",
        registration.organisation,
        "تعاونية الأمل",
    )


def test_a_newcomer_has_the_consent_that_was_read_to_them(event, quota, newcomer, staff):
    registration = register_known_or_new(event, newcomer, None, staff)
    assert (registration.person.consent_version, bool(registration.person.consent_at)) == (
        "09-08/1",
        True,
    )


def test_a_known_person_is_registered_for_the_organisation_they_had(event, quota, person, staff):
    person.organisation = factories.OrganisationFactory(province=person.province)
    person.save()
    registration = register_known_or_new(event, person, None, staff)
    assert registration.organisation == person.organisation


def test_a_known_person_gives_consent_again_at_registration(event, quota, person, staff):
    register_known_or_new(event, person, None, staff)
    person.refresh_from_db()
    assert person.consent_version == "09-08/1"


def test_the_same_form_again_makes_nothing_new(event, quota, newcomer, cooperative, staff):
    key = uuid.uuid4()
    first, again = (
        register_known_or_new(event, newcomer, cooperative, staff, key) for _ in range(2)
    )
    counts = [kind.objects.count() for kind in (Person, Organisation, Registration)]
    assert (first, counts) == (again, [1, 1, 1])


def test_a_refused_registration_makes_neither_person_nor_organisation(
    event, newcomer, cooperative, staff
):
    with pytest.raises(ProvinceWithoutQuota):
        register_known_or_new(event, newcomer, cooperative, staff)
    assert (Person.objects.count(), Organisation.objects.count()) == (0, 0)


# Cancelling --------------------------------------------------------------------------------


def test_cancelling_frees_the_place(registration, event, quota, staff):
    cancel_registration(registration, reason="سفر", by=staff)
    assert (registration.state, registration.cancellation_reason, taken(event, quota)) == (
        State.CANCELLED,
        "سفر",
        (0, 0),
    )


def test_cancelling_promotes_who_has_waited_longest(register, quota, province, states, staff):
    first, *_ = [register(province) for _ in range(4)]
    cancel_registration(first, by=staff)
    assert states() == [State.CANCELLED, State.REGISTERED, State.REGISTERED, State.WAITLISTED]


def test_cancelling_keeps_the_counters_where_somebody_moves_up(
    register, quota, province, event, staff
):
    first, *_ = [register(province) for _ in range(4)]
    cancel_registration(first, by=staff)
    assert taken(event, quota) == (2, 2)


def test_cancelling_and_promoting_each_leave_an_audit_row(register, quota, province, staff):
    first, _, third = [register(province) for _ in range(3)]
    cancel_registration(first, by=staff)
    rows = AuditEvent.objects.exclude(action="registration.created").order_by("pk")
    assert list(rows.values_list("action", "object_id")) == [
        ("registration.cancelled", str(first.pk)),
        ("registration.promoted", str(third.pk)),
    ]


def test_cancelling_promotes_nobody_of_another_province_while_its_quota_is_full(
    register, quota, other_quota, province, other_province, states, staff
):
    first = register(province)
    for _ in range(3):
        register(other_province)
    cancel_registration(first, by=staff)
    assert states()[-1] == State.WAITLISTED


def test_a_place_of_a_full_event_goes_to_another_province_that_has_quota_left(
    register, quota, other_quota, province, other_province, states, event, staff
):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    first, _ = register(province), register(other_province)
    cancel_registration(first, by=staff)
    assert states() == [State.CANCELLED, State.REGISTERED]


def test_cancelling_a_wait_frees_no_place(register, quota, province, event, staff):
    *_, waiting = [register(province) for _ in range(3)]
    cancel_registration(waiting, by=staff)
    assert (waiting.state, taken(event, quota)) == (State.CANCELLED, (2, 2))


def test_cancelling_twice_is_refused_and_frees_one_place(registration, event, quota, staff):
    cancel_registration(registration, by=staff)
    with pytest.raises(AlreadyCancelled):
        cancel_registration(registration, by=staff)
    assert taken(event, quota) == (0, 0)


def test_somebody_who_was_there_cannot_be_cancelled(registration, half_day, staff):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    with pytest.raises(MarkedPresent):
        cancel_registration(registration, by=staff)


def test_somebody_who_was_absent_can_be_cancelled(registration, half_day, staff):
    mark_presence(half_day, marks={registration.pk: False}, by=staff)
    cancel_registration(registration, by=staff)
    assert registration.is_cancelled


@pytest.mark.parametrize("state", [Event.State.HELD, Event.State.CANCELLED, Event.State.POSTPONED])
def test_nobody_moves_up_at_an_event_that_is_not_to_come(
    register, quota, province, states, event, staff, state
):
    first, *_ = [register(province) for _ in range(3)]
    Event.objects.filter(pk=event.pk).update(state=state)
    cancel_registration(first, by=staff)
    assert states()[-1] == State.WAITLISTED


def test_a_quota_that_grew_promotes_in_order(register, quota, province, states, event, staff):
    waiting = [register(province) for _ in range(5)][2:]
    Quota.objects.filter(pk=quota.pk).update(places=4)
    promoted = promote_waiting(event, by=staff)
    assert (promoted, states()) == (waiting[:2], [*[State.REGISTERED] * 4, State.WAITLISTED])


# Reads -------------------------------------------------------------------------------------


def test_waiting_positions_count_the_own_province_only(
    register, quota, other_quota, province, other_province
):
    for _ in range(3):
        register(other_province)
    *_, third, fourth = [register(province) for _ in range(4)]
    assert (third.waiting_position, fourth.waiting_position) == (1, 2)


def test_states_are_counted_in_one_query(
    register, quota, province, django_assert_num_queries, event
):
    for _ in range(3):
        register(province)
    with django_assert_num_queries(1):
        counts = event.registrations.all().count_by_state()
    assert counts == {"registered": 2, "waitlisted": 1, "cancelled": 0}


def test_who_waits_is_counted_by_province(
    register, quota, other_quota, province, other_province, event
):
    register(other_province)
    for _ in range(4):
        register(province)
    assert count_waiting_by_province(event) == {province.pk: 2}


def test_a_coordinator_sees_no_registration_of_another_province(
    registration, coordinator, other_coordinator, observer
):
    visible = [
        Registration.objects.visible_to(user).count()
        for user in (coordinator, other_coordinator, observer)
    ]
    assert visible == [1, 0, 0]


# Races -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_requests_for_the_last_place_give_it_once(event, quota, province, staff):
    people = factories.PersonFactory.create_batch(4, province=province)
    made = at_once(
        *(
            lambda person=person: register_person(event, person=person, organisation=None, by=staff)
            for person in people
        )
    )
    states = sorted(registration.state for registration in made)
    assert (states, taken(event, quota)) == (
        [*[State.REGISTERED] * 2, *[State.WAITLISTED] * 2],
        (2, 2),
    )


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_registers_once(event, quota, newcomer, cooperative, staff):
    key = uuid.uuid4()
    send = lambda: register_known_or_new(event, newcomer, cooperative, staff, key)  # noqa: E731 the same call twice
    first, again = at_once(send, send)
    counts = [kind.objects.count() for kind in (Person, Organisation, Registration)]
    assert (first, counts, taken(event, quota)) == (again, [1, 1, 1], (1, 1))


@pytest.mark.django_db(transaction=True)
def test_one_person_registered_by_two_at_once_has_one_place(event, quota, person, staff):
    send = lambda: register_person(event, person=person, organisation=None, by=staff)  # noqa: E731 the same call twice
    kinds = sorted(type(answer).__name__ for answer in at_once(send, send))
    assert (kinds, taken(event, quota)) == (["AlreadyRegistered", "Registration"], (1, 1))


@pytest.mark.django_db(transaction=True)
def test_two_cancellations_at_once_promote_two(event, quota, register, province, states, staff):
    first, second, *_ = [register(province) for _ in range(5)]
    at_once(
        lambda: cancel_registration(first, by=staff), lambda: cancel_registration(second, by=staff)
    )
    assert states() == [
        *[State.CANCELLED] * 2,
        *[State.REGISTERED] * 2,
        State.WAITLISTED,
    ]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_in_vain_for_a_place_freed_at_the_same_moment(
    event, quota, register, person, province, states, staff
):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    first = register(province)
    joined = threading.Event()

    def join_the_waiting_list_slowly():
        with transaction.atomic():
            register_person(event, person=person, organisation=None, by=staff)
            joined.set()
            time.sleep(0.5)

    def leave():
        joined.wait(10)
        cancel_registration(first, by=staff)

    at_once(join_the_waiting_list_slowly, leave)
    assert states() == [State.CANCELLED, State.REGISTERED]


@pytest.mark.django_db
def test_without_its_guard_a_repeated_submission_would_register_twice(
    event, quota, person, province, staff, monkeypatch
):
    """The first look is not the guard: the constraint is. Without the look it still holds."""
    key = uuid.uuid4()
    first = register_person(event, person=person, organisation=None, by=staff, submission_key=key)
    looks = iter([None])
    look = service._registration_sent_as
    monkeypatch.setattr(
        service, "_registration_sent_as", lambda key: next(looks, None) or look(key)
    )
    sibling = factories.PersonFactory(province=province)
    again = register_person(event, person=sibling, organisation=None, by=staff, submission_key=key)
    assert (again, taken(event, quota)) == (first, (1, 1))
