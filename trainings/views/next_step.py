"""What there is to do at an event, by its state and by who asks."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import User
from trainings.models import Event

State = Event.State
WAY = (State.DRAFT, State.SCHEDULED, State.OPEN, State.CLOSED, State.HELD)


@dataclass(frozen=True)
class Action:
    """A link to another page of the event, or a button that takes a step (``is_step``).

    ``consequence`` says what comes of it, where it leads the event on.
    """

    url_name: str
    label: str | Promise
    icon: str
    is_step: bool = False
    consequence: str | Promise = ""


REGISTER = Action("registration_create", _("Register a beneficiary"), "user-plus")
REGISTRATIONS = Action("registration_list", _("Registrations"), "users")
PRESENCE = Action("presence", _("Presence"), "clipboard-document-check")
CERTIFICATES = Action("event_certificates", _("Certificates"), "trophy")
PREPARATION = Action("event_preparation", _("Preparation"), "clipboard-document-list")
RESULTS = Action("event_results", _("Workshops and recommendations"), "arrow-trending-up")
MESSAGES = Action("announcement_list", pgettext_lazy("to people", "Messages"), "megaphone")
TELL = Action("announcement_list", _("Tell people"), "megaphone")
SCHEDULE = Action(
    "event_schedule",
    _("Show it to the coordinators"),
    "eye",
    is_step=True,
    consequence=_("Provinces with places see it, and its preparation begins."),
)
OPEN = Action(
    "event_open",
    _("Open registration"),
    "lock-open",
    is_step=True,
    consequence=_("People can be registered from now on."),
)
REOPEN = Action(
    "event_open",
    _("Open registration again"),
    "lock-open",
    is_step=True,
    consequence=_("People can be registered again."),
)
CLOSE = Action(
    "event_close",
    _("Close registration"),
    "lock-closed",
    is_step=True,
    consequence=_("Nobody is registered any more; whoever waits still moves up."),
)
HOLD = Action(
    "event_hold",
    pgettext_lazy("an event", "Mark as held"),
    "flag",
    is_step=True,
    consequence=_("It is over and stays so; what follows are the certificates."),
)
POSTPONE = Action(
    "event_postpone",
    pgettext_lazy("an event", "Postpone"),
    "pause-circle",
    consequence=_("The venue is free again, everybody keeps their place."),
)
RESCHEDULE = Action("event_reschedule", _("Give it new days"), "calendar-days")
CANCEL = Action(
    "event_cancel",
    pgettext_lazy("an event", "Cancel it for good"),
    "x-circle",
    consequence=_("All registrations are cancelled; there is no way back."),
)

MOVE = Action(
    "event_move",
    _("Move to other days"),
    "arrows-right-left",
    consequence=_("All its days move together; hours and agenda stay."),
)

# The steps that staff may take beside the next one.
OTHER_STEPS = {
    State.DRAFT: [SCHEDULE, MOVE, CANCEL],
    State.SCHEDULED: [MOVE, POSTPONE, CANCEL],
    State.OPEN: [CLOSE, MOVE, POSTPONE, CANCEL],
    State.CLOSED: [HOLD, REOPEN, MOVE, POSTPONE, CANCEL],
    State.POSTPONED: [CANCEL],
}


def next_action(
    event: Event, user: User, *, begins: dt.date | None, today: dt.date
) -> Action | None:
    """Return the one thing to do next, or None where ``user`` has nothing to do."""
    if user.is_observer:
        return None
    if event.state in {State.DRAFT, State.SCHEDULED}:
        return OPEN if user.is_staff_member else None
    if event.state == State.POSTPONED:
        return RESCHEDULE if user.is_staff_member else TELL
    if event.state == State.CANCELLED:
        return TELL
    if event.state == State.OPEN:
        return REGISTER
    if event.state == State.CLOSED:
        on_the_day = user.is_staff_member and begins is not None and begins <= today
        return PRESENCE if on_the_day else REGISTRATIONS
    return CERTIFICATES if event.state == State.HELD else None


def other_steps(event: Event, user: User) -> list[Action]:
    """Return the steps that ``user`` may take beside the next one."""
    return OTHER_STEPS.get(State(event.state), []) if user.is_staff_member else []


def pages_of(event: Event, user: User) -> list[Action]:
    """Return the other pages of the event that hold something for ``user`` by now."""
    has_results = event.state in {State.CLOSED, State.HELD}
    if user.is_observer:
        return [RESULTS] if has_results else []
    if event.state == State.DRAFT:
        return [PREPARATION]
    if event.state == State.SCHEDULED:
        return [PREPARATION, MESSAGES]
    if event.is_called_off:
        return [MESSAGES, PREPARATION, REGISTRATIONS]
    pages = [PREPARATION, REGISTRATIONS, MESSAGES, PRESENCE]
    if has_results:
        pages.append(RESULTS)
    return [*pages, CERTIFICATES] if event.state == State.CLOSED else pages


def way_of(event: Event) -> list[tuple[str, str]]:
    """Return the states from draft to held, each as its label and ``done``, ``here`` or ``ahead``.

    An event that left that way (postponed, cancelled) has none.
    """
    if event.state not in WAY:
        return []
    here = WAY.index(State(event.state))
    places = ["done"] * here + ["here"] + ["ahead"] * (len(WAY) - here - 1)
    return [(str(state.label), place) for state, place in zip(WAY, places, strict=True)]
