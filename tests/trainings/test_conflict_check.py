"""What stands against a plan is said while it is typed, after it is saved, and in the lists."""

import datetime as dt

import pytest

from tests import factories
from tests.trainings.conflict_makers import DAY, NEXT_DAY, add_slot, make_trainer, plan_event
from tests.trainings.conftest import MORNING, in_arabic, training
from tests.trainings.test_event_form import day, edited
from trainings.conflicts import Kind, TypedPlan, find_conflicts_of
from trainings.models import Event, HalfDay, Session
from trainings.views.markers import count_warnings

NEW = "/events/new/"


def typed_plan(venue=None, *, days=(), capacity=10, given=None):
    return TypedPlan(venue=venue, capacity=capacity, days=days, given=given)


def kinds(conflicts):
    return [conflict.kind for conflict in conflicts]


def morning(date=DAY, **changes):
    return training(date, half_days={HalfDay.Period.MORNING: MORNING}, **changes)


# A plan that is typed ---------------------------------------------------------------------


def test_a_new_plan_meets_what_is_planned_already(db):
    other = plan_event()
    (conflict,) = find_conflicts_of(typed_plan(other.venue, days=[morning()]))
    assert (conflict.kind, conflict.other, conflict.session) == (Kind.VENUE, other, None)


def test_an_event_does_not_meet_itself(db):
    planned = plan_event()
    plan = typed_plan(planned.venue, days=[morning(session_id=planned.sessions.get().pk)])
    assert find_conflicts_of(plan, event=planned) == []


def test_the_days_that_are_typed_count_and_not_those_that_are_saved(db):
    other = plan_event()
    planned = plan_event(venue=other.venue)
    moved = [morning(NEXT_DAY, session_id=planned.sessions.get().pk)]
    assert find_conflicts_of(typed_plan(planned.venue, days=moved), event=planned) == []


def test_a_day_that_moves_takes_its_trainers_along(db):
    trainer = make_trainer()
    planned, other = plan_event(), plan_event(NEXT_DAY)
    for one in (planned, other):
        add_slot(one.sessions.get(), "09:00", "10:00", trainer=trainer)
    moved = [morning(NEXT_DAY, session_id=planned.sessions.get().pk)]
    found = find_conflicts_of(typed_plan(planned.venue, days=moved), event=planned)
    assert kinds(found) == [Kind.TRAINER]


def test_the_hosts_of_the_typed_venue_count(coordinator, province):
    commune = factories.CommuneFactory(province=province)
    plan_event(venue__commune=commune)
    elsewhere = factories.VenueFactory(commune=commune)
    found = find_conflicts_of(typed_plan(elsewhere, days=[morning()]))
    assert kinds(found) == [Kind.COORDINATOR]


def test_the_typed_places_count(db):
    venue = factories.VenueFactory(capacity=50)
    found = find_conflicts_of(typed_plan(venue, capacity=60, given=70))
    assert kinds(found) == [Kind.PLACES, Kind.VENUE_SIZE]


def test_what_is_not_chosen_yet_speaks_against_nothing(db):
    plan_event()
    assert find_conflicts_of(TypedPlan(venue=None, capacity=None, days=[morning()])) == []


def test_a_holiday_is_found_before_the_venue_is_chosen(db):
    plan = TypedPlan(venue=None, capacity=None, days=[morning(dt.date(2035, 7, 30))])
    assert kinds(find_conflicts_of(plan)) == [Kind.HOLIDAY]


def test_a_check_changes_nothing(db):
    planned = plan_event()
    moved = [morning(NEXT_DAY, session_id=planned.sessions.get().pk)]
    find_conflicts_of(typed_plan(factories.VenueFactory(), days=moved), event=planned)
    assert (Event.objects.get().venue, Session.objects.get().date) == (planned.venue, DAY)


@pytest.mark.parametrize("count", [1, 14])
def test_a_check_takes_the_same_queries_for_one_day_and_fourteen(
    db, django_assert_num_queries, count
):
    venue = factories.VenueFactory()
    factories.EventFactory()
    days = [morning(DAY + dt.timedelta(days=number)) for number in range(count)]
    for one in days:
        plan_event(one.date, venue=venue)
    with django_assert_num_queries(7):
        assert len(find_conflicts_of(typed_plan(venue, days=days))) >= count


# On the form ------------------------------------------------------------------------------


@pytest.fixture
def typed(facts):
    """What somebody types for an event of two days at the venue of the article."""
    return {
        "programme": facts["programme"].pk,
        "code": "SB01",
        "title_ar": facts["title_ar"],
        "title_fr": facts["title_fr"],
        "venue": facts["venue"].pk,
        "capacity": "120",
        "hours": "6",
        "required_presence": "80",
        "days-TOTAL_FORMS": "2",
        "days-INITIAL_FORMS": "0",
        **day(0, "31/01/2026"),
        **day(1, "01/02/2026"),
    }


@pytest.fixture
def event(as_staff, typed):
    """The event as the page has made it."""
    as_staff.post(NEW, typed)
    return Event.objects.get(code="SB01")


@pytest.fixture
def taken(facts):
    """Somebody is at the venue on the second day that is typed."""
    return plan_event(dt.date(2026, 2, 1), venue=facts["venue"], code="JD02")


def check(client, data, address=NEW, **headers):
    return client.post(address, data | {"check": "1"}, headers=headers)


def test_a_check_says_what_stands_against_the_plan_and_saves_nothing(as_staff, typed, taken):
    page = check(as_staff, typed)
    assert taken in [conflict.other for conflict in page.context["conflicts"]]
    assert not Event.objects.filter(code="SB01").exists()


def test_what_was_typed_is_still_there_after_a_check(as_staff, typed, taken):
    page = check(as_staff, typed).content.decode()
    assert typed["title_ar"] in page
    assert 'value="31/01/2026"' in page
    assert f'<option value="{typed["venue"]}" selected>' in page


def test_an_unfinished_plan_is_checked_without_a_word_about_what_is_missing(as_staff, typed, taken):
    page = check(as_staff, typed | {"title_ar": "", "hours": "", "code": ""})
    assert (page.context["page"].problems, len(page.context["conflicts"]) > 0) == ([], True)


def test_a_day_that_cannot_be_read_is_left_out_and_said_to_be(as_staff, typed, taken):
    page = check(as_staff, typed | {"days-1-date": "32/01/2026"})
    assert taken not in [conflict.other for conflict in page.context["conflicts"]]
    sentence = "A day that cannot be read was left out: look at its date and hours."
    assert in_arabic(sentence) in page.content.decode()


def test_a_plan_against_which_nothing_stands_is_told_so(as_staff, typed):
    plan = typed | {"days-0-date": "14/04/2035", "days-1-date": "15/04/2035", "capacity": "25"}
    page = check(as_staff, plan)
    assert in_arabic("Nothing stands against this plan.") in page.content.decode()


def test_without_a_day_there_is_nothing_to_check(as_staff, typed):
    page = check(as_staff, typed | {"days-0-date": "", "days-1-date": "", "capacity": "25"})
    assert in_arabic("Give a day, then check.") in page.content.decode()


def test_the_form_of_an_event_checks_the_event_with_its_sessions(as_staff, typed, event, taken):
    page = check(as_staff, edited(event, typed), "/events/SB01/edit/")
    sessions = [conflict.session for conflict in page.context["conflicts"] if conflict.other]
    assert sessions == [event.sessions.get(date=dt.date(2026, 2, 1))]


def test_the_form_of_an_event_begins_with_what_stands_against_it(as_staff, typed, event, taken):
    page = as_staff.get("/events/SB01/edit/")
    assert taken in [conflict.other for conflict in page.context["conflicts"]]


def test_a_blank_form_says_nothing(as_staff, typed):
    assert as_staff.get(NEW).context["conflicts"] == []


def test_a_coordinator_checks_nothing(as_coordinator, typed):
    assert check(as_coordinator, typed).status_code == 403


def test_a_plan_with_conflicts_is_saved_all_the_same(as_staff, typed, taken):
    page = as_staff.post(NEW, typed, follow=True)
    assert page.redirect_chain[-1][0] == "/events/SB01/"
    assert taken in [conflict.other for conflict in page.context["conflicts"]]


@pytest.mark.parametrize(("ticked", "kept"), [("on", True), (None, False)])
def test_whether_strangers_read_of_it_is_a_tick(as_staff, typed, ticked, kept):
    as_staff.post(NEW, typed | ({"is_announced": ticked} if ticked else {}))
    assert Event.objects.get().is_announced is kept


def test_a_new_event_is_announced_unless_somebody_unticks_it(as_staff, typed):
    assert as_staff.get(NEW).context["page"].facts["is_announced"].value() is True


# In the lists -----------------------------------------------------------------------------


@pytest.fixture
def two_events(province):
    events = [plan_event(code="SB01"), plan_event(code="JD02")]
    Event.objects.update(venue=events[0].venue)
    for one in events:
        factories.QuotaFactory(event=one, province=province, places=100)
    return events


def test_warnings_are_counted_by_event(two_events, staff):
    assert count_warnings(two_events, staff) == {one.pk: 1 for one in two_events}


def test_notes_are_not_counted(db, staff):
    noted = plan_event(capacity=10)
    factories.QuotaFactory(event=noted, places=5)
    assert count_warnings([noted], staff) == {}


def test_warnings_are_for_those_who_plan(two_events, coordinator, observer):
    assert (count_warnings(two_events, coordinator), count_warnings(two_events, observer)) == (
        {},
        {},
    )


@pytest.mark.parametrize("address", ["/events/", "/programmes/{programme}/"])
def test_a_list_marks_the_events_that_clash(as_staff, two_events, address):
    programme = two_events[0].programme_id
    text = as_staff.get(address.format(programme=programme)).content.decode()
    assert "warnings-mark" in text


@pytest.mark.parametrize("address", ["/events/", "/programmes/{programme}/"])
def test_a_coordinator_sees_no_mark(as_coordinator, two_events, address):
    programme = two_events[0].programme_id
    text = as_coordinator.get(address.format(programme=programme)).content.decode()
    assert "warnings-mark" not in text
