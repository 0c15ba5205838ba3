"""Why a proposal cannot be changed, answered or decided so, each as a sentence to act on."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trainings.models import Proposal, ProposalEntry
from trainings.services.errors import PlanningError

Kind = ProposalEntry.Kind
MEANWHILE: Mapping[str, object] = {
    Kind.CHANGED: _("%(person)s has changed the proposal meanwhile: read it as it stands now."),
    Kind.ACCEPTED: _("%(person)s has accepted the proposal meanwhile."),
    Kind.POSTPONED: _("%(person)s has postponed the proposal meanwhile."),
    Kind.DECLINED: _("%(person)s has declined the proposal meanwhile."),
    Kind.WITHDRAWN: _("%(person)s has withdrawn the proposal meanwhile."),
    Kind.REOPENED: _("%(person)s has opened the proposal again meanwhile."),
}


class ProposalError(PlanningError):
    """A change of a proposal that was refused; nothing of it was kept."""


class AlreadyProposed(ProposalError):
    """The same theme for the same days of the same province, by the same person, undecided."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(proposal)
        self.proposal = proposal

    def __str__(self) -> str:
        return gettext("You have proposed this already, for the same days.")


class ProposalMovedOn(ProposalError):
    """A proposal that somebody changed or decided since it was read; ``last`` says who and what.

    It is None where nobody did, and the edition that was named is simply not the proposal's.
    """

    def __init__(self, last: ProposalEntry | None, edition: int) -> None:
        super().__init__(last, edition)
        self.last, self.edition = last, edition

    def __str__(self) -> str:
        if self.last is None:
            return gettext("This is not how the proposal stands: read it again.")
        return str(MEANWHILE[self.last.kind]) % {"person": self.last.by}


class NothingToDecide(ProposalError):
    """A step that does not lead on from where the proposal stands."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state

    def __str__(self) -> str:
        return gettext("The proposal stands at “%(state)s”: this step is not for it any more.") % {
            "state": Proposal.State(self.state).label
        }


class OwnProposal(ProposalError):
    """A stance of somebody on what they proposed themselves."""

    def __str__(self) -> str:
        return gettext("You proposed it yourself: the others support it or object.")


class ReasonMissing(ProposalError):
    """An objection or a decision without a word of explanation."""

    def __str__(self) -> str:
        return gettext("Say why: the others will read it.")


class WordsMissing(ProposalError):
    """A comment that says nothing."""

    def __str__(self) -> str:
        return gettext("Write what you want to say.")


class NoDayToTrain(ProposalError):
    """A proposal without a training day, from which no event that people register for comes."""

    def __str__(self) -> str:
        return gettext("At least one of the days is a training day.")


class VenueCapacityMissing(ProposalError):
    """A new venue to be made without saying how many people it holds."""

    def __str__(self) -> str:
        return gettext("Say how many people the new venue holds.")
