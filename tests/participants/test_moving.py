"""Moving somebody from one event to another: one place less here, one more there, or nothing."""

import pytest
from django.utils import translation

from network.models import AuditEvent
from participants.models import Registration
from participants.services.moving import SameEvent, move_registration
from participants.services.presence import mark_presence
from participants.services.registrations import (
    AlreadyCancelled,
    AlreadyRegistered,
    MarkedPresent,
    ProvinceWithoutQuota,
    RegistrationClosed,
    cancel_registration,
    register_person,
)
from tests import factories
from tests.trainings.concurrently import run_together
from trainings.models import Event

State = Registration.State


@pytest.fixture
def other_event(db):
    return factories.EventFactory(code="JD02", capacity=100)


@pytest.fixture
def quota_there(other_event, province):
    return factories.QuotaFactory(event=other_event, province=province, places=1)


def counts(*counters):
    for counter in counters:
        counter.refresh_from_db()
    return [counter.taken for counter in counters]


def test_the_place_here_becomes_free_and_one_there_is_taken(
    registration, event, quota, other_event, quota_there, staff
):
    moved, _promoted = move_registration(registration, to_event=other_event, by=staff)
    registration.refresh_from_db()
    assert (registration.state, moved.state, moved.event) == (
        State.CANCELLED,
        State.REGISTERED,
        other_event,
    )
    assert counts(event, quota, other_event, quota_there) == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "moved to another event"), ("fr", "passé(e) à une autre rencontre")],
)
def test_the_reason_is_read_in_the_reader_s_language(
    registration, other_event, quota_there, staff, language, words
):
    move_registration(registration, to_event=other_event, by=staff)
    registration.refresh_from_db()
    with translation.override(language):
        read = registration.reason_in_words
    assert (registration.cancellation_reason, read) == ("moved", words)


def test_organisation_and_capacity_go_along(
    event, quota, person, organisation, other_event, quota_there, staff
):
    registration = register_person(
        event, person=person, organisation=organisation, capacity="treasurer", by=staff
    )
    moved, _ = move_registration(registration, to_event=other_event, by=staff)
    assert (moved.organisation, moved.capacity) == (organisation, "treasurer")


def test_who_waits_here_moves_up(register, quota, province, other_event, quota_there, staff):
    first, _, third = [register(province) for _ in range(3)]
    _moved, promoted = move_registration(first, to_event=other_event, by=staff)
    assert promoted == [third]


def test_on_a_full_quota_there_the_person_waits(
    register, quota, province, other_event, quota_there, staff
):
    first, second = register(province), register(province)
    move_registration(first, to_event=other_event, by=staff)
    moved, _ = move_registration(second, to_event=other_event, by=staff)
    assert moved.state == State.WAITLISTED


def test_both_halves_are_recorded(registration, other_event, quota_there, staff):
    move_registration(registration, to_event=other_event, by=staff)
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "registration.created",
        "registration.cancelled",
        "registration.created",
    ]


def refused(registration, to_event, staff, refusal):
    with pytest.raises(refusal):
        move_registration(registration, to_event=to_event, by=staff)
    registration.refresh_from_db()
    return registration.state


def test_an_event_without_places_for_the_province_leaves_all_as_it_was(
    registration, event, quota, other_event, staff
):
    assert refused(registration, other_event, staff, ProvinceWithoutQuota) == State.REGISTERED
    assert counts(event, quota) == [1, 1]


def test_a_closed_event_leaves_all_as_it_was(
    registration, event, quota, other_event, quota_there, staff
):
    Event.objects.filter(pk=other_event.pk).update(state=Event.State.CLOSED)
    assert refused(registration, other_event, staff, RegistrationClosed) == State.REGISTERED


def test_who_is_registered_there_already_keeps_both(
    registration, other_event, quota_there, person, staff
):
    register_person(other_event, person=person, organisation=None, by=staff)
    assert refused(registration, other_event, staff, AlreadyRegistered) == State.REGISTERED


def test_the_same_event_is_no_move(registration, event, staff):
    assert refused(registration, event, staff, SameEvent) == State.REGISTERED


def test_who_was_there_cannot_be_moved(registration, other_event, quota_there, half_day, staff):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    assert refused(registration, other_event, staff, MarkedPresent) == State.REGISTERED


def test_a_cancelled_registration_is_not_moved(registration, other_event, quota_there, staff):
    cancel_registration(registration, by=staff)
    assert refused(registration, other_event, staff, AlreadyCancelled) == State.CANCELLED


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_cross_between_two_events_neither_wait_for_ever_nor_sell_a_seat_twice(
    event, quota, other_event, quota_there, province, staff
):
    here = register_person(
        event, person=factories.PersonFactory(province=province), organisation=None, by=staff
    )
    there = register_person(
        other_event, person=factories.PersonFactory(province=province), organisation=None, by=staff
    )
    ways = [(here, other_event), (there, event)]

    def cross(wait):
        registration, target = ways.pop()
        wait()
        return move_registration(registration, to_event=target, by=staff)[0].state

    states = run_together(cross, times=2)
    assert State.REGISTERED in states
    assert counts(event, quota)[0] == counts(quota)[0]
    assert (
        counts(other_event, quota_there)
        == [Registration.objects.filter(event=other_event, state=State.REGISTERED).count()] * 2
    )


# Pages -------------------------------------------------------------------------------------


def test_a_coordinator_moves_somebody_by_the_page(
    registration, other_event, quota_there, coordinator, sign_in
):
    url = f"/registrations/{registration.pk}/move/"
    answer = sign_in(coordinator).post(url, {"event": other_event.pk}, follow=True)
    moved = Registration.objects.get(event=other_event)
    assert (answer.status_code, moved.state) == (200, State.REGISTERED)
    assert answer.redirect_chain[-1][0] == f"/registrations/{moved.pk}/"


def test_the_page_offers_other_open_events_with_places_for_the_province(
    registration, other_event, quota_there, coordinator, page
):
    without_places = factories.EventFactory(code="XX01")
    closed = factories.QuotaFactory(
        event=factories.EventFactory(code="XX02", state=Event.State.CLOSED),
        province=registration.province,
    )
    answer = page(coordinator, f"/registrations/{registration.pk}/move/")
    offered = [pk for pk, _ in answer.context["form"].fields["event"].choices]
    assert offered == [str(other_event.pk)]
    assert {str(without_places.pk), str(closed.event_id)}.isdisjoint(offered)


def test_without_another_open_event_the_page_says_so(registration, coordinator, page):
    answer = page(coordinator, f"/registrations/{registration.pk}/move/")
    assert "No other event is open" in answer.text


def test_an_event_that_is_not_offered_is_refused(
    registration, coordinator, other_event, quota_there, sign_in
):
    hidden = factories.EventFactory(code="XX03")
    url = f"/registrations/{registration.pk}/move/"
    answer = sign_in(coordinator).post(url, {"event": hidden.pk})
    assert list(answer.context["form"].errors) == ["event"]


def test_a_refusal_is_said_on_the_page(
    registration, coordinator, other_event, quota_there, half_day, staff, sign_in
):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    url = f"/registrations/{registration.pk}/move/"
    answer = sign_in(coordinator).post(url, {"event": other_event.pk})
    assert len(answer.context["form"].non_field_errors()) == 1


def test_another_province_s_coordinator_finds_no_such_page(registration, other_coordinator, page):
    assert page(other_coordinator, f"/registrations/{registration.pk}/move/").status_code == 404


def test_an_observer_is_refused(registration, observer, page):
    assert page(observer, f"/registrations/{registration.pk}/move/").status_code == 403
