"""Finding what does not fit: in the plan itself, in the calendar, and between two events."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace

from trainings.conflicts.calendar import find_in_calendar
from trainings.conflicts.clashes import Neighbour, find_clashes
from trainings.conflicts.kinds import Conflict
from trainings.conflicts.plans import Plan, hosts_at, load_plans, retype
from trainings.conflicts.sizes import find_in_sizes
from trainings.models import Event, Venue
from trainings.models.venues import MOST_PEOPLE
from trainings.services.days import Day

# Where none is chosen yet: nobody else is there, and everybody finds room.
NO_VENUE = Venue(capacity=MOST_PEOPLE)


@dataclass(frozen=True)
class TypedPlan:
    """An event as it is typed, as far as it can be read: what is missing speaks against nothing.

    ``given`` are the places of the provinces, None where none has any. Each of the days names the
    session that it was so far, if any.
    """

    venue: Venue | None
    capacity: int | None
    days: Sequence[Day]
    given: int | None = None


def find_conflicts(events: Iterable[Event]) -> dict[int, list[Conflict]]:
    """Return what does not fit in the plan of each event, by its primary key, in order of days.

    An event that was held, postponed or cancelled has nothing to plan, and so no conflict. What
    is looked at is what is saved. Eight queries, however many events there are.
    """
    keys = {event.pk for event in events}
    if not keys:
        return {}
    plans = load_plans(keys)
    neighbours = _neighbours(plans)
    found: dict[int, list[Conflict]] = {key: [] for key in keys}
    for plan in plans:
        if plan.event.pk in keys and plan.event.state in Event.PLANNED:
            found[plan.event.pk] = _find(plan, neighbours)
    return found


def find_conflicts_of(typed: TypedPlan, *, event: Event | None = None) -> list[Conflict]:
    """Return what would not fit if ``event``, or a new one, were saved as it is typed.

    Nothing is written. Days that move take their agenda and their guests along.
    """
    keys = [event.pk] if event else []
    plans = load_plans(keys, dates=[day.date for day in typed.days])
    standing = next((plan for plan in plans if plan.event.pk in keys), None)
    plan = standing or Plan(Event(state=Event.State.DRAFT))
    changed = copy(plan.event)
    changed.venue, changed.capacity = typed.venue or NO_VENUE, typed.capacity or 0
    plan = replace(plan, event=changed, hosts=hosts_at(typed.venue) if typed.venue else {})
    others = [other for other in plans if other is not standing]
    return _find(retype(plan, days=typed.days, given=typed.given), _neighbours(others))


def _neighbours(plans: Iterable[Plan]) -> dict[dt.date, list[Neighbour]]:
    """Put the days that count side by side."""
    by_date: defaultdict[dt.date, list[Neighbour]] = defaultdict(list)
    for plan in plans:
        if plan.event.state in Event.BOOKING:
            for day in plan.days:
                by_date[day.date].append(Neighbour(plan, day))
    return by_date


def _find(plan: Plan, neighbours: dict[dt.date, list[Neighbour]]) -> list[Conflict]:
    found = [
        *find_in_sizes(plan),
        *find_in_calendar(plan),
        *_clashes(plan, neighbours),
    ]
    return sorted(found, key=lambda conflict: conflict.date or dt.date.min)


def _clashes(plan: Plan, neighbours: dict[dt.date, list[Neighbour]]) -> Iterator[Conflict]:
    for day in plan.days:
        others = [n for n in neighbours.get(day.date, []) if n.plan.event.pk != plan.event.pk]
        yield from find_clashes(plan, day, others)
