"""The people the network knows, what they took part in, and the correction of a person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from certificates.models import Certificate
from certificates.papers import list_papers
from network.access import SignedInRequest, allow
from network.models import User
from network.paging import PAGES
from network.sealing import CannotUnseal
from participants.announcement_lists import tellings
from participants.exporting.files import MOST_ROWS_ON_PAPER
from participants.filters import PersonFilter, provinces_in_scope
from participants.forms import PersonForm
from participants.members import period_of
from participants.models import Affiliation, Organisation, Person, Recipient, Registration
from participants.models.persons import order_by_reader
from participants.national_ids import is_unusual
from participants.services.corrections import ChangedMeanwhile
from participants.services.national_ids import masked_national_id, reveal_national_id
from participants.services.persons import update_person
from participants.tables import PersonTable, state_badge
from participants.views.access import REGISTRARS


@allow(*REGISTRARS)
@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    """List the people in scope, found by name in either script, phone or organisation."""
    persons = Person.objects.visible_to(request.user).select_related(
        "organisation", "commune", "province"
    )
    found = PersonFilter(
        request.GET,
        persons.order_by(*order_by_reader()),
        provinces=provinces_in_scope(request.user),
    )
    table = PersonTable(found.listed_for(request.user), exclude=found.idle_columns)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "filter": found, "most_on_paper": MOST_ROWS_ON_PAPER}
    return render(request, "participants/person_list.html", context)


@allow(*REGISTRARS)
@require_safe
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a person: what they stand for, and every registration of theirs.

    The old address of somebody who was merged leads to the person they turned out to be.
    """
    try:
        person = _get_person(request, pk)
    except Http404:
        persons = Person.objects.visible_to(request.user)
        return redirect("person_detail", pk=get_object_or_404(persons, merged_persons__pk=pk).pk)
    try:
        number = masked_national_id(person)
    except CannotUnseal:
        number = "••••"
    context = {**_all_about(person, request.user), "national_id": number}
    return render(request, "participants/person_detail.html", context)


@allow(*REGISTRARS)
@require_POST
@never_cache
def national_id_reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a person with the national ID number in clear, once; the audit log tells who asked."""
    person = _get_person(request, pk)
    try:
        number = reveal_national_id(person, by=request.user)
    except CannotUnseal:
        sentence = _("The number was kept under a key that this server does not know any more.")
        messages.error(request, sentence)
        return redirect("person_detail", pk=person.pk)
    context = {**_all_about(person, request.user), "national_id": number, "is_revealed": True}
    return render(request, "participants/person_detail.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right what was mistyped; whoever was overtaken sees what is kept now."""
    person = _get_person(request, pk)
    form = PersonForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid() and _correct(form, request.user):
        messages.success(request, _("The details are saved."))
        warn_of_unusual_number(request, form.cleaned_data.get("national_id", ""))
        return redirect("person_detail", pk=person.pk)
    context = {
        "person": person,
        "form": form,
        "organisation_in_scope": _organisation_is_in_scope(person, request.user),
    }
    return render(request, "participants/person_form.html", context)


def warn_of_unusual_number(request: SignedInRequest, number: str) -> None:
    """Ask to look again at a national ID number that is possible, but not built as usual."""
    if number and is_unusual(number):
        sentence = _(
            "The national ID number is saved, but it is unusual: mostly it is one or two letters "
            "with five or six digits. Compare it with the card."
        )
        messages.warning(request, sentence)


def _all_about(person: Person, user: User) -> dict[str, Any]:
    registrations = Registration.objects.filter(person=person).visible_to(user)
    shown = registrations.with_presence().select_related("event", "organisation")
    affiliations = Affiliation.objects.filter(person=person).select_related("organisation")
    bodies = Organisation.objects.filter(affiliations__person=person)
    return {
        "person": person,
        "may_be_moved": user.is_staff_member or len(user.province_ids) > 1,
        "history": [
            (registration, state_badge(registration))
            for registration in shown.order_by("-registered_at", "-pk")
        ],
        "affiliations": [(each, period_of(each)) for each in affiliations],
        "organisations_in_scope": set(bodies.visible_to(user).values_list("pk", flat=True)),
        "tellings": tellings(Recipient.objects.filter(person=person).visible_to(user)),
        "outdated": _outdated_certificates(person, user),
        "certificates": list_papers(user, registration__person=person),
        "merges": person.merges_here.filter(undone_at=None).select_related("gone"),
    }


def _get_person(request: SignedInRequest, pk: int) -> Person:
    persons = Person.objects.visible_to(request.user)
    return get_object_or_404(persons.select_related("organisation", "commune", "province"), pk=pk)


def _organisation_is_in_scope(person: Person, user: User) -> bool:
    if person.organisation is None:
        return False
    return Organisation.objects.visible_to(user).filter(pk=person.organisation.pk).exists()


def _correct(form: PersonForm, user: User) -> bool:
    version = form.cleaned_data["version"]
    try:
        update_person(form.person, version=version, by=user, **form.correction)
    except ChangedMeanwhile as overtaken:
        form.add_error(None, str(overtaken))
        form.show_newer(Person.objects.select_related("organisation").get(pk=form.person.pk))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    else:
        return True
    return False


def _outdated_certificates(person: Person, user: User) -> list[Certificate]:
    """Return the valid certificates on which the person is called otherwise than now."""
    valid = Certificate.objects.visible_to(user).valid().filter(registration__person=person)
    names = (person.full_name_ar, person.full_name_latin)
    return [
        certificate
        for certificate in valid.order_by("pk")
        if (certificate.snapshot["name_ar"], certificate.snapshot["name_latin"]) != names
    ]
