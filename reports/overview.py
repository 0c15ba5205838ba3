"""What the start page tells each role: what is coming, what waits for whom, how the year goes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from certificates.kinds import Kind
from certificates.models import Batch, Certificate
from network.models import User
from participants.models import Application, Attendance, Registration
from trainings.models import Event, HalfDay, Programme, Quota, Session

# A start page is read at a glance; the lists of events hold the rest.
SHOWN_EVENTS = 8
SHOWN_PROGRAMMES = 5
# How long after its last day an event is still looked at for certificates that nobody issued.
CERTIFICATE_PATIENCE = dt.timedelta(days=365)
# So many events at most: counting presence takes a look at each of their people.
EVENTS_LOOKED_AT = 30

OVER = (Event.State.HELD, Event.State.CANCELLED)
UNPLANNED = (Event.State.DRAFT, Event.State.POSTPONED, Event.State.CANCELLED)


def coming_events(user: User) -> QuerySet[Event]:
    """Return the next events that ``user`` may see, the first day first, undated ones last.

    Each has ``waiting`` (people on the waiting list) and ``applications`` (to answer), of those
    that the user may see, ``starts_on`` and ``ends_on``. A coordinator's have ``own_quotas``, each
    again with ``waiting``.
    """
    waiting = Registration.objects.visible_to(user).filter(
        event=OuterRef("pk"), state=Registration.State.WAITLISTED
    )
    applications = Application.objects.visible_to(user).filter(
        link__event=OuterRef("pk"), state=Application.State.WAITING
    )
    events = (
        Event.objects.visible_to(user)
        .exclude(state__in=OVER)
        .with_dates()
        .filter(Q(ends_on__gte=timezone.localdate()) | Q(ends_on=None))
        .annotate(
            waiting=Coalesce(_count(waiting, "event"), 0),
            applications=Coalesce(_count(applications, "link__event"), 0),
        )
        .select_related("venue__commune")
        .order_by(F("starts_on").asc(nulls_last=True), "pk")
    )
    if user.is_coordinator:
        events = events.prefetch_related(
            Prefetch("quotas", _quotas_with_waiting(user), to_attr="own_quotas")
        )
    return events[:SHOWN_EVENTS]


def with_applications(events: Iterable[Any]) -> list[Event]:
    """Keep those of `coming_events` at which applications are to be answered."""
    return [event for event in events if event.applications]


def presence_today(user: User) -> QuerySet[HalfDay]:
    """Return today's half-days of events that ``user`` may see, each with ``present``."""
    marks = Attendance.objects.filter(half_day=OuterRef("pk"), present=True)
    return (
        HalfDay.objects.filter(
            session__date=timezone.localdate(), session__event__in=Event.objects.visible_to(user)
        )
        .exclude(session__event__state__in=UNPLANNED)
        .annotate(present=Coalesce(_count(marks, "half_day"), 0))
        .select_related("session__event")
        .order_by("session__event__code", "period")
    )


def year_figures(user: User, year: int) -> dict[str, int]:
    """Count the events of a year that ``user`` may see: all, held, places and places taken.

    A coordinator's places are those of own provinces.
    """
    events = (
        Event.objects.visible_to(user).filter(programme__year=year).exclude(state__in=UNPLANNED)
    )
    counts = events.aggregate(
        events=Count("pk"),
        held=Count("pk", filter=Q(state=Event.State.HELD)),
        places=Coalesce(Sum("capacity"), 0),
        taken=Coalesce(Sum("taken"), 0),
    )
    if user.is_coordinator:
        quotas = Quota.objects.visible_to(user).filter(event__in=events)
        counts |= quotas.aggregate(
            places=Coalesce(Sum("places"), 0), taken=Coalesce(Sum("taken"), 0)
        )
    return counts


def events_awaiting_certificates(user: User) -> QuerySet[Event]:
    """Return events that are over, each with ``unissued``: people who wait for their certificate.

    They were present as often as the event asks. This is a hint where to look, in one query: the
    last word is that of certificates.services.eligibility, which also tries the paper.
    """
    participation = Certificate.objects.deciding().of(Kind.PARTICIPATION)
    deciding = participation.filter(registration=OuterRef("pk"))
    unissued = _present_enough().filter(~Exists(deciding), event=OuterRef("pk"))
    today = timezone.localdate()
    latest = (
        Event.objects.visible_to(user)
        .filter(state__in=[Event.State.CLOSED, Event.State.HELD])
        .with_dates()
        .filter(Q(ends_on__lte=today, ends_on__gte=today - CERTIFICATE_PATIENCE))
        .order_by(F("ends_on").desc(), "pk")[:EVENTS_LOOKED_AT]
    )
    return (
        Event.objects.filter(pk__in=latest.values("pk"))
        .annotate(unissued=_count(unissued, "event"))
        .filter(unissued__gt=0)
        .order_by("-pk")[:SHOWN_EVENTS]
    )


def batches_under_way() -> QuerySet[Batch]:
    """Return the batches of certificates that are not finished, each with ``done`` and ``all``."""
    return (
        Batch.objects.exclude(state=Batch.State.DONE)
        .annotate(all=Count("items"), done=Count("items", filter=~Q(items__state="pending")))
        .select_related("event")[:SHOWN_EVENTS]
    )


def programme_figures(user: User) -> QuerySet[Programme]:
    """Return the latest programmes, each with ``event_count``, ``places`` and ``places_taken``."""
    published = Q(events__in=Event.objects.visible_to(user).exclude(state__in=UNPLANNED))
    return Programme.objects.annotate(
        event_count=Count("events", filter=published),
        places=Coalesce(Sum("events__capacity", filter=published), 0),
        places_taken=Coalesce(Sum("events__taken", filter=published), 0),
    )[:SHOWN_PROGRAMMES]


def _quotas_with_waiting(user: User) -> QuerySet[Quota]:
    waiting = Registration.objects.waiting().filter(
        event=OuterRef("event"), province=OuterRef("province")
    )
    quotas = Quota.objects.visible_to(user).select_related("province")
    return quotas.annotate(waiting=Coalesce(_count(waiting, "event"), 0))


def _present_enough() -> QuerySet[Registration]:
    """Return registrations whose share of training half-days is the event's or more."""
    half_days = HalfDay.objects.filter(
        session__event=OuterRef("event"), session__kind=Session.Kind.TRAINING
    )
    marks = Attendance.objects.filter(
        registration=OuterRef("pk"), present=True, half_day__session__kind=Session.Kind.TRAINING
    )
    return (
        Registration.objects.filter(state=Registration.State.REGISTERED)
        .annotate(
            came=_count(marks, "registration") * 100,
            needed=_count(half_days, "session__event") * F("event__required_presence"),
        )
        .filter(Q(came__gte=F("needed")))
    )


def _count(rows: QuerySet[Any], by: str) -> Subquery:
    """Count ``rows``, which refer to an outer row through their field ``by``."""
    return Subquery(rows.order_by().values(by).annotate(rows=Count("pk")).values("rows"))
