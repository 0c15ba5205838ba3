"""Filling the empty agenda of a day: with a usual day, or with that of another session."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext

from network.models import User
from network.services.audit import record_many
from trainings import agenda
from trainings.agenda import Slot
from trainings.models import AgendaItem, Session
from trainings.services.agenda import (
    TIMES,
    SlotFacts,
    day_of,
    half_days_of,
    take_turn,
    time_of,
    within_the_day,
)
from trainings.services.errors import PlanningError
from trainings.usual_day import usual_day


class AgendaNotEmpty(PlanningError):
    """A day to be filled that has slots already."""

    def __str__(self) -> str:
        return gettext("The agenda holds slots already: remove them first, then fill it.")


class NothingToFillWith(PlanningError):
    """A day to be filled without half-days, or from a day without slots."""

    def __str__(self) -> str:
        return gettext("The day has no morning or afternoon yet: give it one first.")


@transaction.atomic
def fill_usual_day(session: Session, *, by: User) -> list[AgendaItem]:
    """Fill an empty agenda with a usual day; raises `AgendaNotEmpty` or `NothingToFillWith`."""
    take_turn(session)
    slots = usual_day(half_days_of(session), session.kind)
    if not slots:
        raise NothingToFillWith
    items = [
        AgendaItem(
            kind=slot.kind,
            starts_at=time_of(slot.starts),
            ends_at=time_of(slot.ends),
            title_ar=slot.title[0],
            title_fr=slot.title[1],
        )
        for slot in slots
    ]
    return _fill(session, items, by=by)


@transaction.atomic
def fill_agenda(session: Session, *, source: Session, by: User) -> list[AgendaItem]:
    """Fill an empty agenda with the one of another session, laid into the half-days of this one.

    Who is retired is not taken along, nor a room of another venue; of a module that is no longer
    offered the title stays. Raises `AgendaNotEmpty`, `NothingToFillWith` or `AgendaTooLong`.
    """
    take_turn(session)
    items = list(source.agenda.select_related("module", "trainer", "room"))
    if not items:
        raise NothingToFillWith
    with within_the_day():
        times = agenda.lay_into(day_of(source), half_days_of(session))
    copies = [_copy(item, times[item.pk], session.event.venue_id) for item in items]
    return _fill(session, copies, by=by)


def _copy(item: AgendaItem, slot: Slot, venue_id: int) -> AgendaItem:
    """Return a slot with what may still be planned of another one."""
    module, trainer, room = item.module, item.trainer, item.room
    titles = {"title_ar": item.title_ar, "title_fr": item.title_fr}
    if module and module.is_retired and not any(titles.values()):
        titles = {"title_ar": module.title_ar, "title_fr": module.title_fr}
    return AgendaItem(
        kind=item.kind,
        starts_at=time_of(slot.starts),
        ends_at=time_of(slot.ends),
        module=module if module and not module.is_retired else None,
        trainer=trainer if trainer and not trainer.is_retired else None,
        room=room if room and room.venue_id == venue_id else None,
        **titles,
    )


def _fill(session: Session, items: Sequence[AgendaItem], *, by: User) -> list[AgendaItem]:
    if session.agenda.exists():
        raise AgendaNotEmpty
    for item in items:
        item.session = session
    made = AgendaItem.objects.bulk_create(items)
    fields = [*SlotFacts.__annotations__, *TIMES]
    record_many("agenda_slot.created", made, by=by, fields=fields)
    return made
