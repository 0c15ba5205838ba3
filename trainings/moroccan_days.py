"""The days of the year on which Morocco does not work as usual: public holidays and Ramadan.

Both come from the tables of the library ``holidays``. Its Islamic dates follow the calendar of
Umm al-Qura and are estimates: Morocco sees the moon for itself, on the same day or a day later.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from holidays import country_holidays

DAY = dt.timedelta(days=1)
# The languages of the library, by the beginning of ours; Arabic for all others.
LANGUAGES = {"fr": "fr", "en": "en_US"}
ESTIMATED = "(estimated)"
EID_AL_FITR = "Eid al-Fitr"
# A lunar month has 29 or 30 days. Where the tables' Eid is the 1st of Shawwal, the fast began in
# Morocco 29 days before it at the earliest and ends on that very day at the latest. This holds for
# each Ramadan since 2020, and from 2025 on it lies within the weeks in which the zone
# Africa/Casablanca goes back to UTC+0, from the Sunday before the fast to the one after it.
# The day of the tables' Eid itself is told as a feast that the moon decides, not as a fast.
LONGEST_FAST = dt.timedelta(days=29)


@dataclass(frozen=True)
class Holiday:
    """A public holiday on a day.

    ``is_estimated``: the moon decides. ``is_possible``: the tables have it on the day before, and
    only a moon seen later brings it to this one.
    """

    day: dt.date
    is_estimated: bool = False
    is_possible: bool = False

    @property
    def name(self) -> str:
        """What is celebrated, in the reader's language; an estimated date says that it is one."""
        language = LANGUAGES.get((get_language() or "ar").split("-")[0], "ar")
        listed = self.day - DAY if self.is_possible else self.day
        return _holidays_of(listed.year, language)[listed]


def find_holiday(day: dt.date) -> Holiday | None:
    """Return the public holiday of Morocco on a day, or that which may fall on it; or None."""
    if name := _name_in_english(day):
        return Holiday(day, is_estimated=ESTIMATED in name)
    before = _name_in_english(day - DAY)
    if before and ESTIMATED in before:
        return Holiday(day, is_estimated=True, is_possible=True)
    return None


def is_in_ramadan(day: dt.date) -> bool:
    """Whether people fast on a day, as far as tables know; the first and last may be wrong.

    The estimated first day of Eid al-Fitr is a feast and none of these.
    """
    return any(
        eid - LONGEST_FAST <= day < eid
        for year in (day.year, day.year + 1)
        for eid in _eids_al_fitr(year)
    )


def _name_in_english(day: dt.date) -> str | None:
    return _holidays_of(day.year, "en_US").get(day)


@lru_cache(maxsize=64)
def _eids_al_fitr(year: int) -> tuple[dt.date, ...]:
    """Return the first day of each Eid al-Fitr of a year: one, or two in thirty-three years."""
    listed = _holidays_of(year, "en_US")
    days = [day for day, name in listed.items() if EID_AL_FITR in name]
    return tuple(day for day in days if day - DAY not in days)


@lru_cache(maxsize=64)
def _holidays_of(year: int, language: str) -> Mapping[dt.date, str]:
    listed = country_holidays("MA", years=year, language=language)
    return {day: ", ".join(listed.get_list(day)) for day in sorted(listed)}
