"""The pages of the library of modules."""

from copy import copy

from django.contrib import messages
from django.db.models import Exists, F, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role, User
from network.paging import PAGES
from participants.models import Attendance
from trainings.forms.resources import ModuleForm
from trainings.models import AgendaItem, Module, Programme, Trainer
from trainings.resource_lists import ModuleFilter, ModuleTable, SlotTable, slots_of, with_usage
from trainings.services.modules import (
    ModuleKnown,
    create_module,
    restore_module,
    retire_module,
    update_module,
)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def module_list(request: SignedInRequest) -> HttpResponse:
    """List the modules with how often each is used; at first those that are still offered."""
    modules = with_usage(Module.objects.visible_to(request.user)).order_by("title_ar", "pk")
    found = ModuleFilter(request.GET, modules, request=request)
    table = ModuleTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "trainings/module_list.html", {"table": table, "filter": found})


@allow()
@require_safe
def module_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a module: what it is about, and where it was given as far as the reader sees it."""
    module = _get(request, pk)
    nowhere = _("It has been given nowhere yet")
    table = SlotTable(
        slots_of(request.user).filter(module=module), exclude=("title",), empty_text=nowhere
    )
    RequestConfig(request, paginate=PAGES).configure(table)
    programmes = Programme.objects.visible_to(request.user).filter(module_places__module=module)
    trainers = Trainer.objects.visible_to(request.user).filter(modules=module)
    context = {
        "module": module,
        "programmes": programmes,
        "trainers": trainers.order_by(F("retired_at").asc(nulls_first=True), "name_ar", "pk"),
        "trained": _people_trained(module, request.user),
        "table": table,
    }
    return render(request, "trainings/module_detail.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def module_create(request: SignedInRequest) -> HttpResponse:
    """Add a module to the library."""
    return _edit(request, None)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def module_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a module."""
    return _edit(request, _get(request, pk))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def module_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer a module no longer, or (``retired`` is ``no``) again."""
    module = _get(request, pk)
    if request.POST.get("retired") == "no":
        restore_module(module, by=request.user)
    else:
        retire_module(module, by=request.user)
    return redirect("module_detail", pk=module.pk)


def _get(request: SignedInRequest, pk: int) -> Module:
    return get_object_or_404(Module.objects.visible_to(request.user), pk=pk)


def _people_trained(module: Module, user: User) -> int | None:
    """Count who was present in a half-day in which the module was given; None for others' eyes."""
    if not user.is_staff_member:
        return None
    given = AgendaItem.objects.filter(
        module=module,
        session=OuterRef("half_day__session"),
        starts_at__lt=OuterRef("half_day__ends_at"),
        ends_at__gt=OuterRef("half_day__starts_at"),
    )
    present = Attendance.objects.visible_to(user).filter(Exists(given), present=True)
    return present.values("registration__person").distinct().count()


def _edit(request: SignedInRequest, module: Module | None) -> HttpResponse:
    form = ModuleForm(request.POST or None, instance=copy(module))
    if form.is_valid():
        try:
            if module is None:
                module = create_module(by=request.user, **form.cleaned_data)
            else:
                module = update_module(module, by=request.user, **form.cleaned_data)
        except ModuleKnown as error:
            form.add_error("title_ar", str(error))
        else:
            messages.success(request, _("“%(module)s” is saved.") % {"module": module.title})
            return redirect("module_detail", pk=module.pk)
    return render(request, "trainings/module_form.html", {"form": form, "module": module})
