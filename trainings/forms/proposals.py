"""The page on which an event is proposed: its facts and its days, kept together."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.dates import write_date
from network.models import Province, Role, User
from trainings.forms.days import WrittenDate
from trainings.forms.editions import edition_field, show_edition
from trainings.forms.events import VenueField
from trainings.forms.rows import Rows, problems_of
from trainings.forms.venues import Choices, communes_by_province
from trainings.models import Event, Module, Programme, Proposal, Session, Venue
from trainings.models.sessions import SessionQuerySet
from trainings.services.errors import PlanningError
from trainings.services.proposal_errors import NoDayToTrain, ProposalMovedOn
from trainings.services.proposals import ProposedDay

MOST_PROPOSED_DAYS = 3
NO_DAY = _("Give a day, for example 25/12/2026.")
DAY_IS_OVER = _("This day is over: choose a coming one.")


class WorkshopField(forms.ModelChoiceField[Session]):
    """A consultation workshop, known by its day and its event."""

    def label_from_instance(self, obj: Session) -> str:
        """Return what the list shows of a workshop."""
        return f"{write_date(obj.date)} · {obj.event.title}"


class ProposalForm(forms.ModelForm[Proposal]):
    """What is proposed beside the days, by ``user``."""

    class Meta:
        model = Proposal
        fields = (
            "programme",
            "session",
            "province",
            "module",
            "title_ar",
            "title_fr",
            "venue",
            "new_venue",
            "new_venue_commune",
            "expected",
            "reason",
        )
        field_classes = {"venue": VenueField, "session": WorkshopField}
        widgets = {
            "title_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "title_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
            "expected": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "session": _("Where it will be talked over, if it is for a workshop."),
            "module": _("A theme of the network's library. Or write one of your own below."),
            "title_ar": _("Leave it empty to take the module's title."),
            "reason": _("What the others should know: who asks for it, why there and then."),
        }

    edition = edition_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = self.instance
        self.fields["edition"].initial = standing.edition
        self.fields["title_ar"].required = False
        programme = self._chooser("programme", _("Choose a programme"))
        programme.initial = Programme.objects.values_list("pk", flat=True).first()
        self._chooser(
            "session", pgettext_lazy("workshops", "none")
        ).queryset = workshops_offered_to(user, standing)
        self._offer_provinces(provinces_of(user, standing))
        self._chooser("module", pgettext_lazy("modules", "none")).queryset = Module.objects.filter(
            Q(retired_at__isnull=True) | Q(pk=standing.module_id)
        )
        venue = self._chooser("venue", _("Another one, named below"))
        venue.queryset = Venue.objects.offered_to(user).select_related("commune__province")
        venue.choices = venues_by_province(venue)
        commune = self._chooser("new_venue_commune", _("Choose a commune"))
        commune.choices = communes_by_province(always=standing.new_venue_commune)

    def _chooser(self, name: str, empty_label: Any) -> "forms.ModelChoiceField[Any]":
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.empty_label = empty_label
        return field

    def _offer_provinces(self, provinces: list[Province]) -> None:
        """Offer these; a single one is taken without asking."""
        field = self._chooser("province", _("Choose a province"))
        field.queryset = Province.objects.filter(pk__in=[one.pk for one in provinces])
        if len(provinces) == 1:
            field.initial, field.empty_label = provinces[0].pk, None

    def clean(self) -> dict[str, Any]:
        """Take a module's title where none was typed; ask for one venue, known or new."""
        typed = self.cleaned_data
        self._take_title(typed)
        self._take_venue(typed)
        typed["edition"] = typed.get("edition") or 0
        return typed

    def _take_title(self, typed: dict[str, Any]) -> None:
        module = typed.get("module")
        if typed.get("title_ar") or "title_ar" in self.errors:
            return
        if module is None:
            self.add_error("title_ar", _("Choose a module, or write the theme."))
        else:
            typed["title_ar"] = module.title_ar
            typed["title_fr"] = typed.get("title_fr") or module.title_fr

    def _take_venue(self, typed: dict[str, Any]) -> None:
        known, new = typed.get("venue"), typed.get("new_venue")
        if known and new:
            self.add_error(
                "new_venue", _("Choose a venue of the list or name a new one, not both.")
            )
        elif known:
            typed["new_venue_commune"] = None
        elif not new and "venue" not in self.errors:
            self.add_error("venue", _("Choose a venue, or name a new one and its commune."))
        elif not typed.get("new_venue_commune") and "new_venue_commune" not in self.errors:
            self.add_error("new_venue_commune", _("Say in which commune the new venue is."))


def workshops_offered_to(user: User, standing: Proposal) -> SessionQuerySet:
    """Return the coming workshops that ``user`` sees, and the one that the proposal is for."""
    coming = (
        Session.objects.visible_to(user)
        .workshops()
        .filter(date__gte=timezone.localdate())
        .exclude(event__state__in=[Event.State.CANCELLED, Event.State.POSTPONED])
    )
    offered = Session.objects.filter(Q(pk__in=coming.values("pk")) | Q(pk=standing.session_id))
    return offered.select_related("event").order_by("date", "pk")


def provinces_of(user: User, standing: Proposal) -> list[Province]:
    """Return the provinces for which ``user`` may propose: a coordinator's own, or staff's all.

    For staff these are the ones that have a coordinator, or all while none has.
    """
    if user.is_coordinator:
        return list(user.provinces.all())
    works = Q(coordinators__is_active=True, coordinators__role=Role.COORDINATOR)
    known = Province.objects.filter(works | Q(pk=standing.province_id)).distinct()
    return list(known) or list(Province.objects.all())


def venues_by_province(field: "forms.ModelChoiceField[Any]") -> Choices:
    """Return the venues of the field's queryset as its choices, grouped by province."""
    queryset = field.queryset
    assert queryset is not None  # noqa: S101 for the types
    venues = queryset.order_by("commune__province__hcp_code", "name_ar", "pk")
    groups = groupby(venues, key=lambda venue: venue.commune.province)
    grouped = [
        (province.full_name, [(venue.pk, field.label_from_instance(venue)) for venue in group])
        for province, group in groups
    ]
    return [("", field.empty_label), *grouped]


class ProposedDayRow(forms.Form):
    """A day that is asked for, and what for."""

    date = WrittenDate(label=_("date"), required=False)
    kind = forms.ChoiceField(
        label=_("kind"),
        choices=Session.Kind.choices,
        initial=Session.Kind.TRAINING,
        required=False,
    )

    def clean_date(self) -> Any:
        """Ask for the day of a row that holds something, and refuse one that is over."""
        date = self.cleaned_data["date"]
        if date is None:
            raise forms.ValidationError(NO_DAY)
        if date < timezone.localdate():
            raise forms.ValidationError(DAY_IS_OVER)
        return date

    def clean_kind(self) -> str:
        """Take a day of no kind for a training day."""
        return self.cleaned_data["kind"] or Session.Kind.TRAINING.value


class BaseProposedDayRows(Rows[ProposedDayRow]):
    """The days of a proposal: one at least, of which one is for training."""

    def add_fields(self, form: ProposedDayRow, index: int | None) -> None:
        """Number the days; only the first one must be there."""
        super().add_fields(form, index)
        number = (index or 0) + 1
        form.fields["date"].label = _("Day %(number)s") % {"number": number}
        form.fields["date"].required = number == 1

    def clean(self) -> None:
        """Refuse a date given twice, no date at all, and days without training."""
        if any(self.errors):
            return
        if not self.forms:
            raise forms.ValidationError(NO_DAY)
        self.refuse_repeats("date", _("This day is already in the list."))
        first = self.forms[0]
        if not self.filled:
            first.add_error("date", NO_DAY)
        elif all(row.cleaned_data["kind"] != Session.Kind.TRAINING for row in self.filled):
            first.add_error("kind", str(NoDayToTrain()))

    def as_days(self) -> list[ProposedDay]:
        """Return the days that the valid rows ask for."""
        return [
            ProposedDay(row.cleaned_data["date"], Session.Kind(row.cleaned_data["kind"]))
            for row in self.filled
        ]


ProposedDayRows = cast(
    type[BaseProposedDayRows],
    forms.formset_factory(
        ProposedDayRow,
        formset=BaseProposedDayRows,
        max_num=MOST_PROPOSED_DAYS,
        absolute_max=MOST_PROPOSED_DAYS,
    ),
)


@dataclass
class ProposalPage:
    """The two parts of the page; they are valid together or not at all."""

    facts: ProposalForm
    days: BaseProposedDayRows

    @classmethod
    def showing(cls, proposal: Proposal | None, *, user: User, asked: Mapping[str, str]) -> Self:
        """Return the page as it stands, or a blank one for the workshop and programme asked for."""
        rows = list(proposal.days.values("date", "kind")) if proposal else []
        initial = {name: asked[name] for name in ("programme", "session") if name in asked}
        return cls(
            facts=ProposalForm(instance=proposal, user=user, initial={} if proposal else initial),
            days=ProposedDayRows.showing(rows, blank=MOST_PROPOSED_DAYS - len(rows), prefix="days"),
        )

    @classmethod
    def typed(cls, proposal: Proposal | None, *, user: User, typed: Mapping[str, Any]) -> Self:
        """Return the page with what was typed into it."""
        return cls(
            facts=ProposalForm(typed, instance=copy(proposal), user=user),
            days=ProposedDayRows(typed, prefix="days"),
        )

    def is_valid(self) -> bool:
        """Check both parts, so that every error is said at once."""
        return all([self.facts.is_valid(), self.days.is_valid()])

    def plan(self) -> dict[str, Any]:
        """Return what the services that propose and change take."""
        facts = {n: value for n, value in self.facts.cleaned_data.items() if n != "edition"}
        return {**facts, "days": self.days.as_days()}

    @property
    def edition(self) -> int:
        """The edition of the proposal that the page showed."""
        edition: int = self.facts.cleaned_data["edition"]
        return edition

    def refuse(self, error: PlanningError) -> None:
        """Say why it was not kept; over another one's change it can be saved once more."""
        self.facts.add_error(None, str(error))
        if isinstance(error, ProposalMovedOn):
            show_edition(self.facts, error.edition)
            self.facts.add_error(None, _("Saving again replaces what they changed."))

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Each problem: the id of its box, what the box is called, what is wrong."""
        found = list(problems_of(self.facts))
        for row in self.days.forms:
            found += problems_of(row)
        return found + [("", "", str(message)) for message in self.days.non_form_errors()]
