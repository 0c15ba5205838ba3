"""Changes of events: their facts with days and quotas, and the steps from draft to held."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from network.models import Province, User
from network.services.audit import record
from network.services.changes import kept_once
from trainings.models import Event, Programme, Venue
from trainings.services.days import Day, set_days
from trainings.services.errors import (
    CapacityBelowTaken,
    ChangedMeanwhile,
    CodeIsFixed,
    CodeTaken,
    NotOverYet,
)
from trainings.services.event_steps import dates_of, note_new_days, require_ready, take_step
from trainings.services.facts import save_facts
from trainings.services.preparation import prepare_event
from trainings.services.quotas import set_quotas

State = Event.State


class EventFacts(TypedDict):
    """What is known of an event beside its days and quotas."""

    programme: Programme
    code: str
    title_ar: str
    title_fr: str
    venue: Venue
    capacity: int
    hours: Decimal
    required_presence: NotRequired[int]
    is_announced: NotRequired[bool]


@transaction.atomic
def create_event(
    *,
    days: Sequence[Day],
    quotas: Mapping[Province, int],
    by: User,
    **facts: Unpack[EventFacts],
) -> Event:
    """Create a draft with its days and the places of each province; raises `CodeTaken`."""
    with kept_once(CodeTaken(facts["code"])):
        event = Event.objects.create(**facts)
    record("event.created", event, by=by, fields=facts)
    set_days(event, days=days, by=by)
    set_quotas(event, places=quotas, by=by)
    return event


@transaction.atomic
def update_event(
    event: Event,
    *,
    edition: int,
    days: Sequence[Day],
    quotas: Mapping[Province, int],
    by: User,
    **facts: Unpack[EventFacts],
) -> Event:
    """Change an event, its days and its quotas together; return it as it stands now.

    ``edition`` is the one that whoever changes it has seen. Raises `ChangedMeanwhile` where it is
    no longer the event's, `CodeIsFixed`, `CodeTaken`, `CapacityBelowTaken`, `PresenceTaken` or
    `QuotaBelowTaken`; nothing has changed then.
    """
    row = Event.objects.filter(pk=event.pk)
    if not row.filter(edition=edition).update(edition=F("edition") + 1):
        raise ChangedMeanwhile(row.get().edition)
    current = row.get()
    if facts["code"] != current.code and current.state != State.DRAFT:
        raise CodeIsFixed
    if not row.filter(taken__lte=facts["capacity"]).update(capacity=facts["capacity"]):
        raise CapacityBelowTaken(current.taken)
    with kept_once(CodeTaken(facts["code"])):
        changed = save_facts(current, facts)
    if changed:
        record("event.updated", current, by=by, fields=changed)
    before = dates_of(current)
    set_days(current, days=days, by=by)
    note_new_days(current, before, by=by)
    set_quotas(current, places=quotas, by=by)
    return current


@transaction.atomic
def schedule_event(event: Event, *, by: User) -> None:
    """Show a draft to the coordinators whose provinces have places; raises `StepNotAllowed`.

    With it the preparation begins.
    """
    take_step(event, State.SCHEDULED, action="event.scheduled", by=by)
    prepare_event(event, by=by)


@transaction.atomic
def open_registration(event: Event, *, by: User) -> None:
    """Let people be registered, for the first time or again after a close.

    With it the preparation of a draft begins. Raises `StepNotAllowed`, `NoTrainingDay` or
    `NoQuota`.
    """
    take_step(event, State.OPEN, action="event.opened", by=by)
    require_ready(event)
    prepare_event(event, by=by)


@transaction.atomic
def close_registration(event: Event, *, by: User) -> None:
    """Take no more registrations; raises `StepNotAllowed`."""
    take_step(event, State.CLOSED, action="event.closed", by=by)


@transaction.atomic
def mark_held(event: Event, *, by: User) -> None:
    """Say that the event has taken place; raises `StepNotAllowed` or `NotOverYet`."""
    take_step(event, State.HELD, action="event.held", by=by)
    last_day = event.sessions.aggregate(last=Max("date"))["last"]
    if last_day and last_day > timezone.localdate():
        raise NotOverYet(last_day)
