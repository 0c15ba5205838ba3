"""Which places might move: provinces where people wait beside provinces with free places."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.models import Province
from trainings.models import Quota


@dataclass(frozen=True)
class Suggestion:
    """So many ``places`` of one province for those who wait in another one."""

    from_province: Province
    to_province: Province
    free: int
    waiting: int

    @property
    def places(self) -> int:
        """How many places would help, and can be given."""
        return min(self.free, self.waiting)


def suggest_moves(quotas: Iterable[tuple[Quota, int]]) -> list[Suggestion]:
    """Return moves that would give a place to as many of those who wait as there are places.

    ``quotas`` come each with how many wait for a place on it. Where most people wait comes
    first, and takes from where most places are free. Moves can be made one after the other: none
    promises a place that another one has promised.
    """
    quotas = list(quotas)
    free = {quota.province: quota.places_left for quota, _waiting in quotas if quota.places_left}
    short = [(quota.province, number) for quota, number in quotas if number > quota.places_left]
    found = []
    for province, waiting in sorted(short, key=lambda pair: -pair[1]):
        left = waiting
        for giver in sorted(free, key=lambda one: -free[one]):
            if left and free[giver] and giver != province:
                found.append(Suggestion(giver, province, free[giver], left))
                given = min(free[giver], left)
                free[giver], left = free[giver] - given, left - given
    return found
