"""The numbers of certificates: one series an event, without gaps, none given twice."""

from django.db import connection
from django.db.models import F

from certificates.models import NumberSeries
from network.models import NetworkIdentity
from trainings.models import Event


def format_number(event: Event, serial: int, *, prefix: str) -> str:
    """Return a number as it is printed: ``RAD/2026/SB01/0001``."""
    return f"{prefix}/{event.programme.year}/{event.code}/{serial:04}"


def take_numbers(event: Event, count: int) -> list[str]:
    """Take the next ``count`` numbers of an event, for good if the transaction commits.

    The series' row is moved by an UPDATE, so it stays locked until then: whoever comes next
    waits, and a transaction that fails gives its numbers back. Raises ``RuntimeError`` outside a
    transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Numbers are taken in the transaction that uses them.")
    NumberSeries.objects.get_or_create(event=event)
    series = NumberSeries.objects.filter(event=event)
    series.update(last=F("last") + count)
    last = series.values_list("last", flat=True).get()
    prefix = NetworkIdentity.current().certificate_prefix
    return [
        format_number(event, serial, prefix=prefix) for serial in range(last - count + 1, last + 1)
    ]
