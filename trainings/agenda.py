"""How the slots of a day move: pure reckoning in minutes since midnight, without a database.

The rules, for whoever asks why a slot went where it went:

1. A slot keeps its length. Slots at exactly the same time (practical workshops in several rooms)
   are one step and move together.
2. Moving a step to another place lays the half-days that it leaves and enters anew: they begin at
   their start, and one step follows the other without free time.
3. The meal (the longest break between the two half-days) stays where it is, and so does the
   beginning of the afternoon, unless the morning runs into them.
4. Whatever else makes a step end later pushes what follows, only as far as there is no room: free
   time is used up first. Whatever makes it end earlier lets what followed directly come along,
   up to the next free time, to the meal or to the beginning of the afternoon.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

LAST_MINUTE = 24 * 60 - 1
# Where a day begins that has neither half-days nor slots.
NINE = 9 * 60


class PastMidnight(Exception):
    """The slots would run into the next day."""


@dataclass(frozen=True)
class Span:
    """A half-day: from when to when."""

    starts: int
    ends: int


@dataclass(frozen=True)
class Slot:
    """A slot as it is reckoned with; ``key`` tells it from the others."""

    key: int
    starts: int
    ends: int
    is_break: bool = False


@dataclass(frozen=True)
class Step:
    """The slots that stand at the same time."""

    keys: tuple[int, ...]
    starts: int
    ends: int
    is_break: bool = False

    @property
    def length(self) -> int:
        """How many minutes it takes."""
        return self.ends - self.starts

    def at(self, starts: int) -> "Step":
        """Return it beginning at another minute, as long as before; raises `PastMidnight`."""
        if starts + self.length > LAST_MINUTE:
            raise PastMidnight
        return replace(self, starts=starts, ends=starts + self.length)


# A day in order: its steps and, between two half-days without a meal, the pause as None.
Line = list[Step | None]


@dataclass(frozen=True)
class Day:
    """The steps of a day as they stand: before the noon, at it, and after it."""

    half_days: tuple[Span, ...]
    morning: tuple[Step, ...]
    meal: Step | None
    afternoon: tuple[Step, ...]

    @classmethod
    def of(cls, slots: Iterable[Slot], half_days: Sequence[Span]) -> "Day":
        """Sort slots into the day; half-days that touch or overlap are one."""
        spans, steps = _merged(half_days), steps_of(slots)
        if len(spans) < 2:
            return cls(spans, tuple(steps), None, ())
        meal = _meal_among(steps, spans)
        if meal:
            noon = steps.index(meal)
            return cls(spans, tuple(steps[:noon]), meal, tuple(steps[noon + 1 :]))
        noon = sum(step.starts < spans[1].starts for step in steps)
        return cls(spans, tuple(steps[:noon]), None, tuple(steps[noon:]))

    @property
    def steps(self) -> list[Step]:
        """All steps in their order."""
        return [*self.morning, *((self.meal,) if self.meal else ()), *self.afternoon]

    @property
    def line(self) -> Line:
        """The steps with the noon between them: the places to which one can be moved."""
        if len(self.half_days) < 2:
            return list(self.morning)
        return [*self.morning, self.meal, *self.afternoon]

    @property
    def slots(self) -> list[Slot]:
        """All slots with their times."""
        return [
            Slot(key, step.starts, step.ends, step.is_break)
            for step in self.steps
            for key in step.keys
        ]

    @property
    def begins(self) -> int:
        """The minute at which the first half-day begins."""
        if self.half_days:
            return self.half_days[0].starts
        return min((step.starts for step in self.steps), default=NINE)

    def floor_of(self, step: Step) -> int:
        """Return how early the step may come along with what stands before it."""
        if step is self.meal:
            return self.half_days[0].ends
        return self.half_days[1].starts if step in self.afternoon else self.begins

    def step_of(self, key: int) -> Step:
        """Return the step in which the slot of this key stands."""
        return next(step for step in self.steps if key in step.keys)


def steps_of(slots: Iterable[Slot]) -> list[Step]:
    """Return slots as steps, in the order of their times."""
    in_order = sorted(slots, key=lambda slot: (slot.starts, slot.ends, slot.key))
    steps = []
    for (starts, ends), group in groupby(in_order, key=lambda slot: (slot.starts, slot.ends)):
        together = list(group)
        keys = tuple(slot.key for slot in together)
        steps.append(Step(keys, starts, ends, all(slot.is_break for slot in together)))
    return steps


def move(day: Day, key: int, place: int) -> list[Slot]:
    """Move the step of a slot to a place among the others of `Day.line`, from 0 (rules 2 and 3).

    A place beyond the last is the last. Raises `PastMidnight`.
    """
    step = day.step_of(key)
    line = [item for item in day.line if item is not step]
    place = max(0, min(place, len(line)))
    line.insert(place, step)
    if line == day.line:
        return day.slots
    moved = _divided(day, line)
    closes = [
        step is day.meal or step in before or step in after
        for before, after in ((day.morning, moved.morning), (day.afternoon, moved.afternoon))
    ]
    return _settled(day, moved, closes_morning=closes[0], closes_afternoon=closes[1]).slots


def place_of(day: Day, key: int) -> int:
    """Return at which place of `Day.line` the step of a slot stands."""
    return day.line.index(day.step_of(key))


def insert(day: Day, *, key: int, length: int, starts: int, is_break: bool = False) -> list[Slot]:
    """Put a new slot in where it is to start, or at the end of what runs then (rule 4).

    Raises `PastMidnight`.
    """
    return _put_in(day, Step((key,), 0, length, is_break), starts)


def remove(day: Day, key: int) -> list[Slot]:
    """Take a slot out; what followed directly comes along (rule 4)."""
    return [slot for slot in _without(day, key, whole_step=False).slots if slot.key != key]


def change(day: Day, key: int, *, starts: int, length: int) -> list[Slot]:
    """Give the step of a slot another start or length; what follows moves with it (rule 4).

    A start at which another step would be jumped over takes it out and puts it in there.
    Raises `PastMidnight`.
    """
    step, steps = day.step_of(key), day.steps
    here = steps.index(step)
    before, after = steps[:here], steps[here + 1 :]
    resized = replace(step, ends=step.starts + length)
    jumps = starts < _end_of(before) or any(other.ends <= starts for other in after)
    if starts != step.starts and jumps:
        return _put_in(_without(day, key, whole_step=True), resized, starts)
    changed = resized.at(starts)
    following = _follow(day, after, old_end=step.ends, new_end=changed.ends)
    return _slots([*before, changed, *following])


def lay_into(day: Day, half_days: Sequence[Span]) -> dict[int, Slot]:
    """Return the slots of a day, by key, as they stand in the half-days of another one.

    Each keeps its distance from the beginning of its half-day and its length; a meal that filled
    the noon fills the new one. Where the days have not as many half-days, one follows the other.
    Raises `PastMidnight`.
    """
    target, cursor, laid = Day.of((), half_days), 0, []
    for step, starts in _wishes(day, target):
        laid.append(step.at(max(starts, cursor)))
        cursor = laid[-1].ends
    return {slot.key: slot for slot in _slots(laid)}


def start_after_last(day: Day, *, is_break: bool) -> int:
    """Return when a new slot begins for which no time is given: right after the last one.

    When the morning is full, a break begins the noon, anything else the afternoon.
    """
    end = max(_end_of(day.steps), day.begins)
    if len(day.half_days) < 2 or is_break:
        return end
    first, second = day.half_days
    return second.starts if first.ends <= end < second.starts else end


def free_spans(day: Day) -> list[Span]:
    """Return where nothing stands though it is a half-day (or, without any, between the steps)."""
    steps = day.steps
    bounds = day.half_days
    if not bounds and steps:
        bounds = (Span(steps[0].starts, _end_of(steps)),)
    return [free for bound in bounds for free in _free_within(bound, steps)]


def pause_of(day: Day) -> Span | None:
    """Return the time between the half-days where no meal stands in it."""
    if len(day.half_days) < 2 or day.meal:
        return None
    return Span(day.half_days[0].ends, day.half_days[1].starts)


def overlapping(steps: Sequence[Step]) -> list[tuple[Step, Step]]:
    """Return each step that begins before an earlier one has ended, after that one."""
    pairs: list[tuple[Step, Step]] = []
    latest: Step | None = None
    for step in steps:
        if latest and step.starts < latest.ends:
            pairs.append((latest, step))
        if latest is None or step.ends > latest.ends:
            latest = step
    return pairs


def minutes_outside(day: Day, step: Step) -> int:
    """Return how much of a step lies outside the half-days; the meal may."""
    if step is day.meal or not day.half_days:
        return 0
    inside = sum(
        max(0, min(step.ends, span.ends) - max(step.starts, span.starts)) for span in day.half_days
    )
    return step.length - inside


def _merged(half_days: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(half_days, key=lambda span: span.starts):
        if merged and span.starts <= merged[-1].ends:
            merged[-1] = Span(merged[-1].starts, max(merged[-1].ends, span.ends))
        else:
            merged.append(span)
    return tuple(merged)


def _meal_among(steps: Iterable[Step], spans: tuple[Span, ...]) -> Step | None:
    """Return the longest break that begins at noon or lasts over all of it."""
    first, second = spans
    breaks = [
        step
        for step in steps
        if step.is_break
        and step.starts < second.starts
        and (step.starts >= first.ends or step.ends >= second.starts)
    ]
    return max(breaks, key=lambda step: step.length, default=None)


def _wishes(day: Day, target: Day) -> list[tuple[Step, int]]:
    """Return each step with the minute at which it is to start in ``target``, if it can."""
    if len(day.half_days) != len(target.half_days) or not target.half_days:
        return [(step, target.begins) for step in day.steps]
    shifts = [
        there.starts - here.starts
        for here, there in zip(day.half_days, target.half_days, strict=True)
    ]
    wishes = [(step, step.starts + shifts[0]) for step in day.morning]
    if day.meal:
        wishes.append(_meal_into(day, day.meal, target))
    return wishes + [(step, step.starts + shifts[-1]) for step in day.afternoon]


def _meal_into(day: Day, meal: Step, target: Day) -> tuple[Step, int]:
    first, second = day.half_days
    noon = Span(target.half_days[0].ends, target.half_days[1].starts)
    if (meal.starts, meal.ends) == (first.ends, second.starts):
        meal = replace(meal, ends=meal.starts + noon.ends - noon.starts)
    return meal, meal.starts - first.ends + noon.starts


def _divided(day: Day, line: Line) -> Day:
    """Return the day with its steps in another order, at the times that they had."""
    if len(day.half_days) < 2:
        return replace(day, morning=_steps(line))
    noon = line.index(day.meal)
    return replace(day, morning=_steps(line[:noon]), afternoon=_steps(line[noon + 1 :]))


def _settled(day: Day, moved: Day, *, closes_morning: bool, closes_afternoon: bool) -> Day:
    """Give the steps of ``moved`` their times; ``day`` is how they stood before."""
    morning = list(moved.morning)
    if closes_morning:
        morning = _one_after_another(morning, day.begins)
    old_end, new_end = _end_of(day.morning), _end_of(morning)
    rest = [*([moved.meal] if moved.meal else []), *moved.afternoon]
    if not closes_afternoon:
        rest = _follow(day, rest, old_end=old_end, new_end=new_end)
        meal, afternoon = (rest[0], rest[1:]) if moved.meal else (None, rest)
    else:
        meal = None
        if moved.meal:
            (meal,) = _follow(day, [moved.meal], old_end=old_end, new_end=new_end)
            new_end = max(new_end, meal.ends)
        begins = day.half_days[1].starts if len(day.half_days) > 1 else 0
        afternoon = _one_after_another(moved.afternoon, max(new_end, begins))
    return replace(day, morning=tuple(morning), meal=meal, afternoon=tuple(afternoon))


def _put_in(day: Day, step: Step, starts: int) -> list[Slot]:
    steps = day.steps
    place = sum(other.starts < starts for other in steps)
    before, after = steps[:place], steps[place:]
    put = step.at(max(starts, _end_of(before)))
    return _slots([*before, put, *_follow(day, after, old_end=put.starts, new_end=put.ends)])


def _without(day: Day, key: int, *, whole_step: bool) -> Day:
    """Return the day without a slot, or without all that stand at its time."""
    step, steps = day.step_of(key), day.steps
    here = steps.index(step)
    if len(step.keys) > 1 and not whole_step:
        rest = replace(step, keys=tuple(other for other in step.keys if other != key))
        return Day.of(_slots([*steps[:here], rest, *steps[here + 1 :]]), day.half_days)
    before = steps[:here]
    freed_from = max(step.starts, _end_of(before))
    after = _follow(day, steps[here + 1 :], old_end=step.ends, new_end=freed_from)
    return Day.of(_slots([*before, *after]), day.half_days)


def _follow(day: Day, steps: Sequence[Step], *, old_end: int, new_end: int) -> list[Step]:
    """Return the steps as they stand once what is before them ends elsewhere (rule 4)."""
    followed: list[Step] = []
    for number, step in enumerate(steps):
        starts = step.starts
        if starts < new_end:
            starts = new_end
        elif starts == old_end and new_end < old_end:
            starts = min(starts, max(new_end, day.floor_of(step)))
        if starts == step.starts:
            return [*followed, *steps[number:]]
        followed.append(step.at(starts))
        old_end, new_end = step.ends, followed[-1].ends
    return followed


def _one_after_another(steps: Iterable[Step], starts: int) -> list[Step]:
    laid = []
    for step in steps:
        laid.append(step.at(starts))
        starts = laid[-1].ends
    return laid


def _free_within(bound: Span, steps: Iterable[Step]) -> list[Span]:
    free, cursor = [], bound.starts
    for step in steps:
        if step.starts > cursor and cursor < bound.ends:
            free.append(Span(cursor, min(step.starts, bound.ends)))
        cursor = max(cursor, step.ends)
    if cursor < bound.ends:
        free.append(Span(cursor, bound.ends))
    return free


def _end_of(steps: Collection[Step]) -> int:
    return max((step.ends for step in steps), default=0)


def _steps(line: Iterable[Step | None]) -> tuple[Step, ...]:
    return tuple(step for step in line if step is not None)


def _slots(steps: Iterable[Step]) -> list[Slot]:
    return [Slot(key, step.starts, step.ends, step.is_break) for step in steps for key in step.keys]
