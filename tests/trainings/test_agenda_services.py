"""Changes of an agenda: what they write, what moves along, and who may not overtake whom."""

import datetime as dt
import threading

import pytest
from django.utils import timezone

from tests import factories
from tests.trainings.agenda_makers import RoomFactory, TrainerFactory, at, make_day, put
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from trainings.models import AgendaItem, Session
from trainings.services import agenda, agenda_filling

FACTS = {
    "kind": "discussion",
    "module": None,
    "trainer": None,
    "room": None,
    "title_ar": "نقاش",
    "title_fr": "",
}


@pytest.fixture
def session(db):
    return make_day()


def written(session):
    """The agenda as it stands in the database: title and times."""
    return [
        f"{item.title_fr or item.kind} {item.starts_at:%H:%M}-{item.ends_at:%H:%M}"
        for item in AgendaItem.objects.filter(session=session).order_by("starts_at", "pk")
    ]


def edition(session):
    return Session.objects.get(pk=session.pk).agenda_edition


def three(session):
    return [
        put(session, times, title_fr=name)
        for name, times in (("A", "9-10"), ("B", "10-10:30"), ("C", "10:30-12"))
    ]


# Adding -----------------------------------------------------------------------------------------


def test_a_slot_without_a_time_comes_right_after_the_last(session, staff):
    put(session, "9-10", title_fr="A")
    agenda.add_slot(session, length=20, by=staff, **{**FACTS, "title_fr": "N"})
    assert written(session) == ["A 09:00-10:00", "N 10:00-10:20"]


def test_a_break_after_a_full_morning_is_at_noon_and_anything_else_in_the_afternoon(session, staff):
    put(session, "9-12:30")
    agenda.add_slot(session, length=20, by=staff, **FACTS)
    assert written(session)[1] == "discussion 14:30-14:50"
    other = make_day(session.event, date=dt.date(2026, 2, 2))
    put(other, "9-12:30")
    agenda.add_slot(other, length=120, by=staff, **{**FACTS, "kind": "break"})
    assert written(other)[1] == "break 12:30-14:30"


def test_a_slot_at_a_time_pushes_what_follows_and_each_is_written_down(session, staff):
    three(session)
    agenda.add_slot(session, length=15, starts_at=at("10"), by=staff, **{**FACTS, "title_fr": "N"})
    assert written(session) == [
        "A 09:00-10:00",
        "N 10:00-10:15",
        "B 10:15-10:45",
        "C 10:45-12:15",
    ]
    assert [action for action, _fields in audited()] == [
        "agenda_slot.created",
        "agenda_slot.shifted",
        "agenda_slot.shifted",
    ]


def test_a_slot_beside_another_has_its_time_and_moves_nothing(session, staff):
    first, _second, _third = three(session)
    agenda.add_slot_beside(first, by=staff, **{**FACTS, "title_fr": "N"})
    assert written(session)[:3] == ["A 09:00-10:00", "N 09:00-10:00", "B 10:00-10:30"]


def test_nothing_is_added_beside_what_is_gone(session, staff):
    first, *_others = three(session)
    AgendaItem.objects.filter(pk=first.pk).delete()
    with pytest.raises(agenda.AgendaChanged):
        agenda.add_slot_beside(first, by=staff, **FACTS)


def test_a_day_does_not_run_past_midnight(session, staff, in_english):
    put(session, "20-23:30")
    with pytest.raises(agenda.AgendaTooLong, match="past midnight"):
        agenda.add_slot(session, length=60, by=staff, **FACTS)
    assert (len(written(session)), audited(), edition(session)) == (1, [], 0)


# Moving, changing, removing ---------------------------------------------------------------------


def test_a_slot_moved_up_shifts_the_others(session, staff):
    _a, _b, third = three(session)
    moved = agenda.move_slot(third, to="up", edition=0, by=staff)
    assert (written(session), f"{moved.starts_at:%H:%M}", edition(session)) == (
        ["A 09:00-10:00", "C 10:00-11:30", "B 11:30-12:00"],
        "10:00",
        1,
    )
    assert [action for action, _ in audited()] == ["agenda_slot.moved", "agenda_slot.shifted"]


@pytest.mark.parametrize(("to", "order"), [("down", "BAC"), (2, "BCA"), (9, "BCA"), (0, "ABC")])
def test_a_slot_is_moved_down_or_to_a_place(session, staff, to, order):
    first, _b, _c = three(session)
    make_the_day_short(session)
    agenda.move_slot(first, to=to, edition=0, by=staff)
    assert "".join(line[0] for line in written(session)) == order


def make_the_day_short(session):
    """Leave the morning alone, so that no noon is a place of its own."""
    session.half_days.filter(period="pm").delete()


def test_a_slot_at_the_end_of_the_line_stays_and_nothing_is_written_down(session, staff):
    first, *_others = three(session)
    agenda.move_slot(first, to="up", edition=0, by=staff)
    assert audited() == []


def test_who_has_not_seen_a_change_moves_nothing(session, staff, in_english):
    first, _b, third = three(session)
    agenda.move_slot(third, to="up", edition=0, by=staff)
    before = written(session)
    with pytest.raises(agenda.AgendaChanged, match="Look again"):
        agenda.move_slot(first, to="down", edition=0, by=staff)
    assert written(session) == before


def test_a_longer_slot_pushes_and_says_what_changed(session, staff):
    _a, second, _c = three(session)
    agenda.change_slot(
        second,
        starts_at=second.starts_at,
        length=60,
        edition=0,
        by=staff,
        **{**FACTS, "title_ar": "", "title_fr": "B"},
    )
    assert written(session)[1:] == ["B 10:00-11:00", "C 11:00-12:30"]
    assert audited() == [
        ("agenda_slot.updated", ["ends_at", "starts_at"]),
        ("agenda_slot.shifted", ["ends_at", "starts_at"]),
    ]


def test_a_change_of_the_text_alone_shifts_nothing(session, staff):
    first, *_others = three(session)
    facts = {**FACTS, "title_ar": "", "title_fr": "A", "trainer": TrainerFactory()}
    agenda.change_slot(first, starts_at=at("9"), length=60, edition=0, by=staff, **facts)
    assert audited() == [("agenda_slot.updated", ["trainer"])]


@pytest.mark.parametrize(
    ("minutes", "times"),
    [(15, ["10:15-10:45", "10:45-12:15"]), (0, ["10:00-10:30", "10:30-12:00"])],
)
def test_a_slot_that_begins_later_takes_along_what_follows(session, staff, minutes, times):
    _a, second, _c = three(session)
    agenda.shift_from(second, minutes=minutes, edition=0, by=staff)
    assert [line[2:] for line in written(session)[1:]] == times


def test_a_removed_slot_lets_what_follows_come_earlier(session, staff):
    first, *_others = three(session)
    agenda.remove_slot(first, edition=0, by=staff)
    assert written(session) == ["B 09:00-09:30", "C 09:30-11:00"]
    assert [action for action, _ in audited()] == [
        "agenda_slot.removed",
        "agenda_slot.shifted",
        "agenda_slot.shifted",
    ]


@pytest.mark.parametrize("act", ["change", "shift", "remove", "clear"])
def test_every_change_asks_which_agenda_was_seen(session, staff, act):
    first, *_others = three(session)
    Session.objects.update(agenda_edition=3)
    acts = {
        "change": lambda: agenda.change_slot(
            first, starts_at=at("9"), length=5, edition=2, by=staff, **FACTS
        ),
        "shift": lambda: agenda.shift_from(first, minutes=5, edition=2, by=staff),
        "remove": lambda: agenda.remove_slot(first, edition=2, by=staff),
        "clear": lambda: agenda.clear_agenda(session, edition=2, by=staff),
    }
    with pytest.raises(agenda.AgendaChanged):
        acts[act]()
    assert (len(written(session)), audited()) == (3, [])


def test_an_agenda_is_emptied_and_each_slot_written_down(session, staff):
    three(session)
    agenda.clear_agenda(session, edition=0, by=staff)
    assert (written(session), [action for action, _ in audited()]) == (
        [],
        ["agenda_slot.removed"] * 3,
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_at_once_the_second_is_told():
    session, staff = make_day(), factories.UserFactory()
    first, _b, third = three(session)
    lock, jobs = threading.Lock(), [(first, "down"), (third, "up")]

    def act(_wait):
        with lock:
            item, to = jobs.pop()
        try:
            agenda.move_slot(item, to=to, edition=0, by=staff)
        except agenda.AgendaChanged:
            return "told"
        return "moved"

    assert sorted(run_together(act, times=2)) == ["moved", "told"]
    assert edition(session) == 1


# Filling ----------------------------------------------------------------------------------------


def test_a_usual_day_fills_an_empty_agenda(session, staff):
    agenda_filling.fill_usual_day(session, by=staff)
    assert (written(session)[0], written(session)[-1], len(audited())) == (
        "opening 09:00-09:30",
        "closing 16:30-17:00",
        7,
    )


def test_a_day_without_half_days_has_nothing_to_fill(db, staff, in_english):
    with pytest.raises(agenda_filling.NothingToFillWith, match="no morning or afternoon"):
        agenda_filling.fill_usual_day(make_day(hours=()), by=staff)


def test_only_an_empty_agenda_is_filled(session, staff, in_english):
    put(session, "9-10")
    source = make_day()
    put(source, "9-10")
    for fill in (
        lambda: agenda_filling.fill_usual_day(session, by=staff),
        lambda: agenda_filling.fill_agenda(session, source=source, by=staff),
    ):
        with pytest.raises(agenda_filling.AgendaNotEmpty, match="holds slots already"):
            fill()
    assert len(written(session)) == 1


def test_an_agenda_is_taken_over_into_the_half_days_of_the_new_day(staff, db):
    source = make_day()
    for name, times, kind in (
        ("A", "9-10", "discussion"),
        ("T", "10:15-10:30", "break"),
        ("L", "12:30-14:30", "break"),
        ("P", "14:30-16", "practice"),
    ):
        put(source, times, kind, title_fr=name)
    target = make_day(hours=("10-13", "14:30-18"))
    agenda_filling.fill_agenda(target, source=source, by=staff)
    assert written(target) == [
        "A 10:00-11:00",
        "T 11:15-11:30",
        "L 13:00-14:30",
        "P 14:30-16:00",
    ]


def test_where_the_half_days_differ_in_number_one_slot_follows_the_other(staff, db):
    source, target = make_day(), make_day(hours=("10-13",))
    put(source, "9-10", title_fr="A")
    put(source, "14:30-15", title_fr="B")
    agenda_filling.fill_agenda(target, source=source, by=staff)
    assert written(target) == ["A 10:00-11:00", "B 11:00-11:30"]


def test_what_is_retired_or_of_another_house_is_not_taken_over(staff, db):
    retired = {"retired_at": timezone.now()}
    source, target = make_day(), make_day()
    module = factories.ModuleFactory(title_fr="Qualité", **retired)
    put(
        source,
        "9-10",
        "module",
        module=module,
        trainer=TrainerFactory(**retired),
        room=RoomFactory(venue=source.event.venue),
    )
    (copy,) = agenda_filling.fill_agenda(target, source=source, by=staff)
    assert (copy.module, copy.trainer, copy.room, copy.title_fr) == (None, None, None, "Qualité")


def test_who_still_leads_and_the_room_of_the_same_house_are_taken_over(staff, db):
    event = factories.EventFactory()
    source, target = make_day(event), make_day(event, date=dt.date(2026, 2, 2))
    kept = {"trainer": TrainerFactory(), "room": RoomFactory(venue=event.venue)}
    put(source, "9-10", "module", module=factories.ModuleFactory(), **kept)
    (copy,) = agenda_filling.fill_agenda(target, source=source, by=staff)
    assert (copy.trainer, copy.room, copy.module) == (
        kept["trainer"],
        kept["room"],
        source.agenda.get().module,
    )


def test_a_day_without_slots_gives_nothing_to_take_over(session, staff):
    with pytest.raises(agenda_filling.NothingToFillWith):
        agenda_filling.fill_agenda(session, source=make_day(), by=staff)
