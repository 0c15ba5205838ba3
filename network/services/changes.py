"""Telling what a form has changed, so that the audit log names the fields and nothing is lost."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

RowT = TypeVar("RowT", bound=models.Model)


def save_changes(row: RowT, values: Mapping[str, Any]) -> list[str]:
    """Save the fields of ``values`` that differ from what is stored; return their names.

    ``row`` may have been filled in by a form already: the stored row is what counts. Call it in
    a transaction; the row stays locked until its end.
    """
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    # The unchanged ones too: another one may have changed them since ``row`` was read.
    for name, value in values.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=changed)
    return changed


@contextmanager
def kept_once(refusal: Exception) -> Iterator[None]:
    """Raise ``refusal`` where the row that is written inside already exists.

    Forms look first; this is for the form that was sent twice at the same moment.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal from error
