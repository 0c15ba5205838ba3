"""Issuing certificates: asking for a batch, and taking a stopped one up again."""

from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from certificates.kinds import Kind
from certificates.models import (
    LEASE,
    Batch,
    BatchItem,
    Design,
    DesignVersion,
    Group,
    RecipientKey,
)
from certificates.services.assessing import is_for_registered
from certificates.services.batches import run_batch
from certificates.services.candidates import assess_candidates
from certificates.services.designs import current_version, default_version
from certificates.services.eligibility import READY, assess, in_print_order, list_candidates
from certificates.services.errors import (
    BatchNotResumable,
    BatchUnderWay,
    DesignUnfit,
    NobodyIsReady,
    NotAllowedToIssue,
    ThanksNeedChoice,
)
from certificates.services.keys import current_signer
from certificates.tasks import enqueue_watch, run_batch_task
from network.models import User
from network.services.audit import record
from participants.models import Registration
from trainings.models import Event

__all__ = ["resume_batch", "run_batch", "start_batch"]


def start_batch(
    event: Event,
    *,
    by: User,
    kind: Kind = Kind.PARTICIPATION,
    registrations: QuerySet[Registration] | None = None,
    chosen: Collection[RecipientKey] | None = None,
    design: Design | None = None,
) -> Batch:
    """Ask for a kind of certificate for all who have earned it and have none, or for some of them.

    ``registrations`` narrows a kind for registered people down, ``chosen`` any kind. What is
    issued looks like the version of ``design``, or of the kind's default, that is current now. The
    batch, its items and the order to the background worker are stored together. Raises
    `NotAllowedToIssue`, `ThanksNeedChoice`, `DesignUnfit`, `NobodyIsReady`, `SigningKeyMissing`,
    or `BatchUnderWay` with the batch that is at it.
    """
    _require_administrator(by)
    _refuse_beside_another(event, kind)
    version = _find_version(kind, design)
    if is_for_registered(kind):
        ready = _ready_registrations(event, kind, version, registrations, chosen)
    else:
        ready = _ready_candidates(event, kind, version, chosen)
    if not ready:
        raise NobodyIsReady
    # Better said now than by a batch that stops; the first time ever it makes the key.
    current_signer(by=by)
    try:
        return _store_batch(event, version, ready, by=by)
    except IntegrityError:
        # Somebody was quicker, between the look above and the constraint.
        _refuse_beside_another(event, kind)
        raise


def _find_version(kind: Kind, design: Design | None) -> DesignVersion:
    """Return what a batch issues with: kept with it, so that all of it looks the same."""
    if design is None:
        return default_version(kind)
    version = current_version(design)
    if version is None or design.is_retired or design.kind != kind:
        raise DesignUnfit(design)
    return version


def _ready_registrations(
    event: Event,
    kind: Kind,
    version: DesignVersion,
    registrations: QuerySet[Registration] | None,
    chosen: Collection[RecipientKey] | None,
) -> list[RecipientKey]:
    among = Registration.objects.all() if registrations is None else registrations
    if chosen is not None:
        among = among.filter(pk__in=[key.pk for key in chosen if key.group == Group.REGISTRATION])
    candidates = list_candidates(event, among, kind)
    ready = in_print_order(assess(event, candidates, kind, version).filter(verdict=READY))
    return [RecipientKey(Group.REGISTRATION, pk) for pk in ready.values_list("pk", flat=True)]


def _ready_candidates(
    event: Event,
    kind: Kind,
    version: DesignVersion,
    chosen: Collection[RecipientKey] | None,
) -> list[RecipientKey]:
    if kind == Kind.THANKS and chosen is None:
        raise ThanksNeedChoice
    candidates = assess_candidates(event, kind, among=chosen, version=version)
    return [candidate.key for candidate in candidates if candidate.verdict == READY]


def resume_batch(batch: Batch, *, by: User) -> None:
    """Have a stopped or stalled batch taken up where it stands.

    Raises `NotAllowedToIssue`, `BatchNotResumable` when it is done or under way, and
    `BatchUnderWay` when another batch of the event and kind is.
    """
    _require_administrator(by)
    _refuse_beside_another(batch.event, Kind(batch.kind), than=batch)
    try:
        _put_back(batch, by=by)
    except IntegrityError:
        _refuse_beside_another(batch.event, Kind(batch.kind), than=batch)
        raise


def _require_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowedToIssue


def _refuse_beside_another(event: Event, kind: Kind, *, than: Batch | None = None) -> None:
    others = event.batches.unfinished().filter(kind=kind)
    under_way = (others.exclude(pk=than.pk) if than else others).first()
    if under_way:
        raise BatchUnderWay(under_way)


@transaction.atomic
def _store_batch(
    event: Event, version: DesignVersion, keys: Iterable[RecipientKey], *, by: User
) -> Batch:
    kind = version.design.kind
    batch = Batch.objects.create(event=event, kind=kind, design_version=version, requested_by=by)
    items = (BatchItem(batch=batch, **{f"{key.group.value}_id": key.pk}) for key in keys)
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
