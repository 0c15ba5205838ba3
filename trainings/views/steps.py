"""The steps of an event, each a button of its page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.access import SignedInRequest, allow
from network.models import Role
from trainings.models import Event
from trainings.services import events
from trainings.services.errors import PlanningError


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def event_schedule(request: SignedInRequest, code: str) -> HttpResponse:
    """Show a draft to the coordinators."""
    done = _("The coordinators see the event now.")
    return _take_step(request, code, events.schedule_event, done)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def event_open(request: SignedInRequest, code: str) -> HttpResponse:
    """Open registration, for the first time or again."""
    done = _("Registration is open.")
    return _take_step(request, code, events.open_registration, done)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def event_close(request: SignedInRequest, code: str) -> HttpResponse:
    """Close registration."""
    done = _("Registration is closed.")
    return _take_step(request, code, events.close_registration, done)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def event_hold(request: SignedInRequest, code: str) -> HttpResponse:
    """Say that the event has taken place."""
    done = _("The event is marked as held.")
    return _take_step(request, code, events.mark_held, done)


def _take_step(
    request: SignedInRequest, code: str, step: Callable[..., None], done: str
) -> HttpResponse:
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    try:
        step(event, by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("event_detail", code=event.code)
