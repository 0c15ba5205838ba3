"""The small marks beside events in lists: how much does not fit in their plans."""

from collections.abc import Iterable

from network.models import User
from trainings.conflicts import find_conflicts
from trainings.models import Event


def count_warnings(events: Iterable[Event], user: User) -> dict[int, int]:
    """Count the warnings of each event that has any, by its primary key; staff alone read them."""
    if not user.is_staff_member:
        return {}
    counted = {
        key: sum(conflict.is_warning for conflict in conflicts)
        for key, conflicts in find_conflicts(events).items()
    }
    return {key: number for key, number in counted.items() if number}
