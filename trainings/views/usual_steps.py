"""The page of the network's usual steps of preparation."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.access import SignedInRequest, allow
from network.models import Role
from trainings.forms.preparation import UsualStepForm
from trainings.models import TemplateStep
from trainings.services.standing_rows import RowGone
from trainings.services.usual_steps import (
    add_usual_step,
    change_usual_step,
    load_usual_steps,
    move_usual_step,
    remove_usual_step,
)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def preparation_template(request: SignedInRequest) -> HttpResponse:
    """Show the usual steps in their order."""
    steps = TemplateStep.objects.visible_to(request.user)
    return render(request, "trainings/preparation_template.html", {"steps": steps})


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def preparation_template_load(request: SignedInRequest) -> HttpResponse:
    """Fill the empty list with the steps that Takwin knows."""
    load_usual_steps(by=request.user)
    return redirect("preparation_template")


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def preparation_template_create(request: SignedInRequest) -> HttpResponse:
    """Add a usual step."""
    return _edit(request, None)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def preparation_template_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a usual step."""
    return _edit(request, get_object_or_404(TemplateStep.objects.visible_to(request.user), pk=pk))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def preparation_template_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a usual step is to go, then take it off the list."""
    step = get_object_or_404(TemplateStep.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "trainings/preparation_template_remove.html", {"step": step})
    try:
        remove_usual_step(step, by=request.user)
    except RowGone as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("“%(step)s” is removed.") % {"step": step.name})
    return redirect("preparation_template")


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def preparation_template_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a usual step one place up or down."""
    step = get_object_or_404(TemplateStep.objects.visible_to(request.user), pk=pk)
    move_usual_step(step, up=request.POST.get("to") == "up", by=request.user)
    return redirect("preparation_template")


def _edit(request: SignedInRequest, step: TemplateStep | None) -> HttpResponse:
    form = UsualStepForm(request.POST or None, instance=copy(step))
    if form.is_valid():
        try:
            if step is None:
                add_usual_step(by=request.user, **form.cleaned_data)
            else:
                change_usual_step(step, by=request.user, **form.cleaned_data)
        except RowGone as error:
            form.add_error(None, str(error))
        else:
            return redirect("preparation_template")
    context = {"form": form, "step": step}
    return render(request, "trainings/preparation_template_form.html", context)
