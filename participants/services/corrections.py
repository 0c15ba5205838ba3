"""Corrections: what was mistyped is put right, and nobody overwrites what they have not seen."""

from collections.abc import Iterable
from typing import TypeVar

from django.utils.translation import gettext as _

from participants.models import Organisation, Person

CorrectedT = TypeVar("CorrectedT", Person, Organisation)


class CorrectionRefused(Exception):
    """Why a correction cannot be kept; ``str()`` is a sentence to act on."""


class ChangedMeanwhile(CorrectionRefused):
    """Somebody else has corrected the same row since it was read."""

    def __str__(self) -> str:
        return _(
            "Somebody else saved other details while this page was open. What you typed is still "
            "here, and what is kept now stands beside it. Compare, then save again."
        )


def write_version(row: CorrectedT, *, version: int, fields: Iterable[str]) -> None:
    """Write these fields of ``row`` if it is still at ``version``, which then grows by one.

    Raises ``ChangedMeanwhile`` where somebody else was faster; nothing is written then.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    values = {name: getattr(row, name) for name in fields}
    if not rows.filter(version=version).update(**values, version=version + 1):
        raise ChangedMeanwhile
    row.version = version + 1
