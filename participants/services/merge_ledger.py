"""What a merge changes, written down so that it can be taken back row by row.

Nothing is ever deleted by a merge: rows change hands, and each change is kept with the values
before and after. Taken back, a row gets its values back only where nobody changed it since.
"""

import base64
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

Entry = dict[str, Any]


class Ledger:
    """The changes of one merge, in their order; ``entries`` can be kept as JSON."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def change(self, row: models.Model, **after: Any) -> None:
        """Write these columns of one row, and keep what stood there."""
        before = {name: getattr(row, name) for name in after}
        type(row)._default_manager.filter(pk=row.pk).update(**after)
        self._note(row, before, after)
        for name, value in after.items():
            setattr(row, name, value)

    def create(self, row: models.Model, **columns: Any) -> None:
        """Save a new row; taken back, it goes again if it still has these columns."""
        row.save(force_insert=True)
        self._note(row, None, columns)

    def _note(
        self, row: models.Model, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> None:
        self.entries.append(
            {
                "model": row._meta.label_lower,
                "pk": row.pk,
                "before": None if before is None else _plain(type(row), before),
                "after": _plain(type(row), after),
            }
        )


def entries_of(entries: Iterable[Entry], model: type[models.Model]) -> list[Entry]:
    """Return those of one table, the last change first."""
    return [entry for entry in entries if entry["model"] == model._meta.label_lower][::-1]


def take_back(entry: Entry) -> bool:
    """Give a row its values back; False, and nothing written, where it changed since."""
    model = apps.get_model(entry["model"])
    after = _typed(model, entry["after"])
    standing = model._default_manager.filter(pk=entry["pk"], **after)
    if entry["before"] is None:
        return bool(standing.delete()[0])
    return bool(standing.update(**_typed(model, entry["before"])))


def _plain(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    prepared = {
        name: model._meta.get_field(name).get_prep_value(value)  # type: ignore[union-attr]  # columns only
        for name, value in values.items()
    }
    return {name: _plain_value(value) for name, value in prepared.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _typed(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed_value(model._meta.get_field(name), v) for name, v in values.items()}


def _typed_value(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value) if isinstance(field, models.DateField) else value
