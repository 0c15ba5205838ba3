"""The points and the decisions of a consultation workshop: written, changed and put in order."""

import datetime as dt
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from network.access import SignedInRequest, allow
from trainings.forms.workshops import DecisionForm, PointForm
from trainings.models import Decision, Session, WorkshopPoint
from trainings.services import workshops
from trainings.services.standing_rows import RowGone
from trainings.views.workshop_access import PLANNERS, back_to, get_workshop, page_of

Line = WorkshopPoint | Decision


@dataclass(frozen=True)
class LineKind:
    """What points and decisions differ in.

    ``name`` begins the anchor of a line in the workshop's page, ``part`` is that of their list.
    """

    name: str
    part: str
    form: type[PointForm] | type[DecisionForm]
    lines_of: Callable[[Session], QuerySet[Any]]
    add: Callable[..., Line]
    change: Callable[..., Line]
    remove: Callable[..., None]
    move: Callable[..., None]
    new: Promise
    ask: Promise

    def anchor(self, pk: int) -> str:
        """Return where a line stands in the workshop's page."""
        return f"{self.name}-{pk}"


POINT = LineKind(
    name="point",
    part="points",
    form=PointForm,
    lines_of=lambda workshop: workshop.points.all(),
    add=workshops.add_point,
    change=workshops.change_point,
    remove=workshops.remove_point,
    move=workshops.move_point,
    new=_("New point"),
    ask=_("Remove this point?"),
)
DECISION = LineKind(
    name="decision",
    part="decisions",
    form=DecisionForm,
    lines_of=lambda workshop: workshop.decisions.all(),
    add=workshops.add_decision,
    change=workshops.change_decision,
    remove=workshops.remove_decision,
    move=workshops.move_decision,
    new=_("New decision"),
    ask=_("Remove this decision?"),
)


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_point_create(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Add a point."""
    return _create(request, POINT, get_workshop(request, code, day))


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_point_edit(request: SignedInRequest, code: str, day: dt.date, pk: int) -> HttpResponse:
    """Change a point, or write down what was said on it."""
    return _edit(request, POINT, get_workshop(request, code, day), pk)


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_point_remove(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Ask whether a point is to go, then take it off the list."""
    return _remove(request, POINT, get_workshop(request, code, day), pk)


@allow(*PLANNERS)
@require_POST
def workshop_point_move(request: SignedInRequest, code: str, day: dt.date, pk: int) -> HttpResponse:
    """Move a point one place up or down."""
    return _move(request, POINT, get_workshop(request, code, day), pk)


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_decision_create(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Add a decision."""
    return _create(request, DECISION, get_workshop(request, code, day))


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_decision_edit(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Change a decision."""
    return _edit(request, DECISION, get_workshop(request, code, day), pk)


@allow(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_decision_remove(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Ask whether a decision is to go, then take it off the list."""
    return _remove(request, DECISION, get_workshop(request, code, day), pk)


@allow(*PLANNERS)
@require_POST
def workshop_decision_move(
    request: SignedInRequest, code: str, day: dt.date, pk: int
) -> HttpResponse:
    """Move a decision one place up or down."""
    return _move(request, DECISION, get_workshop(request, code, day), pk)


def _create(request: SignedInRequest, kind: LineKind, workshop: Session) -> HttpResponse:
    form = kind.form(request.POST or None)
    if form.is_valid():
        line = kind.add(workshop, by=request.user, **form.facts())
        return back_to(workshop, kind.anchor(line.pk))
    return _show_form(request, workshop, form, title=str(kind.new), part=kind.part)


def _edit(request: SignedInRequest, kind: LineKind, workshop: Session, pk: int) -> HttpResponse:
    """Change a line; where it is gone by now, what was typed stays to be copied."""
    line = kind.lines_of(workshop).filter(pk=pk).first()
    if line is None and request.method != "POST":
        raise Http404
    form = kind.form(request.POST or None, instance=copy(line))
    if form.is_valid():
        try:
            if line is None:
                raise RowGone
            kind.change(line, by=request.user, **form.facts())
        except RowGone as error:
            form.add_error(None, str(error))
        else:
            return back_to(workshop, kind.anchor(pk))
    part = kind.anchor(pk) if line else kind.part
    return _show_form(request, workshop, form, title=str(line or kind.new), part=part)


def _remove(request: SignedInRequest, kind: LineKind, workshop: Session, pk: int) -> HttpResponse:
    """Ask, then remove; of a line that is gone already a sentence says so."""
    line = kind.lines_of(workshop).filter(pk=pk).first()
    if request.method != "POST":
        if line is None:
            raise Http404
        return _ask(request, workshop, line, title=str(kind.ask))
    try:
        if line is None:
            raise RowGone
        kind.remove(line, by=request.user)
    except RowGone as error:
        messages.info(request, str(error))
    return back_to(workshop, kind.part)


def _move(request: SignedInRequest, kind: LineKind, workshop: Session, pk: int) -> HttpResponse:
    line = get_object_or_404(kind.lines_of(workshop), pk=pk)
    kind.move(line, up=request.POST.get("to") == "up", by=request.user)
    return back_to(workshop, kind.anchor(pk))


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


def _ask(request: SignedInRequest, workshop: Session, line: Line, *, title: str) -> HttpResponse:
    context = {
        "title": title,
        "line": line,
        "workshop": workshop,
        "event": workshop.event,
        "cancel_url": page_of(workshop),
    }
    return render(request, "trainings/workshop_line_remove.html", context)
