"""The pages of trainers."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role
from network.paging import PAGES
from trainings.forms.resources import TrainerForm
from trainings.lengths import write_length
from trainings.models import Trainer
from trainings.resource_lists import (
    SlotTable,
    TrainerFilter,
    TrainerTable,
    minutes_taught,
    slots_of,
    with_sessions,
)
from trainings.services.trainers import (
    create_trainer,
    restore_trainer,
    retire_trainer,
    update_trainer,
)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def trainer_list(request: SignedInRequest) -> HttpResponse:
    """List the trainers; at first those that are still asked."""
    trainers = with_sessions(Trainer.objects.visible_to(request.user))
    rows = trainers.prefetch_related("modules").order_by("name_ar", "pk")
    found = TrainerFilter(request.GET, rows, request=request)
    table = TrainerTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "trainings/trainer_list.html", {"table": table, "filter": found})


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def trainer_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a trainer: how they are reached, what they lead, and where they have."""
    trainer = _get(request, pk)
    slots = slots_of(request.user).filter(trainer=trainer)
    nowhere = _("No session has been led yet")
    table = SlotTable(slots, exclude=("trainer",), empty_text=nowhere)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "trainer": trainer,
        "modules": trainer.modules.all(),
        "taught": write_length(minutes_taught(trainer, until=timezone.localdate())),
        "table": table,
    }
    return render(request, "trainings/trainer_detail.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def trainer_create(request: SignedInRequest) -> HttpResponse:
    """Add a trainer."""
    return _edit(request, None)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def trainer_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a trainer."""
    return _edit(request, _get(request, pk))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def trainer_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a trainer no longer, or (``retired`` is ``no``) again."""
    trainer = _get(request, pk)
    if request.POST.get("retired") == "no":
        restore_trainer(trainer, by=request.user)
    else:
        retire_trainer(trainer, by=request.user)
    return redirect("trainer_detail", pk=trainer.pk)


def _get(request: SignedInRequest, pk: int) -> Trainer:
    return get_object_or_404(Trainer.objects.visible_to(request.user), pk=pk)


def _edit(request: SignedInRequest, trainer: Trainer | None) -> HttpResponse:
    form = TrainerForm(request.POST or None, instance=copy(trainer))
    if form.is_valid():
        if trainer is None:
            trainer = create_trainer(by=request.user, **form.cleaned_data)
        else:
            trainer = update_trainer(trainer, by=request.user, **form.cleaned_data)
        messages.success(request, _("“%(trainer)s” is saved.") % {"trainer": trainer.name})
        return redirect("trainer_detail", pk=trainer.pk)
    return render(request, "trainings/trainer_form.html", {"form": form, "trainer": trainer})
