"""Reckoning with hours of one day."""

from collections.abc import Iterable

from trainings.conflicts.plans import PlannedDay
from trainings.services.days import Hours


def overlap(some: Iterable[Hours], others: Iterable[Hours]) -> Hours | None:
    """Return from the first to the last moment that both have in common; None without any.

    Hours that only touch have none.
    """
    others = list(others)
    shared = [
        (start, end)
        for one in some
        for other in others
        if (start := max(one.starts_at, other.starts_at)) < (end := min(one.ends_at, other.ends_at))
    ]
    if not shared:
        return None
    return Hours(min(start for start, _end in shared), max(end for _start, end in shared))


def without(hours: Hours, gaps: Iterable[Hours]) -> list[Hours]:
    """Return what is left of ``hours`` once the gaps are taken out."""
    left, start = [], hours.starts_at
    for gap in sorted(gaps, key=lambda gap: gap.starts_at):
        if gap.starts_at > start:
            left.append(Hours(start, min(gap.starts_at, hours.ends_at)))
        start = max(start, gap.ends_at)
        if start >= hours.ends_at:
            return left
    return [*left, Hours(start, hours.ends_at)]


def busy_hours(day: PlannedDay) -> list[Hours]:
    """Return when something goes on: the half-days without their breaks, and the slots."""
    breaks = [slot.hours for slot in day.slots if slot.is_break]
    slots = [slot.hours for slot in day.slots if not slot.is_break]
    return [part for half in day.hours for part in without(half, breaks)] + slots
