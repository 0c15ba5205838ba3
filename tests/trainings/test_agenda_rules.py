"""How the slots of a day move: worked examples of each rule, then anything at all."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainings.agenda import (
    LAST_MINUTE,
    Day,
    PastMidnight,
    Slot,
    Span,
    change,
    free_spans,
    insert,
    minutes_outside,
    move,
    overlapping,
    pause_of,
    place_of,
    remove,
    start_after_last,
    steps_of,
)

pytestmark = pytest.mark.engineless


def minute(text):
    hours, _colon, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)


def span(text):
    starts, _dash, ends = text.partition("-")
    return Span(minute(starts), minute(ends))


def day(*written, half_days=("9-12:30", "14:30-17")):
    """A day of slots written ``A 9-10``; the meal is written in small letters."""
    slots = []
    for text in written:
        name, _space, times = text.partition(" ")
        at = span(times)
        slots.append(Slot(ord(name), at.starts, at.ends, is_break=name.islower()))
    return Day.of(slots, [span(text) for text in half_days])


def clock(minutes):
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}" if rest else str(hours)


def written(slots):
    in_order = sorted(slots, key=lambda slot: (slot.starts, slot.ends, slot.key))
    return [f"{chr(slot.key)} {clock(slot.starts)}-{clock(slot.ends)}" for slot in in_order]


def moved(before, name, place):
    return written(move(before, ord(name), place))


FULL = ("A 9-10", "B 10-11", "C 11-12:30", "m 12:30-14:30", "P 14:30-16:30", "Z 16:30-17")


# Moving -------------------------------------------------------------------------------------


def test_a_step_moved_up_changes_places_and_both_keep_their_length():
    assert moved(day(*FULL), "C", 1)[:3] == ["A 9-10", "C 10-11:30", "B 11:30-12:30"]


def test_the_other_half_day_stays_as_it_is():
    assert moved(day(*FULL), "A", 2)[3:] == ["m 12:30-14:30", "P 14:30-16:30", "Z 16:30-17"]


def test_a_step_moved_over_the_meal_leaves_a_hole_before_it_and_the_meal_stays():
    assert moved(day(*FULL), "C", 3) == [
        "A 9-10",
        "B 10-11",
        "m 12:30-14:30",
        "C 14:30-16",
        "P 16-18",
        "Z 18-18:30",
    ]


def test_moving_the_meal_down_takes_the_first_of_the_afternoon_before_it():
    assert moved(day(*FULL), "m", 4) == [
        "A 9-10",
        "B 10-11",
        "C 11-12:30",
        "P 12:30-14:30",
        "m 14:30-16:30",
        "Z 16:30-17",
    ]


def test_a_morning_that_grows_too_long_pushes_the_meal_and_the_afternoon():
    assert moved(day(*FULL), "Z", 0) == [
        "Z 9-9:30",
        "A 9:30-10:30",
        "B 10:30-11:30",
        "C 11:30-13",
        "m 13-15",
        "P 15-17",
    ]


def test_what_was_pushed_comes_back_when_the_morning_is_short_again():
    pushed = Day.of(move(day(*FULL), ord("Z"), 0), [span("9-12:30"), span("14:30-17")])
    back = moved(pushed, "Z", 9)
    assert back == list(FULL)


def test_moving_closes_up_the_half_day():
    before = day("A 9:30-10", "B 11-12", "C 14:30-15", "D 16-17")
    assert moved(before, "B", 0) == ["B 9-10", "A 10-10:30", "C 14:30-15", "D 16-17"]


def test_without_a_meal_the_pause_between_the_half_days_is_a_place_of_its_own():
    before = day("A 9-10", "B 10-11", "C 14:30-15")
    assert (before.line[2], moved(before, "B", 2)) == (
        None,
        ["A 9-10", "B 14:30-15:30", "C 15:30-16"],
    )


def test_slots_at_the_same_time_move_together():
    before = day("A 9-10", "P 10-11", "Q 10-11", "B 11-12")
    assert moved(before, "Q", 0)[:3] == ["P 9-10", "Q 9-10", "A 10-11"]


def test_a_place_where_the_step_stands_already_changes_nothing():
    before = day("A 9:30-10", "B 11-12")
    assert moved(before, "B", 1) == ["A 9:30-10", "B 11-12"]


def test_a_day_of_one_half_day_has_no_noon():
    before = day("A 14:30-15", "b 15-15:15", "C 15:15-17", half_days=("14:30-17",))
    assert (len(before.line), moved(before, "C", 0)) == (
        3,
        ["C 14:30-16:15", "A 16:15-16:45", "b 16:45-17"],
    )


def test_without_half_days_the_day_begins_with_its_first_slot():
    assert moved(day("A 10-11", "B 11-11:30", half_days=()), "B", 0) == [
        "B 10-10:30",
        "A 10:30-11:30",
    ]


def test_half_days_without_a_noon_between_them_are_one():
    before = day("A 9-12", "B 12-13", half_days=("9-12", "12-15"))
    assert moved(before, "B", 0) == ["B 9-10", "A 10-13"]


def test_of_two_breaks_at_noon_the_longer_one_is_the_meal():
    before = day("A 9-12:30", "t 12:30-12:45", "m 12:45-14:30", "B 14:30-15")
    assert before.meal.keys == (ord("m"),)


def test_a_short_break_that_runs_over_the_morning_is_no_meal():
    assert day("A 9-12:20", "t 12:20-12:35", "B 14:30-15").meal is None


def test_nothing_runs_past_midnight():
    with pytest.raises(PastMidnight):
        move(day("A 9-12", "B 21-23:50", half_days=("20-23:55",)), ord("B"), 0)


# Putting in, taking out, changing -------------------------------------------------------------


def put(before, starts, length, name="N"):
    return written(insert(before, key=ord(name), length=length, starts=minute(starts)))


def test_a_new_slot_pushes_what_follows_only_as_far_as_there_is_no_room():
    before = day("A 9-10", "B 10-11", "C 11:30-12:30", "m 12:30-14:30")
    assert put(before, "10", 15)[1:] == [
        "N 10-10:15",
        "B 10:15-11:15",
        "C 11:30-12:30",
        "m 12:30-14:30",
    ]


def test_a_new_slot_in_the_middle_of_another_comes_after_it():
    assert put(day("A 9-10", "B 10-11"), "9:30", 30) == ["A 9-10", "N 10-10:30", "B 10:30-11:30"]


def test_a_new_slot_in_free_time_moves_nothing():
    assert put(day("A 9-10", "B 11-12"), "10:15", 30) == ["A 9-10", "N 10:15-10:45", "B 11-12"]


def test_taking_a_slot_out_lets_what_followed_come_along_up_to_the_next_free_time():
    before = day("A 9-10", "B 10-10:30", "C 10:30-11", "D 11:30-12")
    assert written(remove(before, ord("A"))) == ["B 9-9:30", "C 9:30-10", "D 11:30-12"]


def test_taking_a_slot_out_of_the_morning_moves_neither_meal_nor_afternoon():
    assert written(remove(day(*FULL), ord("C")))[2:] == list(FULL[3:])


def test_taking_one_of_two_out_that_stand_at_the_same_time_moves_nothing():
    before = day("P 9-10", "Q 9-10", "A 10-11")
    assert written(remove(before, ord("P"))) == ["Q 9-10", "A 10-11"]


@pytest.mark.parametrize(
    ("starts", "length", "expected"),
    [
        ("10", 90, ["A 9-10", "B 10-11:30", "C 11:30-13", "m 13-15", "P 15-17", "Z 17-17:30"]),
        ("10", 30, ["A 9-10", "B 10-10:30", "C 10:30-12", *FULL[3:]]),
        ("10:15", 45, ["A 9-10", "B 10:15-11", *FULL[2:]]),
        (
            "12:30",
            60,
            [
                "A 9-10",
                "C 10-11:30",
                "B 12:30-13:30",
                "m 13:30-15:30",
                "P 15:30-17:30",
                "Z 17:30-18",
            ],
        ),
        ("9", 60, ["B 9-10", "A 10-11", *FULL[2:]]),
    ],
)
def test_a_slot_gets_another_start_or_length(starts, length, expected):
    changed = change(day(*FULL), ord("B"), starts=minute(starts), length=length)
    assert written(changed) == expected


def test_an_earlier_start_in_free_time_takes_along_what_follows_directly():
    before = day("A 9-10", "B 10:30-11", "C 11-12")
    changed = change(before, ord("B"), starts=minute("10"), length=30)
    assert written(changed) == ["A 9-10", "B 10-10:30", "C 10:30-11:30"]


def test_slots_at_the_same_time_get_the_same_length():
    before = day("P 9-10", "Q 9-10", "A 10-11")
    changed = change(before, ord("P"), starts=minute("9"), length=90)
    assert written(changed) == ["P 9-10:30", "Q 9-10:30", "A 10:30-11:30"]


@pytest.mark.parametrize(
    ("slots", "is_break", "start"),
    [
        ((), False, "9"),
        (("A 9-10",), False, "10"),
        (("A 9-12:30",), True, "12:30"),
        (("A 9-12:30",), False, "14:30"),
        (("A 9-12:30", "m 12:30-14"), False, "14:30"),
        (("A 9-12:30", "m 12:30-14:30", "B 14:30-15"), True, "15"),
        (("A 16-18",), False, "18"),
    ],
)
def test_a_slot_without_a_time_comes_after_the_last(slots, is_break, start):
    assert clock(start_after_last(day(*slots), is_break=is_break)) == start


def test_an_empty_day_without_half_days_begins_at_nine():
    assert start_after_last(day(half_days=()), is_break=False) == 9 * 60


# What is to be seen -----------------------------------------------------------------------------


def spans(found):
    return [f"{clock(one.starts)}-{clock(one.ends)}" for one in found]


def test_free_time_is_found_in_the_half_days_only():
    before = day("A 9:30-10", "B 10:15-12:30", "C 15-17:30")
    assert spans(free_spans(before)) == ["9-9:30", "10-10:15", "14:30-15"]


def test_an_empty_half_day_is_free_as_a_whole():
    assert spans(free_spans(day("A 9-12:30"))) == ["14:30-17"]


def test_without_half_days_free_time_lies_between_the_slots():
    assert spans(free_spans(day("A 9-10", "B 11-12", half_days=()))) == ["10-11"]


@pytest.mark.parametrize(
    ("slots", "pause"), [(("A 9-10",), ["12:30-14:30"]), (("m 12:30-14",), [])]
)
def test_the_pause_is_there_where_no_meal_is(slots, pause):
    found = pause_of(day(*slots))
    assert spans([found] if found else []) == pause


def test_overlapping_steps_are_found_but_not_those_at_the_same_time():
    before = day("A 9-11", "B 10-10:30", "C 10:45-11:30", "P 12-13", "Q 12-13")
    pairs = [(chr(a.keys[0]), chr(b.keys[0])) for a, b in overlapping(before.steps)]
    assert pairs == [("A", "B"), ("A", "C")]


@pytest.mark.parametrize(
    ("slot", "minutes"),
    [("A 9-10", 0), ("A 8:30-9:30", 30), ("A 12-15", 120), ("A 17-18", 60), ("m 12:30-14:30", 0)],
)
def test_what_lies_outside_the_half_days_is_counted(slot, minutes):
    before = day(slot)
    assert minutes_outside(before, before.steps[0]) == minutes


# Anything at all --------------------------------------------------------------------------------

HALF_DAYS = st.sampled_from(
    [(), (Span(540, 750),), (Span(540, 750), Span(870, 1020)), (Span(540, 720), Span(720, 900))]
)


@st.composite
def days(draw, tidy=True):
    """A day of up to eight steps, some of them of two slots; where ``tidy``, none overlap."""
    key, cursor, slots = 0, draw(st.integers(480, 600)), []
    for _ in range(draw(st.integers(1, 8))):
        start = cursor + draw(st.sampled_from([0, 0, 0, 5, 40, 120]))
        if not tidy:
            start = draw(st.integers(480, 1100))
        cursor = start + draw(st.sampled_from([5, 15, 30, 60, 90]))
        is_break = draw(st.booleans())
        for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
            key += 1
            slots.append(Slot(key, start, cursor, is_break))
    assume(cursor <= LAST_MINUTE)
    return Day.of(slots, draw(HALF_DAYS))


def lengths(slots):
    return {slot.key: slot.ends - slot.starts for slot in slots}


def together(slots):
    return {step.keys for step in steps_of(slots)}


def attempt(action):
    """Do it unless the day is too short for it, which is said and changes nothing."""
    try:
        return action()
    except PastMidnight:
        assume(False)


@given(days(tidy=False), st.data())
def test_moving_loses_no_slot_and_keeps_every_length(before, data):
    step = data.draw(st.sampled_from(before.steps))
    after = attempt(lambda: move(before, step.keys[0], data.draw(st.integers(0, 9))))
    assert lengths(after) == lengths(before.slots)


@given(days(), st.data())
def test_moving_puts_the_step_where_it_was_asked_to_and_leaves_the_others_in_order(before, data):
    step = data.draw(st.sampled_from(before.steps))
    place = data.draw(st.integers(0, len(before.line) - 1))
    asked = [one for one in before.line if one is not step]
    asked.insert(place, step)
    after = attempt(lambda: move(before, step.keys[0], place))
    assert [one.keys for one in steps_of(after)] == [one.keys for one in asked if one]


@given(days(), st.data())
def test_moving_makes_nothing_overlap(before, data):
    step = data.draw(st.sampled_from(before.steps))
    after = attempt(lambda: move(before, step.keys[0], data.draw(st.integers(0, 9))))
    assert (overlapping(steps_of(after)), together(after)) == ([], together(before.slots))


@given(days(), st.data())
def test_the_half_day_that_a_step_enters_is_closed_up(before, data):
    assume(len(before.half_days) == 1)
    step = data.draw(st.sampled_from(before.steps))
    place = data.draw(st.integers(0, len(before.line) - 1))
    assume(place != place_of(before, step.keys[0]))
    steps = steps_of(attempt(lambda: move(before, step.keys[0], place)))
    edges = [before.begins, *(one.ends for one in steps[:-1])]
    assert [one.starts for one in steps] == edges


@st.composite
def days_with_a_meal(draw):
    """A morning with room, a meal at noon, an afternoon."""
    pieces = st.lists(st.sampled_from([15, 30, 45]), min_size=1, max_size=4)
    key, slots = 1, [Slot(1, 750, 870, is_break=True)]
    for begins in (540, 870):
        cursor = begins
        for length in draw(pieces):
            key += 1
            slots.append(Slot(key, cursor, cursor + length))
            cursor += length
    return Day.of(slots, [Span(540, 750), Span(870, 1020)])


@given(days_with_a_meal(), st.data())
def test_the_meal_stays_wherever_the_morning_leaves_room(before, data):
    step = data.draw(st.sampled_from(before.steps))
    steps = steps_of(move(before, step.keys[0], data.draw(st.integers(0, 9))))
    (meal,) = (one for one in steps if one.keys == (1,))
    end_of_morning = max((one.ends for one in steps[: steps.index(meal)]), default=0)
    assert meal.starts == max(750, end_of_morning)


@given(days(), st.integers(5, 120), st.integers(400, 1200), st.booleans())
def test_a_new_slot_is_put_in_without_an_overlap(before, length, starts, is_break):
    after = attempt(lambda: insert(before, key=99, length=length, starts=starts, is_break=is_break))
    assert (overlapping(steps_of(after)), lengths(after)) == (
        [],
        {**lengths(before.slots), 99: length},
    )


@given(days(), st.data())
def test_taking_a_slot_out_leaves_the_others_in_order_and_none_later(before, data):
    gone = data.draw(st.sampled_from(before.slots)).key
    after = remove(before, gone)
    times = {slot.key: slot.starts for slot in before.slots}
    order = [slot.key for slot in before.slots if slot.key != gone]
    assert [
        slot.key for slot in sorted(after, key=lambda one: (one.starts, one.ends, one.key))
    ] == order
    assert all(slot.starts <= times[slot.key] for slot in after)
    assert overlapping(steps_of(after)) == []


@given(days(), st.data(), st.integers(400, 1200), st.integers(5, 120))
def test_a_changed_slot_has_its_length_and_nothing_overlaps(before, data, starts, length):
    step = data.draw(st.sampled_from(before.steps))
    after = attempt(lambda: change(before, step.keys[0], starts=starts, length=length))
    expected = {**lengths(before.slots), **dict.fromkeys(step.keys, length)}
    assert (overlapping(steps_of(after)), lengths(after)) == ([], expected)


@given(days(tidy=False))
def test_a_change_that_changes_nothing_moves_nothing(before):
    for step in before.steps:
        same = change(before, step.keys[0], starts=step.starts, length=step.length)
        assume(not overlapping(before.steps))
        assert same == before.slots
