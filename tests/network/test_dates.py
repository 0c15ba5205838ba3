"""Dates in words: French writes the first of a month as an ordinal, and no other day."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from network.dates import write_date
from trainings.templatetags.trainings import days_until

FIRST, SECOND = dt.date(2026, 2, 1), dt.date(2026, 2, 2)


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", FIRST, "1er février 2026"),
        ("fr", SECOND, "2 février 2026"),
        ("fr", dt.date(2026, 2, 11), "11 février 2026"),
        ("ar", FIRST, "1 فبراير 2026"),
        ("en", FIRST, "1 February 2026"),
    ],
)
def test_a_day_is_written_as_its_language_does(language, day, written):
    with translation.override(language):
        assert write_date(day) == written
        assert Template('{{ day|date:"DATE_FORMAT" }}').render(Context({"day": day})) == written


def test_digits_alone_have_no_ordinal():
    with translation.override("fr"):
        assert write_date(FIRST, "SHORT_DATE_FORMAT") == "01/02/2026"


def test_an_event_over_two_months_has_its_first_day_right():
    with translation.override("fr"):
        assert days_until(dt.date(2026, 1, 31), FIRST) == "31 janvier – 1er février 2026"
        assert days_until(FIRST, SECOND) == "1er – 2 février 2026"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_date_is_written_as_nothing(nothing):
    assert Template("{{ day|date }}").render(Context({"day": nothing})) == ""


def test_a_moment_is_written_in_the_time_of_the_house():
    moment = dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)
    with translation.override("fr"):
        text = Template('{{ at|date:"DATETIME_FORMAT" }}').render(Context({"at": moment}))
    assert text == "1er février 2026 00:30"
