"""An event is called off or gets new days: what that means for those who count on it.

Each is one transaction: the step of the event, the registrations, the applications, and a notice
for the coordinators of every province with places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from network.bulk import insert_rows
from network.models import User
from network.services.audit import prepare_records
from participants.models import Application, ApplicationLink, Attendance, Notice, Registration
from participants.models.registrations import CancellationReason
from participants.services.registrations import promote_waiting
from trainings.models import Event
from trainings.services.days import Day
from trainings.services.errors import PlanningError
from trainings.services.places import free_all_places
from trainings.services.postponing import cancel_event, postpone_event, reschedule_event

RowT = TypeVar("RowT", bound=models.Model)
State = Registration.State


class PeopleCame(PlanningError):
    """An event to be cancelled at which people were marked present."""

    def __init__(self, people: int) -> None:
        super().__init__(people)
        self.people = people

    def __str__(self) -> str:
        return ngettext(
            "%(people)s person is marked present: what took place cannot be cancelled.",
            "%(people)s people are marked present: what took place cannot be cancelled.",
            self.people,
        ) % {"people": self.people}


@dataclass(frozen=True)
class CancelledNumbers:
    """How many of each a cancelled event has ended."""

    registrations: int
    applications: int
    links: int


@dataclass(frozen=True)
class NewDays:
    """Where an event with new days stands, and who moved up from its waiting list."""

    state: Event.State
    promoted: Sequence[Registration]


@transaction.atomic
def postpone_and_tell(event: Event, *, reason: str, by: User) -> None:
    """Postpone the event and leave word for the coordinators; everybody keeps their place.

    Raises what `postpone_event` raises.
    """
    postpone_event(event, reason=reason, by=by)
    _leave_word(event, Notice.Kind.POSTPONED)


@transaction.atomic
def reschedule_and_tell(event: Event, *, days: Sequence[Day], by: User) -> NewDays:
    """Give the event its new days and leave word for the coordinators.

    Places that became free meanwhile go to those who wait. Raises what `reschedule_event` raises.
    """
    state = reschedule_event(event, days=days, by=by)
    _leave_word(event, Notice.Kind.MOVED)
    return NewDays(state, promote_waiting(event, by=by))


@transaction.atomic
def cancel_and_tell(event: Event, *, reason: str, by: User) -> CancelledNumbers:
    """Cancel the event with all that hangs on it, and leave word for the coordinators.

    Every registration is cancelled because the event was, all places are free, the links for
    self-registration are closed and the applications that wait are declined. Raises `PeopleCame`
    and what `cancel_event` raises; nothing has changed then.
    """
    was_draft = Event.objects.filter(pk=event.pk, state=Event.State.DRAFT).exists()
    # The event's row first, as whoever takes a place does: from here on nobody registers.
    cancel_event(event, reason=reason, by=by)
    came = Attendance.objects.filter(registration__event=event, present=True)
    if people := came.values("registration").distinct().count():
        raise PeopleCame(people)
    # Who moved up has no place any more: that word is out of date as well.
    Notice.objects.filter(registration__event=event).unseen().update(seen_at=timezone.now())
    if not was_draft:
        _leave_word(event, Notice.Kind.CANCELLED)
    registrations = _cancel_registrations(event, by)
    # Whoever applies holds the link: once it is closed, no application comes in behind our back.
    links = _close_links(event, by)
    applications = _decline_applications(event, by)
    free_all_places(event)
    return CancelledNumbers(registrations, applications, links)


def _leave_word(event: Event, kind: Notice.Kind) -> None:
    """Write a notice for each province with places; what was said before is out of date.

    The audit row is that of the event, in whose transaction this belongs.
    """
    before = Notice.objects.filter(event=event).unseen()
    before.update(seen_at=timezone.now())
    expecting = event.registrations.exclude(state=State.CANCELLED).order_by()
    people = dict(expecting.values_list("province").annotate(Count("pk")))
    provinces = {*event.quotas.values_list("province", flat=True), *people}
    Notice.objects.bulk_create(
        Notice(kind=kind, event=event, province_id=province, people=people.get(province, 0))
        for province in sorted(provinces)
    )


def _cancel_registrations(event: Event, by: User) -> int:
    standing = event.registrations.exclude(state=State.CANCELLED)
    return _end(
        standing,
        "registration.cancelled",
        by,
        state=State.CANCELLED,
        cancellation_reason=CancellationReason.EVENT_CANCELLED,
    )


def _decline_applications(event: Event, by: User) -> int:
    waiting = Application.objects.filter(link__event=event, state=Application.State.WAITING)
    return _end(
        waiting,
        "application.declined",
        by,
        state=Application.State.DECLINED,
        decline_reason=CancellationReason.EVENT_CANCELLED,
        decided_by=by,
        decided_at=timezone.now(),
    )


def _close_links(event: Event, by: User) -> int:
    open_links = ApplicationLink.objects.filter(event=event, closed_at=None)
    return _end(open_links, "application_link.closed", by, closed_at=timezone.now())


def _end(rows: QuerySet[RowT], action: str, by: User, **change: object) -> int:
    """Change all these rows at once and write the audit row of each; return how many they were.

    They are locked first, so that those that are audited are those that are changed.
    """
    locked = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    keys = list(locked.values_list("pk", flat=True))
    rows.update(**change)
    insert_rows([prepare_records(action, rows.model, keys, by=by, fields=change)])
    return len(keys)
