"""Registering people for an event, and the list of who is registered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from certificates.papers import list_papers
from network.access import SignedInRequest, allow
from network.paging import PAGES
from participants.announcement_lists import tellings
from participants.exporting.files import MOST_ROWS_ON_PAPER
from participants.filters import RegistrationFilter, provinces_in_scope
from participants.forms import CancellationForm
from participants.forms.events import MovingForm
from participants.models import Recipient, Registration
from participants.models.attendance import training_half_days
from participants.models.persons import order_by_reader
from participants.offers import events_open_to
from participants.services.moving import move_registration
from participants.services.registrations import RegistrationRefused, cancel_registration
from participants.tables import RegistrationTable, state_badge
from participants.views.access import REGISTRARS, get_event
from participants.views.telling import say_place, tell_who_moved_up


@allow(*REGISTRARS)
@require_safe
def registration_list(request: SignedInRequest, code: str) -> HttpResponse:
    """List the registrations of an event, with how many stand in each state."""
    event = get_event(request, code)
    registrations = Registration.objects.filter(event=event).visible_to(request.user)
    rows = registrations.select_related("person__commune", "organisation", "province")
    provinces = provinces_in_scope(request.user).filter(quotas__event=event)
    found = RegistrationFilter(
        request.GET, rows.order_by(*order_by_reader("person__")), provinces=provinces
    )
    table = RegistrationTable(found.qs, exclude=found.idle_columns)
    RequestConfig(request, paginate=PAGES).configure(table)
    counts = registrations.count_by_state()
    states = [(state.label, counts[state]) for state in Registration.State]
    context = {
        "event": event,
        "table": table,
        "filter": found,
        "states": states,
        "most_on_paper": MOST_ROWS_ON_PAPER,
    }
    return render(request, "participants/registration_list.html", context)


@allow(*REGISTRARS)
@require_safe
def registration_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a registration, its person and their presence, half-day by half-day."""
    registration = _get_registration(request, pk)
    half_days = list(training_half_days(registration.event))
    told = Recipient.objects.filter(
        announcement__event=registration.event, person=registration.person
    )
    marks = dict(registration.attendance.values_list("half_day_id", "present"))
    context = {
        "registration": registration,
        "certificates": list_papers(request.user, registration=registration),
        "badge": state_badge(registration),
        "tellings": tellings(told.visible_to(request.user)),
        "presence": [(half_day, marks.get(half_day.pk)) for half_day in half_days],
    }
    return render(request, "participants/registration_detail.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def registration_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then cancel; the place goes to who has waited longest."""
    registration = _get_registration(request, pk)
    form = CancellationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            promoted = cancel_registration(registration, reason=form.reason, by=request.user)
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The registration is cancelled."))
            tell_who_moved_up(request, promoted)
            return redirect("registration_detail", pk=registration.pk)
    context = {"registration": registration, "form": form}
    return render(request, "participants/registration_cancel.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def registration_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move somebody to another open event: their place here becomes free, there they get one."""
    registration = _get_registration(request, pk)
    offers = list(events_open_to(registration.person, request.user))
    form = MovingForm(request.POST if request.method == "POST" else None, offers=offers)
    if request.method == "POST" and form.is_valid():
        try:
            moved, promoted = move_registration(
                registration, to_event=form.cleaned_data["event"], by=request.user
            )
        except RegistrationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, say_place(moved))
            tell_who_moved_up(request, promoted)
            return redirect("registration_detail", pk=moved.pk)
    context = {"registration": registration, "form": form}
    return render(request, "participants/registration_move.html", context)


def _get_registration(request: SignedInRequest, pk: int) -> Registration:
    registrations = Registration.objects.visible_to(request.user).select_related(
        "event", "person__commune__province", "organisation", "province", "registered_by"
    )
    return get_object_or_404(registrations, pk=pk)
