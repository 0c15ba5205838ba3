"""Changes of a day's agenda: what follows moves along, by the rules of `trainings.agenda`.

Who moves, changes or removes a slot says by ``edition`` which agenda they have seen; where it is
no longer the session's, nothing changes.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from network.models import User
from network.services.audit import record, record_many
from trainings import agenda
from trainings.agenda import Day, PastMidnight, Slot, Span
from trainings.lengths import minutes_of
from trainings.models import AgendaItem, Module, Room, Session, Trainer
from trainings.services.errors import PlanningError
from trainings.services.facts import save_facts

TIMES = ("starts_at", "ends_at")
# The key of a slot that has no row yet.
NEW = 0


class AgendaChanged(PlanningError):
    """A change of an agenda by somebody who has not seen another one's change."""

    def __str__(self) -> str:
        return gettext(
            "Somebody else changed this agenda meanwhile: here it is as it stands now. "
            "Look again, then repeat what you did."
        )


class AgendaTooLong(PlanningError):
    """Slots that would run past midnight."""

    def __str__(self) -> str:
        return gettext("The day would run past midnight: make a slot shorter or remove one first.")


class SlotFacts(TypedDict):
    """What is known of a slot beside its time."""

    kind: str
    module: Module | None
    trainer: Trainer | None
    room: Room | None
    title_ar: str
    title_fr: str


def day_of(session: Session) -> Day:
    """Return the day of a session as it is reckoned with; reads its slots and half-days."""
    return Day.of(slots_of(session.agenda.all()), half_days_of(session))


def slots_of(items: Iterable[AgendaItem]) -> list[Slot]:
    """Return slots as they are reckoned with."""
    return [
        Slot(
            item.pk,
            minutes_of(item.starts_at),
            minutes_of(item.ends_at),
            item.kind == AgendaItem.Kind.BREAK,
        )
        for item in items
    ]


def half_days_of(session: Session) -> list[Span]:
    """Return the half-days of a session in minutes, the earliest first."""
    spans = (
        Span(minutes_of(half.starts_at), minutes_of(half.ends_at))
        for half in session.half_days.all()
    )
    return sorted(spans, key=lambda span: span.starts)


def take_turn(session: Session, edition: int | None = None) -> None:
    """Lock the session's row until the end of the transaction, and count the change.

    With an ``edition`` that is no longer the session's it raises `AgendaChanged`.
    """
    row = Session.objects.filter(pk=session.pk)
    if edition is not None:
        row = row.filter(agenda_edition=edition)
    if not row.update(agenda_edition=F("agenda_edition") + 1):
        raise AgendaChanged


@contextmanager
def within_the_day() -> Iterator[None]:
    """Raise `AgendaTooLong` where the reckoning inside runs past midnight."""
    try:
        yield
    except PastMidnight as error:
        raise AgendaTooLong from error


def time_of(minutes: int) -> dt.time:
    """Return the time of day of so many minutes since midnight."""
    return dt.time(*divmod(minutes, 60))


@transaction.atomic
def add_slot(
    session: Session,
    *,
    length: int,
    starts_at: dt.time | None = None,
    by: User,
    **facts: Unpack[SlotFacts],
) -> AgendaItem:
    """Add a slot of so many minutes, right after the last one or where it is to start.

    What follows moves on as far as there is no room. Raises `AgendaTooLong`.
    """
    take_turn(session)
    day = day_of(session)
    is_break = facts["kind"] == AgendaItem.Kind.BREAK
    if starts_at is None:
        starts = agenda.start_after_last(day, is_break=is_break)
    else:
        starts = minutes_of(starts_at)
    with within_the_day():
        slots = agenda.insert(day, key=NEW, length=length, starts=starts, is_break=is_break)
    shifted = _shift(session, slots)
    (new,) = (slot for slot in slots if slot.key == NEW)
    item = AgendaItem.objects.create(
        session=session, starts_at=time_of(new.starts), ends_at=time_of(new.ends), **facts
    )
    record("agenda_slot.created", item, by=by, fields=[*facts, *TIMES])
    _record_shifts(shifted, by=by)
    return item


@transaction.atomic
def add_slot_beside(item: AgendaItem, *, by: User, **facts: Unpack[SlotFacts]) -> AgendaItem:
    """Add a slot at the same time as another one, as practical workshops in several rooms are.

    Raises `AgendaChanged` where the other one is gone meanwhile.
    """
    take_turn(item.session)
    current = AgendaItem.objects.filter(pk=item.pk).first()
    if current is None:
        raise AgendaChanged
    beside = AgendaItem.objects.create(
        session=item.session, starts_at=current.starts_at, ends_at=current.ends_at, **facts
    )
    record("agenda_slot.created", beside, by=by, fields=[*facts, *TIMES])
    return beside


@transaction.atomic
def change_slot(
    item: AgendaItem,
    *,
    edition: int,
    starts_at: dt.time,
    length: int,
    by: User,
    **facts: Unpack[SlotFacts],
) -> AgendaItem:
    """Change what a slot is, when it starts or how long it takes; return it as it stands now.

    Slots at the same time get the same time anew. Raises `AgendaChanged` or `AgendaTooLong`.
    """
    take_turn(item.session, edition)
    day = day_of(item.session)
    with within_the_day():
        slots = agenda.change(day, item.pk, starts=minutes_of(starts_at), length=length)
    shifted = _shift(item.session, slots)
    current = AgendaItem.objects.get(pk=item.pk)
    changed = save_facts(current, facts)
    if item.pk in {one.pk for one in shifted}:
        changed += TIMES
    if changed:
        record("agenda_slot.updated", current, by=by, fields=changed)
    _record_shifts((one for one in shifted if one.pk != item.pk), by=by)
    return current


@transaction.atomic
def shift_from(item: AgendaItem, *, minutes: int, edition: int, by: User) -> AgendaItem:
    """Let a slot start so many minutes later (or earlier, below 0), and what follows with it.

    Raises `AgendaChanged` or `AgendaTooLong`.
    """
    take_turn(item.session, edition)
    day = day_of(item.session)
    step = day.step_of(item.pk)
    with within_the_day():
        slots = agenda.change(
            day, item.pk, starts=max(0, step.starts + minutes), length=step.length
        )
    return _moved(item, slots, by=by)


@transaction.atomic
def move_slot(item: AgendaItem, *, to: str | int, edition: int, by: User) -> AgendaItem:
    """Move a slot one place ``"up"`` or ``"down"``, or to a place in the line of the day.

    At the end of the line nothing happens. Return it as it stands now. Raises `AgendaChanged` or
    `AgendaTooLong`.
    """
    take_turn(item.session, edition)
    day = day_of(item.session)
    here = agenda.place_of(day, item.pk)
    place = {"up": here - 1, "down": here + 1}.get(to, to) if isinstance(to, str) else to
    with within_the_day():
        slots = agenda.move(day, item.pk, int(place))
    return _moved(item, slots, by=by)


@transaction.atomic
def remove_slot(item: AgendaItem, *, edition: int, by: User) -> None:
    """Take a slot out; what followed directly comes along. Raises `AgendaChanged`."""
    take_turn(item.session, edition)
    slots = agenda.remove(day_of(item.session), item.pk)
    shifted = _shift(item.session, slots)
    record("agenda_slot.removed", item, by=by)
    AgendaItem.objects.filter(pk=item.pk).delete()
    _record_shifts(shifted, by=by)


@transaction.atomic
def clear_agenda(session: Session, *, edition: int, by: User) -> None:
    """Take all slots out. Raises `AgendaChanged`."""
    take_turn(session, edition)
    record_many("agenda_slot.removed", session.agenda.all(), by=by)
    session.agenda.all().delete()


def _moved(item: AgendaItem, slots: Iterable[Slot], *, by: User) -> AgendaItem:
    shifted = {one.pk: one for one in _shift(item.session, slots)}
    if item.pk not in shifted:
        return AgendaItem.objects.get(pk=item.pk)
    record("agenda_slot.moved", item, by=by, fields=TIMES)
    moved = shifted.pop(item.pk)
    _record_shifts(shifted.values(), by=by)
    return moved


def _shift(session: Session, slots: Iterable[Slot]) -> list[AgendaItem]:
    """Give the slots of a session their new times; return those that have other ones now."""
    wanted = {slot.key: (time_of(slot.starts), time_of(slot.ends)) for slot in slots}
    shifted = []
    for item in session.agenda.all():
        times = wanted.get(item.pk)
        if times and times != (item.starts_at, item.ends_at):
            item.starts_at, item.ends_at = times
            shifted.append(item)
    AgendaItem.objects.bulk_update(shifted, TIMES)
    return shifted


def _record_shifts(items: Iterable[AgendaItem], *, by: User) -> None:
    record_many("agenda_slot.shifted", items, by=by, fields=TIMES)
