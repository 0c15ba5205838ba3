"""Days and durations in the words of Moroccan papers and messages, Arabic and French.

The wording belongs to what is written, whoever reads it, so it depends on no active language. The
months are those of Morocco (CLDR ar-MA): غشت and دجنبر, not أغسطس and ديسمبر.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

ARABIC_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
    "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
)  # fmt: skip
FRENCH_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
NO_BREAK = "\u00a0"
# From Monday.
ARABIC_WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
FRENCH_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def arabic_date(day: date) -> str:
    """Return 1 فبراير 2026."""
    return f"{day.day} {ARABIC_MONTHS[day.month - 1]} {day.year}"


def french_date(day: date) -> str:
    """Return 1er février 2026."""
    return f"{_french_day(day)} {FRENCH_MONTHS[day.month - 1]} {day.year}"


def arabic_days(days: Sequence[date]) -> str:
    """Return when an event was held: one day, two, a row of days, or scattered days."""
    first, last = days[0], days[-1]
    names = list(dict.fromkeys(ARABIC_WEEKDAYS[day.weekday()] for day in days))
    listed = " و".join(_without_repeats(days, _arabic_parts))
    if len(days) == 1:
        return f"يوم {names[0]} {listed}"
    if len(days) == 2:
        return f"يومي {' و'.join(names)} {listed}"
    if _is_row(days):
        start, end = _without_repeats([first, last], _arabic_parts)
        return f"من {start} إلى {end}"
    return f"أيام {listed}"


def french_days(days: Sequence[date]) -> str:
    """Return when an event was held, as ``arabic_days`` does."""
    first, last = days[0], days[-1]
    if len(days) == 1:
        return f"le {FRENCH_WEEKDAYS[first.weekday()]} {french_date(first)}"
    if len(days) == 2:
        texts = _without_repeats(days, _french_parts)
        named = [
            f"{FRENCH_WEEKDAYS[day.weekday()]} {text}"
            for day, text in zip(days, texts, strict=True)
        ]
        return f"les {' et '.join(named)}"
    if _is_row(days):
        start, end = _without_repeats([first, last], _french_parts)
        return f"du {start} au {end}"
    *others, final = _without_repeats(days, _french_parts)
    return f"les {', '.join(others)} et {final}"


def arabic_duration(hours: Decimal) -> str:
    """Return ساعة واحدة, ساعتين, 6 ساعات, 12 ساعة, and minutes for a part of an hour."""
    whole, minutes = _hours_and_minutes(hours)
    if whole == 1:
        text = "ساعة واحدة"
    elif whole == 2:
        text = "ساعتين"
    elif whole % 100 in range(3, 11):
        text = f"{whole}{NO_BREAK}ساعات"
    else:
        text = f"{whole}{NO_BREAK}ساعة"
    return f"{text} و{minutes}{NO_BREAK}دقيقة" if minutes else text


def french_duration(hours: Decimal) -> str:
    """Return 1 heure, 6 heures, or 6 h 30."""
    whole, minutes = _hours_and_minutes(hours)
    if minutes:
        return f"{whole}{NO_BREAK}h{NO_BREAK}{minutes:02d}"
    return f"{whole}{NO_BREAK}{'heure' if whole == 1 else 'heures'}"


def _hours_and_minutes(hours: Decimal) -> tuple[int, int]:
    return divmod(int(hours * 60), 60)


def _is_row(days: Sequence[date]) -> bool:
    return all(after - before == timedelta(days=1) for before, after in pairwise(days))


def _without_repeats(
    days: Sequence[date], parts_of: Callable[[date], tuple[str, str, str]]
) -> list[str]:
    """Write each day, leaving out the month and year that the next day says again."""
    texts = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        number, month, year = parts_of(day)
        if following and (following.year, following.month) == (day.year, day.month):
            texts.append(number)
        elif following and following.year == day.year:
            texts.append(f"{number} {month}")
        else:
            texts.append(f"{number} {month} {year}")
    return texts


def _arabic_parts(day: date) -> tuple[str, str, str]:
    return str(day.day), ARABIC_MONTHS[day.month - 1], str(day.year)


def _french_parts(day: date) -> tuple[str, str, str]:
    return _french_day(day), FRENCH_MONTHS[day.month - 1], str(day.year)


def _french_day(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
