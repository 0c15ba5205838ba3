"""Who works with people's data, and how a page comes by its event."""

from django.shortcuts import get_object_or_404

from network.access import SignedInRequest
from network.models import Role
from trainings.models import Event

# Observers read figures, never personal data.
REGISTRARS = (Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
MARKERS = (Role.ADMINISTRATOR, Role.STAFF)


def get_event(request: SignedInRequest, code: str) -> Event:
    """Return the event of this code, or 404 where it is not for the reader."""
    return get_object_or_404(Event.objects.visible_to(request.user), code=code)
