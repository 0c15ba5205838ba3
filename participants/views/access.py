"""Who works with people's data, and how a page comes by its event."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from network.access import SignedInRequest
from network.models import Role
from participants.models import Announcement
from trainings.models import Event

# Observers read figures, never personal data.
REGISTRARS = (Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
MARKERS = (Role.ADMINISTRATOR, Role.STAFF)


def get_event(request: SignedInRequest, code: str) -> Event:
    """Return the event of this code, or 404 where it is not for the reader."""
    return get_object_or_404(Event.objects.visible_to(request.user), code=code)


def get_announcement(request: SignedInRequest, pk: int) -> Announcement:
    """Return the message, or 404 where it is not for the reader."""
    rows = Announcement.objects.visible_to(request.user).select_related(
        "event__venue__commune", "created_by", "sent_by"
    )
    return get_object_or_404(rows, pk=pk)


def get_own_announcement(request: SignedInRequest, pk: int) -> Announcement:
    """Return the message; 404 for a stranger's, 403 where the reader does not answer for it."""
    announcement = get_announcement(request, pk)
    if not announcement.may_be_changed_by(request.user):
        raise PermissionDenied
    return announcement
