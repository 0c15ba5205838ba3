"""What becomes of a proposal: withdrawn by its province, decided by staff, made a draft event."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from network.models import Province, User
from network.services.audit import record
from trainings.lengths import minutes_between
from trainings.models import (
    AgendaItem,
    Event,
    HalfDay,
    Programme,
    Proposal,
    ProposalEntry,
    Session,
    Venue,
)
from trainings.services.agenda import add_slot
from trainings.services.days import USUAL_HALF_DAYS, Day
from trainings.services.events import create_event
from trainings.services.proposal_errors import ReasonMissing, VenueCapacityMissing
from trainings.services.proposals import claim_proposal, write_entry
from trainings.services.venues import create_venue

State = Proposal.State
Kind = ProposalEntry.Kind
MORNING = USUAL_HALF_DAYS[HalfDay.Period.MORNING]


@dataclass(frozen=True)
class AcceptedPlan:
    """What staff settle of the event when they accept; a new venue's own facts where it is new."""

    code: str
    title_fr: str
    capacity: int
    venue_name_ar: str = ""
    venue_name_fr: str = ""
    venue_capacity: int | None = None


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, edition: int, words: str = "", by: User) -> None:
    """Take an undecided proposal back; raises `ProposalMovedOn` or `NothingToDecide`."""
    claim_proposal(proposal, edition=edition, states=Proposal.UNDECIDED)
    _close(proposal, State.WITHDRAWN, Kind.WITHDRAWN, words, by)


@transaction.atomic
def decline_proposal(proposal: Proposal, *, edition: int, reason: str, by: User) -> None:
    """Say no, and why; raises `ReasonMissing`, `ProposalMovedOn` or `NothingToDecide`."""
    _require(reason)
    claim_proposal(proposal, edition=edition, states=Proposal.UNDECIDED)
    _close(proposal, State.DECLINED, Kind.DECLINED, reason, by)


@transaction.atomic
def postpone_proposal(proposal: Proposal, *, edition: int, reason: str, by: User) -> None:
    """Put it off, and say why; raises `ReasonMissing`, `ProposalMovedOn` or `NothingToDecide`."""
    _require(reason)
    claim_proposal(proposal, edition=edition, states=[State.OPEN])
    _close(proposal, State.POSTPONED, Kind.POSTPONED, reason, by)


@transaction.atomic
def reopen_proposal(proposal: Proposal, *, edition: int, words: str = "", by: User) -> None:
    """Bring a postponed or declined one back into discussion.

    Raises `ProposalMovedOn` or `NothingToDecide`.
    """
    claim_proposal(proposal, edition=edition, states=[State.POSTPONED, State.DECLINED])
    _close(proposal, State.OPEN, Kind.REOPENED, words, by)


@transaction.atomic
def accept_proposal(
    proposal: Proposal, *, edition: int, plan: AcceptedPlan, reason: str = "", by: User
) -> Event:
    """Make the draft event that was proposed, and its venue where that is new; return the event.

    Its days have the usual half-days, its hours are those of the training, and the province that
    proposed has the places it expects. Raises `ProposalMovedOn`, `NothingToDecide`, `CodeTaken`
    or `VenueCapacityMissing`; nothing is made then.
    """
    current = claim_proposal(proposal, edition=edition, states=Proposal.UNDECIDED)
    days = [Day(day.date, Session.Kind(day.kind), USUAL_HALF_DAYS) for day in current.days.all()]
    event = create_event(
        programme=current.programme,
        code=plan.code,
        title_ar=current.title_ar,
        title_fr=plan.title_fr or french_title(current) or current.title_ar,
        venue=_venue_of(current, plan, by),
        capacity=plan.capacity,
        hours=_hours_of(days),
        days=days,
        quotas={current.province: min(current.expected, plan.capacity)},
        by=by,
    )
    _plan_module(current, event, by)
    Proposal.objects.filter(pk=current.pk).update(state=State.ACCEPTED, event=event)
    write_entry(current, Kind.ACCEPTED, reason, by=by)
    record("proposal.accepted", current, by=by, fields=["state", "event"])
    return event


def known_venue(proposal: Proposal) -> Venue | None:
    """Return the venue that is proposed, also where it was named as new and is known by now."""
    if proposal.venue:
        return proposal.venue
    there = Venue.objects.filter(commune=proposal.new_venue_commune)
    return (
        there.filter(name_ar=proposal.new_venue).first()
        or there.filter(name_fr__iexact=proposal.new_venue).first()
    )


def french_title(proposal: Proposal) -> str:
    """Return the theme in French: its own or the module's, empty where nobody has written one."""
    return proposal.title_fr or (proposal.module.title_fr if proposal.module else "")


def free_code(programme: Programme, province: Province) -> str:
    """Return a code that no event has: two letters of the province and the next number.

    As the network writes them: the fifth event of a programme, in Sidi Bennour, is SB05.
    """
    letters = _letters_of(province)
    numbers = [
        int(found[1])
        for code in programme.events.values_list("code", flat=True)
        if (found := re.fullmatch(r"[A-Z]{1,3}(\d{2,3})", code))
    ]
    taken = set(Event.objects.filter(code__startswith=letters).values_list("code", flat=True))
    number = max(numbers, default=0) + 1
    while f"{letters}{number:02}" in taken:
        number += 1
    return f"{letters}{number:02}"


def _letters_of(province: Province) -> str:
    """Return the first letter of the province's ISO code and the consonant that follows it."""
    letters = re.sub(r"[^A-Z]", "", province.iso.rpartition("-")[2])
    rest = letters[1:]
    return letters[:1] + (re.sub(r"[AEIOUY]", "", rest) or rest)[:1]


def _close(proposal: Proposal, state: State, kind: Kind, words: str, by: User) -> None:
    """Bring a claimed proposal to a state, and write who did it and why."""
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    write_entry(proposal, kind, words, by=by)
    record(f"proposal.{kind}", proposal, by=by, fields=["state"])


def _require(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def _venue_of(proposal: Proposal, plan: AcceptedPlan, by: User) -> Venue:
    if known := known_venue(proposal):
        return known
    if plan.venue_capacity is None:
        raise VenueCapacityMissing
    return create_venue(
        name_ar=plan.venue_name_ar or proposal.new_venue,
        name_fr=plan.venue_name_fr or proposal.new_venue,
        commune=proposal.commune,
        capacity=plan.venue_capacity,
        by=by,
    )


def _hours_of(days: Sequence[Day]) -> Decimal:
    """Return the hours of training, whole or half as the usual half-days are."""
    minutes = sum(
        minutes_between(half.starts_at, half.ends_at)
        for day in days
        if day.kind == Session.Kind.TRAINING
        for half in day.half_days.values()
    )
    return Decimal(minutes) / 60


def _plan_module(proposal: Proposal, event: Event, by: User) -> None:
    """Put the module, if there is one, on the first morning of training."""
    if proposal.module is None:
        return
    add_slot(
        event.sessions.filter(kind=Session.Kind.TRAINING)[0],
        starts_at=MORNING.starts_at,
        length=minutes_between(MORNING.starts_at, MORNING.ends_at),
        kind=AgendaItem.Kind.MODULE,
        module=proposal.module,
        trainer=None,
        room=None,
        title_ar="",
        title_fr="",
        by=by,
    )
