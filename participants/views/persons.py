"""The people the network knows, and what they took part in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from participants.filters import PersonFilter, provinces_in_scope
from participants.forms.registration import suggest_organisations
from participants.models import Person, Registration
from participants.tables import PersonTable, state_badge
from participants.views.access import REGISTRARS, get_event


@allow(*REGISTRARS)
@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    """List the people in scope, found by name in either script or by phone."""
    persons = Person.objects.visible_to(request.user).select_related(
        "organisation", "commune", "province"
    )
    found = PersonFilter(
        request.GET, persons.order_by("key_ar", "pk"), provinces=provinces_in_scope(request.user)
    )
    table = PersonTable(found.qs, exclude=found.idle_columns)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"table": table, "filter": found}
    return render(request, "participants/person_list.html", context)


@allow(*REGISTRARS)
@require_safe
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a person and every registration of theirs, with state and presence."""
    persons = Person.objects.visible_to(request.user).select_related(
        "organisation", "commune", "province"
    )
    person = get_object_or_404(persons, pk=pk)
    registrations = Registration.objects.filter(person=person).visible_to(request.user)
    shown = registrations.with_presence().select_related("event", "organisation")
    history = [
        (registration, state_badge(registration))
        for registration in shown.order_by("-registered_at", "-pk")
    ]
    context = {"person": person, "history": history}
    return render(request, "participants/person_detail.html", context)


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
