"""Trainers, rooms and slots of agendas to test with."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from tests import factories
from trainings.models import AgendaItem, HalfDay, Room, Session, Trainer


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer
        skip_postgeneration_save = True

    name_ar = factory.Sequence(lambda n: f"مكون {n}")
    name_fr = factory.Sequence(lambda n: f"Formateur {n}")

    @factory.post_generation
    def modules(self, create, extracted, **kwargs):
        if create and extracted:
            self.modules.set(extracted)


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    venue = factory.SubFactory(factories.VenueFactory)
    name_ar = factory.Sequence(lambda n: f"قاعة {n}")
    name_fr = factory.Sequence(lambda n: f"Salle {n}")
    capacity = 30


class SlotFactory(DjangoModelFactory):
    """A discussion of an hour in the morning."""

    class Meta:
        model = AgendaItem

    session = factory.SubFactory(factories.SessionFactory)
    kind = AgendaItem.Kind.DISCUSSION
    starts_at = dt.time(9)
    ends_at = dt.time(10)


def at(text):
    """The time of day: ``at("9:30")``."""
    hour, _colon, minute = text.partition(":")
    return dt.time(int(hour), int(minute or 0))


def make_day(event=None, *, hours=("9-12:30", "14:30-17"), **fields):
    """Make a session with half-days, written ``9-12:30``; a single one is a morning."""
    fields = {"date": dt.date(2026, 2, 1), "kind": Session.Kind.TRAINING, **fields}
    session = factories.SessionFactory(event=event or factories.EventFactory(), **fields)
    for period, span in zip(HalfDay.Period, hours, strict=False):
        start, _dash, end = span.partition("-")
        factories.HalfDayFactory(
            session=session, period=period, starts_at=at(start), ends_at=at(end)
        )
    return session


def put(session, times, kind="discussion", **fields):
    """Put a slot into the agenda of a session: ``put(session, "9-10:30", "module")``."""
    start, _dash, end = times.partition("-")
    return SlotFactory(session=session, kind=kind, starts_at=at(start), ends_at=at(end), **fields)
