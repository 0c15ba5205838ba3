"""Plans to look for conflicts in: events with days at given hours, agendas, rooms and guests."""

import datetime as dt

from tests import factories
from trainings.models import AgendaItem, HalfDay, Invitation, Room, Session, Trainer

# A Saturday without anything in the calendar, and far ahead.
DAY = dt.date(2035, 4, 14)
NEXT_DAY = DAY + dt.timedelta(days=1)


def at(text):
    return dt.time.fromisoformat(text)


def plan_day(event, date=DAY, *, morning=("09:00", "12:30"), afternoon=None, kind="training"):
    """A day of the event with these half-days, None for one that it has not."""
    session = factories.SessionFactory(event=event, date=date, kind=Session.Kind(kind))
    for period, hours in ((HalfDay.Period.MORNING, morning), (HalfDay.Period.AFTERNOON, afternoon)):
        if hours:
            factories.HalfDayFactory(
                session=session, period=period, starts_at=at(hours[0]), ends_at=at(hours[1])
            )
    return session


def plan_event(date=DAY, *, morning=("09:00", "12:30"), afternoon=None, kind="training", **facts):
    """An event of one day, open since before steps were written down."""
    event = factories.EventFactory(**facts)
    plan_day(event, date, morning=morning, afternoon=afternoon, kind=kind)
    return event


def add_slot(session, starts, ends, *, trainer=None, room=None, kind="practice"):
    return AgendaItem.objects.create(
        session=session,
        kind=kind,
        starts_at=at(starts),
        ends_at=at(ends),
        trainer=trainer,
        room=room,
        title_ar="ورشة",
    )


def make_trainer(name="خديجة الراضي"):
    return Trainer.objects.create(name_ar=name, name_fr="Khadija Radi")


def make_room(venue, capacity, name="قاعة"):
    return Room.objects.create(venue=venue, name_ar=name, name_fr=name, capacity=capacity)


def invite(session, *coordinators, answer="none"):
    for coordinator in coordinators:
        Invitation.objects.create(session=session, coordinator=coordinator, answer=answer)
