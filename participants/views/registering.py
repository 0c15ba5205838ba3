"""Registering people one after the other, whoever is known offered first."""

from typing import TypedDict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from network.access import SignedInRequest, allow
from network.models import Province, User
from participants.forms import CONSENT_VERSION, RegistrationForm
from participants.forms.registration import suggest_latin_names
from participants.matching import find_known_elsewhere, find_known_persons, read_typed
from participants.models import Registration
from participants.models.registrations import count_waiting_by_province
from participants.services.registrations import RegistrationRefused, register_beneficiary
from participants.transfer_offers import offer_transfers
from participants.views.access import REGISTRARS, get_event
from participants.views.telling import say_place
from trainings.models import Event, Quota


class _Common(TypedDict):
    event: Event
    provinces: list[Province]
    user: User


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def registration_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Register one person after the other, the state of the quota said first."""
    event = get_event(request, code)
    quotas = list(_visible_quotas(event, request.user))
    form = _form(request, event, [quota.province for quota in quotas])
    if form.is_bound:
        registration = _find_sent_before(form, request.user) or _register(form, request.user)
        if registration:
            messages.success(request, _tell(registration, form.submitted_key))
            return redirect("registration_create", code=event.code)
    waiting = count_waiting_by_province(event)
    places = [(quota, waiting.get(quota.province_id, 0)) for quota in quotas]
    elsewhere = offer_transfers(form.elsewhere, read_typed(form.typed).in_words, request.user)
    context = {"event": event, "form": form, "places": places, "elsewhere": elsewhere}
    return render(request, "participants/registration_form.html", context)


@allow(*REGISTRARS)
@require_POST
def person_matches(request: SignedInRequest, code: str) -> HttpResponse:
    """Offer the people who are known by what has been typed so far, and Latin spellings."""
    event, user = get_event(request, code), request.user
    typed = read_typed(request.POST)
    context = {
        "event": event,
        "matches": find_known_persons(request.POST, event=event, user=user),
        "elsewhere": offer_transfers(
            find_known_elsewhere(request.POST, user=user), typed.in_words, user
        ),
        "answer": request.POST.get("known_person", ""),
        "words": typed.words,
        "newcomer": typed.fields,
        "suggestions": suggest_latin_names(request.POST),
    }
    return render(request, "participants/person_matches_answer.html", context)


def _form(request: SignedInRequest, event: Event, provinces: list[Province]) -> RegistrationForm:
    """Return the form empty, as it was sent, or with what a button without JavaScript has added.

    Such a button looks for the person, or takes a Latin spelling: nothing is checked yet.
    """
    common: _Common = {"event": event, "provinces": provinces, "user": request.user}
    if request.method != "POST":
        return RegistrationForm(**common)
    added = _added_by_button(request.POST)
    if added is None:
        return RegistrationForm(request.POST, **common)
    return RegistrationForm(initial={**request.POST.dict(), **added}, **common)


def _added_by_button(typed: QueryDict) -> dict[str, str] | None:
    if "search" in typed:
        fields = read_typed(typed).fields
        return {name: text for name, text in fields.items() if not typed.get(name)}
    if "use_latin" in typed:
        spellings = dict(suggest_latin_names(typed))
        return {n: spelt for n, spelt in spellings.items() if n == typed["use_latin"]}
    return None


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
            capacity=form.cleaned_data["capacity"],
            consent_version=CONSENT_VERSION,
            consent_channel=form.channel,
            by=user,
            submission_key=form.submission_key,
        )
    except RegistrationRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return None


def _tell(registration: Registration, form_key: str) -> SafeString:
    """Say what the person has: a place of how many, or which position on the waiting list.

    The key of the form lets the page forget what was typed into it.
    """
    url = reverse("registration_detail", args=[registration.pk])
    return format_html(
        '{} <a href="{}" data-registered="{}">{}</a>',
        say_place(registration),
        url,
        form_key,
        _("See the registration"),
    )
