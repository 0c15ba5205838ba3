"""The pages of programmes."""

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
from reports.standing import Standing, programme_standing
from trainings.filters import ProgrammeFilter
from trainings.forms.editions import show_edition
from trainings.forms.programmes import CopyForm, ProgrammePage
from trainings.models import Event, Programme, ProgrammeModule, ProgrammePartner
from trainings.services.errors import ProgrammeChanged, ProgrammeKnown
from trainings.services.programmes import copy_programme, create_programme, update_programme
from trainings.tables import ProgrammeTable
from trainings.views.markers import count_warnings

PAGE_SIZE = 25
IN_PROTOCOL_ORDER = Prefetch(
    "partnerships", ProgrammePartner.objects.select_related("partner").order_by("position")
)

IN_ORDER = Prefetch(
    "module_places", ProgrammeModule.objects.select_related("module").order_by("position")
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
        .order_by("-year", "title_ar", "pk")
    )
    found = ProgrammeFilter(request.GET, programmes, request=request)
    table = ProgrammeTable(found.qs)
    if found.form.has_changed():
        table.empty_text = _("No programme found")
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    return render(request, "trainings/programme_list.html", {"table": table, "filter": found})


@allow()
@require_safe
def programme_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a programme: what it is for, with whom, where it stands, and its latest events."""
    programmes = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(
        programmes.select_related("copied_from").prefetch_related(IN_PROTOCOL_ORDER, IN_ORDER),
        pk=pk,
    )
    events = Event.objects.visible_to(request.user).filter(programme=programme).with_dates()
    latest = events.select_related("venue__commune").order_by(
        F("starts_on").desc(nulls_first=True), "-pk"
    )[:PAGE_SIZE]
    standings = programme_standing(programme)
    context = {
        "programme": programme,
        "events": latest,
        "warnings": count_warnings(latest, request.user),
        "event_count": events.count(),
        "standings": standings,
        "total": Standing.total(standing for _province, standing in standings),
    }
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


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin another year's programme with what this one says, has and means to reach."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    next_year = {
        "year": programme.year + 1,
        "title_ar": programme.title_ar,
        "title_fr": programme.title_fr,
    }
    form = CopyForm(request.POST or None, initial=next_year)
    if form.is_valid():
        try:
            copy = copy_programme(programme, by=request.user, **form.cleaned_data)
        except ProgrammeKnown as error:
            form.add_error("title_ar", str(error))
        else:
            messages.success(request, _("The programme is copied. Look through it, then save."))
            return redirect("programme_edit", pk=copy.pk)
    context = {"form": form, "programme": programme}
    return render(request, "trainings/programme_copy.html", context)


def _edit(request: SignedInRequest, programme: Programme | None) -> HttpResponse:
    if request.method != "POST":
        page = ProgrammePage.showing(programme)
    else:
        page = ProgrammePage.typed(programme, request.POST)
        if wanted := page.rows_wanted(request.POST):
            page = page.with_another_row(wanted, programme)
        elif page.is_valid() and (saved := _save(request, programme, page)):
            messages.success(request, _("The programme is saved."))
            return redirect("programme_detail", pk=saved.pk)
    context: dict[str, Any] = {"page": page, "programme": programme}
    return render(request, "trainings/programme_form.html", context)


def _save(
    request: SignedInRequest, programme: Programme | None, page: ProgrammePage
) -> Programme | None:
    """Save what the valid page holds; None, with the error at its field, where it is refused."""
    plan = {**page.plan(), "by": request.user}
    try:
        if programme is None:
            return create_programme(**plan)
        return update_programme(programme, edition=page.edition, **plan)
    except ProgrammeKnown as error:
        page.facts.add_error("title_ar", str(error))
    except ProgrammeChanged as error:
        show_edition(page.facts, error.edition)
        page.facts.add_error(None, str(error))
    return None
