"""Public holidays and Ramadan, as Morocco has them and as far as tables can know."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from trainings.moroccan_days import Holiday, find_holiday, is_in_ramadan

pytestmark = pytest.mark.engineless
DAY = dt.timedelta(days=1)
# The days of the fast in Morocco as they were announced, first and last.
ANNOUNCED = [
    ("2020-04-25", "2020-05-23"),
    ("2021-04-14", "2021-05-12"),
    ("2022-04-03", "2022-05-02"),
    ("2023-03-23", "2023-04-21"),
    ("2024-03-12", "2024-04-09"),
    ("2025-03-02", "2025-03-30"),
]


def date(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-07-30", "عيد العرش"),
        ("2026-10-31", "عيد الوحدة"),
        ("2026-11-18", "عيد الاستقلال"),
        ("2027-01-14", "رأس السنة الأمازيغية"),
    ],
)
def test_a_national_day_is_a_holiday(day, name):
    holiday = find_holiday(date(day))
    assert (holiday.name, holiday.is_estimated, holiday.is_possible) == (name, False, False)


@pytest.mark.parametrize("day", ["2026-07-29", "2026-07-31", "2025-10-31", "2026-12-12"])
def test_the_day_beside_it_is_none(day):
    assert find_holiday(date(day)) is None


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ar", "عيد الفطر (تقديري)"),
        ("fr", "Fête de la rupture du jeûne (estimé)"),
        ("en", "Eid al-Fitr (estimated)"),
    ],
)
def test_an_islamic_feast_says_in_the_readers_language_that_its_date_is_estimated(language, name):
    holiday = find_holiday(date("2027-03-09"))
    with translation.override(language):
        assert (holiday.name, holiday.is_estimated) == (name, True)


def test_the_day_after_an_estimated_feast_may_be_it():
    """Morocco often sees the moon a day later than the tables: in 2025 the feast was the 31st."""
    assert find_holiday(date("2025-04-01")) == Holiday(
        date("2025-04-01"), is_estimated=True, is_possible=True
    )


def test_the_day_that_may_be_a_feast_names_it(in_english):
    assert find_holiday(date("2027-03-11")).name == "Eid al-Fitr (estimated)"


def test_two_days_after_an_estimated_feast_is_an_ordinary_day():
    assert find_holiday(date("2025-04-02")) is None


def test_two_feasts_on_one_day_are_both_named(in_english):
    assert find_holiday(date("2027-08-14")).name == (
        "Oued Ed-Dahab Day, Prophet's Birthday (estimated)"
    )


@pytest.mark.parametrize(("first", "last"), ANNOUNCED)
def test_each_ramadan_that_was_announced_is_found_from_its_first_day_to_its_last(first, last):
    """Where the tables' feast came a day early, its last day is told as a feast that may be off."""
    ends_with_the_feast = find_holiday(date(last)) is not None
    assert is_in_ramadan(date(first))
    assert is_in_ramadan(date(last)) is not ends_with_the_feast


@pytest.mark.parametrize(("year", "feast"), [(2026, "2026-03-20"), (2027, "2027-03-09")])
def test_the_first_day_of_the_feast_is_no_fast(year, feast):
    eid = date(feast)
    assert find_holiday(eid).is_estimated
    assert [is_in_ramadan(eid - DAY), is_in_ramadan(eid)] == [True, False]


@pytest.mark.parametrize(("first", "last"), ANNOUNCED)
def test_no_ramadan_reaches_further_than_the_uncertain_day(first, last):
    outside = (date(first) - 2 * DAY, date(last) + 2 * DAY)
    assert [is_in_ramadan(day) for day in outside] == [False, False]


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_the_clock_of_morocco_stands_back_over_the_whole_fast(year):
    """A second source: the zone is put back from the Sunday before the fast to the one after."""
    zone, days = ZoneInfo("Africa/Casablanca"), 0
    day = date(f"{year}-01-01")
    while day.year == year:
        if is_in_ramadan(day):
            noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=zone)
            assert noon.utcoffset() == dt.timedelta(0), day
            days += 1
        day += DAY
    assert days == 29


@pytest.mark.parametrize(
    ("day", "fast"),
    [
        ("2026-02-18", False),
        ("2026-02-19", True),
        ("2026-03-19", True),
        ("2026-03-20", False),
        ("2027-02-08", True),
        ("2028-01-28", True),
        ("2028-02-27", False),
        ("2026-11-25", False),
    ],
)
def test_the_fast_of_the_coming_years(day, fast):
    assert is_in_ramadan(date(day)) == fast


def test_a_fast_that_begins_in_december_is_found_by_the_feast_of_the_next_year():
    assert (is_in_ramadan(date("2030-12-28")), is_in_ramadan(date("2031-01-10"))) == (True, True)
