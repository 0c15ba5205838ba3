"""Numbers of a plan that do not fit one another: places, venue, rooms."""

from collections.abc import Iterator

from trainings.conflicts.hours import overlap
from trainings.conflicts.kinds import (
    Conflict,
    PlacesOvergiven,
    PlacesUnassigned,
    RoomsTooSmall,
    VenueTooSmall,
)
from trainings.conflicts.plans import Plan, PlannedDay
from trainings.models import Room, Session


def find_in_sizes(plan: Plan) -> Iterator[Conflict]:
    """Find the numbers that do not fit."""
    event = plan.event
    if plan.given and plan.given < event.capacity:
        yield PlacesUnassigned(event=event, places=event.capacity - plan.given)
    if plan.given and event.capacity and plan.given > event.capacity:
        yield PlacesOvergiven(event=event, given=plan.given)
    if event.venue_id and event.capacity > event.venue.capacity:
        yield VenueTooSmall(event=event)
    for day in plan.days:
        yield from _rooms(plan, day)


def _rooms(plan: Plan, day: PlannedDay) -> Iterator[Conflict]:
    """Find the rooms, used together at one time, that do not hold the people of the day.

    Each set of rooms is told once a day; where some people are in a room that is not yet chosen,
    nothing is known. To a workshop come those who are invited.
    """
    people = len(day.invited) if day.kind == Session.Kind.WORKSHOP else plan.event.capacity
    told: set[frozenset[Room]] = set()
    for slot in day.slots:
        together = {other.room for other in day.slots if overlap([slot.hours], [other.hours])}
        rooms = frozenset(room for room in together if room)
        if None in together or rooms in told:
            continue
        if sum(r.capacity for r in rooms) < people:
            told.add(rooms)
            yield RoomsTooSmall(
                event=plan.event,
                session=day.session,
                date=day.date,
                rooms=tuple(sorted(rooms, key=lambda room: room.pk)),
                starts_at=slot.hours.starts_at,
                people=people,
            )
