"""Lists that leave the house are written down before they do."""

from collections.abc import Iterable

from django.db import transaction

from network.models import User
from network.services.audit import record
from participants.models import Export
from trainings.models import Event


@transaction.atomic
def record_export(
    kind: Export.Kind,
    format: Export.Format,  # noqa: A002 - the field's own name
    *,
    row_count: int,
    filters: Iterable[str],
    by: User,
    event: Event | None = None,
    reason: str = "",
    with_national_ids: bool = False,
) -> Export:
    """Write down that a list is taken out. Call it before the file is sent.

    ``filters`` are the names of those that were used, never what was typed. National ID numbers
    need a reason: raises ``IntegrityError`` without one.
    """
    export = Export.objects.create(
        kind=kind,
        format=format,
        event=event,
        filters=sorted(filters),
        row_count=row_count,
        with_national_ids=with_national_ids,
        reason=reason,
        exported_by=by,
    )
    action = "export.national_ids_taken" if with_national_ids else "export.taken"
    record(action, export, by=by, fields=export.filters)
    return export
