"""Months of a calendar: whole weeks from Monday, and which sessions stand on which day."""

import datetime as dt

import pytest

from trainings.models import Session
from trainings.month_grid import Month, lay_out_month, weeks_around

pytestmark = pytest.mark.engineless
TODAY = dt.date(2026, 11, 25)
DECEMBER = Month(2026, 12)


@pytest.mark.parametrize("written", ["2026-12"])
def test_a_month_is_read_as_it_is_written(written):
    assert (Month.read(written, otherwise=TODAY), str(DECEMBER)) == (DECEMBER, written)


@pytest.mark.parametrize(
    "written", ["", "2026-13", "2026-00", "1999-12", "2026-12-01", "٢٠٢٦-١٢", "x", "20260-1"]
)
def test_what_is_no_month_is_read_as_the_month_of_today(written):
    assert Month.read(written, otherwise=TODAY) == Month(2026, 11)


def test_the_months_beside_cross_the_year():
    assert (DECEMBER.after, Month(2026, 1).before) == (Month(2027, 1), Month(2025, 12))


@pytest.mark.parametrize(
    ("month", "last"), [(Month(2028, 2), 29), (Month(2027, 2), 28), (DECEMBER, 31)]
)
def test_a_month_ends_on_its_last_day(month, last):
    assert month.last_day.day == last


@pytest.mark.parametrize("number", range(1, 13))
def test_the_weeks_begin_on_monday_end_on_sunday_and_hold_the_month(number):
    month = Month(2027, number)
    monday, sunday = weeks_around(month)
    assert (monday.weekday(), sunday.weekday()) == (0, 6)
    assert monday <= month.first_day <= month.last_day <= sunday
    assert (month.first_day - monday).days < 7 > (sunday - month.last_day).days


def cells(month=DECEMBER, sessions=()):
    return {
        cell.date: cell for week in lay_out_month(month, sessions, today=TODAY) for cell in week
    }


def test_each_week_has_seven_days():
    assert {len(week) for week in lay_out_month(DECEMBER, [], today=TODAY)} == {7}


def test_a_session_stands_on_its_day():
    session = Session(date=dt.date(2026, 12, 12))
    filled = {
        day: cell.sessions for day, cell in cells(sessions=[session]).items() if cell.sessions
    }
    assert filled == {dt.date(2026, 12, 12): [session]}


def test_the_days_of_the_months_beside_are_marked():
    grid = cells()
    assert [grid[dt.date(2026, 11, 30)].is_of_month, grid[dt.date(2026, 12, 1)].is_of_month] == [
        False,
        True,
    ]


def test_today_is_marked_and_no_other_day():
    grid = cells(Month(2026, 11))
    assert [day for day, cell in grid.items() if cell.is_today] == [TODAY]


def test_public_holidays_and_ramadan_are_said():
    november, march = cells(Month(2026, 11)), cells(Month(2026, 3))
    assert november[dt.date(2026, 11, 18)].holiday is not None
    assert (
        march[dt.date(2026, 3, 1)].is_in_ramadan,
        march[dt.date(2026, 3, 25)].is_in_ramadan,
    ) == (
        True,
        False,
    )


def test_saturday_and_sunday_are_the_weekend():
    weekend = {day.weekday() for day, cell in cells().items() if cell.is_weekend}
    assert weekend == {5, 6}
