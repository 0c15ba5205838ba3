"""A usual day fills its half-days from the first minute to the last."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.agenda import Span
from trainings.usual_day import usual_day

pytestmark = pytest.mark.engineless

MORNING, AFTERNOON = Span(540, 750), Span(870, 1020)


def kinds(half_days, kind="training"):
    return [slot.kind.value for slot in usual_day(half_days, kind)]


def times(half_days):
    return [(slot.starts, slot.ends) for slot in usual_day(half_days, "training")]


def test_a_training_day_has_two_modules_tea_a_meal_practice_and_a_closing():
    assert kinds([MORNING, AFTERNOON]) == [
        "opening",
        "module",
        "break",
        "module",
        "break",
        "practice",
        "closing",
    ]


def test_a_workshop_has_discussions():
    assert kinds([MORNING, AFTERNOON], "workshop").count("discussion") == 3


def test_the_times_are_those_of_the_half_days():
    assert times([MORNING, AFTERNOON]) == [
        (540, 570),
        (570, 650),
        (650, 665),
        (665, 750),
        (750, 870),
        (870, 990),
        (990, 1020),
    ]


def test_a_single_half_day_has_its_practice_after_the_tea():
    assert kinds([AFTERNOON]) == ["opening", "module", "practice", "closing"]
    assert kinds([MORNING]) == ["opening", "module", "break", "practice", "closing"]


def test_without_half_days_there_is_nothing():
    assert kinds([]) == []


def test_the_meal_and_the_tea_have_their_names():
    named = [slot.title[1] for slot in usual_day([MORNING, AFTERNOON], "training") if slot.title[1]]
    assert named == ["Pause-thé", "Déjeuner"]


@given(
    st.integers(480, 600),
    st.integers(30, 300),
    st.integers(0, 180),
    st.integers(30, 300),
    st.sampled_from(["training", "workshop"]),
)
def test_one_slot_follows_the_other_over_the_whole_day(begins, morning, noon, afternoon, kind):
    after = begins + morning + noon
    spans = [Span(begins, begins + morning), Span(after, after + afternoon)]
    slots = usual_day(spans, kind)
    assert (slots[0].starts, slots[-1].ends) == (begins, after + afternoon)
    assert all(one.ends == other.starts for one, other in pairwise(slots))
    assert all(slot.ends > slot.starts for slot in slots)
