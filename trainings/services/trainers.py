"""Changes of the trainers that the network asks."""

from collections.abc import Collection
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from network.models import User
from network.services.audit import record
from trainings.models import Module, Trainer
from trainings.services.facts import save_facts


class TrainerFacts(TypedDict):
    """What is known of a trainer beside the modules."""

    name_ar: str
    name_fr: str
    organisation_ar: NotRequired[str]
    organisation_fr: NotRequired[str]
    phone: NotRequired[str]
    email: NotRequired[str]


@transaction.atomic
def create_trainer(
    *, modules: Collection[Module], by: User, **facts: Unpack[TrainerFacts]
) -> Trainer:
    """Add a trainer with the modules that they lead."""
    trainer = Trainer.objects.create(**facts)
    trainer.modules.set(modules)
    record("trainer.created", trainer, by=by, fields=[*facts, "modules"])
    return trainer


@transaction.atomic
def update_trainer(
    trainer: Trainer, *, modules: Collection[Module], by: User, **facts: Unpack[TrainerFacts]
) -> Trainer:
    """Change a trainer and the modules that they lead; return them as they stand now."""
    current = Trainer.objects.select_for_update(no_key=True).get(pk=trainer.pk)
    changed = save_facts(current, facts)
    before = set(current.modules.all())
    if before != set(modules):
        current.modules.set(modules)
        changed.append("modules")
    if changed:
        record("trainer.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def retire_trainer(trainer: Trainer, *, by: User) -> None:
    """Ask a trainer no longer; the agendas that name them keep them."""
    row = Trainer.objects.filter(pk=trainer.pk, retired_at__isnull=True)
    if row.update(retired_at=timezone.now()):
        record("trainer.retired", trainer, by=by, fields=["retired_at"])


@transaction.atomic
def restore_trainer(trainer: Trainer, *, by: User) -> None:
    """Ask a retired trainer again."""
    row = Trainer.objects.filter(pk=trainer.pk, retired_at__isnull=False)
    if row.update(retired_at=None):
        record("trainer.restored", trainer, by=by, fields=["retired_at"])
