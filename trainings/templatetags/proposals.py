"""How proposals are written in the pages: ``{% load proposals %}``."""

import datetime as dt
from itertools import pairwise
from typing import Any, cast

from django import template
from django.db import models
from django.utils.translation import gettext as _

from network.dates import write_date
from trainings.models import Proposal, ProposalEntry
from trainings.templatetags.trainings import days_until

register = template.Library()
State, Kind = Proposal.State, ProposalEntry.Kind

STATE_TONES = {
    State.OPEN: "accent",
    State.POSTPONED: "warning",
    State.ACCEPTED: "success",
    State.DECLINED: "danger",
    State.WITHDRAWN: "neutral",
}
ENTRY_ICONS = {
    Kind.PROPOSED: "hand-raised",
    Kind.CHANGED: "pencil-square",
    Kind.SUPPORTED: "hand-thumb-up",
    Kind.OBJECTED: "hand-thumb-down",
    Kind.STEPPED_BACK: "arrow-uturn-left",
    Kind.COMMENTED: "chat-bubble-left-ellipsis",
    Kind.ACCEPTED: "check-circle",
    Kind.POSTPONED: "clock",
    Kind.DECLINED: "x-circle",
    Kind.WITHDRAWN: "archive-box",
    Kind.REOPENED: "arrow-path",
}


@register.filter
def proposal_tone(proposal: Proposal) -> str:
    """Return the tone of the badge that names the state of a proposal."""
    return STATE_TONES[State(proposal.state)]


@register.filter
def entry_icon(entry: ProposalEntry) -> str:
    """Return the icon of a line of a proposal's history."""
    return ENTRY_ICONS[Kind(entry.kind)]


@register.filter
def proposed_days(proposal: Proposal) -> str:
    """Write the days that are asked for: a span where they follow each other, else one by one."""
    dates = proposal.dates
    if all(later - earlier == dt.timedelta(1) for earlier, later in pairwise(dates)):
        return days_until(dates[0], dates[-1])
    return _(", ").join(write_date(date) for date in dates)


@register.filter
def changed_fields(entry: ProposalEntry) -> str:
    """Name what a change changed, as its line keeps it."""
    return _(", ").join(_name_of(name) for name in entry.text.split())


def _name_of(field: str) -> str:
    """Name a field as the forms do, or the days."""
    if field == "days":
        return _("days")
    return str(cast("models.Field[Any, Any]", Proposal._meta.get_field(field)).verbose_name)
