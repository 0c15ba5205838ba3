"""What two events both need, what is too small, and what the calendar speaks against."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role
from tests import factories
from tests.trainings.conflict_makers import (
    DAY,
    NEXT_DAY,
    add_slot,
    at,
    invite,
    make_room,
    make_trainer,
    plan_day,
    plan_event,
)
from trainings.conflicts import Kind, find_conflicts
from trainings.models import Event, EventStep

pytestmark = pytest.mark.django_db


def kinds(event):
    return [conflict.kind for conflict in find_conflicts([event])[event.pk]]


def sentences(event):
    return [conflict.sentence for conflict in find_conflicts([event])[event.pk]]


def only(event):
    (conflict,) = find_conflicts([event])[event.pk]
    return conflict


def test_an_event_that_fits_has_no_conflict():
    event = plan_event()
    assert find_conflicts([event]) == {event.pk: []}


def test_nothing_is_asked_of_the_database_for_no_event(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert find_conflicts([]) == {}


# The venue ----------------------------------------------------------------------------------


@pytest.fixture
def venue():
    return factories.VenueFactory(name_ar="دار الشباب", name_fr="Maison des jeunes")


def test_two_events_at_one_venue_at_the_same_time(in_english, venue):
    event = plan_event(venue=venue)
    other = plan_event(venue=venue, morning=("12:00", "13:00"), code="JD02", title_fr="Qualité")
    conflict = only(event)
    assert (conflict.kind, conflict.other, conflict.date) == (Kind.VENUE, other, DAY)
    assert conflict.session == event.sessions.get()
    assert conflict.sentence == (
        "14 April 2035: Maison des jeunes is taken by “Qualité” (JD02) from 12:00 to 12:30."
    )


def test_each_of_the_two_is_told_of_the_other(venue):
    event, other = plan_event(venue=venue), plan_event(venue=venue)
    found = find_conflicts([event, other])
    assert (found[event.pk][0].other, found[other.pk][0].other) == (other, event)


def test_one_clash_a_day_however_many_half_days_overlap(venue):
    whole = {"morning": ("09:00", "12:00"), "afternoon": ("14:00", "17:00")}
    event = plan_event(venue=venue, **whole)
    plan_event(venue=venue, **whole)
    assert (only(event).hours.starts_at, only(event).hours.ends_at) == (at("09:00"), at("17:00"))


def test_an_event_that_begins_when_another_ends_is_none(venue):
    event = plan_event(venue=venue, morning=("09:00", "12:30"))
    plan_event(venue=venue, morning=("12:30", "15:00"))
    assert kinds(event) == []


def test_another_day_at_the_venue_is_none(venue):
    event = plan_event(venue=venue)
    plan_event(NEXT_DAY, venue=venue)
    assert kinds(event) == []


def test_another_venue_of_the_same_commune_is_none(venue):
    event = plan_event(venue=venue)
    plan_event(venue__commune=venue.commune)
    assert kinds(event) == []


def test_a_day_without_hours_takes_the_venue_for_the_whole_day(venue):
    event = plan_event(venue=venue)
    plan_event(venue=venue, morning=None)
    assert kinds(event) == [Kind.VENUE]


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_an_event_that_was_called_off_leaves_the_venue_free(venue, state):
    event = plan_event(venue=venue)
    plan_event(venue=venue, state=state)
    assert kinds(event) == []


@pytest.mark.parametrize("state", ["held", "postponed", "cancelled"])
def test_nothing_is_left_to_plan_at_an_event_that_is_over_or_called_off(venue, state):
    event = plan_event(venue=venue, state=state)
    plan_event(venue=venue)
    assert kinds(event) == []


@pytest.mark.parametrize("state", ["scheduled", "open", "closed", "held"])
def test_an_event_that_stands_takes_the_venue(venue, state):
    event = plan_event(venue=venue)
    plan_event(venue=venue, state=state)
    assert (kinds(event), only(event).is_tentative) == ([Kind.VENUE], False)


def test_a_draft_takes_the_venue_perhaps(in_english, venue):
    event = plan_event(venue=venue)
    plan_event(venue=venue, state="draft", code="BR04", title_fr="Logistique")
    conflict = only(event)
    assert (conflict.is_tentative, conflict.is_warning) == (True, True)
    assert conflict.sentence == (
        "14 April 2035: the draft “Logistique” (BR04) is planned at Maison des jeunes too, "
        "from 09:00 to 12:30."
    )


def test_a_draft_learns_that_the_venue_is_taken(venue):
    draft = plan_event(venue=venue, state="draft")
    plan_event(venue=venue)
    assert (kinds(draft), only(draft).is_tentative) == ([Kind.VENUE], True)


# Trainers -----------------------------------------------------------------------------------


@pytest.fixture
def trainer():
    return make_trainer()


def with_slot(trainer, starts, ends, **facts):
    event = plan_event(**facts)
    add_slot(event.sessions.get(), starts, ends, trainer=trainer)
    return event


def test_a_trainer_in_two_places_at_once(in_english, trainer):
    event = with_slot(trainer, "09:30", "11:00")
    with_slot(trainer, "10:30", "12:00", code="JD02", title_fr="Qualité")
    assert sentences(event) == [
        "14 April 2035: Khadija Radi is taken by “Qualité” (JD02) from 10:30 to 11:00."
    ]


def test_a_trainer_who_goes_from_one_slot_to_the_next_is_none(trainer):
    event = with_slot(trainer, "09:30", "11:00")
    with_slot(trainer, "11:00", "12:00")
    assert kinds(event) == []


def test_two_trainers_at_the_same_time_are_none(trainer):
    event = with_slot(trainer, "09:30", "11:00")
    with_slot(make_trainer("سعيد"), "09:30", "11:00")
    assert kinds(event) == []


def test_a_trainer_planned_in_a_draft_is_taken_perhaps(in_english, trainer):
    event = with_slot(trainer, "09:30", "11:00")
    with_slot(trainer, "09:30", "11:00", state="draft")
    assert ("planned in the draft" in sentences(event)[0], only(event).is_tentative) == (True, True)


def test_a_trainer_of_a_postponed_event_is_free(trainer):
    event = with_slot(trainer, "09:30", "11:00")
    with_slot(trainer, "09:30", "11:00", state="postponed")
    assert kinds(event) == []


def test_a_trainer_in_two_slots_of_one_event_at_once(in_english, trainer):
    event = with_slot(trainer, "09:30", "11:00")
    add_slot(event.sessions.get(), "10:00", "10:30", trainer=trainer)
    conflict = only(event)
    assert (conflict.other, conflict.sentence) == (
        None,
        "14 April 2035: Khadija Radi stands in two slots at once from 10:00 to 10:30.",
    )


def test_a_trainer_with_two_slots_one_after_the_other_is_none(trainer):
    event = with_slot(trainer, "09:30", "11:00")
    add_slot(event.sessions.get(), "11:00", "12:00", trainer=trainer)
    assert kinds(event) == []


# Coordinators -------------------------------------------------------------------------------


def test_a_coordinator_invited_to_two_workshops_at_once(in_english, coordinator):
    event, other = plan_event(kind="workshop"), plan_event(kind="workshop", code="JD02")
    invite(event.sessions.get(), coordinator)
    invite(other.sessions.get(), coordinator)
    conflict = only(event)
    assert (conflict.kind, conflict.names) == (Kind.COORDINATOR, (coordinator.full_name,))
    assert coordinator.full_name in conflict.sentence


def test_a_coordinator_who_does_not_come_is_free(coordinator):
    event, other = plan_event(kind="workshop"), plan_event(kind="workshop")
    invite(event.sessions.get(), coordinator)
    invite(other.sessions.get(), coordinator, answer="not_coming")
    assert kinds(event) == []


def test_workshops_one_after_the_other_are_none(coordinator):
    event = plan_event(kind="workshop")
    other = plan_event(kind="workshop", morning=("12:30", "15:00"))
    invite(event.sessions.get(), coordinator)
    invite(other.sessions.get(), coordinator)
    assert kinds(event) == []


def hosted(province, **facts):
    return plan_event(venue__commune=factories.CommuneFactory(province=province), **facts)


def test_the_coordinators_of_a_province_cannot_host_two_events_at_once(coordinator, province):
    event = hosted(province)
    hosted(province)
    assert (kinds(event), only(event).names) == ([Kind.COORDINATOR], (coordinator.full_name,))


def test_events_of_two_provinces_at_once_are_none(
    coordinator, other_coordinator, province, other_province
):
    event = hosted(province)
    hosted(other_province)
    assert kinds(event) == []


def test_a_host_who_is_invited_elsewhere_is_needed_twice(coordinator, province):
    event, workshop = hosted(province), plan_event(kind="workshop")
    invite(workshop.sessions.get(), coordinator)
    assert kinds(event) == [Kind.COORDINATOR]


def test_a_coordinator_whose_account_is_closed_hosts_nothing(province):
    factories.UserFactory(role=Role.COORDINATOR, provinces=[province], is_active=False)
    event = hosted(province)
    hosted(province)
    assert kinds(event) == []


def test_staff_who_once_had_a_province_host_nothing(province):
    factories.UserFactory(role=Role.STAFF, provinces=[province])
    event = hosted(province)
    hosted(province)
    assert kinds(event) == []


def test_two_events_at_one_venue_are_told_of_once(coordinator, province):
    event = hosted(province)
    plan_event(venue=event.venue)
    assert kinds(event) == [Kind.VENUE]


# Sizes --------------------------------------------------------------------------------------


def test_more_places_than_the_venue_holds(in_english):
    event = plan_event(capacity=121, venue__capacity=120, venue__name_fr="Hôtel Assania")
    assert sentences(event) == [
        "The event has 121 places, but Hôtel Assania holds only 120 people."
    ]


def test_as_many_places_as_the_venue_holds_are_none():
    assert kinds(plan_event(capacity=120, venue__capacity=120)) == []


def test_more_people_than_the_room_holds(in_english):
    event = plan_event(capacity=31)
    room = make_room(event.venue, 30, "Salle A")
    add_slot(event.sessions.get(), "09:00", "10:00", room=room)
    assert sentences(event) == [
        "14 April 2035 at 09:00: 31 people, but room for 30 only (Salle A)."
    ]


def test_a_room_that_just_holds_them_is_none():
    event = plan_event(capacity=30)
    add_slot(event.sessions.get(), "09:00", "10:00", room=make_room(event.venue, 30))
    assert kinds(event) == []


def test_rooms_used_at_the_same_time_hold_people_together():
    event = plan_event(capacity=50)
    session = event.sessions.get()
    add_slot(session, "09:00", "10:00", room=make_room(event.venue, 30, "ا"))
    add_slot(session, "09:00", "10:00", room=make_room(event.venue, 20, "ب"))
    assert kinds(event) == []


def test_rooms_used_one_after_the_other_do_not():
    event = plan_event(capacity=50)
    session = event.sessions.get()
    add_slot(session, "09:00", "10:00", room=make_room(event.venue, 50, "ا"))
    add_slot(session, "10:00", "11:00", room=make_room(event.venue, 20, "ب"))
    assert kinds(event) == [Kind.ROOM_SIZE]


def test_a_room_is_told_once_a_day_however_many_slots_it_has():
    event = plan_event(capacity=50)
    room = make_room(event.venue, 20)
    for starts, ends in (("09:00", "10:00"), ("10:00", "11:00")):
        add_slot(event.sessions.get(), starts, ends, room=room)
    assert kinds(event) == [Kind.ROOM_SIZE]


def test_beside_a_slot_without_a_room_nothing_is_known():
    event = plan_event(capacity=50)
    session = event.sessions.get()
    add_slot(session, "09:00", "10:00", room=make_room(event.venue, 20))
    add_slot(session, "09:00", "10:00")
    assert kinds(event) == []


@pytest.mark.parametrize(("held", "expected"), [(1, [Kind.ROOM_SIZE]), (2, [])])
def test_a_workshop_needs_room_for_those_invited(held, expected):
    event = plan_event(kind="workshop", capacity=50)
    session = event.sessions.get()
    invite(session, *factories.UserFactory.create_batch(2, role=Role.COORDINATOR))
    add_slot(session, "09:00", "10:00", room=make_room(event.venue, held))
    assert kinds(event) == expected


def test_places_that_belong_to_nobody_are_a_note(in_english):
    event = plan_event(capacity=13)
    factories.QuotaFactory(event=event, places=10)
    assert (sentences(event), only(event).is_warning) == (
        ["3 places of the event belong to no province."],
        False,
    )


def test_more_places_given_than_there_are_is_a_warning(in_english):
    event = plan_event(capacity=9)
    factories.QuotaFactory(event=event, places=10)
    assert (sentences(event)[0][:46], only(event).is_warning) == (
        "The provinces have 10 places together, the eve",
        True,
    )


def test_places_that_add_up_are_none():
    event = plan_event(capacity=10)
    factories.QuotaFactory(event=event, places=10)
    assert kinds(event) == []


# The calendar -------------------------------------------------------------------------------


def test_a_day_on_a_public_holiday(in_english):
    event = plan_event(dt.date(2027, 7, 30), morning=("09:00", "12:00"))
    assert sentences(event) == ["30 July 2027 is a public holiday: Throne Day."]


def test_the_day_before_a_public_holiday_is_none():
    assert kinds(plan_event(dt.date(2027, 7, 29))) == []


def test_an_estimated_feast_says_so(in_english):
    event = plan_event(dt.date(2027, 5, 16))
    assert sentences(event) == ["16 May 2027 is a public holiday: Eid al-Adha (estimated)."]


def test_the_day_after_an_estimated_feast_is_a_note(in_english):
    event = plan_event(dt.date(2027, 5, 18))
    assert (only(event).is_warning, "if the moon is seen a day later" in sentences(event)[0]) == (
        False,
        True,
    )


FRIDAY = DAY - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (("09:00", "12:15"), []),
        (("09:00", "12:16"), [Kind.FRIDAY]),
        (("14:14", "16:00"), [Kind.FRIDAY]),
        (("14:15", "16:00"), []),
        (("09:00", "16:00"), [Kind.FRIDAY]),
    ],
)
def test_the_time_of_the_friday_prayer_is_kept_free(hours, expected):
    assert kinds(plan_event(FRIDAY, morning=hours)) == expected


def test_on_a_saturday_the_same_hours_are_none():
    assert kinds(plan_event(DAY, morning=("09:00", "16:00"))) == []


def test_a_pause_at_the_time_of_the_prayer_is_enough():
    event = plan_event(FRIDAY, morning=("09:00", "16:00"))
    add_slot(event.sessions.get(), "12:00", "14:30", kind="break")
    assert kinds(event) == []


def test_a_pause_that_is_too_short_is_not():
    event = plan_event(FRIDAY, morning=("09:00", "16:00"))
    add_slot(event.sessions.get(), "12:00", "13:30", kind="break")
    assert kinds(event) == [Kind.FRIDAY]


def test_a_slot_beside_the_half_days_counts_on_a_friday():
    event = plan_event(FRIDAY, morning=("09:00", "12:00"))
    add_slot(event.sessions.get(), "13:00", "13:30")
    assert kinds(event) == [Kind.FRIDAY]


def test_the_sentence_says_which_time_to_keep_free(in_english):
    event = plan_event(FRIDAY, morning=("09:00", "16:00"))
    assert sentences(event) == [
        "13 April 2035 is a Friday: keep the time of the prayer free, from 12:15 to 14:15."
    ]


IN_RAMADAN = dt.date(2027, 2, 13)


@pytest.mark.parametrize(("ends", "expected"), [("16:00", []), ("16:01", [Kind.RAMADAN])])
def test_a_day_of_ramadan_ends_before_the_evening(ends, expected):
    assert kinds(plan_event(IN_RAMADAN, afternoon=("14:00", ends))) == expected


def test_a_whole_day_of_ramadan_that_lasts_into_the_evening_counts(in_english):
    event = plan_event(IN_RAMADAN, morning=("10:00", "18:00"))
    assert sentences(event) == [
        "13 February 2027 is in Ramadan (estimated): the day lasts until 18:00, "
        "and evenings begin at 16:00."
    ]


def test_a_slot_in_the_evening_of_ramadan_counts():
    event = plan_event(IN_RAMADAN)
    add_slot(event.sessions.get(), "20:00", "22:00")
    assert kinds(event) == [Kind.RAMADAN]


def test_the_same_evening_outside_ramadan_is_none():
    assert kinds(plan_event(dt.date(2027, 2, 6), afternoon=("14:00", "18:00"))) == []


def test_a_day_without_hours_says_nothing_of_friday_and_evening():
    events = [plan_event(FRIDAY, morning=None), plan_event(IN_RAMADAN, morning=None)]
    assert list(find_conflicts(events).values()) == [[], []]


# Too little time ----------------------------------------------------------------------------


def in_days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def notices(event):
    """The conflicts about time: what the calendar of the real year has is left aside."""
    return [c for c in find_conflicts([event])[event.pk] if c.kind == Kind.NOTICE]


def opened(event, days_ago, from_state="scheduled"):
    at_that_time = timezone.now() - dt.timedelta(days=days_ago)
    EventStep.objects.create(
        event=event,
        from_state=from_state,
        to_state="open",
        at=at_that_time,
        by=factories.UserFactory(),
    )


@pytest.mark.parametrize(("days", "count"), [(9, 1), (10, 0)])
def test_people_need_ten_days_from_the_opening(days, count):
    event = plan_event(in_days(days - 3))
    opened(event, days_ago=3)
    assert len(notices(event)) == count


def test_the_sentence_says_when_registration_opened(in_english):
    event = plan_event(in_days(1))
    opened(event, days_ago=0)
    assert "only 1 day before the first day: people need 10." in notices(event)[0].sentence


@pytest.mark.parametrize("state", ["draft", "scheduled"])
@pytest.mark.parametrize(("days", "count"), [(9, 1), (10, 0)])
def test_before_the_opening_the_days_count_from_today(state, days, count):
    assert len(notices(plan_event(in_days(days), state=state))) == count


def test_a_first_day_that_has_passed_unopened_is_told(in_english):
    (conflict,) = notices(plan_event(in_days(-1), state="draft"))
    assert conflict.sentence == (
        "The first day has passed, and registration was not open before it."
    )


def test_opening_again_after_a_close_does_not_begin_anew():
    event = plan_event(in_days(5))
    opened(event, days_ago=20)
    opened(event, days_ago=1, from_state="closed")
    assert notices(event) == []


def test_new_days_after_a_postponement_do():
    event = plan_event(in_days(5))
    opened(event, days_ago=20)
    opened(event, days_ago=1, from_state="postponed")
    assert [conflict.days for conflict in notices(event)] == [6]


def test_an_event_opened_before_steps_were_written_down_is_let_be():
    assert notices(plan_event(in_days(1))) == []


def test_an_event_without_a_day_is_let_be():
    assert notices(factories.EventFactory(state="draft")) == []


# Order and cost -----------------------------------------------------------------------------


def test_what_concerns_the_whole_event_comes_first_then_day_by_day():
    event = factories.EventFactory(capacity=300)
    plan_day(event, dt.date(2035, 7, 30))
    plan_day(event, FRIDAY, morning=("09:00", "16:00"))
    assert kinds(event) == [Kind.VENUE_SIZE, Kind.FRIDAY, Kind.HOLIDAY]


def busy_programme(number):
    """Events that clash in every way, each with all that is looked at."""
    province = factories.ProvinceFactory()
    coordinator = factories.UserFactory(role=Role.COORDINATOR, provinces=[province])
    venue = factories.VenueFactory(commune__province=province)
    trainer, room = make_trainer(), make_room(venue, 5)
    for _ in range(number):
        event = plan_event(FRIDAY, venue=venue, kind="workshop", afternoon=("14:00", "17:00"))
        session = event.sessions.get()
        add_slot(session, "09:00", "16:30", trainer=trainer, room=room)
        invite(session, coordinator)
        factories.QuotaFactory(event=event, province=province)
        opened(event, days_ago=0)
    return Event.objects.all()


@pytest.mark.parametrize("number", [1, 30])
def test_a_whole_programme_costs_as_many_queries_as_one_event(django_assert_num_queries, number):
    events = busy_programme(number)
    with django_assert_num_queries(9):
        found = find_conflicts(events)
    assert len(found) == number


def test_reading_the_sentences_costs_no_query(django_assert_num_queries):
    found = find_conflicts(busy_programme(3))
    with django_assert_num_queries(0):
        read = [conflict.sentence for conflicts in found.values() for conflict in conflicts]
    assert len(read) == 3 * 2 * 3 + 3 * 2
