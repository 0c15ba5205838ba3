"""Somebody known is registered for several coming events at once."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from network.access import SignedInRequest, allow
from participants.forms import CONSENT_VERSION
from participants.forms.events import NominationForm
from participants.models import Person
from participants.offers import events_open_to
from participants.services.nominations import Nomination, nominate_person
from participants.views.access import REGISTRARS
from participants.views.telling import say_place


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_nominate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the open events as a tick list, then say for each what came of it."""
    persons: QuerySet[Person] = Person.objects.visible_to(request.user)
    person = get_object_or_404(persons.select_related("organisation", "province"), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = NominationForm(posted, person=person, offers=list(events_open_to(person, request.user)))
    if request.method == "POST" and form.is_valid():
        _tell(request, _nominate(form, person, request))
        return redirect("person_detail", pk=person.pk)
    context = {"person": person, "form": form}
    return render(request, "participants/nomination_form.html", context)


def _nominate(form: NominationForm, person: Person, request: SignedInRequest) -> list[Nomination]:
    cleaned = form.cleaned_data
    return nominate_person(
        person,
        events=cleaned["events"],
        organisation=person.organisation,
        capacity=cleaned.get("capacity", ""),
        consent_version=CONSENT_VERSION if cleaned.get("consent") else "",
        submission_key=cleaned["form_key"],
        by=request.user,
    )


def _tell(request: SignedInRequest, nominations: list[Nomination]) -> None:
    for nomination in nominations:
        if nomination.registration:
            sentence = f"{nomination.event}: {say_place(nomination.registration)}"
            messages.success(request, sentence)
        else:
            messages.warning(request, f"{nomination.event}: {nomination.refusal}")
