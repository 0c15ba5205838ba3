"""The bodies that people come for: found, shown with their people, and corrected."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import User
from participants.filters import OrganisationFilter, provinces_in_scope
from participants.forms import OrganisationForm
from participants.forms.registration import suggest_organisations
from participants.models import Organisation, Person
from participants.models.organisations import order_organisations
from participants.models.persons import number_of_people, order_by_reader
from participants.services.corrections import ChangedMeanwhile
from participants.services.organisations import OrganisationKnown, update_organisation
from participants.tables import OrganisationTable, PersonTable
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
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"table": table, "filter": found}
    return render(request, "participants/organisation_list.html", context)


@allow(*REGISTRARS)
@require_safe
def organisation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an organisation and its people in scope."""
    organisation = _get_organisation(request, pk)
    people = Person.objects.visible_to(request.user).filter(organisation=organisation)
    rows = people.select_related("commune", "province").order_by(*order_by_reader())
    nobody = _("Nobody comes for this organisation yet.")
    table = PersonTable(rows, exclude=("organisation", "province"), empty_text=nobody)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"organisation": organisation, "table": table}
    return render(request, "participants/organisation_detail.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right what was mistyped; whoever was overtaken sees what is kept now."""
    organisation = _get_organisation(request, pk)
    typed = request.POST if request.method == "POST" else None
    form = OrganisationForm(typed, organisation=organisation)
    if request.method == "POST" and form.is_valid() and _correct(form, request.user):
        messages.success(request, _("The details are saved."))
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
