"""Registering people one after the other, whoever is known offered first."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from network.access import SignedInRequest, allow
from network.models import User
from participants.forms import CONSENT_VERSION, RegistrationForm
from participants.matching import find_known_persons
from participants.models import Registration
from participants.models.registrations import count_waiting_by_province
from participants.services.registrations import RegistrationRefused, register_beneficiary
from participants.views.access import REGISTRARS, get_event
from trainings.models import Event, Quota


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def registration_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Register one person after the other, the state of the quota said first."""
    event = get_event(request, code)
    quotas = list(_visible_quotas(event, request.user))
    provinces = [quota.province for quota in quotas]
    posted = request.POST if request.method == "POST" else None
    form = RegistrationForm(posted, event=event, provinces=provinces, user=request.user)
    if request.method == "POST":
        registration = _find_sent_before(form, request.user) or _register(form, request.user)
        if registration:
            messages.success(request, _tell(registration))
            return redirect("registration_create", code=event.code)
    waiting = count_waiting_by_province(event)
    places = [(quota, waiting.get(quota.province_id, 0)) for quota in quotas]
    context = {"event": event, "form": form, "places": places}
    return render(request, "participants/registration_form.html", context)


@allow(*REGISTRARS)
@require_safe
def person_matches(request: SignedInRequest, code: str) -> HttpResponse:
    """Offer the people who are known by what has been typed so far."""
    event = get_event(request, code)
    context = {
        "event": event,
        "matches": find_known_persons(request.GET, event=event, user=request.user),
        "answer": request.GET.get("known_person", ""),
    }
    return render(request, "participants/person_matches_list.html", context)


def _visible_quotas(event: Event, user: User) -> list[Quota]:
    quotas = Quota.objects.filter(event=event).visible_to(user)
    return list(quotas.select_related("province"))


def _find_sent_before(form: RegistrationForm, user: User) -> Registration | None:
    # Asked before the form is checked: the person of the first sending is known by now.
    if form.submission_key is None:
        return None
    sent = Registration.objects.visible_to(user).filter(submission_key=form.submission_key)
    return sent.select_related("person").first()


def _register(form: RegistrationForm, user: User) -> Registration | None:
    if not form.is_valid():
        return None
    try:
        return register_beneficiary(
            form.event,
            person=form.person,
            organisation=form.organisation,
            consent_version=CONSENT_VERSION,
            by=user,
            submission_key=form.submission_key,
        )
    except RegistrationRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return None


def _tell(registration: Registration) -> SafeString:
    """Say what the person has: a place of how many, or which position on the waiting list."""
    if registration.is_waiting:
        sentence = _("%(person)s: on the waiting list, position %(position)s.") % {
            "person": registration.person,
            "position": registration.waiting_position,
        }
    else:
        quota = Quota.objects.get(event=registration.event_id, province=registration.province_id)
        sentence = ngettext(
            "%(person)s: registered, place %(taken)s of %(places)s.",
            "%(person)s: registered, place %(taken)s of %(places)s.",
            quota.places,
        ) % {"person": registration.person, "taken": quota.taken, "places": quota.places}
    url = reverse("registration_detail", args=[registration.pk])
    return format_html('{} <a href="{}">{}</a>', sentence, url, _("See the registration"))
