"""The start page, which tells everybody what to do next."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.access import SignedInRequest, allow
from reports import overview, waiting


@allow()
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Show what is coming and what waits for the reader."""
    user, year = request.user, timezone.localdate().year
    events = overview.coming_events(user)
    context: dict[str, Any] = {
        "events": events,
        "year": year,
        "figures": overview.year_figures(user, year),
    }
    if not user.is_observer:
        context["applied_events"] = overview.with_applications(events)
        context["waiting"] = waiting.find_waiting(user)
        context["steps"] = waiting.steps_for(user)
    if user.is_coordinator:
        context["open_event"] = next((event for event in events if event.is_open), None)
        context["notices"] = waiting.notices_for(user)
        context["invitations"] = waiting.invitations_for(user)
    if user.is_staff_member:
        context["half_days"] = overview.presence_today(user)
    if user.is_administrator:
        context["unissued_events"] = overview.events_awaiting_certificates(user)
        context["batches"] = overview.batches_under_way()
    if user.is_observer:
        context["programmes"] = overview.programme_figures(user)
    return render(request, "reports/home.html", context)
