"""Calendars as files that a phone or a mail program subscribes to: iCalendar, RFC 5545."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from icalendar import STATUS

from network.localise import localised
from trainings.models import Event, Session

# Nobody scrolls back further; the lists of events hold the rest.
KEPT = dt.timedelta(days=365)
# How often a calendar program is asked to look again.
REFRESH = dt.timedelta(hours=4)
PRODUCT = "-//Takwin//Takwin calendar//AR"
# A session whose half-days are not planned yet fills the usual day.
USUAL_START, USUAL_END = dt.time(9), dt.time(17)
STATUSES = {
    Event.State.DRAFT: STATUS.TENTATIVE,
    Event.State.SCHEDULED: STATUS.TENTATIVE,
    Event.State.POSTPONED: STATUS.CANCELLED,
    Event.State.CANCELLED: STATUS.CANCELLED,
}


def write_calendar(sessions: Iterable[Session], *, name: str, uid: str) -> bytes:
    """Return the sessions as an iCalendar file, in the active language, in Morocco's time.

    A session keeps its UID and, with each change of its event's plan, a higher SEQUENCE: programs
    move what they have instead of showing it twice. Postponed and cancelled events are marked as
    cancelled. The sessions bring their half-days, event, venue and commune along.
    """
    calendar = icalendar.Calendar.new(
        prodid=PRODUCT,
        name=name,
        uid=f"{uid}@{_host()}",
        language=get_language(),
        refresh_interval=REFRESH,
    )
    # Read by programs that know nothing of REFRESH-INTERVAL.
    calendar.add("X-PUBLISHED-TTL", REFRESH)
    today = timezone.localdate()
    for session in sessions:
        calendar.add_component(_write_session(session))
    calendar.add_missing_timezones(first_date=today - 2 * KEPT, last_date=today + 4 * KEPT)
    written: bytes = calendar.to_ical()
    return written


def _write_session(session: Session) -> icalendar.Event:
    event, half_days = session.event, list(session.half_days.all())
    starts_at = min((half.starts_at for half in half_days), default=USUAL_START)
    ends_at = max((half.ends_at for half in half_days), default=USUAL_END)
    zone = ZoneInfo(settings.TIME_ZONE)
    return icalendar.Event.new(
        uid=f"session-{session.pk}@{_host()}",
        summary=f"{event.title} · {session.get_kind_display()}",
        start=dt.datetime.combine(session.date, starts_at, tzinfo=zone),
        end=dt.datetime.combine(session.date, ends_at, tzinfo=zone),
        stamp=timezone.now(),
        sequence=event.edition,
        status=STATUSES.get(Event.State(event.state), STATUS.CONFIRMED),
        location=_where(event),
        url=f"{settings.SITE_URL}{reverse('event_detail', args=[event.code])}",
    )


def _where(event: Event) -> str:
    venue = event.venue
    parts = (venue.name, venue.address, localised(venue.commune, "name"))
    return ", ".join(part for part in parts if part)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "takwin"
