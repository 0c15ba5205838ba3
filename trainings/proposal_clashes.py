"""What a proposal would meet on its days: said to those who talk it over, never refused."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from network.dates import write_date
from network.models import User
from trainings.conflicts import Conflict, Kind, TypedPlan, find_conflicts_of
from trainings.models import Event, Proposal, ProposalDay, Session, Venue
from trainings.services.days import USUAL_HALF_DAYS, Day


def find_clashes(proposal: Proposal, user: User) -> list[str]:
    """Return a sentence for each thing that would not fit if the proposal became an event.

    Among these are other proposals of the province for the same days. An event that ``user`` does
    not see is not named. A proposal that is closed meets nothing.
    """
    if not proposal.is_undecided:
        return []
    conflicts = find_conflicts_of(_as_plan(proposal))
    return [*_sentences(conflicts, user), *_other_proposals(proposal)]


def _as_plan(proposal: Proposal) -> TypedPlan:
    days = [Day(d.date, Session.Kind(d.kind), USUAL_HALF_DAYS) for d in proposal.days.all()]
    # Of a new venue it is only known where it is.
    venue = proposal.venue or Venue(commune=proposal.commune, capacity=proposal.expected)
    return TypedPlan(venue=venue, capacity=proposal.expected, days=days, given=None)


def _sentences(conflicts: list[Conflict], user: User) -> Iterator[str]:
    others = {conflict.other.pk for conflict in conflicts if conflict.other}
    seen = set(Event.objects.visible_to(user).filter(pk__in=others).values_list("pk", flat=True))
    for conflict in conflicts:
        if conflict.other is None or conflict.other.pk in seen:
            yield conflict.sentence
        elif conflict.kind == Kind.VENUE and conflict.date:
            date = write_date(conflict.date)
            yield _("%(date)s: the venue is taken by another event.") % {"date": date}


def _other_proposals(proposal: Proposal) -> Iterator[str]:
    others = ProposalDay.objects.filter(
        date__in=proposal.dates,
        proposal__province=proposal.province_id,
        proposal__state__in=Proposal.UNDECIDED,
    ).exclude(proposal=proposal)
    for day in others.select_related("proposal").order_by("date", "pk"):
        yield _("%(date)s: the province also proposes “%(proposal)s”.") % {
            "date": write_date(day.date),
            "proposal": day.proposal.title,
        }
