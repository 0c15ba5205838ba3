"""Self-registration, seen from inside: the link, what came in through it, and the answers."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from documents.qr import QrCode, make_qr
from network.access import SignedInRequest, allow
from network.models import User
from network.paging import PAGES
from participants.application_lists import ApplicationFilter, ApplicationTable, application_badge
from participants.forms.applications import ApplicationAnswerForm, typed_of
from participants.matching import find_known_elsewhere, find_known_persons, read_typed
from participants.models import Application, ApplicationLink, Person
from participants.services.applications import (
    ApplicationRefused,
    approve_application,
    close_applications,
    decline_application,
    open_applications,
)
from participants.services.registrations import RegistrationRefused
from participants.transfer_offers import offer_transfers
from participants.views.access import REGISTRARS, get_event
from participants.views.telling import say_place
from trainings.models import Event, Quota


@dataclass(frozen=True)
class Door:
    """A province's self-registration at an event: ``link`` is None while it is closed."""

    quota: Quota
    link: ApplicationLink | None
    address: str = ""
    qr: QrCode | None = None
    share_url: str = ""


@allow(*REGISTRARS)
@require_safe
def application_list(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the link of each province of the reader's, and what came in through them."""
    event = get_event(request, code)
    applications = Application.objects.filter(link__event=event).visible_to(request.user)
    rows = applications.select_related("commune").order_by("-applied_at", "-pk")
    found = ApplicationFilter(request.GET, rows)
    table = ApplicationTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "event": event,
        "doors": _doors(event, request.user),
        "table": table,
        "filter": found,
    }
    return render(request, "participants/application_list.html", context)


@allow(*REGISTRARS)
@require_POST
def applications_open(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Open self-registration for the places of one quota."""
    event = get_event(request, code)
    quotas = Quota.objects.filter(event=event).visible_to(request.user)
    quota = get_object_or_404(quotas.select_related("province"), pk=pk)
    try:
        open_applications(event, province=quota.province, by=request.user)
    except RegistrationRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Self-registration is open. Send the address to people."))
    return redirect("application_list", code=event.code)


@allow(*REGISTRARS)
@require_POST
def applications_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a link for good."""
    links = ApplicationLink.objects.visible_to(request.user).select_related("event")
    link = get_object_or_404(links, pk=pk)
    if close_applications(link, by=request.user):
        messages.success(request, _("Self-registration is closed: the address leads nowhere now."))
    return redirect("application_list", code=link.event.code)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def application_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what somebody sent in beside the people who may be meant, and take the answer."""
    application = _get_application(request, pk)
    matches = _matches(application, request.user)
    form = ApplicationAnswerForm(
        request.POST if request.method == "POST" else None, matches=matches
    )
    if request.method == "POST" and form.is_valid() and _answer(form, application, request):
        return redirect("application_list", code=application.link.event.code)
    typed = typed_of(application)
    elsewhere = find_known_elsewhere(typed, user=request.user) if application.is_waiting else []
    context = {
        "application": application,
        "badge": application_badge(application),
        "form": form,
        "matches": matches,
        "answer": form.answer,
        "elsewhere": offer_transfers(elsewhere, read_typed(typed).in_words, request.user),
    }
    return render(request, "participants/application_detail.html", context)


def _doors(event: Event, user: User) -> list[Door]:
    quotas = Quota.objects.filter(event=event).visible_to(user).select_related("province")
    standing = ApplicationLink.objects.filter(event=event, closed_at=None).visible_to(user)
    links = {link.province_id: link for link in standing}
    return [_door(event, quota, links.get(quota.province_id)) for quota in quotas]


def _door(event: Event, quota: Quota, link: ApplicationLink | None) -> Door:
    if link is None:
        return Door(quota, None)
    address = settings.SITE_URL + reverse("apply", args=[link.token])
    text = _("Apply for a place at “%(event)s”: %(address)s") % {"event": event, "address": address}
    share_url = "https://wa.me/?" + urlencode({"text": text})
    return Door(quota, link, address, make_qr(address), share_url)


def _matches(application: Application, user: User) -> list[Person]:
    if not application.is_waiting:
        return []
    event, province_id = application.link.event, application.link.province_id
    known = find_known_persons(typed_of(application), event=event, user=user)
    return [person for person in known if person.province_id == province_id]


def _answer(
    form: ApplicationAnswerForm, application: Application, request: SignedInRequest
) -> bool:
    try:
        if form.approves:
            registration = approve_application(application, person=form.person, by=request.user)
            messages.success(request, say_place(registration))
        else:
            reason = form.cleaned_data["reason"]
            decline_application(application, reason=reason, by=request.user)
            messages.success(request, _("The application is declined."))
    except (ApplicationRefused, RegistrationRefused) as refused:
        form.add_error(None, str(refused))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return form.is_valid()


def _get_application(request: SignedInRequest, pk: int) -> Application:
    applications = Application.objects.visible_to(request.user).select_related(
        "link__event", "link__province", "commune", "decided_by", "registration"
    )
    return get_object_or_404(applications, pk=pk)
