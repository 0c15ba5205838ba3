"""What cannot be done at a consultation workshop, each as a sentence."""

import datetime as dt

from django.utils.translation import gettext

from network.dates import write_date
from network.models import User
from trainings.services.errors import PlanningError


class NotACoordinator(PlanningError):
    """Somebody to be invited who is no active coordinator."""

    def __init__(self, person: User) -> None:
        super().__init__(person)
        self.person = person

    def __str__(self) -> str:
        return gettext("%(person)s is no active coordinator and cannot be invited.") % {
            "person": self.person
        }


class AnswerTooLate(PlanningError):
    """A coordinator's answer after the day of the workshop."""

    def __str__(self) -> str:
        return gettext("The workshop is over: nobody waits for an answer any more.")


class PresenceMarked(PlanningError):
    """An invitation to be withdrawn from somebody whose presence was marked."""

    def __init__(self, person: User) -> None:
        super().__init__(person)
        self.person = person

    def __str__(self) -> str:
        return gettext(
            "The presence of %(person)s is marked: take the mark off, then withdraw the invitation."
        ) % {"person": self.person}


class DayNotCome(PlanningError):
    """Presence to be marked before the day."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(day)
        self.day = day

    def __str__(self) -> str:
        return gettext("The workshop is on %(date)s: presence can be marked from that day on.") % {
            "date": write_date(self.day)
        }


class NothingToFreeze(PlanningError):
    """Numbers to be frozen while no province has a place or a person."""

    def __str__(self) -> str:
        return gettext("No province has places yet: there are no numbers to keep.")


class WorkshopWritten(PlanningError):
    """A workshop to be removed, or turned into a training day, that has minutes by now."""

    def __init__(self, day: dt.date) -> None:
        super().__init__(day)
        self.day = day

    def __str__(self) -> str:
        return gettext(
            "The workshop of %(date)s has presence, numbers, discussions or decisions: "
            "it stays a workshop and cannot be removed."
        ) % {"date": write_date(self.day)}
