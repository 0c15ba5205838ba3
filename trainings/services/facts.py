"""Plain facts of a row: kept only where they changed, so that the audit log names just those."""

from collections.abc import Mapping
from typing import Any

from django.db import models


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
