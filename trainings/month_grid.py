"""A month as a calendar shows it: whole weeks from Monday to Sunday, and what is on each day."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trainings.models import Session
from trainings.moroccan_days import Holiday, find_holiday, is_in_ramadan

WEEK = 7
WRITTEN = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year from 2000 to 2099, written ``2026-12``."""

    year: int
    month: int

    @classmethod
    def read(cls, written: str, *, otherwise: dt.date) -> "Month":
        """Return the month that is written, or else that of a day."""
        found = WRITTEN.fullmatch(written)
        if found is None:
            return cls(otherwise.year, otherwise.month)
        return cls(int(found["year"]), int(found["month"]))

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def first_day(self) -> dt.date:
        """The first of the month."""
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        """The last day of the month."""
        return self.after.first_day - dt.timedelta(days=1)

    @property
    def after(self) -> "Month":
        """The next month."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def before(self) -> "Month":
        """The month before."""
        day = self.first_day - dt.timedelta(days=1)
        return Month(day.year, day.month)


@dataclass
class DayCell:
    """A day of the grid with the sessions on it."""

    date: dt.date
    is_of_month: bool
    is_today: bool
    sessions: list[Session] = field(default_factory=list)

    @property
    def holiday(self) -> Holiday | None:
        """The public holiday of Morocco on this day, if any."""
        return find_holiday(self.date)

    @property
    def is_in_ramadan(self) -> bool:
        """Whether people fast."""
        return is_in_ramadan(self.date)

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return self.date.weekday() >= 5


def weeks_around(month: Month) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the whole weeks that hold the month."""
    first, last = month.first_day, month.last_day
    monday = first - dt.timedelta(days=first.weekday())
    return monday, last + dt.timedelta(days=WEEK - 1 - last.weekday())


def lay_out_month(
    month: Month, sessions: Iterable[Session], *, today: dt.date
) -> list[list[DayCell]]:
    """Return the weeks of the month, each of seven days with its sessions."""
    by_date: Mapping[dt.date, list[Session]] = _by_date(sessions)
    day, last = weeks_around(month)
    weeks: list[list[DayCell]] = []
    while day <= last:
        days = [day + dt.timedelta(days=number) for number in range(WEEK)]
        weeks.append([_cell(each, month, by_date, today) for each in days])
        day += dt.timedelta(days=WEEK)
    return weeks


def _cell(
    day: dt.date, month: Month, by_date: Mapping[dt.date, list[Session]], today: dt.date
) -> DayCell:
    is_of_month = (day.year, day.month) == (month.year, month.month)
    return DayCell(day, is_of_month, day == today, by_date.get(day, []))


def _by_date(sessions: Iterable[Session]) -> dict[dt.date, list[Session]]:
    grouped: defaultdict[dt.date, list[Session]] = defaultdict(list)
    for session in sessions:
        grouped[session.date].append(session)
    return grouped
