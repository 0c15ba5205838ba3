"""What waits for the reader: people to complete, pairs to decide, requests to answer, steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import ngettext

from network.models import User
from participants.models import DuplicatePair, Notice, Person, ProvinceTransfer
from trainings.models import Event, Invitation, PreparationStep, Proposal

# So many are counted at most: beyond it the number tells nobody anything, and costs.
COUNTED = 999
SHOWN_NOTICES = 5
SHOWN_STEPS = 6


class CountOfRows(Subquery):
    """How many rows a query has that stands on its own, as a column beside other such counts."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], *, at_most: int) -> None:
        super().__init__(rows.order_by().values("pk")[: at_most + 1])


@dataclass(frozen=True)
class Kind:
    """A kind of thing that waits: its rows for a reader, where its list is, what it is called."""

    icon: str
    rows: Callable[[User], QuerySet[Any]]
    list_name: str
    query: str
    label: Callable[[int], str]
    for_staff: bool = True
    for_coordinators: bool = True

    def is_for(self, user: User) -> bool:
        """Whether it can wait for ``user`` at all."""
        return self.for_staff if user.is_staff_member else self.for_coordinators


@dataclass(frozen=True)
class Waiting:
    """How many things of a kind wait, and the address where they are listed."""

    icon: str
    url: str
    label: str
    count: int

    @property
    def shown(self) -> str:
        """The number as it is shown: beyond `COUNTED` only that there are more."""
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


def _without_phone(user: User) -> QuerySet[Any]:
    return Person.objects.visible_to(user).filter(phone="")


def _without_consent(user: User) -> QuerySet[Any]:
    return Person.objects.visible_to(user).filter(consent_at__isnull=True)


def _duplicates(user: User) -> QuerySet[Any]:
    return DuplicatePair.objects.visible_to(user).open()


def _transfers(user: User) -> QuerySet[Any]:
    return ProvinceTransfer.objects.decidable_by(user)


def _undecided(user: User) -> QuerySet[Any]:
    return Proposal.objects.visible_to(user).in_discussion()


def _unanswered(user: User) -> QuerySet[Any]:
    return Proposal.objects.visible_to(user).unanswered_by(user)


# What other people wait for comes first.
KINDS = (
    Kind(
        "hand-raised",
        _undecided,
        "proposal_list",
        "?state=open",
        lambda count: ngettext("proposal to decide", "proposals to decide", count),
        for_coordinators=False,
    ),
    Kind(
        "hand-raised",
        _unanswered,
        "proposal_list",
        "?answer=missing",
        lambda count: ngettext("proposal to look at", "proposals to look at", count),
        for_staff=False,
    ),
    Kind(
        "arrows-right-left",
        _transfers,
        "transfer_list",
        "",
        lambda count: ngettext("transfer to answer", "transfers to answer", count),
    ),
    Kind(
        "document-duplicate",
        _duplicates,
        "duplicate_list",
        "",
        lambda count: ngettext("possible duplicate", "possible duplicates", count),
    ),
    Kind(
        "phone",
        _without_phone,
        "person_list",
        "?missing=phone",
        lambda count: ngettext("person without a phone", "people without a phone", count),
        for_staff=False,
    ),
    Kind(
        "document-check",
        _without_consent,
        "person_list",
        "?missing=consent",
        lambda count: ngettext(
            "person not asked yet for their agreement",
            "people not asked yet for their agreement",
            count,
        ),
        for_staff=False,
    ),
)


def find_waiting(user: User) -> list[Waiting]:
    """Return what waits for ``user``, in one query; a kind of which nothing waits is left out."""
    kinds = [kind for kind in KINDS if kind.is_for(user)]
    counts = {
        f"kind_{number}": CountOfRows(kind.rows(user), at_most=COUNTED)
        for number, kind in enumerate(kinds)
    }
    row = User.objects.filter(pk=user.pk).order_by().values_list(*counts.values()).get()
    return list(_told(zip(kinds, row, strict=True)))


def _told(counted: Any) -> Iterator[Waiting]:
    for kind, count in counted:
        if count:
            url = reverse(kind.list_name) + kind.query
            yield Waiting(kind.icon, url, kind.label(count), count)


def notices_for(user: User) -> QuerySet[Notice]:
    """Return the latest notices that nobody of the coordinator's provinces has put aside."""
    notices = Notice.objects.visible_to(user).unseen()
    with_events = notices.prefetch_related(Prefetch("event", Event.objects.with_dates()))
    return with_events.select_related("registration__person", "registration__event", "province")[
        :SHOWN_NOTICES
    ]


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Return the coordinator's invitations to coming workshops that wait for an answer."""
    invitations = Invitation.objects.answerable_by(user).unanswered()
    event = "session__event__venue__commune"
    return invitations.select_related(event).order_by("session__date", "pk")


def steps_for(user: User) -> QuerySet[PreparationStep]:
    """Return the first steps to do: for a coordinator late or due soon, for staff the late ones."""
    steps = PreparationStep.objects.visible_to(user)
    pressing = steps.late() if user.is_staff_member else steps.due_soon()
    return pressing.in_order().select_related("event", "person", "province")[:SHOWN_STEPS]
