"""The designs that Takwin brings: one of each kind, published, so that nobody needs to begin."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates.designs.look import Look, Orientation
from certificates.kinds import Kind


@dataclass(frozen=True)
class UsualDesign:
    """A design as it is brought: its names, and the look of its first version."""

    name_ar: str
    name_fr: str
    look: Look


USUAL_DESIGNS = (
    UsualDesign(
        "شهادة المشاركة",
        "Attestation de participation",
        Look("zellige", Kind.PARTICIPATION),
    ),
    UsualDesign(
        "شهادة الاستفادة من التكوين",
        "Attestation de formation",
        Look("frieze", Kind.COMPLETION),
    ),
    UsualDesign(
        "شهادة التأطير",
        "Attestation d’encadrement",
        Look("arch", Kind.TRAINER),
    ),
    UsualDesign(
        "شهادة التنسيق",
        "Attestation de coordination",
        Look("ribbon", Kind.COORDINATOR, primary="#1f3a5f", accent="#c28b2c", ink="#1d2530"),
    ),
    UsualDesign(
        "شهادة شكر وتقدير",
        "Attestation de reconnaissance",
        Look("arch", Kind.THANKS, orientation=Orientation.PORTRAIT),
    ),
)


def load_usual_designs(apps: Any, using: str) -> int:
    """Bring the usual design of each kind that has no default; return how many were brought.

    ``apps`` are the models as a migration knows them; before there are designs nothing is done.
    """
    try:
        designs = apps.get_model("certificates", "Design").objects.using(using)
    except LookupError:
        return 0
    versions = apps.get_model("certificates", "DesignVersion").objects.using(using)
    known = set(designs.filter(is_default=True).values_list("kind", flat=True))
    missing = [usual for usual in USUAL_DESIGNS if usual.look.kind not in known]
    with transaction.atomic(using=using):
        for usual in missing:
            design = designs.create(
                name_ar=usual.name_ar,
                name_fr=usual.name_fr,
                kind=usual.look.kind.value,
                is_default=True,
            )
            versions.create(
                design=design,
                number=1,
                look=usual.look.as_json(),
                published_at=timezone.now(),
            )
    return len(missing)
