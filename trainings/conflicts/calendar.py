"""Days of a plan that the calendar speaks against: holidays, Ramadan, Friday, too little time."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from trainings.conflicts.hours import busy_hours, overlap
from trainings.conflicts.kinds import (
    Conflict,
    FridayPrayer,
    OnHoliday,
    RamadanEvening,
    ShortNotice,
)
from trainings.conflicts.plans import WHOLE_DAY, Plan, PlannedDay
from trainings.models import Event
from trainings.moroccan_days import find_holiday, is_in_ramadan
from trainings.services.days import Hours

# When networks of associations keep the Friday free for the prayer, which follows the sun and so
# lies somewhat earlier or later over the year: usage, not a rule that is written down anywhere.
FRIDAY_PRAYER = Hours(dt.time(12, 15), dt.time(14, 15))
FRIDAY = 4
# People want to be at home well before they break the fast; offices close at 15:00 in that month.
RAMADAN_EVENING = dt.time(16)
# So many days people need between the opening of registration and the first day.
ENOUGH_DAYS = 10

# Where registration opens only after today: a postponed event is asked about with new days.
TO_OPEN = (Event.State.DRAFT, Event.State.SCHEDULED, Event.State.POSTPONED)


def find_in_calendar(plan: Plan) -> Iterator[Conflict]:
    """Find what speaks against the days of a plan."""
    yield from _too_short(plan)
    for day in plan.days:
        if holiday := find_holiday(day.date):
            yield OnHoliday(event=plan.event, session=day.session, date=day.date, holiday=holiday)
        yield from _on_a_friday(plan, day)
        yield from _in_ramadan(plan, day)


def _on_a_friday(plan: Plan, day: PlannedDay) -> Iterator[Conflict]:
    if day.date.weekday() == FRIDAY and overlap(_known_hours(day), [FRIDAY_PRAYER]):
        yield FridayPrayer(
            event=plan.event, session=day.session, date=day.date, hours=FRIDAY_PRAYER
        )


def _in_ramadan(plan: Plan, day: PlannedDay) -> Iterator[Conflict]:
    late = [hours.ends_at for hours in _known_hours(day) if hours.ends_at > RAMADAN_EVENING]
    if late and is_in_ramadan(day.date):
        yield RamadanEvening(
            event=plan.event,
            session=day.session,
            date=day.date,
            ends_at=max(late),
            evening=RAMADAN_EVENING,
        )


def _known_hours(day: PlannedDay) -> list[Hours]:
    """Return when something goes on; nothing for a day whose hours nobody has planned yet."""
    return [hours for hours in busy_hours(day) if hours != WHOLE_DAY]


def _too_short(plan: Plan) -> Iterator[Conflict]:
    """Count from the opening, or from today where registration has yet to open.

    Events that were opened before their steps were written down are let be.
    """
    to_open = plan.event.state in TO_OPEN
    opened = None if to_open else plan.opened_on
    if not plan.days or not (to_open or opened):
        return
    first = min(day.date for day in plan.days)
    days = (first - (opened or timezone.localdate())).days
    if days < ENOUGH_DAYS:
        yield ShortNotice(event=plan.event, opened_on=opened, days=days, enough=ENOUGH_DAYS)
