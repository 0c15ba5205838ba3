"""What does not fit in a plan: said to those who plan, never refused.

`find_conflicts` looks at any number of saved events in a constant number of queries,
`find_conflicts_of` at a plan as it is typed, before anything is saved.
"""

from trainings.conflicts.finding import TypedPlan, find_conflicts, find_conflicts_of
from trainings.conflicts.kinds import Conflict, Kind, Severity

__all__ = [
    "Conflict",
    "Kind",
    "Severity",
    "TypedPlan",
    "find_conflicts",
    "find_conflicts_of",
]
