"""Calling an event off, for a while or for good: who may come to it, and what it leaves behind."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from trainings.models import AgendaItem, Event, EventStep, PreparationStep, Quota, Session
from trainings.services import events
from trainings.services.days import Day, Hours
from trainings.services.errors import NoTrainingDay, PresenceTaken, ReasonMissing, StepNotAllowed
from trainings.services.places import free_all_places
from trainings.services.postponing import (
    cancel_event,
    last_postponement,
    postpone_event,
    reschedule_event,
    state_after_postponement,
)

REASON = "أشغال بالفندق"


@pytest.fixture
def event(province):
    event = factories.EventFactory(code="JD02", capacity=10, taken=4)
    factories.QuotaFactory(event=event, province=province, places=10, taken=4)
    factories.HalfDayFactory(session__event=event, session__date=dt.date(2027, 4, 10))
    return event


def stand_at(event, state):
    Event.objects.filter(pk=event.pk).update(state=state)


def moved_days(event, by=7):
    """The days of the event as they are, so many days later."""
    return [
        Day(
            date=session.date + dt.timedelta(days=by),
            kind=Session.Kind(session.kind),
            half_days={h.period: Hours(h.starts_at, h.ends_at) for h in session.half_days.all()},
            session_id=session.pk,
        )
        for session in event.sessions.prefetch_related("half_days")
    ]


def state_of(event):
    return Event.objects.get(pk=event.pk).state


# Each step is written down ------------------------------------------------------------------


def test_every_step_says_from_where_to_where_by_whom_and_why(event, staff):
    events.close_registration(event, by=staff)
    postpone_event(event, reason=REASON, by=staff)
    steps = EventStep.objects.values_list("from_state", "to_state", "reason", "by")
    assert list(steps) == [
        ("open", "closed", "", staff.pk),
        ("closed", "postponed", REASON, staff.pk),
    ]


def test_the_first_step_of_a_draft_is_written_down(event, staff):
    stand_at(event, "draft")
    events.schedule_event(event, by=staff)
    step = EventStep.objects.get()
    assert (step.event, step.from_state, step.to_state) == (event, "draft", "scheduled")
    assert timezone.now() - step.at < dt.timedelta(minutes=1)


def test_a_refused_step_is_not_written_down(event, staff):
    stand_at(event, "held")
    with pytest.raises(StepNotAllowed):
        postpone_event(event, reason=REASON, by=staff)
    assert (EventStep.objects.count(), audited()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_of_many_hands_that_call_an_event_off_one_does(event, staff):
    """Half of them postpone, half of them cancel: the steps follow one another as they were."""
    calls = [postpone_event, cancel_event] * 3

    def call_off(_wait):
        try:
            calls.pop()(event, reason=REASON, by=staff)
        except StepNotAllowed:
            return False
        return True

    done = run_together(call_off, times=6)
    steps = list(EventStep.objects.values_list("from_state", "to_state"))
    assert (sum(done), state_of(event)) == (len(steps), "cancelled")
    assert steps in (
        [("open", "cancelled")],
        [("open", "postponed"), ("postponed", "cancelled")],
    )


# Postponing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["scheduled", "open", "closed"])
def test_an_announced_event_can_be_postponed(event, staff, state):
    stand_at(event, state)
    postpone_event(event, reason=REASON, by=staff)
    assert state_of(event) == "postponed"


@pytest.mark.parametrize("state", ["draft", "held", "postponed", "cancelled"])
def test_others_cannot(event, staff, state):
    stand_at(event, state)
    with pytest.raises(StepNotAllowed):
        postpone_event(event, reason=REASON, by=staff)
    assert state_of(event) == state


@pytest.mark.parametrize("call_off", [postpone_event, cancel_event])
@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_called_off_without_a_reason(event, staff, call_off, reason):
    with pytest.raises(ReasonMissing):
        call_off(event, reason=reason, by=staff)
    assert (state_of(event), audited()) == ("open", [])


def test_postponing_is_audited(event, staff):
    postpone_event(event, reason=REASON, by=staff)
    assert audited() == [("event.postponed", ["reason", "state"])]


def test_places_stay_taken_while_an_event_is_postponed(event, staff):
    postpone_event(event, reason=REASON, by=staff)
    assert Quota.objects.values_list("taken", "event__taken").get() == (4, 4)


def test_the_coordinators_still_see_a_postponed_event(event, staff, coordinator):
    postpone_event(event, reason=REASON, by=staff)
    assert list(Event.objects.visible_to(coordinator)) == [event]


def test_an_event_that_is_called_off_books_nothing(event, staff):
    assert list(Event.objects.booking()) == [event]
    postpone_event(event, reason=REASON, by=staff)
    assert list(Event.objects.booking()) == []


@pytest.mark.parametrize("step", [events.schedule_event, events.open_registration])
def test_out_of_a_postponement_leads_no_ordinary_step(event, staff, step):
    stand_at(event, "postponed")
    with pytest.raises(StepNotAllowed):
        step(event, by=staff)
    assert state_of(event) == "postponed"


# Nothing is due for an event that is called off ---------------------------------------------


@pytest.fixture
def late_step(event):
    event.sessions.update(date=timezone.localdate() + dt.timedelta(days=1))
    return factories.PreparationStepFactory(event=event, days_before=10)


def test_a_step_of_an_event_that_stands_is_late(late_step):
    assert list(PreparationStep.objects.late()) == [late_step]


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_step_of_an_event_that_is_called_off_is_not_late(event, late_step, state):
    stand_at(event, state)
    (step,) = PreparationStep.objects.with_due_on()
    assert (list(PreparationStep.objects.to_do()), step.is_late, step.due_on) == ([], False, None)


# New days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"), [("scheduled", "scheduled"), ("open", "open"), ("closed", "open")]
)
def test_a_postponed_event_goes_back_to_where_it_was(event, staff, before, after):
    stand_at(event, before)
    postpone_event(event, reason=REASON, by=staff)
    returned = reschedule_event(event, days=moved_days(event), by=staff)
    assert (returned, state_of(event)) == (after, after)


def test_the_last_postponement_decides_where_it_goes_back_to(event, staff):
    stand_at(event, "scheduled")
    postpone_event(event, reason=REASON, by=staff)
    reschedule_event(event, days=moved_days(event), by=staff)
    events.open_registration(event, by=staff)
    postpone_event(event, reason="سبب آخر", by=staff)
    assert (state_after_postponement(event), last_postponement(event).reason) == ("open", "سبب آخر")


def test_an_event_that_was_never_postponed_has_no_postponement(event):
    assert last_postponement(event) is None


def test_the_days_move_with_agenda_and_half_days(event, staff):
    session = event.sessions.get()
    AgendaItem.objects.create(
        session=session, kind="module", starts_at=dt.time(9), ends_at=dt.time(10), title_ar="محور"
    )
    postpone_event(event, reason=REASON, by=staff)
    reschedule_event(event, days=moved_days(event), by=staff)
    moved = event.sessions.get()
    assert (moved.pk, moved.date) == (session.pk, dt.date(2027, 4, 17))
    assert (moved.agenda.count(), moved.half_days.count()) == (1, 1)


def test_presence_that_was_taken_moves_along(event, staff):
    mark = factories.AttendanceFactory(
        registration__event=event, half_day=event.sessions.get().half_days.get()
    )
    postpone_event(event, reason=REASON, by=staff)
    reschedule_event(event, days=moved_days(event), by=staff)
    mark.refresh_from_db()
    assert mark.half_day.session.date == dt.date(2027, 4, 17)


def test_a_day_on_which_presence_was_taken_is_not_dropped(event, staff):
    factories.AttendanceFactory(
        registration__event=event, half_day=event.sessions.get().half_days.get()
    )
    postpone_event(event, reason=REASON, by=staff)
    days = [Day(date=dt.date(2027, 5, 1), kind=Session.Kind.TRAINING, half_days={})]
    with pytest.raises(PresenceTaken):
        reschedule_event(event, days=days, by=staff)
    assert state_of(event) == "postponed"


def test_new_days_are_audited_with_the_days_that_moved(event, staff):
    stand_at(event, "postponed")
    reschedule_event(event, days=moved_days(event), by=staff)
    assert audited() == [("event.rescheduled", ["state"]), ("session.updated", ["date"])]


def test_registration_does_not_open_again_without_a_training_day(event, staff):
    stand_at(event, "postponed")
    with pytest.raises(NoTrainingDay):
        reschedule_event(event, days=[], by=staff)
    assert (state_of(event), event.sessions.count()) == ("postponed", 1)


@pytest.mark.parametrize("state", ["draft", "scheduled", "open", "closed", "held", "cancelled"])
def test_only_a_postponed_event_gets_new_days_this_way(event, staff, state):
    stand_at(event, state)
    with pytest.raises(StepNotAllowed):
        reschedule_event(event, days=moved_days(event), by=staff)
    assert event.sessions.get().date == dt.date(2027, 4, 10)


def test_whoever_has_the_form_open_has_not_seen_the_new_days(event, staff):
    stand_at(event, "postponed")
    reschedule_event(event, days=moved_days(event), by=staff)
    event.refresh_from_db()
    assert event.edition == 1


# Cancelling ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "scheduled", "open", "closed", "postponed"])
def test_an_event_that_is_not_held_can_be_cancelled(event, staff, state):
    stand_at(event, state)
    cancel_event(event, reason=REASON, by=staff)
    assert (state_of(event), audited()) == (
        "cancelled",
        [("event.cancelled", ["reason", "state"])],
    )


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_what_was_held_or_cancelled_stays_so(event, staff, state):
    stand_at(event, state)
    with pytest.raises(StepNotAllowed):
        cancel_event(event, reason=REASON, by=staff)
    assert state_of(event) == state


def test_all_places_of_a_cancelled_event_are_free_again(event):
    stand_at(event, "cancelled")
    free_all_places(event)
    assert Quota.objects.values_list("taken", "event__taken").get() == (0, 0)


def test_the_places_of_an_event_that_stands_belong_to_somebody(event):
    with pytest.raises(RuntimeError, match="not cancelled"):
        free_all_places(event)
    assert Quota.objects.values_list("taken", "event__taken").get() == (4, 4)


def test_the_places_of_another_event_stay_taken(event):
    other = factories.QuotaFactory(places=5, taken=3)
    stand_at(event, "cancelled")
    free_all_places(event)
    other.refresh_from_db()
    assert other.taken == 3
