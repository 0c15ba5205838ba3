"""Telling what a form has changed, so that the audit log names the fields and nothing is lost."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

RowT = TypeVar("RowT", bound=models.Model)


def save_changes(row: RowT, values: Mapping[str, Any]) -> list[str]:
    """Save the fields of ``values`` that differ from what is stored; return their names.

    ``row`` may have been filled in by a form already: the stored row is what counts. Call it in
    a transaction; the row stays locked until its end.
    """
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed
