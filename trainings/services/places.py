"""Places: two counters, of the event and of the province's quota, that move together.

Each is moved by one conditional UPDATE whose row count decides, the event's always first: two
transactions that give places of the same event wait for one another and never cross. The counters
of instances in memory stay as they were read.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F, QuerySet

from network.models import Province
from trainings.models import Event, Quota


def stand_in_line(events: Iterable[int]) -> None:
    """Wait for whoever moves places of these events, and let others wait for the transaction's end.

    ``events`` are primary keys. Call it before the registrations themselves are changed: the row
    of the event always comes first, and that of two events in one order, so that nobody who holds
    one waits for who holds the other. Raises ``RuntimeError`` outside a transaction.
    """
    _require_transaction()
    rows = Event.objects.select_for_update(no_key=True).filter(pk__in=list(events))
    list(rows.order_by("pk").values_list("pk"))


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


def take_places(event: Event, province: Province, number: int) -> int:
    """Take up to ``number`` places on the quota of ``province``; return how many there were.

    Both counters move by the same number, each by one conditional UPDATE. Raises ``RuntimeError``
    outside a transaction.
    """
    _require_transaction()
    events, quotas = _counters(event, province)
    while (given := min(number, _places_left(events, quotas))) > 0:
        # Between the look and the update somebody may have been faster: then look again.
        if not events.filter(taken__lte=F("capacity") - given).update(taken=F("taken") + given):
            continue
        if quotas.filter(taken__lte=F("places") - given).update(taken=F("taken") + given):
            return given
        events.update(taken=F("taken") - given)
    return 0


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


def free_places(event: Event, province: Province, number: int) -> None:
    """Give back ``number`` places at once, as `free_place` gives back one."""
    _require_transaction()
    with transaction.atomic():
        for counter in _counters(event, province):
            if number and not counter.filter(taken__gte=number).update(taken=F("taken") - number):
                raise RuntimeError(f"{number} places of {province.hcp_code} at {event.code}?")


def free_all_places(event: Event) -> None:
    """Count every place of the event as free, because nobody keeps one: it is cancelled.

    Raises ``RuntimeError`` outside a transaction, and for an event that is not cancelled.
    """
    _require_transaction()
    cancelled = Event.objects.filter(pk=event.pk, state=Event.State.CANCELLED)
    if not cancelled.update(taken=0):
        raise RuntimeError(f"{event.code} is not cancelled: its places belong to somebody.")
    Quota.objects.filter(event_id=event.pk).update(taken=0)


def _places_left(events: QuerySet[Event], quotas: QuerySet[Quota]) -> int:
    capacity, taken = events.values_list("capacity", "taken").get()
    quota = quotas.values_list("places", "taken").first()
    return min(capacity - taken, quota[0] - quota[1]) if quota else 0


def _counters(event: Event, province: Province) -> tuple[QuerySet[Event], QuerySet[Quota]]:
    return (
        Event.objects.filter(pk=event.pk),
        Quota.objects.filter(event_id=event.pk, province_id=province.pk),
    )


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A place is taken or freed in the transaction of its registration.")
