"""Places: two counters, of the event and of the province's quota, that move together.

Each is moved by one conditional UPDATE whose row count decides, the event's always first: two
transactions that give places of the same event wait for one another and never cross. The counters
of instances in memory stay as they were read.
"""

from django.db import connection, transaction
from django.db.models import F, QuerySet

from network.models import Province
from trainings.models import Event, Quota


def take_place(event: Event, province: Province) -> bool:
    """Take one place on the quota of ``province``; False when none is left, or it has no quota.

    Counts it at the event too: both or none. Raises ``RuntimeError`` outside a transaction.
    """
    _require_transaction()
    events, quotas = _counters(event, province)
    if not events.filter(taken__lt=F("capacity")).update(taken=F("taken") + 1):
        return False
    if quotas.filter(taken__lt=F("places")).update(taken=F("taken") + 1):
        return True
    events.update(taken=F("taken") - 1)
    return False


def free_place(event: Event, province: Province) -> None:
    """Give back one place taken on the quota of ``province``.

    Raises ``RuntimeError`` outside a transaction, and where no place is taken: a place is freed
    by whoever took it. Nothing has moved then.
    """
    _require_transaction()
    with transaction.atomic():
        for counter in _counters(event, province):
            if not counter.filter(taken__gt=0).update(taken=F("taken") - 1):
                raise RuntimeError(f"No place of {province.hcp_code} is taken at {event.code}.")


def _counters(event: Event, province: Province) -> tuple[QuerySet[Event], QuerySet[Quota]]:
    return (
        Event.objects.filter(pk=event.pk),
        Quota.objects.filter(event_id=event.pk, province_id=province.pk),
    )


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A place is taken or freed in the transaction of its registration.")
