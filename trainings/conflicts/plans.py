"""What the search for conflicts looks at: plans of events, read in a constant number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from django.db.models import Max, Prefetch, Q, Sum
from django.utils import timezone

from network.models import Role, User
from trainings.models import (
    AgendaItem,
    Event,
    EventStep,
    Invitation,
    Quota,
    Room,
    Session,
    Trainer,
    Venue,
)
from trainings.services.days import Day, Hours

WHOLE_DAY = Hours(dt.time.min, dt.time.max)
# What a new opening of registration comes from; one that was only closed was open before.
OPENED_FROM = (Event.State.DRAFT, Event.State.SCHEDULED, Event.State.POSTPONED)


@dataclass(frozen=True)
class Slot:
    """A slot of an agenda with those who are needed for it."""

    hours: Hours
    is_break: bool
    trainer: Trainer | None = None
    room: Room | None = None


@dataclass(frozen=True)
class PlannedDay:
    """A day of a plan. ``invited`` are the coordinators asked to it, by primary key.

    ``hours`` are its half-days in order; a day without any counts as whole.
    """

    date: dt.date
    kind: str
    hours: tuple[Hours, ...]
    slots: tuple[Slot, ...] = ()
    invited: Mapping[int, str] = field(default_factory=dict)
    session: Session | None = None

    @classmethod
    def of(cls, session: Session) -> Self:
        """Read a day from its session, whose contents are at hand."""
        halves = sorted((half.starts_at, half.ends_at) for half in session.half_days.all())
        asked = [i for i in session.invitations.all() if i.answer != Invitation.Answer.NOT_COMING]
        return cls(
            date=session.date,
            kind=session.kind,
            hours=tuple(Hours(*half) for half in halves) or (WHOLE_DAY,),
            slots=tuple(_slot(item) for item in session.agenda.all()),
            invited={one.coordinator_id: one.coordinator.full_name for one in asked},
            session=session,
        )


@dataclass(frozen=True)
class Plan:
    """An event as it is planned.

    ``given`` are the places of all provinces together, None where no province has any.
    ``hosts`` are the active coordinators of the province where it takes place, by primary key.
    """

    event: Event
    days: tuple[PlannedDay, ...] = ()
    given: int | None = None
    opened_on: dt.date | None = None
    hosts: Mapping[int, str] = field(default_factory=dict)


def load_plans(events: Collection[int], *, dates: Collection[dt.date] = ()) -> list[Plan]:
    """Return the plans of these events, and of all others whose days count on one of their days.

    ``events`` are primary keys, ``dates`` further days on which others are looked for.
    """
    days = _load_days(events, dates)
    wanted = Event.objects.filter(Q(pk__in=events) | Q(pk__in=days))
    rows = list(wanted.select_related("venue__commune"))
    hosts = _load_hosts({_province_of(event.venue) for event in rows})
    given, opened = _load_given(events), _load_openings(events)
    return [
        Plan(
            event=event,
            days=tuple(days[event.pk]),
            given=given.get(event.pk),
            opened_on=opened.get(event.pk),
            hosts=hosts[_province_of(event.venue)],
        )
        for event in rows
    ]


def retype(plan: Plan, *, days: Sequence[Day], given: int | None) -> Plan:
    """Return a plan with the days that are typed; each keeps agenda and guests of its session."""
    standing = {day.session.pk: day for day in plan.days if day.session}
    typed = [_typed_day(day, standing.get(day.session_id or 0)) for day in days]
    return replace(plan, days=tuple(sorted(typed, key=lambda day: day.date)), given=given)


def hosts_at(venue: Venue) -> Mapping[int, str]:
    """Return the active coordinators of the province of a venue."""
    province = _province_of(venue)
    return _load_hosts({province})[province]


def _typed_day(day: Day, standing: PlannedDay | None) -> PlannedDay:
    hours = sorted(day.half_days.values(), key=lambda hours: hours.starts_at)
    return PlannedDay(
        date=day.date,
        kind=day.kind,
        hours=tuple(hours) or (WHOLE_DAY,),
        slots=standing.slots if standing else (),
        invited=standing.invited if standing else {},
        session=standing.session if standing else None,
    )


def _load_days(
    events: Collection[int], dates: Collection[dt.date]
) -> defaultdict[int, list[PlannedDay]]:
    own = Session.objects.filter(event__in=events)
    on_their_days = Q(date__in=own.order_by().values("date")) | Q(date__in=dates)
    sessions = Session.objects.filter(
        Q(event__in=events) | on_their_days & Q(event__state__in=Event.BOOKING)
    ).prefetch_related(
        "half_days",
        Prefetch("agenda", AgendaItem.objects.select_related("trainer", "room")),
        Prefetch("invitations", Invitation.objects.select_related("coordinator")),
    )
    days: defaultdict[int, list[PlannedDay]] = defaultdict(list)
    for session in sessions:
        days[session.event_id].append(PlannedDay.of(session))
    return days


def _load_hosts(provinces: Collection[int]) -> defaultdict[int, dict[int, str]]:
    rows = User.provinces.through.objects.filter(
        province__in=provinces, user__is_active=True, user__role=Role.COORDINATOR
    )
    hosts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for province, user, name in rows.order_by("user__full_name", "user").values_list(
        "province_id", "user_id", "user__full_name"
    ):
        hosts[province][user] = name
    return hosts


def _load_given(events: Collection[int]) -> dict[int, int]:
    quotas = Quota.objects.filter(event__in=events).order_by()
    return dict(quotas.values_list("event_id").annotate(given=Sum("places")))


def _load_openings(events: Collection[int]) -> dict[int, dt.date]:
    """Return when registration was opened: for the first time, or anew after a postponement."""
    steps = EventStep.objects.filter(
        event__in=events, to_state=Event.State.OPEN, from_state__in=OPENED_FROM
    ).order_by()
    latest = steps.values_list("event_id").annotate(latest=Max("at"))
    return {event: timezone.localdate(at) for event, at in latest}


def _province_of(venue: Venue) -> int:
    return venue.commune.province_id


def _slot(item: AgendaItem) -> Slot:
    return Slot(
        hours=Hours(item.starts_at, item.ends_at),
        is_break=item.kind == AgendaItem.Kind.BREAK,
        trainer=item.trainer,
        room=item.room,
    )
