"""Where an event is postponed, gets its new days, or is cancelled: what it means, then why."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from network.access import SignedInRequest, allow
from network.models import Role
from participants.models import ApplicationLink
from participants.services.calling_off import (
    CancelledNumbers,
    NewDays,
    cancel_and_tell,
    postpone_and_tell,
    reschedule_and_tell,
)
from participants.whom_to_tell import whom_to_tell
from trainings.conflicts import Conflict, Kind, TypedPlan, find_conflicts_of
from trainings.forms.calling_off import NewDaysForm, ReasonForm
from trainings.models import Event
from trainings.services.errors import PlanningError, StepNotAllowed
from trainings.services.event_steps import FROM_POSTPONED, STEPS
from trainings.services.postponing import state_after_postponement

State = Event.State


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def event_postpone(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what postponing means, ask why, and postpone."""
    event = _event_or_404(request, code)
    if event.state not in STEPS[State.POSTPONED]:
        return _refuse(request, event, State.POSTPONED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            postpone_and_tell(event, reason=form.cleaned_data["reason"], by=request.user)
        except PlanningError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The event is postponed. Below stands whom to tell."))
            return redirect("event_detail", code=event.code)
    return render(request, "trainings/event_postpone.html", _consequences(request, event, form))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what cancelling means, ask why, and cancel for good."""
    event = _event_or_404(request, code)
    if event.state not in STEPS[State.CANCELLED]:
        return _refuse(request, event, State.CANCELLED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = cancel_and_tell(event, reason=form.cleaned_data["reason"], by=request.user)
        except PlanningError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _say_cancelled(ended))
            return redirect("event_detail", code=event.code)
    context = _consequences(request, event, form)
    context["can_postpone"] = event.state in STEPS[State.POSTPONED]
    return render(request, "trainings/event_cancel.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def event_reschedule(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the days that were planned, and take the first of the new ones.

    With ``check`` the new days are shown with what speaks against them, and nothing is kept.
    """
    event = _event_or_404(request, code)
    if event.state not in FROM_POSTPONED:
        return _refuse(request, event, state_after_postponement(event))
    form = NewDaysForm(request.POST if request.method == "POST" else None, event=event)
    is_valid = form.is_valid()
    if is_valid and "check" not in request.POST and (new_days := _move(form, event, request)):
        messages.success(request, _say_rescheduled(new_days))
        return redirect("event_detail", code=event.code)
    context = {
        "event": event,
        "form": form,
        "checked": form.as_days() if is_valid else [],
        "conflicts": _conflicts_on(event, form) if is_valid else [],
        "goes_back_to": state_after_postponement(event),
    }
    return render(request, "trainings/event_reschedule.html", context)


def _move(form: NewDaysForm, event: Event, request: SignedInRequest) -> NewDays | None:
    """Keep the new days; None, with the error, where they are refused."""
    try:
        return reschedule_and_tell(event, days=form.as_days(), by=request.user)
    except PlanningError as error:
        form.add_error(None, str(error))
        return None


def _event_or_404(request: SignedInRequest, code: str) -> Event:
    events = Event.objects.visible_to(request.user).with_dates()
    return get_object_or_404(events.select_related("programme", "venue__commune"), code=code)


def _refuse(request: SignedInRequest, event: Event, wanted: Event.State) -> HttpResponse:
    messages.error(request, str(StepNotAllowed(event.state, wanted)))
    return redirect("event_detail", code=event.code)


def _consequences(request: SignedInRequest, event: Event, form: ReasonForm) -> dict[str, Any]:
    """Return what the pages say of those whom it concerns."""
    return {
        "event": event,
        "form": form,
        "telling": whom_to_tell(event, request.user),
        "links": ApplicationLink.objects.filter(event=event, closed_at=None).count(),
    }


def _conflicts_on(event: Event, form: NewDaysForm) -> list[Conflict]:
    """Return what speaks against the new days, not what was so before."""
    plan = TypedPlan(
        venue=event.venue, capacity=event.capacity, days=form.as_days(), given=event.capacity
    )
    found = find_conflicts_of(plan, event=event)
    return [conflict for conflict in found if conflict.date or conflict.kind == Kind.NOTICE]


def _say_cancelled(ended: CancelledNumbers) -> str:
    return ngettext(
        "The event is cancelled, and %(number)s registration with it. Below stands whom to tell.",
        "The event is cancelled, and %(number)s registrations with it. Below stands whom to tell.",
        ended.registrations,
    ) % {"number": ended.registrations}


def _say_rescheduled(new_days: NewDays) -> str:
    sentences = [_("The event has its new days. Below stands whom to tell.")]
    if new_days.promoted:
        people = len(new_days.promoted)
        moved_up = ngettext(
            "%(people)s person moved up from the waiting list.",
            "%(people)s people moved up from the waiting list.",
            people,
        )
        sentences.append(moved_up % {"people": people})
    return " ".join(sentences)
