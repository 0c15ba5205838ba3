"""Numbers registered per province: as they are now, and beside those of another moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from network.models import Province
from trainings.models import FrozenCount

MEASURES = ("places", "registered", "women", "waiting")


@dataclass(frozen=True)
class ProvinceCount:
    """A province's places, and its people: who has a place, how many are women, who waits.

    People count once each. Who has a place at one event and waits for another is in both numbers.
    """

    province: Province
    places: int
    registered: int
    women: int
    waiting: int


@dataclass(frozen=True)
class Measured:
    """A number now and at an earlier moment; None where nothing was kept then."""

    now: int
    then: int | None

    @property
    def difference(self) -> int:
        """How much it has grown since; negative where it fell, 0 without an earlier moment."""
        return 0 if self.then is None else self.now - self.then


@dataclass(frozen=True)
class CountRow:
    """A line of the table: a province's numbers, or those of all without a province."""

    province: Province | None
    places: Measured
    registered: Measured
    women: Measured
    waiting: Measured

    @property
    def reach(self) -> int:
        """What the longest part of its bar stands for."""
        return max(self.places.now, self.registered.now + self.waiting.now)


@dataclass(frozen=True)
class CountTable:
    """The provinces' numbers now, beside those of an earlier moment where one is given."""

    rows: Sequence[CountRow]
    is_compared: bool

    @cached_property
    def total(self) -> CountRow:
        """The line that adds up all provinces."""
        return CountRow(None, **{name: self._sum(name) for name in MEASURES})

    @property
    def reach(self) -> int:
        """What a bar of full length stands for: the same for all, so that they compare."""
        return max((row.reach for row in self.rows), default=0) or 1

    def _sum(self, name: str) -> Measured:
        pairs: list[Measured] = [getattr(row, name) for row in self.rows]
        then = sum(pair.then or 0 for pair in pairs) if self.is_compared else None
        return Measured(sum(pair.now for pair in pairs), then)


def compare_counts(
    now: Iterable[ProvinceCount], then: Iterable[ProvinceCount] | None = None
) -> CountTable:
    """Lay the numbers of now beside those of ``then``, province by province.

    A province that only one of both knows has 0 in the other.
    """
    current = {count.province: count for count in now}
    earlier = None if then is None else {count.province: count for count in then}
    provinces = sorted({*current, *(earlier or {})}, key=lambda province: province.hcp_code)
    rows = [_row(province, current, earlier) for province in provinces]
    return CountTable(rows, is_compared=earlier is not None)


def kept_counts(frozen: FrozenCount) -> list[ProvinceCount]:
    """Return the numbers that were kept, in one query."""
    return [
        ProvinceCount(kept.province, kept.places, kept.registered, kept.women, kept.waiting)
        for kept in frozen.provinces.select_related("province")
    ]


def _row(
    province: Province,
    now: dict[Province, ProvinceCount],
    then: dict[Province, ProvinceCount] | None,
) -> CountRow:
    nothing = ProvinceCount(province, 0, 0, 0, 0)
    current = now.get(province, nothing)
    earlier = None if then is None else then.get(province, nothing)
    measured = {
        name: Measured(getattr(current, name), getattr(earlier, name) if earlier else None)
        for name in MEASURES
    }
    return CountRow(province, **measured)
