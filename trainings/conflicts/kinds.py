"""The kinds of conflict, each with the sentence that tells a planner what does not fit."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from django.db import models
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from network.dates import write_date
from trainings.models import Event, Room, Session, Trainer
from trainings.moroccan_days import Holiday
from trainings.services.days import Hours


class Kind(models.TextChoices):
    """What a conflict is about."""

    VENUE = "venue", gettext_lazy("the venue is taken")
    TRAINER = "trainer", gettext_lazy("the trainer is taken")
    COORDINATOR = "coordinator", gettext_lazy("coordinators are expected elsewhere")
    VENUE_SIZE = "venue_size", gettext_lazy("the venue is too small")
    ROOM_SIZE = "room_size", gettext_lazy("the room is too small")
    HOLIDAY = "holiday", gettext_lazy("public holiday")
    RAMADAN = "ramadan", gettext_lazy("Ramadan evening")
    FRIDAY = "friday", gettext_lazy("Friday prayer")
    NOTICE = "notice", gettext_lazy("too little time")
    PLACES = "places", gettext_lazy("places do not add up")


class Severity(models.TextChoices):
    """How much a conflict weighs: a warning is counted in lists, a note only told."""

    WARNING = "warning", gettext_lazy("warning")
    NOTE = "note", gettext_lazy("note")


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Something in the plan of ``event`` that does not fit.

    ``session`` and ``date`` say where, None where the whole event is meant; ``session`` is None
    too for a day that is only typed. ``other`` is the event with which it clashes, if any.
    ``sentence`` is written in the language of whoever reads it.
    """

    kind: ClassVar[Kind]
    event: Event
    date: dt.date | None = None
    session: Session | None = field(default=None, repr=False)
    other: Event | None = None

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return Severity.WARNING

    @property
    def is_warning(self) -> bool:
        """Whether lists count it."""
        return self.severity == Severity.WARNING

    @property
    def is_tentative(self) -> bool:
        """Whether one of the two events is only a draft, so that it may never come to it."""
        drafts = [event.state == Event.State.DRAFT for event in (self.event, self.other) if event]
        return self.other is not None and any(drafts)

    @property
    def sentence(self) -> str:
        """What does not fit, in the reader's language."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.sentence

    @property
    def _when(self) -> dict[str, str]:
        return {"date": write_date(self.date, "DATE_FORMAT") if self.date else ""}

    @property
    def _other_title(self) -> dict[str, str]:
        return {"event": self.other.title, "code": self.other.code} if self.other else {}


@dataclass(frozen=True, kw_only=True)
class VenueTaken(Conflict):
    """Two events at one venue at the same time."""

    kind = Kind.VENUE
    hours: Hours

    @property
    def sentence(self) -> str:
        """Which other event is there, and when."""
        if self.other and self.other.state == Event.State.DRAFT:
            text = _(
                "%(date)s: the draft “%(event)s” (%(code)s) is planned at %(venue)s too, "
                "from %(from)s to %(to)s."
            )
        else:
            text = _(
                "%(date)s: %(venue)s is taken by “%(event)s” (%(code)s) from %(from)s to %(to)s."
            )
        venue = {"venue": self.event.venue.name}
        return text % {**self._when, **self._other_title, **venue, **_write_hours(self.hours)}


@dataclass(frozen=True, kw_only=True)
class TrainerTaken(Conflict):
    """A trainer in two places at the same time."""

    kind = Kind.TRAINER
    trainer: Trainer
    hours: Hours

    @property
    def sentence(self) -> str:
        """Who, where else, and when."""
        values = {**self._when, "trainer": self.trainer.name, **_write_hours(self.hours)}
        if self.other is None:
            return (
                _("%(date)s: %(trainer)s stands in two slots at once from %(from)s to %(to)s.")
                % values
            )
        if self.other.state == Event.State.DRAFT:
            text = _(
                "%(date)s: %(trainer)s is planned in the draft “%(event)s” (%(code)s) too, "
                "from %(from)s to %(to)s."
            )
        else:
            text = _(
                "%(date)s: %(trainer)s is taken by “%(event)s” (%(code)s) from %(from)s to %(to)s."
            )
        return text % {**values, **self._other_title}


@dataclass(frozen=True, kw_only=True)
class CoordinatorsTaken(Conflict):
    """Coordinators who are needed at two events at the same time; ``names`` in their order."""

    kind = Kind.COORDINATOR
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Who, and where else they are expected."""
        if self.other and self.other.state == Event.State.DRAFT:
            text = _(
                "%(date)s: the draft “%(event)s” (%(code)s) needs at the same time: %(names)s."
            )
        else:
            text = _("%(date)s: “%(event)s” (%(code)s) needs at the same time: %(names)s.")
        return text % {**self._when, **self._other_title, "names": _join(self.names)}


@dataclass(frozen=True, kw_only=True)
class VenueTooSmall(Conflict):
    """More places than the venue holds people."""

    kind = Kind.VENUE_SIZE

    @property
    def sentence(self) -> str:
        """How many places, and how many people it holds."""
        venue = self.event.venue
        return _("The event has %(capacity)s places, but %(venue)s holds only %(held)s people.") % {
            "capacity": self.event.capacity,
            "venue": venue.name,
            "held": venue.capacity,
        }


@dataclass(frozen=True, kw_only=True)
class RoomsTooSmall(Conflict):
    """More people than hold the rooms that are used at one time; ``starts_at`` is local."""

    kind = Kind.ROOM_SIZE
    rooms: tuple[Room, ...]
    starts_at: dt.time
    people: int

    @property
    def sentence(self) -> str:
        """Which rooms, how many people they hold, and how many come."""
        return _(
            "%(date)s at %(time)s: %(people)s people, but room for %(held)s only (%(rooms)s)."
        ) % {
            **self._when,
            "time": time_format(self.starts_at, "H:i"),
            "people": self.people,
            "held": sum(room.capacity for room in self.rooms),
            "rooms": _join(room.name for room in self.rooms),
        }


@dataclass(frozen=True, kw_only=True)
class OnHoliday(Conflict):
    """A day of the event on a public holiday."""

    kind = Kind.HOLIDAY
    holiday: Holiday

    @property
    def severity(self) -> Severity:
        """A day that only a moon seen later makes a holiday is a note."""
        return Severity.NOTE if self.holiday.is_possible else Severity.WARNING

    @property
    def sentence(self) -> str:
        """Which holiday it is, and whether the date is an estimate."""
        if self.holiday.is_possible:
            text = _(
                "%(date)s may be a public holiday: %(holiday)s, if the moon is seen a day later."
            )
        else:
            text = _("%(date)s is a public holiday: %(holiday)s.")
        return text % {**self._when, "holiday": self.holiday.name}


@dataclass(frozen=True, kw_only=True)
class RamadanEvening(Conflict):
    """A day in Ramadan that lasts into the evening; ``ends_at`` is local."""

    kind = Kind.RAMADAN
    ends_at: dt.time
    evening: dt.time

    @property
    def sentence(self) -> str:
        """Until when it lasts, and until when it might."""
        return _(
            "%(date)s is in Ramadan (estimated): the day lasts until %(ends)s, "
            "and evenings begin at %(evening)s."
        ) % {
            **self._when,
            "ends": time_format(self.ends_at, "H:i"),
            "evening": time_format(self.evening, "H:i"),
        }


@dataclass(frozen=True, kw_only=True)
class FridayPrayer(Conflict):
    """A Friday without a pause at the time of the prayer."""

    kind = Kind.FRIDAY
    hours: Hours

    @property
    def sentence(self) -> str:
        """Which time should be free."""
        return _(
            "%(date)s is a Friday: keep the time of the prayer free, from %(from)s to %(to)s."
        ) % {**self._when, **_write_hours(self.hours)}


@dataclass(frozen=True, kw_only=True)
class ShortNotice(Conflict):
    """Too few days between the opening of registration and the first day.

    ``opened_on`` is None while registration was never opened; ``days`` counts from then, or from
    today, and is negative for a first day that has passed.
    """

    kind = Kind.NOTICE
    opened_on: dt.date | None
    days: int
    enough: int

    @property
    def sentence(self) -> str:
        """How many days there are, and how many it takes."""
        if self.days < 0:
            return _("The first day has passed, and registration was not open before it.")
        if self.opened_on is None:
            text = ngettext(
                "Registration is not open yet, and the first day comes in %(days)s day: "
                "people need %(enough)s.",
                "Registration is not open yet, and the first day comes in %(days)s days: "
                "people need %(enough)s.",
                self.days,
            )
            return text % {"days": self.days, "enough": self.enough}
        text = ngettext(
            "Registration opened on %(opened)s, only %(days)s day before the first day: "
            "people need %(enough)s.",
            "Registration opened on %(opened)s, only %(days)s days before the first day: "
            "people need %(enough)s.",
            self.days,
        )
        opened = write_date(self.opened_on, "DATE_FORMAT")
        return text % {"opened": opened, "days": self.days, "enough": self.enough}


@dataclass(frozen=True, kw_only=True)
class PlacesUnassigned(Conflict):
    """Places of the event that no province has."""

    kind = Kind.PLACES
    places: int

    @property
    def severity(self) -> Severity:
        """It may be wanted so."""
        return Severity.NOTE

    @property
    def sentence(self) -> str:
        """How many places there are."""
        return ngettext(
            "%(places)s place of the event belongs to no province.",
            "%(places)s places of the event belong to no province.",
            self.places,
        ) % {"places": self.places}


@dataclass(frozen=True, kw_only=True)
class PlacesOvergiven(Conflict):
    """More places given to the provinces than the event has."""

    kind = Kind.PLACES
    given: int

    @property
    def sentence(self) -> str:
        """How many places were given, and how many there are."""
        return _(
            "The provinces have %(given)s places together, the event only %(capacity)s: "
            "the last ones will find it full."
        ) % {"given": self.given, "capacity": self.event.capacity}


def _write_hours(hours: Hours) -> dict[str, str]:
    return {"from": time_format(hours.starts_at, "H:i"), "to": time_format(hours.ends_at, "H:i")}


def _join(names: Iterable[str]) -> str:
    return pgettext("between the names of a list", ", ").join(names)
