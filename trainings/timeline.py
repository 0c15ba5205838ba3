"""A day's agenda as its page shows it: steps, free time and the noon in order, and what is odd."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from django.db.models import Q
from django.utils.translation import gettext as _

from trainings.agenda import (
    Day,
    free_spans,
    minutes_outside,
    overlapping,
    pause_of,
    start_after_last,
)
from trainings.lengths import minutes_between, write_length
from trainings.models import AgendaItem, Event, Session
from trainings.services.agenda import half_days_of, slots_of, time_of

Kind = AgendaItem.Kind
NOT_HELD = (Event.State.POSTPONED, Event.State.CANCELLED)


@dataclass(frozen=True)
class Row:
    """A line of the timeline; ``place`` is its place in the line of the day, None of free time.

    ``kind`` is ``"step"`` (with its ``items``), ``"free"`` or ``"pause"``.
    """

    kind: str
    starts: int
    ends: int
    items: tuple[AgendaItem, ...] = ()
    place: int | None = None
    is_first: bool = False
    is_last: bool = False
    overlaps: bool = False

    @property
    def starts_at(self) -> dt.time:
        """When it begins."""
        return time_of(self.starts)

    @property
    def ends_at(self) -> dt.time:
        """When it ends."""
        return time_of(self.ends)

    @property
    def length(self) -> str:
        """How long it takes, in words."""
        return write_length(self.ends - self.starts)

    @property
    def has_company(self) -> bool:
        """Whether several slots stand at this time."""
        return len(self.items) > 1


@dataclass(frozen=True)
class Timeline:
    """A day's agenda: its rows, how long each kind of slot takes together, and what is odd.

    ``next_start`` is when a slot would begin that is added without a time.
    """

    rows: list[Row]
    totals: list[tuple[str, str, str]]
    next_start: dt.time
    findings: list[str] = field(default_factory=list)


def timeline_of(session: Session, items: Sequence[AgendaItem], *, planning: bool) -> Timeline:
    """Lay the slots of a session out; whoever is ``planning`` sees free time and what is odd.

    ``items`` are the slots with module, trainer and room; the half-days are at hand.
    """
    day = Day.of(slots_of(items), half_days_of(session))
    rows, totals = _rows(day, items), _totals(items)
    next_start = time_of(start_after_last(day, is_break=False))
    if not planning:
        return Timeline([row for row in rows if row.items], totals, next_start)
    return Timeline(rows, totals, next_start, list(_findings(session, day, items)))


def _rows(day: Day, items: Sequence[AgendaItem]) -> list[Row]:
    by_key = {item.pk: item for item in items}
    late = {later.keys for _earlier, later in overlapping(day.steps)}
    line, rows = day.line, []
    for place, step in enumerate(line):
        if step:
            rows.append(
                Row(
                    "step",
                    step.starts,
                    step.ends,
                    items=tuple(by_key[key] for key in step.keys),
                    place=place,
                    is_first=place == 0,
                    is_last=place == len(line) - 1,
                    overlaps=step.keys in late,
                )
            )
    rows += [Row("free", free.starts, free.ends) for free in free_spans(day)]
    if pause := pause_of(day):
        rows.append(Row("pause", pause.starts, pause.ends, place=line.index(None)))
    return sorted(rows, key=lambda row: (row.starts, row.ends))


def _totals(items: Sequence[AgendaItem]) -> list[tuple[str, str, str]]:
    """Return each kind with its label and how long it takes; slots at the same time count once."""
    times = {(item.kind, item.starts_at, item.ends_at) for item in items}
    minutes = dict.fromkeys(Kind, 0)
    for kind, starts_at, ends_at in times:
        minutes[Kind(kind)] += minutes_between(starts_at, ends_at)
    return [
        (kind.value, str(kind.label), write_length(total))
        for kind, total in minutes.items()
        if total
    ]


# What is odd ----------------------------------------------------------------------------------


def _findings(session: Session, day: Day, items: Sequence[AgendaItem]) -> Iterator[str]:
    by_key = {item.pk: item for item in items}
    for earlier, later in overlapping(day.steps):
        yield _("“%(later)s” begins at %(time)s, before “%(earlier)s” has ended.") % {
            "later": by_key[later.keys[0]],
            "earlier": by_key[earlier.keys[0]],
            "time": _clock(time_of(later.starts)),
        }
    for step in day.steps:
        if outside := minutes_outside(day, step):
            yield _("%(length)s of “%(slot)s” lie outside the half-days.") % {
                "length": write_length(outside),
                "slot": by_key[step.keys[0]],
            }
    yield from _unchosen_modules(items)
    yield from _taken_twice(items)
    yield from _strange_rooms(session, items)
    yield from _elsewhere(session, items)


def _unchosen_modules(items: Sequence[AgendaItem]) -> Iterator[str]:
    for item in items:
        if item.kind == Kind.MODULE and not item.has_name:
            yield _("At %(time)s no module is chosen yet.") % {"time": _clock(item.starts_at)}


def _taken_twice(items: Sequence[AgendaItem]) -> Iterator[str]:
    for one, other in combinations(items, 2):
        if not _meet(one, other):
            continue
        time = _clock(max(one.starts_at, other.starts_at))
        if one.trainer and one.trainer_id == other.trainer_id:
            yield _("%(trainer)s leads two slots at once at %(time)s.") % {
                "trainer": one.trainer,
                "time": time,
            }
        if one.room and one.room_id == other.room_id:
            yield _("“%(room)s” is taken twice at %(time)s.") % {"room": one.room, "time": time}


def _strange_rooms(session: Session, items: Sequence[AgendaItem]) -> Iterator[str]:
    venue = session.event.venue
    for room in {item.room for item in items if item.room and item.room.venue_id != venue.pk}:
        yield _("“%(room)s” is no room of %(venue)s, where the event takes place.") % {
            "room": room,
            "venue": venue.name,
        }


def _elsewhere(session: Session, items: Sequence[AgendaItem]) -> Iterator[str]:
    """Say of trainers that they stand in another event's agenda at the same time."""
    asked = {item.trainer_id for item in items if item.trainer_id}
    if not asked:
        return
    others = AgendaItem.objects.filter(~Q(session=session), session__date=session.date)
    elsewhere = others.filter(trainer__in=asked).exclude(session__event__state__in=NOT_HELD)
    for other in elsewhere.select_related("session__event", "trainer"):
        if any(item.trainer_id == other.trainer_id and _meet(item, other) for item in items):
            yield _("%(trainer)s is also at “%(event)s” from %(start)s to %(end)s.") % {
                "trainer": other.trainer,
                "event": other.session.event.title,
                "start": _clock(other.starts_at),
                "end": _clock(other.ends_at),
            }


def _meet(one: AgendaItem, other: AgendaItem) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _clock(time: dt.time) -> str:
    return f"{time:%H:%M}"
