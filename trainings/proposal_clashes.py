"""What a proposal would meet on its days: said to those who talk it over, never refused."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from network.dates import write_date
from network.models import User
from trainings.models import Event, Proposal, ProposalDay, Session

NOT_TAKING_PLACE = (Event.State.CANCELLED, Event.State.POSTPONED)


def find_clashes(proposal: Proposal, user: User) -> list[str]:
    """Return a sentence for each event at the venue, and each proposal of the province, that day.

    An event that ``user`` does not see is not named. A proposal that is closed meets nothing.
    """
    if not proposal.is_undecided:
        return []
    return [*_events_at_the_venue(proposal, user), *_other_proposals(proposal)]


def _events_at_the_venue(proposal: Proposal, user: User) -> Iterator[str]:
    sessions = (
        Session.objects.filter(event__venue=proposal.venue_id, date__in=proposal.dates)
        .exclude(event__state__in=NOT_TAKING_PLACE)
        .select_related("event")
    )
    taken_by = {session.event_id for session in sessions}
    seen = set(Event.objects.visible_to(user).filter(pk__in=taken_by).values_list("pk", flat=True))
    for session in sessions:
        sentence = (
            _("%(date)s: the venue is taken by “%(event)s”.")
            if session.event_id in seen
            else _("%(date)s: the venue is taken by another event.")
        )
        yield sentence % {"date": write_date(session.date), "event": session.event.title}


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
