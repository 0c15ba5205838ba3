"""Calling an event off: for a while, until new days are found, or for good."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from network.models import User
from trainings.models import Event, EventStep
from trainings.services.days import Day, set_days
from trainings.services.errors import ReasonMissing
from trainings.services.event_steps import FROM_POSTPONED, require_ready, take_step

State = Event.State


@transaction.atomic
def postpone_event(event: Event, *, reason: str, by: User) -> None:
    """Take the days of an event out of the plan until new ones are found.

    Its venue is free again, and everybody keeps their place. Raises `ReasonMissing` and
    `StepNotAllowed`.
    """
    take_step(
        event, State.POSTPONED, action="event.postponed", by=by, reason=_require_reason(reason)
    )


@transaction.atomic
def reschedule_event(event: Event, *, days: Sequence[Day], by: User) -> Event.State:
    """Give a postponed event its new days, and return the state to which it goes back.

    That is `scheduled` where registration was never open, or else `open`: people may have to be
    replaced. Days that name their session keep its agenda and its presence. Raises
    `StepNotAllowed`, `NoTrainingDay`, `NoQuota` and `PresenceTaken`; nothing has changed then.
    """
    wanted = state_after_postponement(event)
    take_step(event, wanted, action="event.rescheduled", by=by, coming_from=FROM_POSTPONED)
    # Whoever has the form of the event open has not seen the new days.
    Event.objects.filter(pk=event.pk).update(edition=F("edition") + 1)
    set_days(event, days=days, by=by)
    if wanted == State.OPEN:
        require_ready(event)
    return wanted


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: User) -> None:
    """Call an event off for good. Raises `ReasonMissing` and `StepNotAllowed`.

    What it means for those who are registered is done in the same transaction by
    `participants.services.calling_off`, which calls this.
    """
    take_step(
        event, State.CANCELLED, action="event.cancelled", by=by, reason=_require_reason(reason)
    )


def last_postponement(event: Event) -> EventStep | None:
    """Return the step that postponed the event last, if any."""
    return event.steps.filter(to_state=State.POSTPONED).select_related("by").last()


def state_after_postponement(event: Event) -> Event.State:
    """Return the state to which a postponed event goes back once it has new days."""
    step = last_postponement(event)
    return State.SCHEDULED if step and step.from_state == State.SCHEDULED else State.OPEN


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
