"""The people the network knows, what they took part in, and the correction of a person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from certificates.models import Certificate
from network.access import SignedInRequest, allow
from network.models import User
from participants.filters import PersonFilter, provinces_in_scope
from participants.forms import PersonForm
from participants.models import Organisation, Person, Registration
from participants.models.persons import order_by_reader
from participants.services.corrections import ChangedMeanwhile
from participants.services.persons import update_person
from participants.tables import PersonTable, state_badge
from participants.views.access import REGISTRARS


@allow(*REGISTRARS)
@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    """List the people in scope, found by name in either script or by phone."""
    persons = Person.objects.visible_to(request.user).select_related(
        "organisation", "commune", "province"
    )
    found = PersonFilter(
        request.GET,
        persons.order_by(*order_by_reader()),
        provinces=provinces_in_scope(request.user),
    )
    table = PersonTable(found.qs, exclude=found.idle_columns)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"table": table, "filter": found}
    return render(request, "participants/person_list.html", context)


@allow(*REGISTRARS)
@require_safe
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a person and every registration of theirs, with state and presence."""
    person = _get_person(request, pk)
    registrations = Registration.objects.filter(person=person).visible_to(request.user)
    shown = registrations.with_presence().select_related("event", "organisation")
    history = [
        (registration, state_badge(registration))
        for registration in shown.order_by("-registered_at", "-pk")
    ]
    context = {
        "person": person,
        "history": history,
        "organisation_in_scope": _organisation_is_in_scope(person, request.user),
        "outdated": _outdated_certificates(person, request.user),
    }
    return render(request, "participants/person_detail.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right what was mistyped; whoever was overtaken sees what is kept now."""
    person = _get_person(request, pk)
    form = PersonForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid() and _correct(form, request.user):
        messages.success(request, _("The details are saved."))
        return redirect("person_detail", pk=person.pk)
    context = {
        "person": person,
        "form": form,
        "organisation_in_scope": _organisation_is_in_scope(person, request.user),
    }
    return render(request, "participants/person_form.html", context)


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
