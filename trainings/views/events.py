"""The pages of events: the list, the event itself, and where it is planned."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role, User
from participants.models import Registration
from participants.services.registrations import promote_waiting
from participants.whom_to_tell import WhomToTell, whom_to_tell
from trainings.conflicts import Conflict, find_conflicts, find_conflicts_of
from trainings.filters import EventFilter
from trainings.forms.events import EventPage
from trainings.models import Event, EventStep, Quota, Session
from trainings.models.events import EventQuerySet
from trainings.services.errors import PlanningError
from trainings.services.events import create_event, update_event
from trainings.tables import EventTable
from trainings.views.markers import count_warnings
from trainings.views.next_step import next_action, other_steps, pages_of, way_of


@allow()
@require_safe
def event_list(request: SignedInRequest) -> HttpResponse:
    """List the events that the reader sees, latest first; a coordinator's with own places."""
    events = _with_own_quotas(request.user).order_by(F("starts_on").desc(nulls_first=True), "-pk")
    found = EventFilter(request.GET, events, request=request, reader=request.user)
    table = EventTable(found.qs)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    shown = [row.record for row in table.paginated_rows]
    context = {"table": table, "filter": found, "warnings": count_warnings(shown, request.user)}
    return render(request, "trainings/event_list.html", context)


@allow()
@require_safe
def event_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show an event: facts, days, agenda, places, and what is to do next."""
    events = Event.objects.visible_to(request.user).with_dates()
    event = get_object_or_404(
        events.select_related("programme", "venue__commune__province", "proposal"), code=code
    )
    sessions = _sessions_with_contents(event)
    quotas = _quotas_with_waiting(event, request.user)
    begins = sessions[0].date if sessions else None
    context = {
        "event": event,
        "proposal": None if request.user.is_observer else getattr(event, "proposal", None),
        "sessions": sessions,
        "recommendations": event.recommendations.all(),
        "quotas": quotas,
        "waiting": sum(waiting for _quota, waiting in quotas),
        "conflicts": _conflicts(event, request.user),
        "steps": (steps := list(event.steps.select_related("by"))),
        "called_off": _calling_off(event, steps),
        "telling": _telling(event, steps, request.user),
        "next_action": next_action(event, request.user, begins=begins, today=timezone.localdate()),
        "other_steps": other_steps(event, request.user),
        "pages": pages_of(event, request.user),
        "way": way_of(event),
    }
    return render(request, "trainings/event_detail.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: SignedInRequest) -> HttpResponse:
    """Plan an event."""
    return _edit(request, None)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Change an event."""
    return _edit(request, get_object_or_404(Event.objects.visible_to(request.user), code=code))


def _with_own_quotas(user: User) -> EventQuerySet:
    events = Event.objects.visible_to(user).with_dates().select_related("venue__commune")
    if not user.is_coordinator:
        return events
    own = Quota.objects.visible_to(user).select_related("province")
    return events.prefetch_related(Prefetch("quotas", own, to_attr="own_quotas"))


def _quotas_with_waiting(event: Event, user: User) -> list[tuple[Quota, int]]:
    """Return the quotas that ``user`` sees, each with how many wait for a place on it."""
    waitlisted = Registration.objects.visible_to(user).filter(
        event=event, state=Registration.State.WAITLISTED
    )
    waiting = dict(waitlisted.values_list("province").order_by("province").annotate(Count("pk")))
    quotas = event.quotas.visible_to(user).select_related("province")
    return [(quota, waiting.get(quota.province_id, 0)) for quota in quotas]


def _conflicts(event: Event, user: User) -> list[Conflict]:
    return find_conflicts([event])[event.pk] if user.is_staff_member else []


def _calling_off(event: Event, steps: list[EventStep]) -> EventStep | None:
    """Return the step that called the event off, where it still is."""
    return steps[-1] if steps and event.is_called_off else None


def _telling(event: Event, steps: list[EventStep], user: User) -> WhomToTell | None:
    """Return whom to tell, while the event is called off or has just got new days."""
    last = steps[-1] if steps else None
    has_new_days = last and (last.is_move or last.from_state == Event.State.POSTPONED)
    if user.is_observer or not (event.is_called_off or has_new_days):
        return None
    return whom_to_tell(event, user)


def _sessions_with_contents(event: Event) -> list[Session]:
    contents = ("half_days", "agenda__module", "agenda__trainer", "points")
    return list(event.sessions.prefetch_related(*contents))


def _edit(request: SignedInRequest, event: Event | None) -> HttpResponse:
    context: dict[str, Any] = {"event": event}
    if request.method != "POST":
        page = EventPage.showing(event, programme_id=request.GET.get("programme", ""))
        context["conflicts"] = _conflicts(event, request.user) if event else []
    else:
        page = EventPage.typed(event, request.POST)
        if "add_day" in request.POST:
            page = page.with_another_day(event)
        elif "check" in request.POST:
            context |= _check(page, event)
            page = page.as_typed(event)
        elif page.is_valid() and (saved := _save(request, page, event)):
            return redirect("event_detail", code=saved.code)
    return render(request, "trainings/event_form.html", {**context, "page": page})


def _check(page: EventPage, event: Event | None) -> dict[str, Any]:
    """Look for what speaks against the plan as it is typed; nothing is kept."""
    plan = page.as_far_as_readable()
    return {
        "checked": plan,
        "conflicts": find_conflicts_of(plan, event=event),
        "has_unreadable_days": page.has_unreadable_days,
    }


def _save(request: SignedInRequest, page: EventPage, event: Event | None) -> Event | None:
    """Save what the valid page holds; None, with the error at its field, where it is refused."""
    try:
        with transaction.atomic():
            if event is None:
                saved = create_event(by=request.user, **page.plan())
            else:
                saved = update_event(event, edition=page.edition, by=request.user, **page.plan())
            promoted = promote_waiting(saved, by=request.user)
    except PlanningError as error:
        page.refuse(error)
        return None
    messages.success(request, _("The event is saved."))
    if promoted:
        messages.info(request, _moved_up(len(promoted)))
    return saved


def _moved_up(people: int) -> str:
    return ngettext(
        "%(people)s person moved up from the waiting list.",
        "%(people)s people moved up from the waiting list.",
        people,
    ) % {"people": people}
