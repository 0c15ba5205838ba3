"""Calendar files, read back with the library that reads calendars."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import AuditEvent
from tests import factories
from tests.trainings.conftest import in_arabic
from trainings.calendar_lists import announced_events
from trainings.models import CalendarFeed, Event, HalfDay, Quota, Session
from trainings.services.feeds import close_feed, open_feed, owner_of
from trainings.services.moving import move_event

MOROCCO = ZoneInfo("Africa/Casablanca")


@pytest.fixture
def event(province):
    event = factories.EventFactory(code="SB01", title_ar="تدبير الجودة، واللوجستيك")
    factories.QuotaFactory(event=event, province=province)
    return event


@pytest.fixture
def session(event):
    session = factories.SessionFactory(event=event, date=timezone.localdate())
    factories.HalfDayFactory(session=session)
    factories.HalfDayFactory(
        session=session, period=HalfDay.Period.AFTERNOON, starts_at="14:30", ends_at="17:00"
    )
    return session


@pytest.fixture
def secret(coordinator):
    return open_feed(by=coordinator)


def read(client, secret):
    answer = client.get(reverse("calendar_file", args=[secret]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def entries(calendar):
    return list(calendar.walk("VEVENT"))


def entry(client, secret):
    [found] = entries(read(client, secret))
    return found


# What it says ------------------------------------------------------------------------------


def test_a_day_runs_from_its_first_half_day_to_the_end_of_its_last(client, session, secret):
    found = entry(client, secret)
    day = session.date
    assert (found.start, found.end) == (
        dt.datetime.combine(day, dt.time(9), tzinfo=MOROCCO),
        dt.datetime.combine(day, dt.time(17), tzinfo=MOROCCO),
    )


def test_a_day_without_half_days_fills_the_usual_hours(client, event, secret):
    factories.SessionFactory(event=event, date=timezone.localdate())
    found = entry(client, secret)
    assert (found.start.time(), found.end.time()) == (dt.time(9), dt.time(17))


def test_a_title_with_a_comma_comes_back_as_it_was(client, session, secret):
    assert entry(client, secret)["SUMMARY"].startswith("تدبير الجودة، واللوجستيك · ")


def test_the_place_is_said_with_its_commune(client, session, event, secret):
    where = entry(client, secret)["LOCATION"]
    assert (event.venue.name_ar in where, event.venue.commune.name_ar in where) == (True, True)


def test_the_zone_of_morocco_comes_along(client, session, secret):
    [zone] = read(client, secret).walk("VTIMEZONE")
    assert zone["TZID"] == "Africa/Casablanca"


def test_lines_are_folded_and_end_as_the_standard_asks(client, session, secret):
    content = client.get(reverse("calendar_file", args=[secret])).content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_moved_day_keeps_its_uid_and_counts_on(client, session, event, secret, staff):
    from trainings.services.days import Day, Hours

    before = entry(client, secret)
    half_days = {HalfDay.Period.MORNING: Hours(dt.time(9), dt.time(12))}
    day = Day(session.date + dt.timedelta(days=7), Session.Kind.TRAINING, half_days, session.pk)
    move_event(event, days=[day], edition=event.edition, by=staff)
    after = entry(client, secret)
    assert (after["UID"], after["SEQUENCE"], after.start.date()) == (
        before["UID"],
        before["SEQUENCE"] + 1,
        day.date,
    )


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (Event.State.OPEN, "CONFIRMED"),
        (Event.State.HELD, "CONFIRMED"),
        (Event.State.SCHEDULED, "TENTATIVE"),
        (Event.State.POSTPONED, "CANCELLED"),
        (Event.State.CANCELLED, "CANCELLED"),
    ],
)
def test_the_state_is_said_as_calendars_do(client, session, secret, state, status):
    Event.objects.update(state=state)
    assert entry(client, secret)["STATUS"] == status


def test_the_file_speaks_the_language_of_its_owner(client, session, coordinator, secret):
    coordinator.language = "fr"
    coordinator.save()
    assert session.event.title_fr in entry(client, secret)["SUMMARY"]


def test_days_of_more_than_a_year_ago_are_left_out(client, event, secret):
    factories.SessionFactory(event=event, date=timezone.localdate() - dt.timedelta(days=366))
    assert entries(read(client, secret)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_file_asks_no_more_for_more_days(
    client, event, secret, number, django_assert_num_queries
):
    for ahead in range(number):
        day = timezone.localdate() + dt.timedelta(days=ahead)
        factories.HalfDayFactory(session=factories.SessionFactory(event=event, date=day))
    with django_assert_num_queries(5):
        read(client, secret)


# Whose it is -------------------------------------------------------------------------------


def test_it_holds_what_its_owner_sees_and_nothing_else(client, session, secret):
    factories.SessionFactory(event=factories.EventFactory(), date=timezone.localdate())
    draft = factories.EventFactory(state=Event.State.DRAFT)
    Quota.objects.create(event=draft, province=session.event.quotas.get().province, places=3)
    factories.SessionFactory(event=draft, date=timezone.localdate())
    assert entry(client, secret)["UID"].startswith(f"session-{session.pk}@")


def test_only_the_digest_of_the_secret_is_kept(secret):
    kept = CalendarFeed.objects.get()
    assert secret not in (kept.digest, *map(str, AuditEvent.objects.values_list()))


def test_a_new_address_ends_the_one_before(coordinator, secret):
    another = open_feed(by=coordinator)
    assert (owner_of(secret), owner_of(another)) == (None, coordinator)


def test_an_address_that_was_taken_back_leads_nowhere(client, coordinator, secret):
    close_feed(by=coordinator)
    assert client.get(reverse("calendar_file", args=[secret])).status_code == 404


def test_a_closed_account_has_no_calendar(client, coordinator, secret):
    coordinator.is_active = False
    coordinator.save()
    assert client.get(reverse("calendar_file", args=[secret])).status_code == 404


def test_nothing_is_taken_back_where_nothing_was_given(coordinator):
    assert close_feed(by=coordinator) is False


def test_giving_and_taking_back_leave_audit_rows(coordinator, secret):
    close_feed(by=coordinator)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["calendar_feed.opened", "calendar_feed.closed"]


def test_who_guesses_addresses_is_stopped(client, db):
    codes = [client.get(f"/calendar/guess-{number}.ics").status_code for number in range(21)]
    assert (codes[0], codes[-1]) == (404, 429)


def test_the_address_is_shown_once(client, coordinator):
    client.force_login(coordinator)
    shown = client.post("/calendar/mine/")
    again = client.get("/calendar/mine/")
    address = shown.context["address"]
    assert (address in shown.content.decode(), again.context["address"]) == (True, "")
    assert shown["Cache-Control"] == "no-store"


def test_the_subscription_is_ended_by_a_button(client, coordinator, secret):
    client.force_login(coordinator)
    client.post("/calendar/mine/end/")
    assert owner_of(secret) is None


# The public file of a programme ------------------------------------------------------------


def test_a_programme_s_file_is_open_to_strangers(client, session):
    answer = client.get(f"/programmes/{session.event.programme_id}/calendar.ics")
    [found] = entries(icalendar.Calendar.from_ical(answer.content))
    assert found["UID"].startswith(f"session-{session.pk}@")


@pytest.mark.parametrize("change", [{"state": Event.State.DRAFT}, {"is_announced": False}])
def test_strangers_do_not_learn_of_a_programme_that_announces_nothing(client, session, change):
    Event.objects.update(**change)
    assert client.get(f"/programmes/{session.event.programme_id}/calendar.ics").status_code == 404


def test_strangers_do_not_learn_of_workshops(client, event, session):
    factories.SessionFactory(event=event, date=dt.date(2035, 1, 1), kind="workshop")
    answer = client.get(f"/programmes/{event.programme_id}/calendar.ics")
    [found] = entries(icalendar.Calendar.from_ical(answer.content))
    assert found["UID"].startswith(f"session-{session.pk}@")


def test_an_unknown_programme_has_no_file(client, db):
    assert client.get("/programmes/999/calendar.ics").status_code == 404


# The public page ---------------------------------------------------------------------------


def coming(client):
    return [event for event, _days in client.get("/coming/").context["events"]]


def test_the_public_page_shows_coming_events_to_strangers(client, session, event):
    page = client.get("/coming/").content.decode()
    assert (event.title_ar in page, event.venue.name_ar in page) == (True, True)


@pytest.mark.parametrize(
    "change",
    [{"state": Event.State.DRAFT}, {"state": Event.State.CANCELLED}, {"is_announced": False}],
)
def test_the_public_page_keeps_quiet_about_the_rest(client, session, change):
    assert len(coming(client)) == 1
    Event.objects.update(**change)
    assert coming(client) == []


def test_what_has_been_is_not_coming(client, event):
    factories.SessionFactory(event=event, date=timezone.localdate() - dt.timedelta(days=1))
    assert coming(client) == []


def test_a_postponed_event_is_said_to_be(client, session):
    Event.objects.update(state=Event.State.POSTPONED)
    sentence = in_arabic("Postponed: new days will be announced.")
    assert sentence in client.get("/coming/").content.decode()


def test_the_public_page_says_nobody_s_name(client, session, coordinator):
    registration = factories.RegistrationFactory(event=session.event)
    page = client.get("/coming/").content.decode()
    named = [registration.person.family_name_ar, coordinator.full_name, coordinator.email]
    assert [name for name in named if name in page] == []


def test_the_last_event_of_a_long_list_keeps_all_its_days(db):
    """The number of events is limited, never the days of one."""
    first = timezone.localdate() + dt.timedelta(days=1)
    events = [factories.EventFactory() for _ in range(3)]
    for number, event in enumerate(events):
        for day in range(5):
            date = first + dt.timedelta(days=number * 5 + day)
            factories.SessionFactory(event=event, date=date)
    shown = announced_events(timezone.localdate(), most=2)
    assert [(event, len(days)) for event, days in shown] == [(events[0], 5), (events[1], 5)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_public_page_asks_no_more_for_more_events(
    client, db, number, django_assert_num_queries
):
    for _number in range(number):
        factories.SessionFactory(event=factories.EventFactory(), date=timezone.localdate())
    with django_assert_num_queries(4):
        client.get("/coming/")
