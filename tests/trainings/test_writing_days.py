"""How days, states and slots are written in the pages."""

import datetime as dt

import pytest
from django.utils import translation

from trainings.models import AgendaItem, Event
from trainings.templatetags.trainings import agenda_icon, days_until, tone

JANUARY, FEBRUARY = dt.date(2026, 1, 31), dt.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (FEBRUARY, FEBRUARY, "1 February 2026"),
        (FEBRUARY, dt.date(2026, 2, 3), "1 – 3 February 2026"),
        (JANUARY, FEBRUARY, "31 January – 1 February 2026"),
        (dt.date(2025, 12, 31), dt.date(2026, 1, 1), "31 December 2025 – 1 January 2026"),
        (None, None, "no date yet"),
    ],
)
def test_days_are_written_as_short_as_they_can_be(in_english, first, last, written):
    assert days_until(first, last) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("ar", "31 يناير – 1 فبراير 2026"), ("fr", "31 janvier – 1er février 2026")],
)
def test_days_are_written_in_the_readers_language(language, written):
    with translation.override(language):
        assert days_until(JANUARY, FEBRUARY) == written


def test_months_have_their_moroccan_names():
    with translation.override("ar"):
        assert days_until(dt.date(2026, 7, 30), dt.date(2026, 8, 2)) == "30 يوليوز – 2 غشت 2026"


@pytest.mark.parametrize("state", Event.State.values)
def test_every_state_has_a_tone_of_the_badges(state):
    assert tone(state) in {"success", "warning", "danger", "neutral", "accent"}


@pytest.mark.parametrize("kind", AgendaItem.Kind.values)
def test_every_kind_of_slot_has_an_icon_of_its_own(kind):
    others = {agenda_icon(other) for other in AgendaItem.Kind.values if other != kind}
    assert agenda_icon(kind) not in others


def test_a_state_that_nobody_knows_has_no_tone():
    with pytest.raises(ValueError, match="nonsense"):
        tone("nonsense")
