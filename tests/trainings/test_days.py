"""The days of an event change without losing what hangs on them."""

import datetime as dt

import pytest

from tests import factories
from tests.trainings.conftest import (
    MORNING,
    SATURDAY,
    SUNDAY,
    audited,
    training,
    workshop,
)
from trainings.models import HalfDay, Session
from trainings.services.days import Hours, set_days
from trainings.services.errors import PresenceTaken

MONDAY = dt.date(2026, 2, 2)


@pytest.fixture
def event(db, staff):
    event = factories.EventFactory()
    set_days(event, days=[workshop(), training()], by=staff)
    return event


@pytest.fixture
def saturday(event):
    return event.sessions.get(date=SATURDAY)


@pytest.fixture
def sunday(event):
    return event.sessions.get(date=SUNDAY)


def mark_present(session, period):
    factories.AttendanceFactory(
        registration__event=session.event, half_day=session.half_days.get(period=period)
    )


def days(event):
    return list(event.sessions.values_list("pk", "date", "kind"))


def half_days(session):
    return list(session.half_days.values_list("period", "starts_at", "ends_at"))


def test_a_day_has_the_half_days_that_were_planned(sunday):
    assert half_days(sunday) == [
        ("am", dt.time(9), dt.time(12, 30)),
        ("pm", dt.time(14, 30), dt.time(17)),
    ]


def test_a_day_that_moves_stays_the_same_session(event, saturday, sunday, staff):
    set_days(
        event,
        days=[workshop(session_id=saturday.pk), training(MONDAY, session_id=sunday.pk)],
        by=staff,
    )
    assert days(event)[1] == (sunday.pk, MONDAY, "training")


def test_two_days_can_change_places(event, saturday, sunday, staff):
    set_days(
        event,
        days=[workshop(SUNDAY, session_id=saturday.pk), training(SATURDAY, session_id=sunday.pk)],
        by=staff,
    )
    assert days(event) == [
        (sunday.pk, SATURDAY, "training"),
        (saturday.pk, SUNDAY, "workshop"),
    ]


def test_a_day_that_is_not_named_goes(event, saturday, sunday, staff):
    set_days(event, days=[training(session_id=sunday.pk)], by=staff)
    assert days(event) == [(sunday.pk, SUNDAY, "training")]


def test_a_session_of_another_event_is_not_taken_over(event, sunday, staff):
    other = factories.EventFactory()
    set_days(other, days=[training(session_id=sunday.pk)], by=staff)
    assert (other.sessions.get().pk != sunday.pk, event.sessions.count()) == (True, 2)


def test_a_half_day_that_is_dropped_goes(event, sunday, staff):
    morning_only = training(session_id=sunday.pk, half_days={HalfDay.Period.MORNING: MORNING})
    set_days(event, days=[morning_only], by=staff)
    assert half_days(sunday) == [("am", dt.time(9), dt.time(12, 30))]


def test_a_half_day_with_new_hours_stays_the_same_half_day(event, sunday, staff):
    mark_present(sunday, "am")
    morning = sunday.half_days.get(period="am")
    later = Hours(dt.time(10), dt.time(13))
    set_days(
        event,
        days=[training(session_id=sunday.pk, half_days={HalfDay.Period.MORNING: later})],
        by=staff,
    )
    assert HalfDay.objects.get(session=sunday).pk == morning.pk


def test_a_day_on_which_presence_was_taken_cannot_go(in_english, event, saturday, sunday, staff):
    mark_present(sunday, "am")
    with pytest.raises(PresenceTaken, match="1 February 2026") as refusal:
        set_days(event, days=[workshop(session_id=saturday.pk)], by=staff)
    assert (refusal.value.session_id, refusal.value.period) == (sunday.pk, None)


@pytest.mark.parametrize(("period", "named"), [("am", "morning"), ("pm", "afternoon")])
def test_a_half_day_on_which_presence_was_taken_cannot_go(
    in_english, event, sunday, staff, period, named
):
    mark_present(sunday, period)
    kept = {p: MORNING for p in HalfDay.Period if p != period}
    with pytest.raises(PresenceTaken, match=named):
        set_days(event, days=[training(session_id=sunday.pk, half_days=kept)], by=staff)
    assert sunday.half_days.count() == 2


def test_a_refusal_leaves_all_days_and_the_audit_log_as_they_were(event, saturday, sunday, staff):
    mark_present(sunday, "am")
    before = (days(event), audited())
    with pytest.raises(PresenceTaken):
        set_days(event, days=[workshop(MONDAY, session_id=saturday.pk)], by=staff)
    assert (days(event), audited()) == before


def test_each_change_of_a_day_is_audited(event, saturday, sunday, staff):
    before = len(audited())
    afternoon = workshop(session_id=saturday.pk, kind=Session.Kind.TRAINING)
    set_days(event, days=[afternoon, training(MONDAY)], by=staff)
    assert audited()[before:] == [
        ("session.removed", []),
        ("session.updated", ["kind"]),
        ("session.created", ["date", "half_days", "kind"]),
    ]


def test_the_same_days_again_leave_no_audit_row(event, saturday, sunday, staff):
    before = audited()
    set_days(
        event,
        days=[workshop(session_id=saturday.pk), training(session_id=sunday.pk)],
        by=staff,
    )
    assert audited() == before
