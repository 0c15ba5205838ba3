"""Who works with a consultation workshop, and how a page comes by it."""

import datetime as dt

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from network.access import SignedInRequest
from network.models import Role
from trainings.models import Session

PLANNERS = (Role.ADMINISTRATOR, Role.STAFF)
# Observers read figures, never names.
MEMBERS = (*PLANNERS, Role.COORDINATOR)


def get_workshop(request: SignedInRequest, code: str, day: dt.date) -> Session:
    """Return the workshop of this event and day, or 404 where it is not for the reader."""
    workshops = Session.objects.visible_to(request.user).workshops()
    return get_object_or_404(
        workshops.select_related("event__programme", "event__venue__commune"),
        event__code=code,
        date=day,
    )


def page_of(workshop: Session, part: str = "") -> str:
    """Return the address of the workshop's page, at a part of it where one is named."""
    address = reverse("workshop_detail", args=[workshop.event.code, workshop.date])
    return f"{address}#{part}" if part else address


def back_to(workshop: Session, part: str = "") -> HttpResponseRedirect:
    """Lead back to the workshop's page."""
    return HttpResponseRedirect(page_of(workshop, part))
