"""Asking for a file that takes too long to wait for."""

from collections.abc import Sequence

from django.db import transaction

from certificates.models import PreparedFile
from certificates.models.prepared_files import scope_of
from certificates.services.printing import PileOptions
from certificates.tasks import enqueue_making
from network.models import User
from network.services.audit import record
from trainings.models import Event

# Beyond so many certificates nobody waits before a page that stands still.
MOST_AT_ONCE = {
    PreparedFile.Kind.PILE: 1_500,
    PreparedFile.Kind.RECEIPTS: 1_500,
    PreparedFile.Kind.ZIP: 500,
}


def takes_long(kind: str, number: int) -> bool:
    """Whether a file of so many certificates is made in the background."""
    return number > MOST_AT_ONCE[PreparedFile.Kind(kind)]


@transaction.atomic
def prepare_file(
    event: Event, kind: str, pks: Sequence[int], options: PileOptions, *, by: User
) -> PreparedFile:
    """Have a file of these certificates made in the background.

    Asked for twice while the first is being made, it is one file.
    """
    prepared = PreparedFile(
        event=event,
        kind=kind,
        options=options.as_json(),
        certificates=list(pks),
        scope=scope_of(by),
        requested_by=by,
        total=len(pks),
    )
    if same := _find_same(prepared):
        return same
    prepared.save()
    record("prepared_file.asked", prepared, by=by)
    enqueue_making(prepared.pk)
    return prepared


@transaction.atomic
def note_fetched(prepared: PreparedFile, *, by: User) -> None:
    """Leave the audit row of a file that is taken out."""
    record("prepared_file.fetched", prepared, by=by)


def _find_same(prepared: PreparedFile) -> PreparedFile | None:
    under_way = PreparedFile.objects.filter(
        event=prepared.event,
        kind=prepared.kind,
        requested_by=prepared.requested_by,
        scope=prepared.scope,
        total=prepared.total,
        state__in=[PreparedFile.State.QUEUED, PreparedFile.State.RUNNING],
    )
    wanted = (prepared.options, prepared.certificates)
    return next((each for each in under_way if (each.options, each.certificates) == wanted), None)
