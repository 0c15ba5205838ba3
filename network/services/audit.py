"""Writing the audit log. Call inside the transaction of the change that it records."""

from collections.abc import Iterable

from django.db import connection, models

from network.bulk import PreparedRows, prepare_rows
from network.models import AuditEvent, User


def record(action: str, subject: models.Model, *, by: User, fields: Iterable[str] = ()) -> None:
    """Write one audit row; ``action`` is dotted (``"registration.cancelled"``)."""
    record_many(action, [subject], by=by, fields=fields)


def record_many(
    action: str, subjects: Iterable[models.Model], *, by: User, fields: Iterable[str] = ()
) -> None:
    """Write one audit row for each subject, in one statement per 500.

    Raises ``RuntimeError`` outside a transaction: a change and its row stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit row is written in the transaction of its change.")
    names = sorted(fields)
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(
                actor=by,
                action=action,
                object_type=subject._meta.label_lower,
                object_id=str(subject.pk),
                fields=names,
            )
            for subject in subjects
        ),
        batch_size=500,
    )


def prepare_records(
    action: str,
    model: type[models.Model],
    keys: Iterable[int],
    *,
    by: User,
    fields: Iterable[str] = (),
) -> PreparedRows:
    """Make one audit row ready for each key, for `network.bulk.insert_rows`.

    For changes of thousands of rows at once: what can be done before their transaction is done.
    """
    names, label = sorted(fields), model._meta.label_lower
    columns = ("actor_id", "action", "object_type", "object_id", "fields")
    rows = ((by.pk, action, label, str(key), names) for key in keys)
    return prepare_rows(AuditEvent, columns, rows)
