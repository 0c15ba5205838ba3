"""The points and the decisions of a consultation workshop: written, changed and put in order."""

import datetime as dt
from copy import copy

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from network.access import SignedInRequest, allow
from trainings.forms.workshops import DecisionForm, PointForm
from trainings.models import Decision, Session, WorkshopPoint
from trainings.services.workshops import (
    add_decision,
    add_point,
    change_decision,
    change_point,
    move_decision,
    move_point,
    remove_decision,
    remove_point,
)
from trainings.views.workshop_access import PLANNERS, back_to, get_workshop, page_of


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_point_create(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Add a point."""
    workshop = get_workshop(request, code, day)
    form = PointForm(request.POST or None)
    if form.is_valid():
        point = add_point(workshop, by=request.user, **form.facts())
        return back_to(workshop, f"point-{point.pk}")
    return _show_form(request, workshop, form, title=_("New point"), part="points")


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_point_edit(request: SignedInRequest, code: str, day: dt.date, pk: int) -> HttpResponse:
    """Change a point, or write down what was said on it."""
    workshop = get_workshop(request, code, day)
    point = get_object_or_404(workshop.points, pk=pk)
    form = PointForm(request.POST or None, instance=copy(point))
    part = f"point-{point.pk}"
    if form.is_valid():
        change_point(point, by=request.user, **form.facts())
        return back_to(workshop, part)
    return _show_form(request, workshop, form, title=str(point), part=part)


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_point_remove(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Ask whether a point is to go, then take it off the list."""
    workshop = get_workshop(request, code, day)
    point = get_object_or_404(workshop.points, pk=pk)
    if request.method != "POST":
        return _ask(request, workshop, point, title=_("Remove this point?"))
    remove_point(point, by=request.user)
    return back_to(workshop, "points")


@allow(*PLANNERS)
@require_POST
def workshop_point_move(request: SignedInRequest, code: str, day: dt.date, pk: int) -> HttpResponse:
    """Move a point one place up or down."""
    workshop = get_workshop(request, code, day)
    point = get_object_or_404(workshop.points, pk=pk)
    move_point(point, up=request.POST.get("to") == "up", by=request.user)
    return back_to(workshop, f"point-{point.pk}")


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_decision_create(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Add a decision."""
    workshop = get_workshop(request, code, day)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        decision = add_decision(workshop, by=request.user, **form.facts())
        return back_to(workshop, f"decision-{decision.pk}")
    return _show_form(request, workshop, form, title=_("New decision"), part="decisions")


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_decision_edit(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Change a decision."""
    workshop = get_workshop(request, code, day)
    decision = get_object_or_404(workshop.decisions, pk=pk)
    form = DecisionForm(request.POST or None, instance=copy(decision))
    part = f"decision-{decision.pk}"
    if form.is_valid():
        change_decision(decision, by=request.user, **form.facts())
        return back_to(workshop, part)
    return _show_form(request, workshop, form, title=str(decision), part=part)


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_decision_remove(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Ask whether a decision is to go, then take it off the list."""
    workshop = get_workshop(request, code, day)
    decision = get_object_or_404(workshop.decisions, pk=pk)
    if request.method != "POST":
        return _ask(request, workshop, decision, title=_("Remove this decision?"))
    remove_decision(decision, by=request.user)
    return back_to(workshop, "decisions")


@allow(*PLANNERS)
@require_POST
def workshop_decision_move(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Move a decision one place up or down."""
    workshop = get_workshop(request, code, day)
    decision = get_object_or_404(workshop.decisions, pk=pk)
    move_decision(decision, up=request.POST.get("to") == "up", by=request.user)
    return back_to(workshop, f"decision-{decision.pk}")


def _show_form(
    request: SignedInRequest,
    workshop: Session,
    form: PointForm | DecisionForm,
    *,
    title: str,
    part: str,
) -> HttpResponse:
    # Several forms may stand open in the workshop's page.
    form.auto_id = f"{part}-%s"
    context = {
        "form": form,
        "title": title,
        "workshop": workshop,
        "event": workshop.event,
        "cancel_url": page_of(workshop, part),
    }
    return render(request, "trainings/workshop_line_form.html", context)


def _ask(
    request: SignedInRequest, workshop: Session, line: WorkshopPoint | Decision, *, title: str
) -> HttpResponse:
    context = {
        "title": title,
        "line": line,
        "workshop": workshop,
        "event": workshop.event,
        "cancel_url": page_of(workshop),
    }
    return render(request, "trainings/workshop_line_remove.html", context)
