"""Rows that somebody else may have removed meanwhile: held to be changed, removed only once."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext

from network.models import User
from network.services.audit import record
from trainings.services.errors import PlanningError

RowT = TypeVar("RowT", bound=models.Model)


class RowGone(PlanningError):
    """A row to be changed or removed that somebody has removed already."""

    def __str__(self) -> str:
        return gettext("Somebody else has removed this meanwhile.")


def hold_row(row: RowT, *, no_key: bool = True) -> RowT:
    """Read a row anew and hold it to the end of the transaction; raises `RowGone`.

    Without ``no_key`` nobody may point at it meanwhile either, as before it is removed.
    """
    held = type(row)._default_manager.select_for_update(no_key=no_key).filter(pk=row.pk).first()
    if held is None:
        raise RowGone
    return held


def remove_row(row: models.Model, action: str, *, by: User) -> None:
    """Remove a row and write one audit row; raises `RowGone`.

    Of two who remove it at once the DELETE itself lets one through.
    """
    _number, numbers = type(row)._default_manager.filter(pk=row.pk).delete()
    if not numbers.get(row._meta.label):
        raise RowGone
    record(action, row, by=by)
