"""The page of an event: what each role sees on it, and what there is to do next."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories
from tests.trainings.agenda_makers import TrainerFactory, put
from tests.trainings.conftest import in_arabic
from trainings.models import AgendaItem, Event, Quota, Recommendation, WorkshopPoint
from trainings.views.next_step import next_action, pages_of, way_of


@pytest.fixture
def event(province):
    event = factories.EventFactory(code="SB01", capacity=10)
    factories.QuotaFactory(event=event, province=province, places=10, taken=4)
    factories.HalfDayFactory(session__event=event, session__date=dt.date(2026, 2, 1))
    return event


def wait(event, province, people=1):
    """Put people on the waiting list."""
    for _ in range(people):
        factories.RegistrationFactory(event=event, province=province, state="waitlisted")


def text_of(client, address="/events/SB01/"):
    return " ".join(client.get(address).content.decode().split())


def test_the_day_is_written_the_moroccan_way(as_staff, event):
    event.sessions.update(date=dt.date(2026, 7, 4))
    assert "السبت 4 يوليوز 2026" in text_of(as_staff)


def test_agenda_points_and_recommendations_are_shown(as_staff, event):
    session = event.sessions.get()
    AgendaItem.objects.create(
        session=session,
        kind="module",
        starts_at=dt.time(9),
        ends_at=dt.time(10),
        title_ar="الحكامة",
    )
    WorkshopPoint.objects.create(session=session, position=1, text_ar="منهجية الاشتغال")
    Recommendation.objects.create(event=event, position=1, text_ar="مأسسة التكوين المستمر")
    page = text_of(as_staff)
    assert [t in page for t in ("الحكامة", "منهجية الاشتغال", "مأسسة التكوين المستمر")] == [
        True
    ] * 3


def test_the_agenda_says_who_leads(as_coordinator, event):
    put(event.sessions.get(), "9-10", "module", trainer=TrainerFactory(name_ar="مريم العلمي"))
    assert "مريم العلمي" in text_of(as_coordinator)


def test_a_coordinator_reads_own_quota_and_waiting_list(as_coordinator, event, province):
    wait(event, province, people=3)
    assert as_coordinator.get("/events/SB01/").context["quotas"] == [(Quota.objects.get(), 3)]


def test_a_coordinator_reads_no_quota_of_others(as_coordinator, event, other_province):
    factories.QuotaFactory(event=event, province=other_province, places=98765)
    wait(event, other_province)
    page = as_coordinator.get("/events/SB01/")
    assert (len(page.context["quotas"]), "98765" in page.content.decode()) == (1, False)


def test_who_cancelled_does_not_wait(as_coordinator, event, province):
    factories.RegistrationFactory(event=event, province=province, state="cancelled")
    assert as_coordinator.get("/events/SB01/").context["quotas"][0][1] == 0


def test_who_waits_at_another_event_does_not_wait_here(as_coordinator, event, province):
    wait(factories.EventFactory(), province)
    assert as_coordinator.get("/events/SB01/").context["quotas"][0][1] == 0


def test_an_observer_reads_figures_but_finds_nothing_to_do(client, observer, event, province):
    wait(event, province)
    client.force_login(observer)
    context = client.get("/events/SB01/").context
    assert (context["quotas"], context["next_action"], context["pages"]) == (
        [(Quota.objects.get(), 0)],
        None,
        [],
    )


def test_an_observer_is_offered_no_form(client, observer, event):
    client.force_login(observer)
    assert 'action="/events/' not in text_of(client)


def test_a_full_province_is_marked(as_staff, event):
    Quota.objects.update(taken=10)
    assert "is-full" in text_of(as_staff)


def test_a_province_with_places_left_is_not_marked_full(as_staff, event):
    assert "is-full" not in text_of(as_staff)


def test_a_title_with_markup_is_shown_as_text(as_staff, event):
    Event.objects.update(title_ar="<script>alert(1)</script>")
    page = text_of(as_staff)
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert(1)" in page) == (True, False)


# What there is to do next -----------------------------------------------------------------

TODAY = dt.date(2026, 2, 1)
NEXT = {
    ("draft", "staff"): "event_open",
    ("scheduled", "staff"): "event_open",
    ("open", "staff"): "registration_create",
    ("closed", "staff"): "presence",
    ("held", "staff"): "event_certificates",
    ("cancelled", "staff"): "announcement_list",
    ("postponed", "staff"): "event_reschedule",
    ("postponed", "coordinator"): "announcement_list",
    ("scheduled", "coordinator"): None,
    ("open", "coordinator"): "registration_create",
    ("closed", "coordinator"): "registration_list",
    ("held", "coordinator"): "event_certificates",
    ("open", "observer"): None,
    ("held", "observer"): None,
    ("postponed", "observer"): None,
}


@pytest.mark.parametrize(("state", "role"), NEXT)
def test_there_is_one_thing_to_do_next(request, event, state, role):
    event.state = state
    action = next_action(event, request.getfixturevalue(role), begins=TODAY, today=TODAY)
    assert (action.url_name if action else None) == NEXT[state, role]


@pytest.mark.parametrize("begins", [None, TODAY + dt.timedelta(days=1)])
def test_presence_is_not_taken_before_the_first_day(event, staff, begins):
    event.state = "closed"
    action = next_action(event, staff, begins=begins, today=TODAY)
    assert action.url_name == "registration_list"


@pytest.mark.parametrize(
    ("state", "count"), [("draft", 1), ("open", 4), ("closed", 6), ("held", 5)]
)
def test_the_pages_of_an_event_appear_as_it_goes_on(event, staff, state, count):
    event.state = state
    assert len(pages_of(event, staff)) == count


def test_the_way_shows_what_is_done_and_what_lies_ahead(event):
    assert [place for _label, place in way_of(event)] == ["done", "done", "here", "ahead", "ahead"]


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_an_event_that_left_the_way_has_none(event, state):
    event.state = state
    assert way_of(event) == []


# Steps ------------------------------------------------------------------------------------


def step(client, name):
    return client.post(f"/events/SB01/{name}/", follow=True)


@pytest.mark.parametrize(
    ("current", "name", "state"),
    [
        ("draft", "schedule", "scheduled"),
        ("scheduled", "open", "open"),
        ("open", "close", "closed"),
        ("closed", "hold", "held"),
    ],
)
def test_a_button_takes_the_step_and_says_so(as_staff, event, current, name, state):
    Event.objects.update(state=current)
    page = step(as_staff, name)
    assert (Event.objects.get().state, [m.level_tag for m in page.context["messages"]]) == (
        state,
        ["success"],
    )


def test_a_step_that_is_refused_says_why(as_staff, event):
    Event.objects.update(state="draft")
    Quota.objects.all().delete()
    (message,) = step(as_staff, "open").context["messages"]
    assert (message.level_tag, str(message)) == (
        "error",
        in_arabic("Give at least one province places, then open registration."),
    )


def test_an_event_to_come_is_not_held_yet(as_staff, event):
    Event.objects.update(state="closed")
    event.sessions.update(date=timezone.localdate() + dt.timedelta(days=1))
    step(as_staff, "hold")
    assert Event.objects.get().state == "closed"


# Conflicts --------------------------------------------------------------------------------


def test_what_does_not_fit_is_said_to_who_plans(as_staff, event):
    Event.objects.update(capacity=13)
    page = as_staff.get("/events/SB01/")
    (conflict,) = page.context["conflicts"]
    assert (conflict.sentence in text_of(as_staff), conflict.places) == (True, 3)


def test_an_event_with_which_it_clashes_is_linked(as_staff, event):
    other = factories.EventFactory(venue=event.venue, code="JD02")
    factories.HalfDayFactory(session__event=other, session__date=dt.date(2026, 2, 1))
    assert 'href="/events/JD02/"' in text_of(as_staff)


def test_conflicts_are_for_who_plans(as_coordinator, event):
    Event.objects.update(capacity=99)
    assert as_coordinator.get("/events/SB01/").context["conflicts"] == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("reader", "queries"), [("staff", 21), ("coordinator", 14)])
def test_the_page_takes_the_same_queries_for_one_quota_and_day_and_three(
    request, client, province, django_assert_num_queries, reader, queries, count
):
    event = factories.EventFactory(code="SB01")
    factories.QuotaFactory(event=event, province=province)
    for _ in range(count):
        factories.QuotaFactory(event=event)
        session = factories.HalfDayFactory(session__event=event).session
        AgendaItem.objects.create(
            session=session,
            kind="module",
            module=factories.ModuleFactory(),
            starts_at=dt.time(9),
            ends_at=dt.time(10),
        )
        WorkshopPoint.objects.create(session=session, position=1, text_ar="نقطة")
    client.force_login(request.getfixturevalue(reader))
    with django_assert_num_queries(queries):
        client.get("/events/SB01/")
