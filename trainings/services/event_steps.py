"""The steps of an event from state to state: which there are, and how one is taken."""

import datetime as dt
from collections.abc import Mapping

from network.models import User
from network.services.audit import record
from trainings.models import Event, EventStep, Session
from trainings.services.errors import NoQuota, NoTrainingDay, StepNotAllowed

State = Event.State
# From which states an event may come to a state. Out of a postponement leads only a new date or a
# cancellation: see `trainings.services.postponing`.
STEPS: Mapping[State, frozenset[State]] = {
    State.SCHEDULED: frozenset({State.DRAFT}),
    State.OPEN: frozenset({State.DRAFT, State.SCHEDULED, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
    State.HELD: frozenset({State.CLOSED}),
    State.POSTPONED: frozenset({State.SCHEDULED, State.OPEN, State.CLOSED}),
    State.CANCELLED: frozenset(
        {State.DRAFT, State.SCHEDULED, State.OPEN, State.CLOSED, State.POSTPONED}
    ),
}
FROM_POSTPONED = frozenset({State.POSTPONED})


def take_step(
    event: Event,
    wanted: State,
    *,
    action: str,
    by: User,
    reason: str = "",
    coming_from: frozenset[State] | None = None,
) -> State:
    """Move the event on where its state allows; return the state from which it came.

    ``coming_from`` are the states that allow it, without it those of `STEPS`. Of two who take a
    step at once the second one sees where the first has led, which the lock on the row and the
    UPDATE decide. Raises `StepNotAllowed`. The instance in memory stays as it was read: what
    follows may still refuse the step.
    """
    row = Event.objects.filter(pk=event.pk)
    current = State(row.select_for_update(no_key=True).values_list("state", flat=True).get())
    allowed = STEPS[wanted] if coming_from is None else coming_from
    if current not in allowed or not row.filter(state=current).update(state=wanted):
        raise StepNotAllowed(current, wanted)
    EventStep.objects.create(event=event, from_state=current, to_state=wanted, reason=reason, by=by)
    record(action, event, by=by, fields=["state", "reason"] if reason else ["state"])
    return current


def dates_of(event: Event) -> dict[int, dt.date]:
    """Return the date of each session of the event, by its primary key."""
    return dict(event.sessions.values_list("pk", "date"))


def note_new_days(event: Event, before: Mapping[int, dt.date], *, by: User) -> None:
    """Write down that people know other days of the event than those it has now, if they do.

    ``before`` are its dates as they were, see `dates_of`. A draft is known to nobody.
    """
    after = dates_of(event)
    moved = any(after.get(key, date) != date for key, date in before.items())
    if moved and event.state in {State.SCHEDULED, State.OPEN, State.CLOSED}:
        EventStep.objects.create(event=event, from_state=event.state, to_state=event.state, by=by)


def require_ready(event: Event) -> None:
    """Raise `NoTrainingDay` or `NoQuota` where registration has nothing to open for."""
    training_days = event.sessions.filter(kind=Session.Kind.TRAINING, half_days__isnull=False)
    if not training_days.exists():
        raise NoTrainingDay
    if not event.quotas.filter(places__gt=0).exists():
        raise NoQuota
