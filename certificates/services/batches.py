"""The worker's side of a batch: take it, move it on step by step, finish it.

A worker that dies leaves the batch as its last committed step left it. Every step begins by
renewing the lease under the holder's own name: a worker that was taken for dead finds that it
holds nothing any more and stops before it has changed anything.
"""

import uuid
from collections.abc import Callable

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from certificates.kinds import Kind
from certificates.models import LEASE, Batch, BatchItem, Certificate, DesignVersion, Reason
from certificates.services.assessing import Assessment, assess_keys, hold_exceptions
from certificates.services.designs import default_version
from certificates.services.eligibility import ISSUED, READY
from certificates.services.numbering import take_numbers
from certificates.services.paper import mark_batch
from certificates.services.sealing import seal_certificates
from certificates.services.snapshots import facts_to_issue
from certificates.services.versions import draw_up
from network.services.audit import record, record_many

# Recipients a step: few enough for a short transaction, enough to make its commit cheap.
STEP = 20
# Takings without a single step that succeeds, after which a batch is given up.
MAX_ATTEMPTS = 3


def run_batch(batch_id: int, *, on_step: Callable[[Batch], None] | None = None) -> bool:
    """Issue what is left of a batch; False at once when it is finished or somebody is at it.

    Calls ``on_step`` after every committed step. Safe to call at any time, from anywhere, and to
    kill at any moment. Whatever goes wrong in a step stops the batch as failed and is raised;
    only a database that does not answer leaves it to whoever finds the lease run out.
    """
    holder = uuid.uuid4().hex
    if not _claim(batch_id, holder):
        return False
    batch = _fetch(batch_id)
    if batch.attempts > MAX_ATTEMPTS:
        _stop(batch, holder)
        return False
    try:
        # Of a worker that was killed between a step and its papers.
        mark_batch(batch)
        while _take_step(batch, holder):
            mark_batch(batch)
            if on_step:
                on_step(batch)
    except OperationalError:
        raise
    except (KeyboardInterrupt, SystemExit):
        # Told to end: nobody need wait for the lease to run out.
        _held(batch, holder).update(lease_until=timezone.now())
        raise
    except Exception:
        _stop(batch, holder)
        raise
    return True


def _claim(batch_id: int, holder: str) -> bool:
    """Take the batch if it is nobody's: one conditional UPDATE decides between workers."""
    now = timezone.now()
    is_free = Q(state=Batch.State.QUEUED) | Q(state=Batch.State.RUNNING, lease_until__lte=now)
    taken = Batch.objects.filter(is_free, pk=batch_id).update(
        state=Batch.State.RUNNING,
        lease_holder=holder,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        started_at=Coalesce(F("started_at"), now),
    )
    return taken == 1


def _fetch(batch_id: int) -> Batch:
    related = ("event__programme", "event__venue__commune", "requested_by", "design_version")
    return Batch.objects.select_related(*related).get(pk=batch_id)


@transaction.atomic
def _take_step(batch: Batch, holder: str) -> bool:
    """Deal with the next persons; False when the batch is done or no longer ours."""
    held = _held(batch, holder)
    if not held.update(lease_until=timezone.now() + LEASE, attempts=0):
        return False
    pending = batch.items.filter(state=BatchItem.State.PENDING).order_by("pk")
    items = list(pending[:STEP])
    if items:
        _settle(batch, items)
    else:
        _finish(batch, held)
    return bool(items)


def _held(batch: Batch, holder: str) -> QuerySet[Batch]:
    return Batch.objects.filter(pk=batch.pk, lease_holder=holder, state=Batch.State.RUNNING)


def _settle(batch: Batch, items: list[BatchItem]) -> None:
    """Issue or refuse these items, each by what holds for the recipient now."""
    kind, keys = Kind(batch.kind), [item.recipient_key for item in items]
    hold_exceptions(batch.event, kind, keys)
    assessed = assess_keys(batch.event, kind, keys, version=batch.design_version)
    verdicts = {key: one.verdict for key, one in assessed.items()}
    ready = [item for item in items if verdicts.get(item.recipient_key) == READY]
    certificates = _issue(batch, [assessed[item.recipient_key] for item in ready])
    for item, certificate in zip(ready, certificates, strict=True):
        item.state, item.certificate = BatchItem.State.ISSUED, certificate
    for item in items:
        if item.state == BatchItem.State.PENDING:
            item.state = BatchItem.State.REFUSED
            item.reason = _reason(verdicts.get(item.recipient_key, Reason.NOT_INVOLVED))
    BatchItem.objects.bulk_update(items, ["state", "reason", "certificate"])


def version_of(batch: Batch) -> DesignVersion:
    """Return the version of a design that a batch issues with."""
    return batch.design_version or default_version(Kind(batch.kind))


def _reason(verdict: str) -> Reason:
    return Reason.ALREADY_ISSUED if verdict == ISSUED else Reason(verdict)


def _issue(batch: Batch, assessments: list[Assessment]) -> list[Certificate]:
    facts, now = facts_to_issue(batch.event, version_of(batch)), timezone.now()
    numbers = take_numbers(batch.event, len(assessments))
    certificates = [
        draw_up(
            facts,
            assessment.recipient,
            event_id=batch.event_id,
            kind=Kind(batch.kind),
            number=number,
            at=now,
            by=batch.requested_by,
            exception_id=assessment.exception_id,
        )
        for assessment, number in zip(assessments, numbers, strict=True)
    ]
    if certificates:
        seal_certificates(certificates, by=batch.requested_by)
    Certificate.objects.bulk_create(certificates)
    record_many("certificate.issued", certificates, by=batch.requested_by)
    return certificates


def _finish(batch: Batch, held: QuerySet[Batch]) -> None:
    held.update(state=Batch.State.DONE, lease_until=None, finished_at=timezone.now())
    record("batch.finished", batch, by=batch.requested_by, fields=["state"])


@transaction.atomic
def _stop(batch: Batch, holder: str) -> None:
    stopped = _held(batch, holder).update(
        state=Batch.State.FAILED, lease_until=None, finished_at=timezone.now()
    )
    if stopped:
        record("batch.stopped", batch, by=batch.requested_by, fields=["state"])
