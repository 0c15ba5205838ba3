"""The calendar page: a month as weeks or as a list, filters, warnings, and moving an event."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories
from tests.trainings.conftest import audited, in_arabic
from trainings.models import Event, HalfDay, Session
from trainings.services.days import Day, Hours
from trainings.services.errors import ChangedMeanwhile
from trainings.services.moving import NothingToMove, NotMovable, move_event

DAY = dt.date(2026, 12, 12)


@pytest.fixture
def event(province):
    event = factories.EventFactory(code="JD02")
    factories.QuotaFactory(event=event, province=province)
    return event


@pytest.fixture
def sessions(event):
    made = [
        factories.SessionFactory(event=event, date=DAY, kind="workshop"),
        factories.SessionFactory(event=event, date=DAY + dt.timedelta(days=1)),
    ]
    for session in made:
        factories.HalfDayFactory(session=session)
    return made


def shown(client, query=""):
    page = client.get(f"/calendar/?month=2026-12{query}")
    return {(session.date.day, session.event.code) for session in page.context["sessions"]}


# What it shows -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["administrator", "staff", "coordinator", "observer"])
def test_everybody_who_signs_in_has_a_calendar(client, sessions, who, request):
    client.force_login(request.getfixturevalue(who))
    assert shown(client) == {(12, "JD02"), (13, "JD02")}


def test_a_stranger_is_sent_to_the_door(client):
    assert client.get("/calendar/").status_code == 302


def test_a_coordinator_does_not_see_what_is_not_theirs(client, sessions, other_coordinator):
    client.force_login(other_coordinator)
    assert shown(client) == set()


def test_without_a_month_it_is_that_of_today(as_staff):
    assert as_staff.get("/calendar/").context["month"].first_day == timezone.localdate().replace(
        day=1
    )


def test_the_grid_shows_the_days_beside_the_month_and_the_list_does_not(as_staff, event):
    factories.SessionFactory(event=event, date=dt.date(2026, 11, 30))
    assert (shown(as_staff), shown(as_staff, "&view=list")) == ({(30, "JD02")}, set())


def test_postponed_and_cancelled_events_are_shown_only_on_request(as_staff, sessions):
    Event.objects.update(state=Event.State.POSTPONED)
    assert (shown(as_staff), len(shown(as_staff, "&state=postponed"))) == (set(), 2)


def test_the_kind_narrows_it(as_staff, sessions):
    assert shown(as_staff, "&kind=workshop") == {(12, "JD02")}


def test_the_province_narrows_it_to_its_places_and_what_it_hosts(as_staff, sessions, province):
    hosted = factories.EventFactory(code="HOST", venue__commune__province=province)
    factories.SessionFactory(event=hosted, date=DAY)
    factories.SessionFactory(event=factories.EventFactory(code="AWAY"), date=DAY)
    assert {code for _day, code in shown(as_staff, f"&province={province.pk}")} == {"JD02", "HOST"}


def test_the_filters_stay_in_the_links_to_other_months(as_staff, sessions):
    page = as_staff.get("/calendar/?month=2026-12&kind=workshop&view=list").content.decode()
    assert "month=2027-01&amp;kind=workshop&amp;view=list" in page


def test_only_who_plans_is_offered_drafts(as_coordinator, client, sessions, staff):
    states = [
        [value for value, _label in page.context["filter"].form.fields["state"].choices]
        for page in (as_coordinator.get("/calendar/"),)
    ]
    client.force_login(staff)
    states.append(
        [v for v, _l in client.get("/calendar/").context["filter"].form.fields["state"].choices]
    )
    assert ["draft" in offered for offered in states] == [False, True]


def test_a_clash_is_warned_of_where_it_stands_and_only_to_who_plans(
    client, sessions, event, staff, coordinator
):
    other = factories.EventFactory(venue=event.venue)
    factories.HalfDayFactory(session=factories.SessionFactory(event=other, date=DAY))
    counts = []
    for user in (staff, coordinator):
        client.force_login(user)
        page = client.get("/calendar/?month=2026-12").context["sessions"]
        counts.append(max(session.conflict_count for session in page))
    assert (counts[0] > 0, counts[1]) == (True, 0)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("view", ["", "&view=list"])
def test_the_calendar_asks_no_more_for_more_sessions(
    as_staff, number, view, django_assert_num_queries
):
    for _number in range(number):
        event = factories.EventFactory()
        factories.QuotaFactory(event=event)
        factories.HalfDayFactory(session=factories.SessionFactory(event=event, date=DAY))
    with django_assert_num_queries(14):
        as_staff.get(f"/calendar/?month=2026-12{view}")


# Moving an event ---------------------------------------------------------------------------


def days_of(sessions, later):
    hours = {HalfDay.Period.MORNING: Hours(dt.time(9), dt.time(12, 30))}
    return [
        Day(s.date + dt.timedelta(days=later), Session.Kind(s.kind), hours, s.pk) for s in sessions
    ]


def test_a_moved_event_keeps_its_sessions(event, sessions, staff):
    move_event(event, days=days_of(sessions, 7), edition=0, by=staff)
    assert list(event.sessions.values_list("pk", "date")) == [
        (session.pk, session.date + dt.timedelta(days=7)) for session in sessions
    ]


def test_moving_leaves_audit_rows(event, sessions, staff):
    move_event(event, days=days_of(sessions, 7), edition=0, by=staff)
    assert audited() == [("session.updated", ["date"])] * 2


def test_a_move_is_written_down_as_a_step_that_leads_to_other_days(event, sessions, staff):
    move_event(event, days=days_of(sessions, 7), edition=0, by=staff)
    [step] = event.steps.all()
    assert (step.is_move, step.by) == (True, staff)


def test_the_move_of_a_draft_is_nobody_s_news(event, sessions, staff):
    Event.objects.update(state=Event.State.DRAFT)
    move_event(event, days=days_of(sessions, 7), edition=0, by=staff)
    assert not event.steps.exists()


def test_after_a_move_the_event_says_whom_to_tell_and_what_happened(as_staff, event, sessions):
    move(as_staff, "19/12/2035")
    page = as_staff.get("/events/JD02/")
    assert page.context["telling"] is not None
    assert in_arabic("moved to other days") in page.content.decode()


def test_moving_to_the_same_days_is_refused_and_counts_as_no_change(event, sessions, staff):
    with pytest.raises(NothingToMove):
        move_event(event, days=days_of(sessions, 0), edition=0, by=staff)
    event.refresh_from_db()
    assert event.edition == 0


@pytest.mark.parametrize("state", [Event.State.HELD, Event.State.CANCELLED, Event.State.POSTPONED])
def test_what_is_not_planned_is_not_moved(event, sessions, staff, state):
    Event.objects.update(state=state)
    with pytest.raises(NotMovable):
        move_event(event, days=days_of(sessions, 7), edition=0, by=staff)


def test_a_change_that_was_not_seen_is_not_moved_over(event, sessions, staff):
    Event.objects.update(edition=3)
    with pytest.raises(ChangedMeanwhile):
        move_event(event, days=days_of(sessions, 7), edition=0, by=staff)


def move(client, first_day, edition="0"):
    return client.post("/events/JD02/move/", {"first_day": first_day, "edition": edition})


def test_staff_move_an_event_by_its_first_day(as_staff, event, sessions):
    answer = move(as_staff, "19/12/2035")
    assert (answer.url, [str(s.date) for s in event.sessions.all()]) == (
        "/events/JD02/",
        ["2035-12-19", "2035-12-20"],
    )


def test_a_day_that_is_over_stays_with_its_presence(as_staff, event, sessions):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Session.objects.filter(pk=sessions[0].pk).update(date=yesterday)
    move(as_staff, "19/12/2035")
    assert [session.date for session in event.sessions.all()] == [yesterday, dt.date(2035, 12, 19)]


def test_a_wrong_day_is_said_and_kept(as_staff, event, sessions):
    page = move(as_staff, "غدا")
    assert (page.context["form"].errors.keys(), "غدا" in page.content.decode()) == (
        {"first_day"},
        True,
    )


def test_an_event_that_changed_meanwhile_is_said_so(as_staff, event, sessions):
    Event.objects.update(edition=5)
    assert move(as_staff, "19/12/2035").context["form"].non_field_errors()


def test_a_form_without_its_edition_moves_nothing(as_staff, event, sessions):
    page = move(as_staff, "19/12/2035", edition="")
    assert (bool(page.context["form"].non_field_errors()), event.sessions.first().date) == (
        True,
        DAY,
    )


@pytest.mark.parametrize("edition", ["", "abc", "9" * 30, "9" * 5_000])
def test_an_edition_that_is_none_is_said_in_the_readers_language(
    as_staff, event, sessions, edition
):
    page = move(as_staff, "19/12/2035", edition=edition)
    assert page.context["form"].non_field_errors() == [str(ChangedMeanwhile(0))]


@pytest.mark.parametrize("first_day", ["31/12/9999", "01/01/0001", "01/01/2101"])
def test_no_event_is_moved_to_a_year_that_nobody_means(as_staff, event, sessions, first_day):
    page = move(as_staff, first_day)
    assert page.context["form"].errors.keys() == {"first_day"}


@pytest.mark.parametrize("who", ["coordinator", "observer"])
def test_only_who_plans_moves(client, sessions, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/events/JD02/move/").status_code == 403


def test_the_page_offers_what_can_be_moved(as_staff, sessions):
    assert "/events/JD02/move/" in as_staff.get("/calendar/?month=2026-12").content.decode()
    assert in_arabic("Calendar") in as_staff.get("/events/JD02/move/").content.decode()
