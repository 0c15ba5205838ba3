"""What events brought: practical workshops and recommendations, and how these are followed."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role
from network.paging import PAGES
from trainings.forms.recommendations import FollowUpForm, GroupForm, RecommendationForm
from trainings.models import Event, PracticeGroup, Recommendation, Session
from trainings.recommendation_lists import RecommendationFilter, RecommendationTable
from trainings.services.recommendations import (
    FollowedUp,
    NothingToFollowUp,
    add_group,
    add_recommendation,
    change_group,
    change_recommendation,
    follow_up,
    move_recommendation,
    remove_group,
    remove_recommendation,
)
from trainings.services.standing_rows import RowGone


@allow()
@require_safe
def recommendation_list(request: SignedInRequest) -> HttpResponse:
    """List the recommendations of all events that the reader sees; at first the unfinished ones."""
    recommendations = (
        Recommendation.objects.visible_to(request.user)
        .with_agreed_on()
        .select_related("event", "module")
        .order_by(F("agreed_on").desc(nulls_last=True), "event_id", "position", "pk")
    )
    found = RecommendationFilter(request.GET, recommendations, request=request, reader=request.user)
    # Names can stand in it, which an observer does not read.
    hidden = ("responsible",) if request.user.is_observer else ()
    table = RecommendationTable(found.qs, exclude=hidden)
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {"table": table, "filter": found}
    return render(request, "trainings/recommendation_list.html", context)


@allow()
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a recommendation with what was found since; staff write down how far it is now."""
    recommendation = _recommendation_or_404(request, pk)
    form = None
    if request.user.is_staff_member:
        form = FollowUpForm(request.POST or None, recommendation=recommendation)
        if form.is_valid() and _follow_up(request, recommendation, form):
            return redirect("recommendation_detail", pk=recommendation.pk)
    follow_ups = recommendation.follow_ups.select_related("by")
    context = {"recommendation": recommendation, "follow_ups": follow_ups, "form": form}
    return render(request, "trainings/recommendation_detail.html", context)


@allow()
@require_safe
def event_results(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what an event brought: the practical workshops of its days, and what it recommends."""
    event = _event_or_404(request, code)
    groups = PracticeGroup.objects.filter(session__event=event)
    recommendations = event.recommendations.with_agreed_on().select_related("module", "group")
    context = {
        "event": event,
        "groups": groups.select_related("session", "module", "trainer"),
        "recommendations": recommendations,
        "has_training_day": event.sessions.filter(kind=Session.Kind.TRAINING).exists(),
    }
    return render(request, "trainings/event_results.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_group_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Add a practical workshop to a day of the event."""
    event = _event_or_404(request, code)
    form = GroupForm(request.POST or None, event=event)
    if form.is_valid():
        add_group(by=request.user, **form.cleaned_data)
        return redirect("event_results", code=event.code)
    context = {"form": form, "event": event, "group": None}
    return render(request, "trainings/practice_group_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_group_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a practical workshop, and write what it brought."""
    group = _group_or_404(request, pk)
    event = group.session.event
    form = GroupForm(request.POST or None, instance=copy(group), event=event)
    if form.is_valid() and _change(request, form, change_group, group):
        return redirect("event_results", code=event.code)
    context = {"form": form, "event": event, "group": group}
    return render(request, "trainings/practice_group_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_group_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a practical workshop is to go, then remove it."""
    group = _group_or_404(request, pk)
    return _remove(request, group, group.session.event, remove_group)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down what the event recommends."""
    event = _event_or_404(request, code)
    form = RecommendationForm(request.POST or None, event=event)
    if form.is_valid():
        add_recommendation(event, by=request.user, **form.cleaned_data)
        return redirect("event_results", code=event.code)
    context = {"form": form, "event": event, "recommendation": None}
    return render(request, "trainings/recommendation_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a recommendation."""
    standing = _recommendation_or_404(request, pk)
    event = standing.event
    form = RecommendationForm(request.POST or None, instance=copy(standing), event=event)
    if form.is_valid() and _change(request, form, change_recommendation, standing):
        return redirect("event_results", code=event.code)
    context = {"form": form, "event": event, "recommendation": standing}
    return render(request, "trainings/recommendation_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def recommendation_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a recommendation one place up or down among those of its event."""
    recommendation = _recommendation_or_404(request, pk)
    move_recommendation(recommendation, up=request.POST.get("to") == "up", by=request.user)
    return redirect("event_results", code=recommendation.event.code)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a recommendation is to go, then remove it."""
    recommendation = _recommendation_or_404(request, pk)
    return _remove(request, recommendation, recommendation.event, remove_recommendation)


def _change(
    request: SignedInRequest,
    form: GroupForm | RecommendationForm,
    change: Callable[..., Any],
    standing: PracticeGroup | Recommendation,
) -> bool:
    """Keep what the valid form holds; where the row is gone, the form says so and keeps it."""
    try:
        change(standing, by=request.user, **form.cleaned_data)
    except RowGone as error:
        form.add_error(None, str(error))
        return False
    return True


def _remove(
    request: SignedInRequest, row: Any, event: Event, remove: Callable[..., None]
) -> HttpResponse:
    if request.method != "POST":
        return render(request, "trainings/result_remove.html", {"row": row, "event": event})
    try:
        remove(row, by=request.user)
    except (FollowedUp, RowGone) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(text)s” is removed.") % {"text": row})
    return redirect("event_results", code=event.code)


def _follow_up(
    request: SignedInRequest, recommendation: Recommendation, form: FollowUpForm
) -> bool:
    try:
        follow_up(recommendation, by=request.user, **form.cleaned_data)
    except NothingToFollowUp as refusal:
        form.add_error("note", str(refusal))
        return False
    except RowGone as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The follow-up is saved."))
    return True


def _event_or_404(request: SignedInRequest, code: str) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.user).with_dates(), code=code)


def _group_or_404(request: SignedInRequest, pk: int) -> PracticeGroup:
    groups = PracticeGroup.objects.visible_to(request.user).select_related("session__event")
    return get_object_or_404(groups, pk=pk)


def _recommendation_or_404(request: SignedInRequest, pk: int) -> Recommendation:
    recommendations = Recommendation.objects.visible_to(request.user).with_agreed_on()
    return get_object_or_404(recommendations.select_related("event", "module", "group"), pk=pk)
