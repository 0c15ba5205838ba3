"""What is to be done before the events: an event's own page, and what is late over all of them."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role, User
from network.paging import PAGES
from trainings.filters import PreparationFilter
from trainings.forms.preparation import NoteForm, StepForm
from trainings.models import Event, PreparationStep
from trainings.models.preparation import PreparationStepQuerySet
from trainings.services.errors import PlanningError
from trainings.services.preparation import (
    add_step,
    begin_preparation,
    change_step,
    mark_step_done,
    mark_step_undone,
    remove_step,
    write_note,
)
from trainings.tables import PreparationTable


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_safe
def preparation_list(request: SignedInRequest) -> HttpResponse:
    """List the steps of all events that the reader sees; at first those that are late."""
    steps = _steps(request.user).select_related("event").in_order()
    found = PreparationFilter(request.GET, steps, request=request, reader=request.user)
    table = PreparationTable(found.qs)
    if found.form["standing"].value() != "late":
        table.empty_text = _("No step found")
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "trainings/preparation_list.html", {"table": table, "filter": found})


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_safe
def event_preparation(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the steps of an event that the reader sees: the late ones first, the done ones last."""
    events = Event.objects.visible_to(request.user).with_dates()
    event = get_object_or_404(events.select_related("venue__commune"), code=code)
    steps = list(_steps(request.user).filter(event=event).in_order())
    done = sum(step.is_done for step in steps)
    context = {"event": event, "steps": steps, "done": done}
    return render(request, "trainings/event_preparation.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def event_prepare(request: SignedInRequest, code: str) -> HttpResponse:
    """Give the event the network's usual steps."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    try:
        begin_preparation(event, by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    return redirect("event_preparation", code=event.code)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def preparation_step_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Add a step to an event."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    form = StepForm(request.POST or None, event=event)
    if form.is_valid():
        add_step(event, by=request.user, **form.facts())
        return redirect("event_preparation", code=event.code)
    context = {"form": form, "event": event, "step": None}
    return render(request, "trainings/preparation_step_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def preparation_step_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a step; a coordinator writes its note."""
    step = _step_or_404(request.user, pk)
    typed, shown = request.POST or None, copy(step)
    if request.user.is_staff_member:
        form: StepForm | NoteForm = StepForm(typed, instance=shown, event=step.event)
    else:
        form = NoteForm(typed, instance=shown)
    if form.is_valid() and _change(request, step, form):
        return redirect("event_preparation", code=step.event.code)
    context = {"form": form, "event": step.event, "step": step}
    return render(request, "trainings/preparation_step_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def preparation_step_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a step is to go, then take it off the event."""
    step = _step_or_404(request.user, pk)
    if request.method != "POST":
        context = {"event": step.event, "step": step}
        return render(request, "trainings/preparation_step_remove.html", context)
    try:
        remove_step(step, by=request.user)
    except PlanningError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("“%(step)s” is removed.") % {"step": step.name})
    return redirect("event_preparation", code=step.event.code)


@allow(Role.ADMINISTRATOR, Role.STAFF, Role.COORDINATOR)
@require_POST
def preparation_step_tick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick a step, or take its tick off (``done`` is ``no``); go back where the button stood."""
    step = _step_or_404(request.user, pk)
    mark = mark_step_undone if request.POST.get("done") == "no" else mark_step_done
    try:
        mark(step, by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    came_from = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return redirect(came_from)
    return redirect(reverse("event_preparation", args=[step.event.code]))


def _change(request: SignedInRequest, step: PreparationStep, form: StepForm | NoteForm) -> bool:
    """Keep what the valid form holds; where the step is gone, the form says so and keeps it."""
    try:
        if isinstance(form, StepForm):
            change_step(step, by=request.user, **form.facts())
        else:
            write_note(step, note=form.cleaned_data["note"], by=request.user)
    except PlanningError as error:
        form.add_error(None, str(error))
        return False
    return True


def _steps(user: User) -> PreparationStepQuerySet:
    steps = PreparationStep.objects.visible_to(user).with_due_on()
    return steps.select_related("person", "province", "done_by")


def _step_or_404(user: User, pk: int) -> PreparationStep:
    steps = PreparationStep.objects.visible_to(user).select_related("event")
    return get_object_or_404(steps, pk=pk)
