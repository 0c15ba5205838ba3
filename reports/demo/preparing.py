"""What has been done before the demo's events, and what is still to do."""

from collections.abc import Collection

from network.models import User
from trainings.models import Event
from trainings.services.preparation import mark_step_done
from trainings.services.usual_steps import USUAL_STEPS


def tick_steps(event: Event, done: Collection[int], *, users: dict[int, User], staff: User) -> None:
    """Tick the usual steps of the event at these positions, each by whom it falls to.

    ``users`` are the coordinators by their province's primary key.
    """
    names = {USUAL_STEPS[position][0] for position in done}
    for step in event.preparation_steps.filter(name_ar__in=names):
        mark_step_done(step, by=users[step.province_id] if step.province_id else staff)
