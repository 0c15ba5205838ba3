"""Issuing certificates: asking for a batch, and taking a stopped one up again."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from certificates.models import LEASE, Batch, BatchItem
from certificates.services.batches import run_batch
from certificates.services.eligibility import READY, assess, in_print_order, list_candidates
from certificates.services.errors import (
    BatchNotResumable,
    BatchUnderWay,
    NobodyIsReady,
    NotAllowedToIssue,
)
from certificates.tasks import enqueue_watch, run_batch_task
from network.models import User
from network.services.audit import record
from participants.models import Registration
from trainings.models import Event

__all__ = ["resume_batch", "run_batch", "start_batch"]


def start_batch(
    event: Event, *, by: User, registrations: QuerySet[Registration] | None = None
) -> Batch:
    """Ask for the certificates of all who have earned one and have none, or of a part of them.

    The batch, its items and the order to the background worker are stored together. Raises
    `NotAllowedToIssue`, `NobodyIsReady`, or `BatchUnderWay` with the batch that is at it.
    """
    _require_administrator(by)
    _refuse_beside_another(event)
    among = Registration.objects.all() if registrations is None else registrations
    ready = assess(event, list_candidates(event, among)).filter(verdict=READY)
    ready_ids = list(in_print_order(ready).values_list("pk", flat=True))
    if not ready_ids:
        raise NobodyIsReady
    try:
        return _store_batch(event, ready_ids, by=by)
    except IntegrityError:
        # Somebody was quicker, between the look above and the constraint.
        _refuse_beside_another(event)
        raise


def resume_batch(batch: Batch, *, by: User) -> None:
    """Have a stopped or stalled batch taken up where it stands.

    Raises `NotAllowedToIssue`, `BatchNotResumable` when it is done or under way, and
    `BatchUnderWay` when another batch of the event is.
    """
    _require_administrator(by)
    _refuse_beside_another(batch.event, than=batch)
    try:
        _put_back(batch, by=by)
    except IntegrityError:
        _refuse_beside_another(batch.event, than=batch)
        raise


def _require_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowedToIssue


def _refuse_beside_another(event: Event, *, than: Batch | None = None) -> None:
    others = event.batches.unfinished()
    under_way = (others.exclude(pk=than.pk) if than else others).first()
    if under_way:
        raise BatchUnderWay(under_way)


@transaction.atomic
def _store_batch(event: Event, registration_ids: Iterable[int], *, by: User) -> Batch:
    batch = Batch.objects.create(event=event, requested_by=by)
    items = (BatchItem(batch=batch, registration_id=pk) for pk in registration_ids)
    BatchItem.objects.bulk_create(items, batch_size=500)
    record("batch.started", batch, by=by)
    _enqueue(batch)
    return batch


@transaction.atomic
def _put_back(batch: Batch, *, by: User) -> None:
    """Queue the batch again if it still lies idle; the row count decides.

    The lease gives a worker time to take it up before it counts as stalled once more.
    """
    stands_idle = Q(state=Batch.State.FAILED) | Q(lease_until__lte=timezone.now())
    stands_idle |= Q(state=Batch.State.QUEUED)
    idle = Batch.objects.filter(stands_idle, pk=batch.pk).exclude(state=Batch.State.DONE)
    if not idle.update(
        state=Batch.State.QUEUED,
        attempts=0,
        lease_holder="",
        lease_until=timezone.now() + LEASE,
        finished_at=None,
    ):
        raise BatchNotResumable
    record("batch.resumed", batch, by=by, fields=["state"])
    _enqueue(batch)


def _enqueue(batch: Batch) -> None:
    run_batch_task.enqueue(batch.pk)
    enqueue_watch(batch.pk)
