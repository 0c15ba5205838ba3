"""Two events that need the same venue, trainer or coordinators at the same time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from trainings.conflicts.hours import overlap
from trainings.conflicts.kinds import Conflict, CoordinatorsTaken, TrainerTaken, VenueTaken
from trainings.conflicts.plans import Plan, PlannedDay
from trainings.models import Trainer
from trainings.services.days import Hours


@dataclass(frozen=True)
class Neighbour:
    """A day of another plan."""

    plan: Plan
    day: PlannedDay


def find_clashes(
    plan: Plan, day: PlannedDay, neighbours: Iterable[Neighbour]
) -> Iterator[Conflict]:
    """Find what a day of the plan and those of others on the same date both need."""
    yield from _trainers_of_one_day(plan, day)
    for neighbour in neighbours:
        shared = overlap(day.hours, neighbour.day.hours)
        if shared and plan.event.venue_id == neighbour.plan.event.venue_id:
            yield VenueTaken(
                event=plan.event,
                session=day.session,
                date=day.date,
                other=neighbour.plan.event,
                hours=shared,
            )
        yield from _trainers(plan, day, neighbour)
        if shared and (names := _needed_twice(plan, day, neighbour)):
            yield CoordinatorsTaken(
                event=plan.event,
                session=day.session,
                date=day.date,
                other=neighbour.plan.event,
                names=names,
            )


def _trainers(plan: Plan, day: PlannedDay, neighbour: Neighbour) -> Iterator[Conflict]:
    elsewhere = _hours_by_trainer(neighbour.day)
    for trainer, hours in _hours_by_trainer(day).items():
        if shared := overlap(hours, elsewhere.get(trainer, ())):
            yield TrainerTaken(
                event=plan.event,
                session=day.session,
                date=day.date,
                other=neighbour.plan.event,
                trainer=trainer,
                hours=shared,
            )


def _trainers_of_one_day(plan: Plan, day: PlannedDay) -> Iterator[Conflict]:
    for trainer, hours in _hours_by_trainer(day).items():
        shared = [both for one, two in combinations(hours, 2) if (both := overlap([one], [two]))]
        if shared:
            yield TrainerTaken(
                event=plan.event,
                session=day.session,
                date=day.date,
                trainer=trainer,
                hours=shared[0],
            )


def _hours_by_trainer(day: PlannedDay) -> dict[Trainer, list[Hours]]:
    hours: dict[Trainer, list[Hours]] = {}
    for slot in day.slots:
        if slot.trainer:
            hours.setdefault(slot.trainer, []).append(slot.hours)
    return hours


def _needed_twice(plan: Plan, day: PlannedDay, neighbour: Neighbour) -> tuple[str, ...]:
    """Name the coordinators whom both need: invited, or at home where it takes place.

    Those at home are at both where both are at one venue: that clash is the venue's.
    """
    here, there = dict(day.invited), dict(neighbour.day.invited)
    if plan.event.venue_id != neighbour.plan.event.venue_id:
        here, there = {**plan.hosts, **here}, {**neighbour.plan.hosts, **there}
    return _named_in_both(here, there)


def _named_in_both(here: Mapping[int, str], there: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(sorted(name for user, name in here.items() if user in there))
