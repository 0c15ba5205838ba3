"""The certificates of one person, as the pages of people show them."""

from typing import Any

from certificates.models import Certificate
from certificates.tables import STATE_TONES
from network.models import User


def list_papers(user: User, **of_whom: Any) -> list[tuple[Certificate, str]]:
    """Return the certificates of somebody that ``user`` may see, the latest first, with tones.

    ``of_whom`` says of whom: ``registration=...``, ``registration__person=...``. One query.
    """
    own = Certificate.objects.visible_to(user).filter(**of_whom)
    shown = own.select_related("event", "hand_out__given_by").order_by("-issued_at", "-pk")
    return [(certificate, STATE_TONES[certificate.state]) for certificate in shown]
