"""Proposals: made, changed and withdrawn by a province, supported or objected to by the others."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F

from network.models import Commune, Province, User
from network.services.audit import record
from trainings.models import Module, Programme, Proposal, ProposalDay, ProposalEntry, Session, Venue
from trainings.services.facts import save_facts
from trainings.services.proposal_errors import (
    MEANWHILE,
    AlreadyProposed,
    NoDayToTrain,
    NothingToDecide,
    OwnProposal,
    ProposalMovedOn,
    ReasonMissing,
    WordsMissing,
)

State = Proposal.State
Kind = ProposalEntry.Kind


@dataclass(frozen=True)
class ProposedDay:
    """A day that is asked for, and what for."""

    date: dt.date
    kind: Session.Kind = Session.Kind.TRAINING


class ProposalFacts(TypedDict):
    """What is proposed beside the days; a known venue, or a new one's name and commune."""

    programme: Programme
    session: Session | None
    province: Province
    title_ar: str
    title_fr: str
    module: Module | None
    venue: Venue | None
    new_venue: str
    new_venue_commune: Commune | None
    expected: int
    reason: str


@transaction.atomic
def propose_event(
    *, days: Sequence[ProposedDay], by: User, **facts: Unpack[ProposalFacts]
) -> Proposal:
    """Propose a coming event; raises `NoDayToTrain`, or `AlreadyProposed` for one sent twice."""
    _require_training(days)
    # Two forms that one person sends at the same moment wait here for each other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    _refuse_repetition(facts, days, by)
    proposal = Proposal.objects.create(proposed_by=by, **facts)
    _set_days(proposal, days)
    write_entry(proposal, Kind.PROPOSED, by=by)
    record("proposal.created", proposal, by=by, fields=[*facts, "days"])
    return proposal


@transaction.atomic
def change_proposal(
    proposal: Proposal,
    *,
    edition: int,
    days: Sequence[ProposedDay],
    by: User,
    **facts: Unpack[ProposalFacts],
) -> Proposal:
    """Change an undecided proposal; return it as it stands now.

    ``edition`` is the one that whoever changes it has seen. Raises `ProposalMovedOn` where it is
    no longer the proposal's, `NothingToDecide` where it is closed, or `NoDayToTrain`.
    """
    _require_training(days)
    current = claim_proposal(proposal, edition=edition, states=Proposal.UNDECIDED)
    changed = save_facts(current, facts)
    if _set_days(current, days):
        changed.append("days")
    if not changed:
        Proposal.objects.filter(pk=current.pk).update(edition=edition)
        return current
    write_entry(current, Kind.CHANGED, " ".join(changed), by=by)
    record("proposal.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def support_proposal(proposal: Proposal, *, words: str = "", by: User) -> None:
    """Say that one is for it; raises `OwnProposal` or `NothingToDecide`."""
    _take_stance(proposal, Kind.SUPPORTED, words, by)


@transaction.atomic
def object_to_proposal(proposal: Proposal, *, reason: str, by: User) -> None:
    """Say that one is against it, and why.

    Raises `ReasonMissing`, `OwnProposal` or `NothingToDecide`.
    """
    if not reason.strip():
        raise ReasonMissing
    _take_stance(proposal, Kind.OBJECTED, reason, by)


@transaction.atomic
def step_back_from_proposal(proposal: Proposal, *, by: User) -> None:
    """Take one's stance back; without one nothing happens. Raises `NothingToDecide`."""
    standing = ProposalEntry.objects.current_stances().filter(proposal=proposal, by=by).first()
    if standing and standing.kind != Kind.STEPPED_BACK:
        _take_stance(proposal, Kind.STEPPED_BACK, "", by)


@transaction.atomic
def comment_on_proposal(proposal: Proposal, *, words: str, by: User) -> None:
    """Say something about it, whatever its state; raises `WordsMissing`."""
    if not words.strip():
        raise WordsMissing
    write_entry(proposal, Kind.COMMENTED, words, by=by)
    record("proposal.commented", proposal, by=by)


def claim_proposal(proposal: Proposal, *, edition: int, states: Sequence[State]) -> Proposal:
    """Move the edition on, where it is the one that was seen; return the proposal as it stands.

    Of several who change or decide at once the UPDATE itself lets one through, and holds the row
    to the end of the transaction. Raises `ProposalMovedOn`, or `NothingToDecide` where the state
    is none of ``states``.
    """
    row = Proposal.objects.filter(pk=proposal.pk)
    if row.filter(edition=edition, state__in=states).update(edition=F("edition") + 1):
        return row.get()
    current = row.get()
    if current.edition == edition:
        raise NothingToDecide(current.state)
    last = current.entries.filter(kind__in=MEANWHILE).select_related("by").last()
    raise ProposalMovedOn(last, current.edition)


def write_entry(proposal: Proposal, kind: Kind, words: str = "", *, by: User) -> None:
    """Add a line to the history; none is ever changed or taken away."""
    ProposalEntry.objects.create(proposal=proposal, kind=kind, text=words.strip(), by=by)


def _take_stance(proposal: Proposal, kind: Kind, words: str, by: User) -> None:
    current = Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    if not current.is_undecided:
        raise NothingToDecide(current.state)
    if current.proposed_by_id == by.pk:
        raise OwnProposal
    if _has_said_so(current, kind, words.strip(), by):
        return
    write_entry(current, kind, words, by=by)
    record(f"proposal.{kind}", current, by=by)


def _has_said_so(proposal: Proposal, kind: Kind, words: str, by: User) -> bool:
    """Whether that is the stance already, of the proposal as it stands now."""
    standing = proposal.entries.stances().filter(by=by).last()
    if standing is None or (standing.kind, standing.text) != (kind, words):
        return False
    return not proposal.entries.filter(kind=Kind.CHANGED, pk__gt=standing.pk).exists()


def _require_training(days: Sequence[ProposedDay]) -> None:
    if not any(day.kind == Session.Kind.TRAINING for day in days):
        raise NoDayToTrain


def _refuse_repetition(facts: ProposalFacts, days: Sequence[ProposedDay], by: User) -> None:
    dates = {day.date for day in days}
    alike = by.proposals.filter(
        province=facts["province"], title_ar=facts["title_ar"], state__in=Proposal.UNDECIDED
    )
    for proposal in alike.prefetch_related("days"):
        if set(proposal.dates) == dates:
            raise AlreadyProposed(proposal)


def _set_days(proposal: Proposal, days: Sequence[ProposedDay]) -> bool:
    """Make the days those given; return whether anything was different before."""
    wanted = sorted((day.date, str(day.kind)) for day in days)
    if list(proposal.days.values_list("date", "kind")) == wanted:
        return False
    proposal.days.all().delete()
    ProposalDay.objects.bulk_create(
        ProposalDay(proposal=proposal, date=date, kind=kind) for date, kind in wanted
    )
    return True
