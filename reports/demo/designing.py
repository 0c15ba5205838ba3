"""A design of certificates that the demo's administrator has begun and not published yet."""

from certificates.designs.look import Look, Orientation, Signatory
from certificates.kinds import Kind
from certificates.services.designs import create_design
from network.models import User

LOOK = Look(
    layout="arch",
    kind=Kind.PARTICIPATION,
    orientation=Orientation.PORTRAIT,
    primary="#1f3a5f",
    signatories=(
        Signatory(capacity_ar="رئاسة الشبكة", capacity_fr="La présidence du Réseau"),
        Signatory(capacity_ar="تنسيق البرنامج", capacity_fr="La coordination du programme"),
    ),
)


def begin_design(*, by: User) -> None:
    """Leave a draft to go on with: an upright sheet with two who sign."""
    create_design(
        name_ar="شهادة المشاركة، ورقة عمودية",
        name_fr="Attestation de participation, en hauteur",
        look=LOOK,
        by=by,
    )
