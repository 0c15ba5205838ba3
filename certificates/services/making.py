"""The worker's side of prepared files: take one, make it, keep it for a day, delete it.

A worker that dies leaves a lease that runs out, and another one begins the file anew: nothing is
visible before it is whole.
"""

import datetime as dt
import tempfile
import uuid
from collections.abc import Callable
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from certificates.models import KEPT, Certificate, PreparedFile
from certificates.services.printing import (
    PileOptions,
    note_printed,
    note_receipts,
    print_pile,
    print_receipts,
)
from certificates.services.zipping import stream_zip
from network.services.audit import record

LEASE = dt.timedelta(seconds=90)
MAX_ATTEMPTS = 3
FOLDER = "certificates"
# Certificates between two signs of life.
STEP = 200

State, Kind = PreparedFile.State, PreparedFile.Kind


class _Overtaken(Exception):
    """The lease ran out and somebody else makes the file."""


def make_file(file_id: int) -> bool:
    """Make a file that waits; False where it is finished or somebody is at it.

    Safe to call at any time and to kill at any moment. Whatever goes wrong stops the file as
    failed and is raised; a database that does not answer leaves it to whoever comes next.
    """
    holder = uuid.uuid4().hex
    if not _claim(file_id, holder):
        return False
    prepared = PreparedFile.objects.select_related("event", "requested_by").get(pk=file_id)
    if prepared.attempts > MAX_ATTEMPTS:
        _stop(prepared, holder)
        return False
    try:
        _make(prepared, holder)
    except _Overtaken:
        return False
    except OperationalError:
        raise
    except Exception:
        _stop(prepared, holder)
        raise
    return True


def is_unfinished(file_id: int) -> bool:
    """Whether a file is still to be made."""
    unfinished = PreparedFile.objects.filter(state__in=[State.QUEUED, State.RUNNING])
    return unfinished.filter(pk=file_id).exists()


def forget_files(*, file_id: int | None = None) -> int:
    """Delete the files whose day is over, or that one if its is; returns how many went."""
    over = PreparedFile.objects.filter(expires_at__lte=timezone.now(), forgotten_at__isnull=True)
    expired = list(over if file_id is None else over.filter(pk=file_id))
    for prepared in expired:
        if prepared.name:
            default_storage.delete(prepared.name)
        # Which people it was of is forgotten with it.
        over.filter(pk=prepared.pk).update(forgotten_at=timezone.now(), certificates=[])
    return len(expired)


def _claim(file_id: int, holder: str) -> bool:
    now = timezone.now()
    is_free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lte=now)
    taken = PreparedFile.objects.filter(is_free, pk=file_id).update(
        state=State.RUNNING,
        lease_holder=holder,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        done=0,
    )
    return taken == 1


def _make(prepared: PreparedFile, holder: str) -> None:
    # What was replaced or revoked since it was asked for stays out.
    pks = _still_valid(prepared.certificates)
    with tempfile.TemporaryFile() as target:
        if pks:
            MAKERS[Kind(prepared.kind)](prepared, pks, target, _signs_of_life(prepared, holder))
        size = target.tell()
        target.seek(0)
        ending = "zip" if prepared.kind == Kind.ZIP else "pdf"
        name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.{ending}", File(target))
    if not _finish(prepared, holder, name=name, size=size, pks=pks):
        default_storage.delete(name)


def _still_valid(pks: list[int]) -> list[int]:
    valid: set[int] = set()
    for start in range(0, len(pks), STEP):
        part = Certificate.objects.valid().filter(pk__in=pks[start : start + STEP])
        valid.update(part.values_list("pk", flat=True))
    return [pk for pk in pks if pk in valid]


def _signs_of_life(prepared: PreparedFile, holder: str) -> Callable[[int], None]:
    """Return what to call with the number of certificates done: it renews the lease."""

    def renew(done: int) -> None:
        if done % STEP:
            return
        lease = timezone.now() + LEASE
        if not _held(prepared, holder).update(done=done, lease_until=lease):
            raise _Overtaken

    return renew


def _held(prepared: PreparedFile, holder: str) -> QuerySet[PreparedFile]:
    return PreparedFile.objects.filter(pk=prepared.pk, state=State.RUNNING, lease_holder=holder)


def _make_pile(
    prepared: PreparedFile, pks: list[int], target: IO[bytes], on_page: Callable[[int], None]
) -> None:
    target.write(print_pile(pks, PileOptions(**prepared.options), on_page=on_page))


def _make_receipts(
    prepared: PreparedFile, pks: list[int], target: IO[bytes], _on_page: Callable[[int], None]
) -> None:
    target.write(print_receipts(pks, PileOptions(**prepared.options)))


def _make_zip(
    prepared: PreparedFile, pks: list[int], target: IO[bytes], on_page: Callable[[int], None]
) -> None:
    options = PileOptions(**prepared.options)
    for done, part in enumerate(stream_zip(pks, duplicate=options.duplicate), start=1):
        target.write(part)
        on_page(done)


MAKERS = {Kind.PILE: _make_pile, Kind.RECEIPTS: _make_receipts, Kind.ZIP: _make_zip}


@transaction.atomic
def _finish(prepared: PreparedFile, holder: str, *, name: str, size: int, pks: list[int]) -> bool:
    now = timezone.now()
    finished = _held(prepared, holder).update(
        state=State.DONE,
        done=len(pks),
        name=name,
        size=size,
        lease_until=None,
        finished_at=now,
        expires_at=now + KEPT,
    )
    if not finished:
        return False
    if prepared.kind == Kind.RECEIPTS:
        note_receipts(prepared.event, by=prepared.requested_by)
    else:
        is_duplicate = PileOptions(**prepared.options).duplicate
        note_printed(prepared.event, pks, by=prepared.requested_by, duplicate=is_duplicate)
    record("prepared_file.made", prepared, by=prepared.requested_by, fields=["state"])
    return True


@transaction.atomic
def _stop(prepared: PreparedFile, holder: str) -> None:
    now = timezone.now()
    stopped = _held(prepared, holder).update(
        state=State.FAILED, lease_until=None, finished_at=now, expires_at=now + KEPT
    )
    if stopped:
        record("prepared_file.stopped", prepared, by=prepared.requested_by, fields=["state"])
