"""How events and their days are written in the pages: ``{% load trainings %}``."""

import datetime as dt
from collections.abc import Mapping

from django import template
from django.utils.translation import gettext, pgettext

from network.dates import write_date
from trainings.conflicts import Kind
from trainings.models import AgendaItem, Event, Recommendation

register = template.Library()

STATE_TONES = {
    Event.State.DRAFT: "neutral",
    Event.State.SCHEDULED: "accent",
    Event.State.OPEN: "success",
    Event.State.CLOSED: "warning",
    Event.State.HELD: "neutral",
    Event.State.POSTPONED: "warning",
    Event.State.CANCELLED: "danger",
}
RECOMMENDATION_TONES = {
    Recommendation.State.OPEN: "warning",
    Recommendation.State.UNDER_WAY: "accent",
    Recommendation.State.DONE: "success",
    Recommendation.State.DROPPED: "neutral",
}
AGENDA_ICONS = {
    AgendaItem.Kind.OPENING: "megaphone",
    AgendaItem.Kind.MODULE: "book-open",
    AgendaItem.Kind.PRACTICE: "wrench-screwdriver",
    AgendaItem.Kind.DISCUSSION: "chat-bubble-left-right",
    AgendaItem.Kind.BREAK: "pause-circle",
    AgendaItem.Kind.CLOSING: "flag",
}
CONFLICT_ICONS = {
    Kind.VENUE: "map-pin",
    Kind.TRAINER: "user",
    Kind.COORDINATOR: "user-group",
    Kind.VENUE_SIZE: "building-office",
    Kind.ROOM_SIZE: "building-office",
    Kind.HOLIDAY: "star",
    Kind.RAMADAN: "moon",
    Kind.FRIDAY: "clock",
    Kind.NOTICE: "clock",
    Kind.PLACES: "users",
}


@register.filter
def conflict_icon(kind: str) -> str:
    """Return the icon of a kind of conflict."""
    return CONFLICT_ICONS[Kind(kind)]


@register.filter
def recommendation_tone(state: str) -> str:
    """Return the tone of the badge that says how far a recommendation is."""
    return RECOMMENDATION_TONES[Recommendation.State(state)]


@register.filter
def number_for(counted: Mapping[int, int] | None, event: Event) -> int:
    """Return how many were counted for an event, 0 where nothing was counted."""
    return (counted or {}).get(event.pk, 0)


@register.filter
def tone(state: str) -> str:
    """Return the tone of the badge that names the state of an event."""
    return STATE_TONES[Event.State(state)]


@register.filter
def agenda_icon(kind: str) -> str:
    """Return the icon of a slot of the agenda."""
    return AGENDA_ICONS[AgendaItem.Kind(kind)]


@register.filter
def days_until(first: dt.date | None, last: dt.date | None) -> str:
    """Write the days from ``first`` to ``last`` as short as they can be: 31 January – 1 February.

    Without days it says that none is fixed.
    """
    if first is None or last is None:
        return gettext("no date yet")
    if first == last:
        return write_date(first, "DATE_FORMAT")
    if (first.year, first.month) == (last.year, last.month):
        beginning = write_date(first, "j")
    elif first.year == last.year:
        beginning = write_date(first, "MONTH_DAY_FORMAT")
    else:
        beginning = write_date(first, "DATE_FORMAT")
    return pgettext("days of an event", "%(first)s – %(last)s") % {
        "first": beginning,
        "last": write_date(last, "DATE_FORMAT"),
    }
