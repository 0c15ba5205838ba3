"""Lengths of time: reckoned from times of the day, and written in words."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes_of(time: dt.time) -> int:
    """Return the minutes since midnight; seconds do not count."""
    return time.hour * 60 + time.minute


def minutes_between(starts_at: dt.time, ends_at: dt.time) -> int:
    """Return the minutes from one time of a day to a later one."""
    return minutes_of(ends_at) - minutes_of(starts_at)


def write_length(minutes: int) -> str:
    """Write a length in the reader's language: 45 minutes, 2 hours, 1 hour 30 minutes."""
    hours, rest = divmod(minutes, 60)
    in_hours = ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    in_minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", rest) % {"minutes": rest}
    if not hours:
        return in_minutes
    if not rest:
        return in_hours
    return _("%(hours)s %(minutes)s") % {"hours": in_hours, "minutes": in_minutes}
