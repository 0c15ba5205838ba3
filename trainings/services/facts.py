"""Plain facts of a row: kept only where they changed, so that the audit log names just those."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction

from trainings.services.errors import PlanningError


def save_facts(subject: models.Model, facts: Mapping[str, Any]) -> list[str]:
    """Save the facts that differ from those of ``subject``; return their names.

    ``subject`` has been read in this transaction, under a lock where its row is shared.
    """
    changed = [name for name, value in facts.items() if getattr(subject, name) != value]
    for name in changed:
        setattr(subject, name, facts[name])
    if changed:
        subject.save(update_fields=changed)
    return changed


@contextmanager
def kept_once(refusal: PlanningError) -> Iterator[None]:
    """Raise ``refusal`` where the row that is written inside already exists.

    Forms look first; this is for the form that was sent twice at the same moment.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal from error
