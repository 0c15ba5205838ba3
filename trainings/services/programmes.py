"""Changes of programmes: their facts, partners in protocol order, modules and targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import F

from network.models import Partner, Province, User
from network.services.audit import record
from network.services.changes import kept_once
from trainings.models import (
    Module,
    Programme,
    ProgrammeModule,
    ProgrammePartner,
    ProgrammeTarget,
)
from trainings.services.errors import ProgrammeChanged, ProgrammeKnown
from trainings.services.facts import save_facts


class ProgrammeFacts(TypedDict):
    """What is known of a programme beside its partners, modules and targets."""

    year: int
    title_ar: str
    title_fr: str
    project_ar: str
    project_fr: str
    objectives_ar: NotRequired[str]
    objectives_fr: NotRequired[str]
    method_ar: NotRequired[str]
    method_fr: NotRequired[str]


@dataclass(frozen=True)
class Target:
    """What a programme means to reach in a province; the shares are percent, or None."""

    province: Province
    people: int
    women_percent: int | None = None
    youth_percent: int | None = None


@transaction.atomic
def create_programme(
    *,
    partners: Sequence[Partner],
    modules: Sequence[Module] = (),
    targets: Sequence[Target] = (),
    by: User,
    **facts: Unpack[ProgrammeFacts],
) -> Programme:
    """Create a programme with its partners, the first in protocol order first.

    Raises `ProgrammeKnown`.
    """
    with kept_once(ProgrammeKnown()):
        programme = Programme.objects.create(**facts)
    beside = _set_beside(programme, partners, modules, targets)
    record("programme.created", programme, by=by, fields=[*facts, *beside])
    return programme


@transaction.atomic
def update_programme(
    programme: Programme,
    *,
    edition: int,
    partners: Sequence[Partner],
    modules: Sequence[Module],
    targets: Sequence[Target],
    by: User,
    **facts: Unpack[ProgrammeFacts],
) -> Programme:
    """Change a programme; return it as it stands now.

    ``edition`` is the one that whoever changes it has seen. Raises `ProgrammeChanged` where it is
    no longer the programme's, or `ProgrammeKnown`.
    """
    row = Programme.objects.filter(pk=programme.pk)
    if not row.filter(edition=edition).update(edition=F("edition") + 1):
        raise ProgrammeChanged(row.get().edition)
    current = row.get()
    with kept_once(ProgrammeKnown()):
        changed = save_facts(current, facts)
    changed += _set_beside(current, partners, modules, targets)
    if changed:
        record("programme.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def copy_programme(
    programme: Programme, *, year: int, title_ar: str, title_fr: str, by: User
) -> Programme:
    """Begin the programme of another year with what this one says, has and means to reach.

    Its events are not copied: they are proposed and planned anew. Modules that are no longer
    offered stay behind. Raises `ProgrammeKnown`.
    """
    kept = ("project", "objectives", "method")
    texts = {f"{name}_{code}" for name in kept for code in ("ar", "fr")}
    facts = {name: getattr(programme, name) for name in sorted(texts)}
    titles = {"title_ar": title_ar, "title_fr": title_fr}
    with kept_once(ProgrammeKnown()):
        copy = Programme.objects.create(year=year, copied_from=programme, **titles, **facts)
    partners = [p.partner for p in programme.partnerships.select_related("partner")]
    modules = Module.objects.offered().filter(programme_places__programme=programme)
    targets = [
        Target(target.province, target.people, target.women_percent, target.youth_percent)
        for target in programme.targets.select_related("province")
    ]
    in_order = list(modules.order_by("programme_places__position"))
    beside = _set_beside(copy, partners, in_order, targets)
    record("programme.copied", copy, by=by, fields=["year", *titles, *facts, *beside])
    return copy


def _set_beside(
    programme: Programme,
    partners: Sequence[Partner],
    modules: Sequence[Module],
    targets: Sequence[Target],
) -> list[str]:
    """Make partners, modules and targets those given; return which of them were others."""
    changed = {
        "partners": _set_partners(programme, partners),
        "modules": _set_modules(programme, modules),
        "targets": _set_targets(programme, targets),
    }
    return [name for name, is_other in changed.items() if is_other]


def _set_partners(programme: Programme, partners: Sequence[Partner]) -> bool:
    """Put the partners in this order; return whether anything was different before."""
    wanted = [partner.pk for partner in partners]
    if list(programme.partnerships.values_list("partner_id", flat=True)) == wanted:
        return False
    programme.partnerships.all().delete()
    ProgrammePartner.objects.bulk_create(
        ProgrammePartner(programme=programme, partner_id=partner_id, position=position)
        for position, partner_id in enumerate(wanted, start=1)
    )
    return True


def _set_modules(programme: Programme, modules: Sequence[Module]) -> bool:
    """Put the modules in this order; return whether anything was different before."""
    wanted = [module.pk for module in modules]
    if list(programme.module_places.values_list("module_id", flat=True)) == wanted:
        return False
    programme.module_places.all().delete()
    ProgrammeModule.objects.bulk_create(
        ProgrammeModule(programme=programme, module_id=module_id, position=position)
        for position, module_id in enumerate(wanted, start=1)
    )
    return True


def _set_targets(programme: Programme, targets: Sequence[Target]) -> bool:
    """Make the targets those given; return whether anything was different before."""
    columns = ("province_id", "people", "women_percent", "youth_percent")
    wanted = {(t.province.pk, t.people, t.women_percent, t.youth_percent) for t in targets}
    if set(programme.targets.values_list(*columns)) == wanted:
        return False
    programme.targets.all().delete()
    ProgrammeTarget.objects.bulk_create(
        ProgrammeTarget(programme=programme, **dict(zip(columns, target, strict=True)))
        for target in sorted(wanted, key=lambda target: target[0])
    )
    return True
