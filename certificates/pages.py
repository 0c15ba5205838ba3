"""Where things about certificates are found: addresses that depend on the kind or the recipient."""

from django.urls import reverse

from certificates.kinds import Kind
from certificates.models import Certificate, Group
from network.models import User
from trainings.models import Event


def list_address(event: Event, kind: Kind) -> str:
    """Return the address of the list of those who may receive a kind at an event."""
    if kind == Kind.PARTICIPATION:
        return reverse("event_certificates", args=[event.code])
    return reverse("kind_certificates", args=[event.code, kind.value])


def register_address(certificate: Certificate, user: User) -> str:
    """Return where the recipient's name is corrected; empty where ``user`` cannot go there."""
    key = certificate.recipient_key
    if certificate.registration:
        return reverse("person_detail", args=[certificate.registration.person_id])
    if key.group == Group.TRAINER:
        return reverse("trainer_edit", args=[key.pk]) if user.is_staff_member else ""
    page = "user_edit" if key.group == Group.COORDINATOR else "partner_edit"
    return reverse(page, args=[key.pk]) if user.is_administrator else ""
