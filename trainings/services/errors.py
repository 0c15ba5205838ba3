"""What cannot be planned so, each as a sentence that whoever plans can act on."""

import datetime as dt

from django.utils.translation import gettext, ngettext

from network.dates import write_date
from network.models import Province
from trainings.models import Event, HalfDay, PreparationStep


class PlanningError(Exception):
    """A change of the plan that was refused; nothing of it was kept."""


class CodeTaken(PlanningError):
    """The code of another event."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return gettext("Another event already has the code %(code)s.") % {"code": self.code}


class ChangedMeanwhile(PlanningError):
    """A change of an event by somebody who has not seen another one's change."""

    def __init__(self, edition: int) -> None:
        super().__init__(edition)
        self.edition = edition

    def __str__(self) -> str:
        return gettext(
            "Somebody else changed this event while you did. Look at the event in another window; "
            "saving again replaces what they changed."
        )


class VenueChanged(ChangedMeanwhile):
    """A change of a venue by somebody who has not seen another one's change."""

    def __str__(self) -> str:
        return gettext(
            "Somebody else changed this venue while you did. Look at the venue in another window; "
            "saving again replaces what they changed."
        )


class ProgrammeChanged(ChangedMeanwhile):
    """A change of a programme by somebody who has not seen another one's change."""

    def __str__(self) -> str:
        return gettext(
            "Somebody else changed this programme while you did. Look at the programme in another "
            "window; saving again replaces what they changed."
        )


class ProgrammeKnown(PlanningError):
    """The title of another programme of the same year."""

    def __str__(self) -> str:
        return gettext("This programme already exists for this year.")


class VenueKnown(PlanningError):
    """The name of another venue of the same commune."""

    def __str__(self) -> str:
        return gettext("This venue is already known in this commune.")


class CapacityBelowTaken(PlanningError):
    """Fewer places at the event than are taken."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken

    def __str__(self) -> str:
        return ngettext(
            "%(taken)s place is taken already: the event cannot have fewer.",
            "%(taken)s places are taken already: the event cannot have fewer.",
            self.taken,
        ) % {"taken": self.taken}


class QuotaBelowTaken(PlanningError):
    """Fewer places for a province than it has taken."""

    def __init__(self, province: Province, taken: int) -> None:
        super().__init__(province, taken)
        self.province, self.taken = province, taken

    def __str__(self) -> str:
        return ngettext(
            "%(province)s has taken %(taken)s place already: its quota cannot be smaller.",
            "%(province)s has taken %(taken)s places already: its quota cannot be smaller.",
            self.taken,
        ) % {"province": self.province.full_name, "taken": self.taken}


class CodeIsFixed(PlanningError):
    """A new code for an event that others already know by its code."""

    def __str__(self) -> str:
        return gettext("The code can change only while the event is a draft.")


class PresenceTaken(PlanningError):
    """A day or half-day to be removed on which somebody was marked present or absent.

    ``period`` is None where the whole day was to go.
    """

    def __init__(self, session_id: int, date: dt.date, period: HalfDay.Period | None) -> None:
        super().__init__(session_id, date, period)
        self.session_id, self.date, self.period = session_id, date, period

    def __str__(self) -> str:
        sentences = {
            HalfDay.Period.MORNING: gettext(
                "Presence was taken on the morning of %(date)s: it cannot be removed."
            ),
            HalfDay.Period.AFTERNOON: gettext(
                "Presence was taken on the afternoon of %(date)s: it cannot be removed."
            ),
            None: gettext("Presence was taken on %(date)s: the day cannot be removed."),
        }
        return sentences[self.period] % {"date": write_date(self.date)}


class StepNotAllowed(PlanningError):
    """A step that does not lead on from where the event stands."""

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(current, wanted)
        self.current, self.wanted = current, wanted

    def __str__(self) -> str:
        return gettext("The event stands at “%(current)s” and cannot become “%(wanted)s”.") % {
            "current": Event.State(self.current).label,
            "wanted": Event.State(self.wanted).label,
        }


class ReasonMissing(PlanningError):
    """An event to be postponed or cancelled without a reason."""

    def __str__(self) -> str:
        return gettext("Say why: those who are told will ask.")


class NoTrainingDay(PlanningError):
    """Registration to be opened for an event that has no training day to come to."""

    def __str__(self) -> str:
        return gettext("Add a training day with a morning or an afternoon, then open registration.")


class NoQuota(PlanningError):
    """Registration to be opened while no province has a place."""

    def __str__(self) -> str:
        return gettext("Give at least one province places, then open registration.")


class NotOverYet(PlanningError):
    """An event to be called held before its last day has come."""

    def __init__(self, last_day: dt.date) -> None:
        super().__init__(last_day)
        self.last_day = last_day

    def __str__(self) -> str:
        return gettext(
            "The last day is %(date)s: the event can be marked as held from then on."
        ) % {"date": write_date(self.last_day)}


class NoUsualSteps(PlanningError):
    """An event to be prepared while the network has no usual steps."""

    def __str__(self) -> str:
        return gettext("The list of usual steps is empty: fill it first, then prepare the event.")


class StepTicked(PlanningError):
    """A step to be ticked that somebody has ticked already."""

    def __init__(self, step: PreparationStep) -> None:
        super().__init__(step)
        self.step = step

    def __str__(self) -> str:
        return gettext("“%(step)s” is done already: %(person)s ticked it.") % {
            "step": self.step.name,
            "person": self.step.done_by,
        }


class StepUnticked(PlanningError):
    """A tick to be taken off a step that has none."""

    def __init__(self, step: PreparationStep) -> None:
        super().__init__(step)
        self.step = step

    def __str__(self) -> str:
        return gettext("“%(step)s” is not done: somebody has taken the tick off already.") % {
            "step": self.step.name
        }


class NoPlacesToMove(PlanningError):
    """More places to be moved than a province has left, or than one may ask for."""

    def __init__(self, province: Province, left: int) -> None:
        super().__init__(province, left)
        self.province, self.left = province, left

    def __str__(self) -> str:
        if not self.left:
            return gettext("%(province)s has no free place to give away.") % {
                "province": self.province.full_name
            }
        return ngettext(
            "%(province)s has only %(left)s free place to give away.",
            "%(province)s has only %(left)s free places to give away.",
            self.left,
        ) % {"province": self.province.full_name, "left": self.left}
