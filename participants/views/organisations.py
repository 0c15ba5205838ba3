"""The bodies that people come for: found, shown with their people, and corrected."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import User
from network.paging import PAGES
from participants.exporting.files import MOST_ROWS_ON_PAPER
from participants.filters import OrganisationFilter, provinces_in_scope
from participants.forms import NewOrganisationForm, OrganisationForm
from participants.forms.organisations import OrganisationDetailsForm
from participants.forms.registration import suggest_organisations
from participants.members import MemberTable, events_of, order_members
from participants.models import Affiliation, Organisation
from participants.models.organisations import order_organisations
from participants.models.persons import number_of_people
from participants.services.corrections import ChangedMeanwhile
from participants.services.organisations import (
    OrganisationKnown,
    create_organisation,
    doubt_organisation,
    update_organisation,
)
from participants.tables import OrganisationTable
from participants.views.access import REGISTRARS, get_event


@allow(*REGISTRARS)
@require_safe
def organisation_list(request: SignedInRequest) -> HttpResponse:
    """List the organisations in scope, found by name in either script, kind and province."""
    organisations = Organisation.objects.visible_to(request.user)
    rows = organisations.select_related("commune", "province").annotate(
        people=number_of_people(request.user)
    )
    found = OrganisationFilter(
        request.GET,
        rows.order_by(*order_organisations()),
        provinces=provinces_in_scope(request.user),
    )
    table = OrganisationTable(found.qs, exclude=found.idle_columns)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "filter": found, "most_on_paper": MOST_ROWS_ON_PAPER}
    return render(request, "participants/organisation_list.html", context)


@allow(*REGISTRARS)
@require_safe
def organisation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an organisation, its people in scope now and before, and where they took part."""
    organisation = _get_organisation(request, pk)
    people = Affiliation.objects.visible_to(request.user).filter(organisation=organisation)
    rows = people.filter(person__merged_into=None).select_related("person__commune")
    nobody = _("Nobody comes for this organisation yet.")
    table = MemberTable(rows.order_by(*order_members()), empty_text=nobody)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {
        "organisation": organisation,
        "registers": _registers_of(organisation),
        "table": table,
        "events": events_of(organisation, request.user),
    }
    return render(request, "participants/organisation_detail.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_create(request: SignedInRequest) -> HttpResponse:
    """Make an organisation before anybody comes for it."""
    typed = request.POST if request.method == "POST" else None
    form = NewOrganisationForm(typed, provinces=list(provinces_in_scope(request.user)))
    if request.method == "POST" and form.is_valid():
        made = _create(form, request.user)
        if made:
            messages.success(request, _("%(name)s is saved.") % {"name": made})
            _warn_of_doubts(request, made)
            return redirect("organisation_detail", pk=made.pk)
    context = {"organisation": None, "form": form}
    return render(request, "participants/organisation_form.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right what was mistyped; whoever was overtaken sees what is kept now."""
    organisation = _get_organisation(request, pk)
    typed = request.POST if request.method == "POST" else None
    form = OrganisationForm(typed, organisation=organisation)
    if request.method == "POST" and form.is_valid() and _correct(form, request.user):
        messages.success(request, _("The details are saved."))
        _warn_of_doubts(request, _get_organisation(request, pk))
        return redirect("organisation_detail", pk=organisation.pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "participants/organisation_form.html", context)


@allow(*REGISTRARS)
@require_safe
def organisation_matches(request: SignedInRequest, code: str) -> HttpResponse:
    """Offer the organisations whose name holds what has been typed so far."""
    get_event(request, code)
    typed = request.GET.get("organisation_name", "")
    context = {
        "organisations": suggest_organisations(typed, request.user),
        "chosen": request.GET.get("known_organisation", ""),
    }
    return render(request, "participants/organisation_matches_list.html", context)


def _get_organisation(request: SignedInRequest, pk: int) -> Organisation:
    organisations = Organisation.objects.visible_to(request.user)
    return get_object_or_404(organisations.select_related("commune", "province"), pk=pk)


def _registers_of(organisation: Organisation) -> list[tuple[Any, str, str]]:
    """Return label, number and issuer of each number that is kept."""
    day = date_format(organisation.registered_on) if organisation.registered_on else ""
    registered_by = " · ".join(filter(None, [organisation.registration_authority, day]))
    numbers = (
        ("ice", ""),
        ("tax_number", ""),
        ("trade_register", organisation.trade_register_court),
        ("professional_tax", ""),
        ("social_security", ""),
        ("registration_number", registered_by),
    )
    return [
        (OrganisationDetailsForm.base_fields[name].label, getattr(organisation, name), note)
        for name, note in numbers
        if getattr(organisation, name) or (name == "registration_number" and note)
    ]


def _warn_of_doubts(request: SignedInRequest, organisation: Organisation) -> None:
    for doubt in doubt_organisation(organisation, reader=request.user):
        messages.warning(request, doubt)


def _create(form: NewOrganisationForm, user: User) -> Organisation | None:
    try:
        province = form.organisation.province
        return create_organisation(province=province, by=user, **form.correction)
    except OrganisationKnown as known:
        form.add_error(None, str(known))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    return None


def _correct(form: OrganisationForm, user: User) -> bool:
    version = form.cleaned_data["version"]
    try:
        update_organisation(form.organisation, version=version, by=user, **form.correction)
    except ChangedMeanwhile as overtaken:
        form.add_error(None, str(overtaken))
        form.show_newer(Organisation.objects.get(pk=form.organisation.pk))
    except OrganisationKnown as known:
        form.add_error(None, str(known))
    except ValidationError as invalid:
        form.add_error(None, invalid.messages)
    else:
        return True
    return False
