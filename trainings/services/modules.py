"""Changes of the library of modules."""

from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from network.models import User
from network.services.audit import record
from network.services.changes import kept_once
from trainings.models import Module
from trainings.services.errors import PlanningError
from trainings.services.facts import save_facts


class ModuleKnown(PlanningError):
    """The title of another module."""

    def __str__(self) -> str:
        return gettext("Another module already has this title.")


class ModuleFacts(TypedDict):
    """What is known of a module."""

    title_ar: str
    title_fr: str
    summary_ar: NotRequired[str]
    summary_fr: NotRequired[str]


@transaction.atomic
def create_module(*, by: User, **facts: Unpack[ModuleFacts]) -> Module:
    """Add a module to the library; raises `ModuleKnown`."""
    with kept_once(ModuleKnown()):
        module = Module.objects.create(**facts)
    record("module.created", module, by=by, fields=facts)
    return module


@transaction.atomic
def update_module(module: Module, *, by: User, **facts: Unpack[ModuleFacts]) -> Module:
    """Change a module wherever it is used; return it as it stands now; raises `ModuleKnown`."""
    current = Module.objects.select_for_update(no_key=True).get(pk=module.pk)
    with kept_once(ModuleKnown()):
        changed = save_facts(current, facts)
    if changed:
        record("module.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def retire_module(module: Module, *, by: User) -> None:
    """Offer a module no longer for new plans; what drew on it keeps it."""
    row = Module.objects.filter(pk=module.pk, retired_at__isnull=True)
    if row.update(retired_at=timezone.now()):
        record("module.retired", module, by=by, fields=["retired_at"])


@transaction.atomic
def restore_module(module: Module, *, by: User) -> None:
    """Offer a retired module again."""
    row = Module.objects.filter(pk=module.pk, retired_at__isnull=False)
    if row.update(retired_at=None):
        record("module.restored", module, by=by, fields=["retired_at"])
