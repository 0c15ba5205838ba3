"""The places of two persons who are one: moved to whoever is kept, one of two at each event."""

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from network.models import User
from network.services.audit import record, record_many
from participants.models import Attendance, Person, Registration
from participants.services.merge_ledger import Ledger
from participants.services.registrations import promote_waiting
from trainings.models import Event
from trainings.services.places import free_place, stand_in_line

State = Registration.State
WORTH = {State.REGISTERED: 2, State.WAITLISTED: 1, State.CANCELLED: 0}


class MergeRefused(Exception):
    """Why a merge cannot be made or undone; ``str()`` is a sentence to act on."""


class BothCertified(MergeRefused):
    """Both have a valid certificate of the same event."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def __str__(self) -> str:
        return _(
            "Both have a valid certificate of “%(event)s”. Have one of the two revoked first, "
            "then merge."
        ) % {"event": self.event.title}


def move_registrations(ledger: Ledger, kept: Person, gone: Person, *, by: User) -> None:
    """Give every registration of ``gone`` to ``kept``; of two at one event the better one stays.

    Raises ``BothCertified``. Call it inside the transaction of the merge.
    """
    of_both = Registration.objects.filter(person__in=[kept, gone])
    stand_in_line(of_both.values_list("event_id", flat=True))
    standing = _registrations_of(kept)
    moved = []
    for event_id, registration in _registrations_of(gone).items():
        if other := standing.get(event_id):
            _unite(ledger, other, registration, kept, gone, by)
        else:
            ledger.change(registration, person_id=kept.pk)
            moved.append(registration)
    record_many("registration.person_changed", moved, by=by, fields=["person"])


def _registrations_of(person: Person) -> dict[int, Registration]:
    """Return them by event, in the order in which everybody takes places."""
    locked = Registration.objects.select_for_update(no_key=True).filter(person=person)
    ids = list(locked.values_list("pk", flat=True))
    rows = Registration.objects.filter(pk__in=ids).select_related("event", "province")
    counted = rows.annotate(
        valid=Count("certificates", filter=Q(certificates__state="valid"), distinct=True),
        there=Count("attendance", filter=Q(attendance__present=True), distinct=True),
    )
    return {registration.event_id: registration for registration in counted.order_by("event_id")}


def _unite(
    ledger: Ledger,
    ours: Registration,
    theirs: Registration,
    kept: Person,
    gone: Person,
    by: User,
) -> None:
    if ours.valid and theirs.valid:  # type: ignore[attr-defined]  # annotated above
        raise BothCertified(ours.event)
    leaves, stays = sorted((theirs, ours), key=_worth)
    if stays is theirs:
        _exchange(ledger, stays, leaves, kept, gone)
        record_many("registration.person_changed", [stays, leaves], by=by, fields=["person"])
    _unite_marks(ledger, stays, leaves, by)
    if leaves.state != State.CANCELLED:
        _cancel(ledger, leaves, by)


def _worth(registration: Registration) -> tuple[bool, bool, int]:
    certified: int = registration.valid  # type: ignore[attr-defined]  # annotated above
    there: int = registration.there  # type: ignore[attr-defined]  # annotated above
    return bool(certified), bool(there), WORTH[State(registration.state)]


def _exchange(
    ledger: Ledger, stays: Registration, leaves: Registration, kept: Person, gone: Person
) -> None:
    # One person may have one registration at an event, at every moment: one steps aside.
    park([leaves.pk])
    ledger.change(stays, person_id=kept.pk)
    ledger.change(leaves, person_id=gone.pk)


def park(registration_ids: list[int]) -> None:
    """Give registrations to nobody until the end of the transaction, which would refuse that.

    References are checked when it ends, on both databases; uniqueness at once.
    """
    rows = Registration.objects.filter(pk__in=registration_ids)
    rows.update(person_id=-models.F("pk"))


def _unite_marks(ledger: Ledger, stays: Registration, leaves: Registration, by: User) -> None:
    ours = {mark.half_day_id: mark for mark in Attendance.objects.filter(registration=stays)}
    changed = []
    for mark in Attendance.objects.filter(registration=leaves):
        mine = ours.get(mark.half_day_id)
        if mine is None:
            ledger.change(mark, registration_id=stays.pk)
            changed.append(mark)
        elif mark.present and not mine.present:
            ledger.change(mine, present=True)
            changed.append(mine)
    record_many("attendance.united", changed, by=by, fields=["registration", "present"])


def _cancel(ledger: Ledger, registration: Registration, by: User) -> None:
    held_a_place = registration.state == State.REGISTERED
    reason = _("The same person was registered twice.")
    ledger.change(registration, state=State.CANCELLED, cancellation_reason=reason)
    record("registration.cancelled", registration, by=by, fields=["state", "cancellation_reason"])
    if held_a_place:
        free_place(registration.event, registration.province)
        promote_waiting(registration.event, first=registration.province, by=by)
