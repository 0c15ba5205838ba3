"""How whoever received a certificate can be reached, be it a participant or somebody else.

What they are called is told by the certificate itself; phone and e-mail are those of today.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from certificates.models import Certificate
from network.localise import localised

# Where a certificate of this kind names its recipient; one of them is filled.
OTHER_RECIPIENTS = ("trainer", "coordinator", "partner")


@dataclass(frozen=True)
class Contact:
    """A recipient: the printed name in both scripts, gender, phone (E.164) and e-mail or empty."""

    name_ar: str
    name_latin: str
    gender: str
    phone: str
    email: str

    @property
    def name(self) -> str:
        """The printed name in the reader's script."""
        both = SimpleNamespace(name_ar=self.name_ar, name_fr=self.name_latin)
        return localised(both, "name")


def contact_of(certificate: Certificate) -> Contact:
    """Return how to reach the recipient; empty where nothing is known.

    The registration's person should have been fetched with the certificate.
    """
    snapshot, recipient = certificate.snapshot, _recipient(certificate)
    phone = getattr(recipient, "phone", "")
    return Contact(
        name_ar=snapshot.get("name_ar", ""),
        name_latin=snapshot.get("name_latin", ""),
        gender=snapshot.get("gender", ""),
        phone=str(getattr(phone, "as_e164", "") or ""),
        email=str(getattr(recipient, "email", "") or ""),
    )


def _recipient(certificate: Certificate) -> Any:
    registration = getattr(certificate, "registration", None)
    if registration:
        return registration.person
    named = (getattr(certificate, name, None) for name in OTHER_RECIPIENTS)
    return next((recipient for recipient in named if recipient), None)
