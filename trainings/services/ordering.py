"""Rows that people put in order: a new one comes last, one changes places with its neighbour."""

from typing import Any

from django.db import models
from django.db.models import Max, Value
from django.db.models.functions import Coalesce


def last_position(rows: models.QuerySet[Any]) -> int:
    """Return the position of the last of ``rows``, 0 where there is none."""
    last: int = rows.aggregate(last=Coalesce(Max("position"), Value(0)))["last"]
    return last


def move_row(rows: models.QuerySet[Any], row: models.Model, *, up: bool) -> bool:
    """Let ``row`` change places with the one before it (``up``) or after it, in a transaction.

    Return whether it moved: at the end of the list, or once it is gone, nothing happens.
    """
    # In one order for everybody, so that two who move at once wait and never cross.
    standing = list(rows.select_for_update(no_key=True).order_by("pk"))
    standing.sort(key=lambda one: (one.position, one.pk))
    if row not in standing:
        return False
    here = standing.index(row)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(standing):
        return False
    standing[here], standing[there] = standing[there], standing[here]
    for position, one in enumerate(standing, start=1):
        one.position = position
    rows.model._default_manager.bulk_update(standing, ["position"])
    return True
