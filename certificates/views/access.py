"""Who works with papers, and how a page comes by its certificate."""

from django.shortcuts import get_object_or_404

from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from network.access import SignedInRequest
from network.models import Role, User
from trainings.models import Event

# Observers read figures, never personal data.
HANDLERS = (Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
RELATED = ("event", "province", "registration__person", "hand_out__given_by")


def get_event(request: SignedInRequest, code: str) -> Event:
    """Return the event of this code, or 404 where it is not for the reader."""
    return get_object_or_404(Event.objects.visible_to(request.user), code=code)


def get_certificate(request: SignedInRequest, pk: int) -> Certificate:
    """Return a certificate with whom it is for, or 404 where it is not for the reader."""
    certificates = Certificate.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(certificates, pk=pk)


def list_valid(event: Event, user: User) -> CertificateQuerySet:
    """Return the valid certificates of an event that somebody may see, with their papers."""
    certificates = Certificate.objects.visible_to(user).valid().filter(event=event)
    return certificates.select_related("province", "hand_out__given_by")
