"""The days of an event with their half-days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError

from network.models import User
from network.services.audit import record
from trainings.models import Event, HalfDay, Session
from trainings.services.errors import PresenceTaken
from trainings.services.workshop_errors import WorkshopWritten


@dataclass(frozen=True)
class Hours:
    """From when to when, in local time."""

    starts_at: dt.time
    ends_at: dt.time


# A day of the network, where nobody says otherwise.
USUAL_HALF_DAYS: Mapping[HalfDay.Period, Hours] = {
    HalfDay.Period.MORNING: Hours(dt.time(9), dt.time(12, 30)),
    HalfDay.Period.AFTERNOON: Hours(dt.time(14, 30), dt.time(17)),
}


@dataclass(frozen=True)
class Day:
    """A day as it is planned; ``session_id`` says which session it was so far, if any."""

    date: dt.date
    kind: Session.Kind
    half_days: Mapping[HalfDay.Period, Hours]
    session_id: int | None = None


@transaction.atomic
def set_days(event: Event, *, days: Sequence[Day], by: User) -> None:
    """Make the sessions of the event those given; a session that none of the days names goes.

    Raises `PresenceTaken` where presence was taken on a day or half-day that is to go, and
    `WorkshopWritten` where a workshop with minutes is to go or to be none; then nothing has
    changed.
    """
    sessions = {session.pk: session for session in event.sessions.prefetch_related("half_days")}
    kept = {day.session_id for day in days}
    for session in sessions.values():
        if session.pk not in kept:
            _remove(session, by=by)
    planned = [(sessions.get(day.session_id or 0), day) for day in days]
    _vacate([session for session, day in planned if session and session.date != day.date])
    for standing, day in planned:
        if standing is None:
            _create(event, day, by=by)
        else:
            _change(standing, day, by=by)


def _vacate(sessions: Sequence[Session]) -> None:
    """Free the dates of sessions about to move, so that two of them can change places."""
    for number, session in enumerate(sessions):
        Session.objects.filter(pk=session.pk).update(date=dt.date.min + dt.timedelta(days=number))


def _create(event: Event, day: Day, *, by: User) -> None:
    session = Session.objects.create(event=event, date=day.date, kind=day.kind)
    _set_half_days(session, [], day.half_days)
    record("session.created", session, by=by, fields=["date", "kind", "half_days"])


def _change(session: Session, day: Day, *, by: User) -> None:
    facts = {"date": day.date, "kind": day.kind}
    changed = [name for name, value in facts.items() if getattr(session, name) != value]
    if "kind" in changed:
        _refuse_if_written(session)
    if changed:
        Session.objects.filter(pk=session.pk).update(**facts)
    if _set_half_days(session, list(session.half_days.all()), day.half_days):
        changed.append("half_days")
    if changed:
        record("session.updated", session, by=by, fields=changed)


def _set_half_days(
    session: Session, standing: Sequence[HalfDay], wanted: Mapping[HalfDay.Period, Hours]
) -> bool:
    """Make the half-days those wanted; return whether anything was different before."""
    before = {half.period: Hours(half.starts_at, half.ends_at) for half in standing}
    for half in standing:
        if half.period not in wanted:
            _remove_half_day(session, half)
    for period, hours in wanted.items():
        if before.get(period) != hours:
            HalfDay.objects.update_or_create(
                session=session,
                period=period,
                defaults={"starts_at": hours.starts_at, "ends_at": hours.ends_at},
            )
    return before != dict(wanted)


def _remove_half_day(session: Session, half: HalfDay) -> None:
    try:
        half.delete()
    except ProtectedError as error:
        raise PresenceTaken(session.pk, session.date, HalfDay.Period(half.period)) from error


def _remove(session: Session, *, by: User) -> None:
    _refuse_if_written(session)
    record("session.removed", session, by=by)
    try:
        session.delete()
    except ProtectedError as error:
        raise PresenceTaken(session.pk, session.date, None) from error


def _refuse_if_written(session: Session) -> None:
    """Keep what the minutes are written from: it would go with its day, or be out of sight."""
    if (
        session.invitations.filter(present__isnull=False).exists()
        or session.frozen_counts.exists()
        or session.decisions.exists()
        or session.points.exclude(discussion_ar="", discussion_fr="").exists()
    ):
        raise WorkshopWritten(session.date)
