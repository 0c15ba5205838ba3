"""The pages of programmes."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role
from trainings.forms.programmes import BasePartnerRows, PartnerRows, ProgrammeForm
from trainings.forms.rows import read_as_typed
from trainings.models import Event, Programme, ProgrammePartner
from trainings.services.errors import ProgrammeKnown
from trainings.services.programmes import create_programme, update_programme
from trainings.tables import ProgrammeTable

PAGE_SIZE = 25
IN_PROTOCOL_ORDER = Prefetch(
    "partnerships", ProgrammePartner.objects.select_related("partner").order_by("position")
)


@allow()
@require_safe
def programme_list(request: SignedInRequest) -> HttpResponse:
    """List the programmes with how many events each has, as far as the reader sees them."""
    events = Event.objects.visible_to(request.user)
    programmes = (
        Programme.objects.visible_to(request.user)
        .annotate(event_count=Count("events", filter=Q(events__in=events)))
        .prefetch_related(IN_PROTOCOL_ORDER)
    )
    table = ProgrammeTable(programmes)
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    return render(request, "trainings/programme_list.html", {"table": table})


@allow()
@require_safe
def programme_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a programme, its partners in protocol order and its latest events."""
    programmes = Programme.objects.visible_to(request.user).prefetch_related(IN_PROTOCOL_ORDER)
    programme = get_object_or_404(programmes, pk=pk)
    events = Event.objects.visible_to(request.user).filter(programme=programme).with_dates()
    latest = events.select_related("venue__commune").order_by(
        F("starts_on").desc(nulls_first=True), "-pk"
    )[:PAGE_SIZE]
    context = {"programme": programme, "events": latest, "event_count": events.count()}
    return render(request, "trainings/programme_detail.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_create(request: SignedInRequest) -> HttpResponse:
    """Plan a programme."""
    return _edit(request, None)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a programme."""
    return _edit(request, get_object_or_404(Programme.objects.visible_to(request.user), pk=pk))


def _edit(request: SignedInRequest, programme: Programme | None) -> HttpResponse:
    if request.method != "POST":
        form, rows = ProgrammeForm(instance=programme), _rows_of(programme)
    else:
        form = ProgrammeForm(request.POST, instance=copy(programme))
        rows = PartnerRows(request.POST, prefix="partners")
        if "add_row" in request.POST:
            form = ProgrammeForm(instance=programme, initial=read_as_typed(form))
            rows = rows.with_another_row()
        elif _are_valid(form, rows) and (saved := _save(request, programme, form, rows)):
            messages.success(request, _("The programme is saved."))
            return redirect("programme_detail", pk=saved.pk)
    context: dict[str, Any] = {"form": form, "rows": rows, "programme": programme}
    return render(request, "trainings/programme_form.html", context)


def _rows_of(programme: Programme | None) -> BasePartnerRows:
    partnerships = programme.partnerships.values("position", "partner") if programme else []
    return PartnerRows.showing(
        list(partnerships), blank=1 if partnerships else 3, prefix="partners"
    )


def _are_valid(form: ProgrammeForm, rows: BasePartnerRows) -> bool:
    """Check both, so that every error is said at once."""
    return all([form.is_valid(), rows.is_valid()])


def _save(
    request: SignedInRequest,
    programme: Programme | None,
    form: ProgrammeForm,
    rows: BasePartnerRows,
) -> Programme | None:
    """Save what the valid forms hold; None, with the error at its field, where it is refused."""
    plan = {**form.cleaned_data, "partners": rows.in_order(), "by": request.user}
    try:
        if programme is None:
            return create_programme(**plan)
        return update_programme(programme, **plan)
    except ProgrammeKnown as error:
        form.add_error("title_ar", str(error))
        return None
