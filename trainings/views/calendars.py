"""The calendar, the files that calendar programs subscribe to, and the public page of events."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.access import SignedInRequest, allow, allow_anyone
from network.models import NetworkIdentity, Role, User
from network.numbers import read_number
from network.rate_limit import is_asked_too_often
from network.views.errors import too_many_requests
from trainings.calendar_files import KEPT, write_calendar
from trainings.calendar_lists import (
    CalendarFilter,
    announced_events,
    announced_sessions,
    sessions_of,
)
from trainings.conflicts import find_conflicts
from trainings.forms.calling_off import NewDaysForm
from trainings.models import CalendarFeed, Event, Programme, Session
from trainings.month_grid import Month, lay_out_month, weeks_around
from trainings.services.errors import PlanningError
from trainings.services.feeds import close_feed, open_feed, owner_of
from trainings.services.moving import move_event

# A calendar program asks every few hours; a hall full of phones shares one network.
FILES_A_MINUTE = 120
# Of addresses that lead to no calendar: nobody types one.
GUESSES_A_MINUTE = 20
# What no event has: whoever does not say what they have seen has seen nothing.
NO_EDITION = -1
# The public page is read at a glance.
SHOWN_EVENTS = 50


@allow()
@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """Show the sessions of a month that the reader sees, as a grid of weeks or as a list."""
    today = timezone.localdate()
    month = Month.read(request.GET.get("month", ""), otherwise=today)
    as_list = request.GET.get("view") == "list"
    shown = (month.first_day, month.last_day) if as_list else weeks_around(month)
    found = CalendarFilter(
        request.GET, sessions_of(request.user), request=request, reader=request.user
    )
    sessions = list(found.qs.filter(date__range=shown))
    _count_conflicts(sessions, request.user)
    context = {
        "filter": found,
        "month": month,
        "this_month": Month.read("", otherwise=today),
        "as_list": as_list,
        "weeks": lay_out_month(month, sessions, today=today),
        "sessions": sessions,
        "today": today,
    }
    return render(request, "trainings/calendar.html", context)


@allow()
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_subscription(request: SignedInRequest) -> HttpResponse:
    """Give the reader the address of their own calendar; it is shown once."""
    address = ""
    if request.method == "POST":
        secret = open_feed(by=request.user)
        address = settings.SITE_URL + reverse("calendar_file", args=[secret])
    feed = CalendarFeed.objects.filter(user=request.user).first()
    context = {"address": address, "feed": feed}
    return _private(render(request, "trainings/calendar_subscription.html", context))


@allow()
@require_POST
def calendar_subscription_end(request: SignedInRequest) -> HttpResponse:
    """Take the address of the reader's own calendar back."""
    if close_feed(by=request.user):
        messages.success(request, _("The address leads nowhere from now on."))
    return redirect("calendar_subscription")


@allow_anyone
@require_safe
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """Send the calendar of whoever the secret belongs to; any other secret answers 404."""
    if is_asked_too_often(request, action="calendar", limit=FILES_A_MINUTE, seconds=60):
        return too_many_requests(request)
    owner = owner_of(secret)
    if owner is None:
        if is_asked_too_often(request, action="guess_feed", limit=GUESSES_A_MINUTE, seconds=60):
            return too_many_requests(request)
        raise Http404
    with translation.override(owner.language or translation.get_language()):
        name = NetworkIdentity.current().name or _("Takwin")
        return _calendar(_since(sessions_of(owner)), name=name, uid=f"user-{owner.pk}")


@allow_anyone
@require_safe
def programme_calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the training days of a programme's events that strangers may know of."""
    if is_asked_too_often(request, action="calendar", limit=FILES_A_MINUTE, seconds=60):
        return too_many_requests(request)
    announced = announced_sessions().filter(event__programme=OuterRef("pk"))
    programme = get_object_or_404(Programme.objects.filter(Exists(announced)), pk=pk)
    sessions = announced_sessions().filter(event__programme=programme)
    return _calendar(_since(sessions), name=str(programme), uid=f"programme-{programme.pk}")


@allow_anyone
@require_safe
def coming_events(request: HttpRequest) -> HttpResponse:
    """Show anybody the coming events that the network announces."""
    events = announced_events(timezone.localdate(), most=SHOWN_EVENTS)
    context = {
        "events": events,
        "programmes": {event.programme_id: event.programme for event, _days in events},
        "network": NetworkIdentity.current(),
    }
    return render(request, "trainings/coming_events.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def event_move(request: SignedInRequest, code: str) -> HttpResponse:
    """Move all days of a planned event, from the first one that is chosen."""
    events = Event.objects.visible_to(request.user).with_dates()
    event = get_object_or_404(events.select_related("venue"), code=code)
    form = NewDaysForm(request.POST or None, event=event)
    if form.is_valid():
        try:
            seen = read_number(request.POST.get("edition", ""))
            edition = NO_EDITION if seen is None else seen
            move_event(event, days=form.as_days(), edition=edition, by=request.user)
        except PlanningError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The event is moved. Tell those who count on its days."))
            return redirect("event_detail", code=event.code)
    return render(request, "trainings/event_move.html", {"event": event, "form": form})


def _count_conflicts(sessions: Iterable[Session], user: User) -> None:
    """Add ``conflict_count`` to each session's event, for those who plan."""
    events = {session.event_id: session.event for session in sessions}
    found = find_conflicts(events.values()) if user.is_staff_member else {}
    for session in sessions:
        session.conflict_count = len(found.get(session.event_id, ()))  # type: ignore[attr-defined]  # for the page


def _since(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.filter(date__gte=timezone.localdate() - KEPT)


def _calendar(sessions: Iterable[Session], *, name: str, uid: str) -> HttpResponse:
    content = write_calendar(sessions, name=name, uid=uid)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="takwin.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page that holds a secret out of caches."""
    response["Cache-Control"] = "no-store"
    return response
