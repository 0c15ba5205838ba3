"""Dates, times and numbers as Morocco writes them, typed and shown, in every language."""

import datetime as dt

import pytest
from django import forms
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.formats import date_format, get_format, number_format, time_format

LANGUAGES = ("ar", "fr", "en")
MOROCCAN_MONTHS = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
)
NUMBERED_MONTHS = list(enumerate(MOROCCAN_MONTHS, 1))


class DayForm(forms.Form):
    day = forms.DateField(localize=True)


def typed(text, language):
    with translation.override(language):
        form = DayForm({"day": text})
        form.full_clean()
        return form.cleaned_data.get("day")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/04/2026", dt.date(2026, 4, 3)),
        ("25/12/2026", dt.date(2026, 12, 25)),
        ("3-4-2026", dt.date(2026, 4, 3)),
        ("2026-04-03", dt.date(2026, 4, 3)),
    ],
)
def test_a_typed_date_is_read_day_first(language, text, day):
    assert typed(text, language) == day


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typed_date_with_the_month_first_is_refused(language):
    assert typed("12/25/2026", language) is None


@pytest.mark.parametrize(("number", "name"), NUMBERED_MONTHS)
@pytest.mark.parametrize("mark", ["F", "N", "E"])
def test_months_are_named_as_in_morocco(number, name, mark):
    with translation.override("ar"):
        assert date_format(dt.date(2026, number, 1), mark) == name


@pytest.mark.parametrize(("number", "name"), NUMBERED_MONTHS)
def test_months_of_a_menu_are_named_as_in_morocco(number, name):
    with translation.override("ar"):
        assert str(MONTHS[number]) == name


def test_short_months_are_named_as_in_morocco():
    with translation.override("ar"):
        assert date_format(dt.date(2026, 8, 1), "M") == "غشت"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("ar", "1 غشت 2026"), ("fr", "1 août 2026"), ("en", "1 August 2026")],
)
def test_a_date_is_shown_day_first_with_digits_that_everybody_reads(language, shown):
    with translation.override(language):
        assert date_format(dt.date(2026, 8, 1)) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_have_24_hours(language):
    with translation.override(language):
        assert time_format(dt.time(15, 5)) == "15:05"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_week_begins_on_monday(language):
    with translation.override(language):
        assert get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize(
    ("language", "shown"),
    [("ar", "1\u202f234,5"), ("fr", "1\u202f234,5"), ("en", "1,234.5")],
)
def test_a_count_is_grouped_where_it_is_asked_for(language, shown):
    with translation.override(language):
        assert number_format(1234.5, force_grouping=True) == shown
