"""Moving an event to other days while it is planned."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from network.models import User
from trainings.models import Event
from trainings.services.days import Day, set_days
from trainings.services.errors import ChangedMeanwhile, PlanningError
from trainings.services.event_steps import dates_of, note_new_days


class NothingToMove(PlanningError):
    """An event that stands on these days already."""

    def __str__(self) -> str:
        return gettext("The event stands on these days already.")


class NotMovable(PlanningError):
    """An event that was held or called off."""

    def __str__(self) -> str:
        return gettext("The days of this event cannot be moved: it is over, or called off.")


@transaction.atomic
def move_event(event: Event, *, days: Sequence[Day], edition: int, by: User) -> None:
    """Give a planned event other days; its state, agenda and presence stay.

    Each of the days names its session. ``edition`` is the one that whoever moves it has seen.
    Raises `NotMovable`, `NothingToMove`, `ChangedMeanwhile` and `PresenceTaken`; nothing has
    changed then.
    """
    row = Event.objects.filter(pk=event.pk)
    seen = row.filter(state__in=Event.PLANNED, edition=edition)
    if not seen.update(edition=F("edition") + 1):
        standing = row.get()
        raise ChangedMeanwhile(standing.edition) if standing.is_planned else NotMovable
    current, before = row.get(), dates_of(event)
    if {day.session_id: day.date for day in days} == before:
        raise NothingToMove
    set_days(current, days=days, by=by)
    note_new_days(current, before, by=by)
