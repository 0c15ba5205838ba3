"""Changes of programmes and of their partners' protocol order."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.db import transaction

from network.models import Partner, User
from network.services.audit import record
from network.services.changes import kept_once
from trainings.models import Programme, ProgrammePartner
from trainings.services.errors import ProgrammeKnown
from trainings.services.facts import save_facts


class ProgrammeFacts(TypedDict):
    """What is known of a programme beside its partners."""

    year: int
    title_ar: str
    title_fr: str
    project_ar: str
    project_fr: str


@transaction.atomic
def create_programme(
    *, partners: Sequence[Partner], by: User, **facts: Unpack[ProgrammeFacts]
) -> Programme:
    """Create a programme with its partners, the first in protocol order first.

    Raises `ProgrammeKnown`.
    """
    with kept_once(ProgrammeKnown()):
        programme = Programme.objects.create(**facts)
    _set_partners(programme, partners)
    record("programme.created", programme, by=by, fields=[*facts, "partners"])
    return programme


@transaction.atomic
def update_programme(
    programme: Programme, *, partners: Sequence[Partner], by: User, **facts: Unpack[ProgrammeFacts]
) -> Programme:
    """Change a programme; return it as it stands now; raises `ProgrammeKnown`."""
    current = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    with kept_once(ProgrammeKnown()):
        changed = save_facts(current, facts)
    if _set_partners(current, partners):
        changed.append("partners")
    if changed:
        record("programme.updated", current, by=by, fields=changed)
    return current


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
