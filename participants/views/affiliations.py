"""Which organisations a person stands for, written down as it changes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.access import SignedInRequest, allow
from participants.forms.affiliations import AffiliationEndForm, AffiliationForm
from participants.models import Affiliation, Person
from participants.services.affiliations import end_affiliation, represent_organisation
from participants.views.access import REGISTRARS


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def affiliation_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a person stand for another organisation, known or new."""
    persons = Person.objects.visible_to(request.user).select_related("commune", "province")
    person = get_object_or_404(persons, pk=pk)
    form = AffiliationForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        affiliation = represent_organisation(
            person,
            organisation=form.organisation,
            capacity=form.cleaned_data["capacity"],
            since=form.cleaned_data["since"],
            by=request.user,
        )
        said = {"person": person, "organisation": affiliation.organisation}
        messages.success(request, _("%(person)s now represents %(organisation)s.") % said)
        return redirect("person_detail", pk=person.pk)
    context = {"person": person, "form": form}
    return render(request, "participants/affiliation_form.html", context)


@allow(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def affiliation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down until when a person stood for an organisation."""
    current = Affiliation.objects.visible_to(request.user).current()
    rows = current.select_related("person__province", "person__organisation", "organisation")
    affiliation = get_object_or_404(rows.filter(person__merged_into=None), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = AffiliationEndForm(typed, affiliation=affiliation)
    if request.method == "POST" and form.is_valid():
        end_affiliation(affiliation, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, _("The end is written down; what was before stays."))
        return redirect("person_detail", pk=affiliation.person_id)
    context = {"affiliation": affiliation, "person": affiliation.person, "form": form}
    return render(request, "participants/affiliation_end.html", context)
