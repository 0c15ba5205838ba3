"""The proposals in columns and in a list, and how they are narrowed."""

from dataclasses import dataclass
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.fields import ModelChoiceField

from network.dates import write_date
from network.models import Province, User
from trainings.models import Programme, Proposal, Session
from trainings.models.proposals import ProposalQuerySet

State = Proposal.State
# In a column of the board: of those that are talked over, and of those that are closed.
UNDECIDED_SHOWN = 100
DECIDED_SHOWN = 20
COLUMNS = (State.OPEN, State.POSTPONED, State.ACCEPTED, State.DECLINED)
EMPTY_COLUMNS = {
    State.OPEN: _("Nothing is under discussion."),
    State.POSTPONED: _("Nothing is postponed."),
    State.ACCEPTED: _("Nothing is accepted yet."),
    State.DECLINED: _("Nothing was declined."),
    State.WITHDRAWN: _("Nothing was withdrawn."),
}


@dataclass(frozen=True)
class Column:
    """A state of the board with the latest proposals in it, and how many there are in all."""

    state: State
    proposals: list[Proposal]
    count: int

    @property
    def empty_text(self) -> str | Promise:
        """What is said where none is in it."""
        return EMPTY_COLUMNS[self.state]

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.count > len(self.proposals)


def columns_of(proposals: ProposalQuerySet, *, only: str) -> list[Column]:
    """Sort the proposals by state, in a fixed number of queries; ``only`` one state, or all."""
    states = [State(only)] if only in State else list(COLUMNS)
    counts = dict(proposals.order_by().values_list("state").annotate(Count("pk")))
    shown = (
        proposals.latest_of_each_state(undecided=UNDECIDED_SHOWN, decided=DECIDED_SHOWN)
        .filter(state__in=states)
        .for_lists()
    )
    sorted_out: dict[str, list[Proposal]] = {state: [] for state in states}
    for proposal in shown:
        sorted_out[proposal.state].append(proposal)
    return [Column(state, sorted_out[state], counts.get(state, 0)) for state in states]


class WorkshopChoice(ModelChoiceField):  # type: ignore[misc]  # the package has no types
    """A consultation workshop, known by its day and its event."""

    def label_from_instance(self, obj: Session) -> str:
        """Return what the list shows of a workshop."""
        return f"{write_date(obj.date)} · {obj.event.title}"


class WorkshopFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # has no types
    """The workshop for which something was proposed."""

    field_class = WorkshopChoice


class ProposalFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """The filters over proposals: the same on the board and in the list."""

    programme = django_filters.ModelChoiceFilter(
        queryset=Programme.objects.all(), empty_label=pgettext_lazy("programmes", "All")
    )
    province = django_filters.ModelChoiceFilter(
        queryset=Province.objects.filter(Exists(Proposal.objects.filter(province=OuterRef("pk")))),
        empty_label=pgettext_lazy("provinces", "All"),
    )
    session = WorkshopFilter(
        queryset=Session.objects.filter(Exists(Proposal.objects.filter(session=OuterRef("pk"))))
        .select_related("event")
        .order_by("-date", "-pk"),
        empty_label=pgettext_lazy("workshops", "All"),
    )
    state = django_filters.ChoiceFilter(
        choices=State.choices, empty_label=pgettext_lazy("states", "All")
    )

    class Meta:
        model = Proposal
        fields: tuple[str, ...] = ("programme", "province", "session", "state")


class ProposalListFilter(ProposalFilter):
    """Those of the board, and for coordinators what waits for their own stance."""

    answer = django_filters.ChoiceFilter(
        label=_("my stance"),
        choices=(("missing", _("not given yet")),),
        empty_label=pgettext_lazy("proposals", "All"),
        method="by_answer",
    )

    class Meta(ProposalFilter.Meta):
        fields = (*ProposalFilter.Meta.fields, "answer")

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        if not reader.is_coordinator:
            del self.filters["answer"]

    def by_answer(self, proposals: ProposalQuerySet, _name: str, _answer: str) -> ProposalQuerySet:
        """Keep what is under discussion and waits for the reader's stance."""
        return proposals.unanswered_by(self.reader)


class ProposalTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Proposals with where, when and for how many, what others say, and how they stand."""

    title = tables.TemplateColumn(
        template_name="trainings/cells/proposal.html", verbose_name=_("theme"), orderable=False
    )
    province = tables.Column(orderable=False)
    days = tables.TemplateColumn(
        template_name="trainings/cells/proposal_days.html",
        verbose_name=_("days"),
        orderable=False,
        attrs={"td": {"class": "proposal-days"}},
    )
    venue_name = tables.TemplateColumn(
        template_name="trainings/cells/proposal_venue.html",
        verbose_name=_("venue"),
        orderable=False,
    )
    expected = tables.Column(localize=True, orderable=False)
    stances = tables.TemplateColumn(
        template_name="trainings/cells/proposal_tally.html",
        verbose_name=_("what others say"),
        orderable=False,
    )
    state = tables.TemplateColumn(
        template_name="trainings/cells/proposal_state.html",
        verbose_name=_("state"),
        orderable=False,
    )

    class Meta:
        model = Proposal
        fields = ("title", "province", "days", "venue_name", "expected", "stances", "state")
        empty_text = _("No proposal found")
        attrs = {"caption": _("Proposals")}
