"""The page of a consultation workshop, the numbers that it keeps, and its minutes."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from network.access import SignedInRequest, allow
from network.models import Province, User
from participants.counting import count_by_province
from trainings.counts import CountTable, compare_counts, kept_counts
from trainings.forms.workshops import RapporteurForm
from trainings.minutes import LANGUAGES, write_minutes
from trainings.models import (
    Event,
    FrozenCount,
    Invitation,
    Proposal,
    Recommendation,
    Session,
)
from trainings.services.errors import PlanningError
from trainings.services.workshops import freeze_counts, load_usual_points, name_rapporteur
from trainings.views.workshop_access import MEMBERS, PLANNERS, back_to, get_workshop

SHOWN_RECOMMENDATIONS = 12


@allow()
@require_safe
def workshop_detail(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Show a workshop: who comes, its agenda, the provinces' numbers, points and decisions."""
    workshop, reader = get_workshop(request, code, day), request.user
    prefetch_related_objects([workshop], "half_days")
    frozen = list(workshop.frozen_counts.select_related("frozen_by"))
    shown = _choose(frozen, request.GET.get("frozen"))
    context = {
        "workshop": workshop,
        "event": workshop.event,
        "sees_event": Event.objects.visible_to(reader).filter(pk=workshop.event_id).exists(),
        **_people(workshop, reader),
        "agenda": workshop.agenda.select_related("module", "trainer"),
        "frozen": frozen,
        "shown": shown,
        "table": _table(workshop, shown),
        "recommendations": _recommendations(workshop, reader),
        "proposals": _proposals(workshop, reader),
        "points": workshop.points.all(),
        "decisions": workshop.decisions.all(),
        "rapporteur_form": RapporteurForm(instance=workshop),
    }
    return render(request, "trainings/workshop_detail.html", context)


@allow(*PLANNERS)
@require_POST
def workshop_freeze(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Keep the provinces' numbers as they are now."""
    workshop = get_workshop(request, code, day)
    try:
        with transaction.atomic():
            counts = count_by_province(workshop.event.programme)
            freeze_counts(workshop, counts=counts, by=request.user)
    except PlanningError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The numbers of this moment are kept."))
    return back_to(workshop, "numbers")


@allow(*PLANNERS)
@require_POST
def workshop_usual_points(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Fill the empty list of points with those that workshops usually take up."""
    workshop = get_workshop(request, code, day)
    load_usual_points(workshop, by=request.user)
    return back_to(workshop, "points")


@allow(*PLANNERS)
@require_POST
def workshop_rapporteur(request: SignedInRequest, code: str, day: dt.date) -> HttpResponse:
    """Say who writes the minutes."""
    workshop = get_workshop(request, code, day)
    form = RapporteurForm(request.POST)
    if form.is_valid():
        name_rapporteur(workshop, rapporteur=form.cleaned_data["rapporteur"], by=request.user)
        messages.success(request, _("The minutes name who writes them."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["rapporteur"]))
    return back_to(workshop, "minutes")


@allow(*MEMBERS)
@require_safe
def workshop_minutes(
    request: SignedInRequest, code: str, day: dt.date, language: str
) -> HttpResponse:
    """Give the minutes as a PDF in Arabic or French, whatever the reader's own language."""
    workshop = get_workshop(request, code, day)
    if language not in LANGUAGES:
        raise Http404
    name = f"minutes-{code}-{day.isoformat()}-{language}.pdf"
    return HttpResponse(
        write_minutes(workshop, language=language),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _people(workshop: Session, reader: User) -> dict[str, Any]:
    """Return the invitations that the reader sees, the own one, and how many answered what."""
    visible = Invitation.objects.visible_to(reader).filter(session=workshop)
    provinces = Prefetch("coordinator__provinces", Province.objects.order_by("hcp_code"))
    invitations = list(visible.select_related("coordinator").prefetch_related(provinces))
    answers = [one.answer for one in invitations]
    standing = [one.attendance.value for one in invitations]
    return {
        "invitations": invitations,
        "own": next((one for one in invitations if one.coordinator_id == reader.pk), None),
        "answers": {answer: answers.count(answer) for answer in Invitation.Answer.values},
        "attendance": {name: standing.count(name) for name in Invitation.Attendance.values},
        "unmarked": [one for one in invitations if one.present is None],
    }


def _choose(frozen: list[FrozenCount], asked: str | None) -> FrozenCount | None:
    """Return the numbers that were asked for, else the latest; raises 404 for others' ones."""
    if not asked:
        return next(iter(frozen), None)
    chosen = next((one for one in frozen if str(one.pk) == asked), None)
    if chosen is None:
        raise Http404
    return chosen


def _table(workshop: Session, shown: FrozenCount | None) -> CountTable:
    kept = kept_counts(shown) if shown else None
    return compare_counts(count_by_province(workshop.event.programme), kept)


def _recommendations(workshop: Session, reader: User) -> QuerySet[Recommendation]:
    """Return what events that ended before the workshop recommend and nobody has finished."""
    days = Session.objects.filter(event=OuterRef("event"))
    unfinished = Recommendation.objects.visible_to(reader).unfinished()
    earlier = unfinished.filter(
        Exists(days.filter(date__lt=workshop.date)), ~Exists(days.filter(date__gte=workshop.date))
    )
    return earlier.select_related("event").order_by("-event", "position", "pk")[
        :SHOWN_RECOMMENDATIONS
    ]


def _proposals(workshop: Session, reader: User) -> QuerySet[Proposal]:
    return Proposal.objects.visible_to(reader).filter(session=workshop).for_lists()
