"""Several events at once: each answers for itself, and the same form again changes nothing."""

import uuid

import pytest

from participants.models import Registration
from participants.services.nominations import nominate_person
from participants.services.registrations import ProvinceWithoutQuota, register_person
from tests import factories
from trainings.models import Event

State = Registration.State


@pytest.fixture
def events(province):
    """An event with a place, one that is full, one without a quota for the province."""
    with_place, full, without = [factories.EventFactory(code=f"EV0{n}") for n in range(3)]
    factories.QuotaFactory(event=with_place, province=province, places=5)
    factories.QuotaFactory(event=full, province=province, places=0)
    return with_place, full, without


@pytest.fixture
def url(person):
    return f"/persons/{person.pk}/events/"


def outcomes(nominations):
    return [
        nomination.registration.state if nomination.registration else type(nomination.refusal)
        for nomination in nominations
    ]


def nominate(person, events, staff, **fields):
    fields = {"organisation": None, "submission_key": uuid.uuid4(), **fields}
    return nominate_person(person, events=events, by=staff, **fields)


def test_each_event_answers_for_itself(person, events, staff):
    assert outcomes(nominate(person, events, staff)) == [
        State.REGISTERED,
        State.WAITLISTED,
        ProvinceWithoutQuota,
    ]


def test_the_same_form_again_answers_the_same_and_changes_nothing(person, events, staff):
    key = uuid.uuid4()
    first, again = (nominate(person, events, staff, submission_key=key) for _ in range(2))
    assert outcomes(first) == outcomes(again)
    assert Registration.objects.count() == 2


def test_the_capacity_and_the_organisation_are_kept(person, events, organisation, staff):
    nominate(person, events[:1], staff, organisation=organisation, capacity="president")
    registration = Registration.objects.get()
    assert (registration.organisation, registration.capacity) == (organisation, "president")


def test_agreement_is_kept_where_it_is_given(person, events, staff):
    nominate(person, events[:1], staff, consent_version="09-08/1")
    person.refresh_from_db()
    assert (person.consent_version, person.consent_channel) == ("09-08/1", "spoken")


# Pages -------------------------------------------------------------------------------------


@pytest.fixture
def send(sign_in, url):
    """Send the tick list as somebody, in English."""

    def send_form(user, *events, **typed):
        keys = [event.pk for event in events]
        typed = {"form_key": uuid.uuid4(), "events": keys, "consent": "on", **typed}
        return sign_in(user).post(url, typed, headers={"accept-language": "en"}, follow=True)

    return send_form


def test_a_coordinator_registers_for_two_events_at_once(send, coordinator, events):
    answer = send(coordinator, *events[:2])
    told = [str(message) for message in answer.context["messages"]]
    assert ["registered, place 1 of 5" in told[0], "waiting list, position 1" in told[1]] == [
        True,
        True,
    ]


def test_the_page_offers_open_events_with_places_for_the_province(
    page, coordinator, events, url, province
):
    closed = factories.EventFactory(code="CL01", state=Event.State.CLOSED)
    factories.QuotaFactory(event=closed, province=province)
    offered = page(coordinator, url).context["form"].fields["events"].choices
    assert [pk for pk, _ in offered] == [str(event.pk) for event in events[:2]]


def test_an_event_with_a_place_already_is_named_not_offered(
    page, coordinator, events, url, person, staff
):
    register_person(events[0], person=person, organisation=None, by=staff)
    form = page(coordinator, url).context["form"]
    assert [event.pk for event in form.standing] == [events[0].pk]
    assert [pk for pk, _ in form.fields["events"].choices] == [str(events[1].pk)]


def test_the_page_sent_twice_registers_once(send, coordinator, events):
    key = uuid.uuid4()
    for _ in range(2):
        answer = send(coordinator, events[0], form_key=key)
    assert (answer.status_code, Registration.objects.count()) == (200, 1)
    assert "registered, place 1 of 5" in str(next(iter(answer.context["messages"])))


def test_nothing_ticked_is_said_at_the_field(send, coordinator, events):
    assert list(send(coordinator).context["form"].errors) == ["events"]


def test_agreement_is_asked_for_where_it_is_missing(send, coordinator, events, person):
    type(person).objects.update(consent_at=None, consent_version="")
    answer = send(coordinator, events[0], consent="")
    assert list(answer.context["form"].errors) == ["consent"]
    assert Registration.objects.count() == 0


def test_another_province_s_coordinator_finds_no_such_page(page, other_coordinator, url):
    assert page(other_coordinator, url).status_code == 404


def test_an_observer_is_refused(page, observer, url):
    assert page(observer, url).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three_events(
    number, page, coordinator, url, province, django_assert_num_queries
):
    for n in range(number):
        event = factories.EventFactory(code=f"QU0{n}")
        factories.QuotaFactory(event=event, province=province)
    page(coordinator, url)
    with django_assert_num_queries(11):
        page(coordinator, url)
