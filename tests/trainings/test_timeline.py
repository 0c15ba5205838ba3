"""What a day's agenda shows to those who plan, and what it says of what is odd."""

import datetime as dt

import pytest

from tests import factories
from tests.trainings.agenda_makers import RoomFactory, TrainerFactory, make_day, put
from trainings.timeline import timeline_of

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def session(db):
    return make_day()


def timeline(session, *, planning=True):
    items = session.agenda.select_related("module", "trainer", "room")
    return timeline_of(session, list(items.order_by("starts_at", "pk")), planning=planning)


def rows(session, **reader):
    return [
        f"{row.kind} {row.starts_at:%H:%M}-{row.ends_at:%H:%M}"
        for row in timeline(session, **reader).rows
    ]


def test_free_time_and_the_pause_stand_between_the_steps(session):
    put(session, "9-10")
    put(session, "10:15-12:30")
    put(session, "14:30-17")
    assert rows(session) == [
        "step 09:00-10:00",
        "free 10:00-10:15",
        "step 10:15-12:30",
        "pause 12:30-14:30",
        "step 14:30-17:00",
    ]


def test_who_only_reads_sees_the_steps(session):
    put(session, "9-10")
    put(session, "14:30-15")
    assert rows(session, planning=False) == ["step 09:00-10:00", "step 14:30-15:00"]


def test_slots_at_the_same_time_are_one_row(session):
    put(session, "9-10", "practice")
    put(session, "9-10", "practice")
    row = timeline(session).rows[0]
    assert (len(row.items), row.has_company, row.length) == (2, True, "1 hour")


def test_the_first_and_the_last_place_are_known(session):
    for times in ("9-10", "10-11", "15-16"):
        put(session, times)
    marks = [(row.place, row.is_first, row.is_last) for row in timeline(session).rows if row.items]
    assert marks == [(0, True, False), (1, False, False), (3, False, True)]


def test_the_time_of_each_kind_is_added_up_and_parallel_slots_count_once(session):
    put(session, "9-10", "module")
    put(session, "10-11:30", "practice")
    put(session, "10-11:30", "practice")
    put(session, "11:30-12", "module")
    assert timeline(session).totals == [
        ("module", "module", "1 hour 30 minutes"),
        ("practice", "practical workshop", "1 hour 30 minutes"),
    ]


def test_a_tidy_day_has_nothing_odd(session):
    module, trainer = factories.ModuleFactory(), TrainerFactory()
    put(session, "9-12:30", "module", module=module, trainer=trainer)
    put(session, "12:30-14:30", "break")
    put(
        session,
        "14:30-17",
        "practice",
        trainer=trainer,
        room=RoomFactory(venue=session.event.venue),
    )
    assert timeline(session).findings == []


def test_an_overlap_is_marked_and_said(session):
    put(session, "9-10:30", title_fr="Qualité")
    put(session, "10-11", title_fr="Marketing")
    shown = timeline(session)
    assert [row.overlaps for row in shown.rows if row.items] == [False, True]
    assert shown.findings == ["“Marketing” begins at 10:00, before “Qualité” has ended."]


@pytest.mark.parametrize(
    ("times", "kind", "sentence"),
    [
        ("12-13", "discussion", "30 minutes of “X” lie outside the half-days."),
        ("17-18", "break", "1 hour of “X” lie outside the half-days."),
    ],
)
def test_what_lies_outside_the_half_days_is_said(session, times, kind, sentence):
    put(session, times, kind, title_fr="X")
    assert timeline(session).findings == [sentence]


def test_a_module_that_is_still_to_be_chosen_is_said(session):
    put(session, "9-10", "module")
    put(session, "10-11", "module", title_fr="Visite")
    assert timeline(session).findings == ["At 09:00 no module is chosen yet."]


def test_a_trainer_and_a_room_are_in_one_place_at_a_time(session):
    trainer = TrainerFactory(name_fr="Meryem")
    room = RoomFactory(venue=session.event.venue, name_fr="Atlas")
    for times in ("9-10", "9-10", "10-11"):
        put(session, times, "practice", trainer=trainer, room=room)
    assert timeline(session).findings == [
        "Meryem leads two slots at once at 09:00.",
        "“Atlas” is taken twice at 09:00.",
    ]


def test_a_room_of_another_house_is_said_once(session):
    room = RoomFactory(name_fr="Atlas")
    put(session, "9-10", room=room)
    put(session, "10-11", room=room)
    venue = session.event.venue.name_fr
    assert timeline(session).findings == [
        f"“Atlas” is no room of {venue}, where the event takes place."
    ]


@pytest.mark.parametrize(
    ("state", "date", "times", "found"),
    [
        ("open", dt.date(2026, 2, 1), "9:30-10:30", 1),
        ("open", dt.date(2026, 2, 1), "10-11", 0),
        ("open", dt.date(2026, 2, 2), "9-10", 0),
        ("cancelled", dt.date(2026, 2, 1), "9-10", 0),
    ],
)
def test_a_trainer_who_is_elsewhere_at_the_same_time_is_said(session, state, date, times, found):
    trainer = TrainerFactory(name_fr="Meryem")
    other = make_day(factories.EventFactory(state=state, title_fr="Marketing"), date=date)
    put(session, "9-10", trainer=trainer)
    put(other, times, trainer=trainer)
    sentence = "Meryem is also at “Marketing” from 09:30 to 10:30."
    assert timeline(session).findings == [sentence] * found
