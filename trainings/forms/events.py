"""The page on which an event is planned: its facts, its days and its quotas, kept together."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from network.models import Province, Role
from trainings.conflicts import TypedPlan
from trainings.forms.days import BaseDayRows, DayRows, rows_of
from trainings.forms.editions import edition_field, show_edition
from trainings.forms.rows import problems_of, read_as_typed
from trainings.models import Event, Programme, Quota, Venue
from trainings.services.errors import (
    CapacityBelowTaken,
    ChangedMeanwhile,
    CodeIsFixed,
    CodeTaken,
    PlanningError,
    PresenceTaken,
    QuotaBelowTaken,
)

MOST_PLACES = 100_000


class VenueField(forms.ModelChoiceField[Venue]):
    """A venue, known by its name and its commune."""

    def label_from_instance(self, obj: Venue) -> str:
        """Return what the list shows of a venue."""
        return f"{obj.name} ({obj.commune.name})"


class HoursInput(forms.NumberInput):
    """A box for hours: 6 and 7.5, but not 6.0, which nobody says."""

    def format_value(self, value: Any) -> str | None:
        """Return what stands in the box."""
        shown: str | None = super().format_value(value)
        return shown.removesuffix(".0") if shown else shown


class EventForm(forms.ModelForm[Event]):
    """What is known of an event beside its days and quotas."""

    class Meta:
        model = Event
        fields = (
            "programme",
            "code",
            "title_ar",
            "title_fr",
            "venue",
            "capacity",
            "hours",
            "required_presence",
            "is_announced",
        )
        field_classes = {"venue": VenueField}
        widgets = {
            "code": forms.TextInput(
                attrs={"dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}
            ),
            "title_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "title_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
            "hours": HoursInput(attrs={"step": "0.5"}),
        }
        help_texts = {
            "code": _("Short, for example SB01. It becomes part of every certificate's number."),
            "hours": _("As it stands on the certificate."),
            "required_presence": _("The share of half-days that earns the certificate."),
            "is_announced": _(
                "Everybody can read of it on the page of coming events, once it is no draft. "
                "Untick it for an event that is only for those who are invited."
            ),
        }

    edition = edition_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = self.instance.edition
        venue = cast(VenueField, self.fields["venue"])
        venue.queryset = Venue.objects.select_related("commune")
        venue.empty_label = _("Choose a venue")
        programme = cast("forms.ModelChoiceField[Programme]", self.fields["programme"])
        programme.empty_label = _("Choose a programme")
        if self.instance.pk and self.instance.state != Event.State.DRAFT:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Others know the event by it: it stays.")

    def clean_capacity(self) -> int:
        """Say at once what the service would refuse."""
        capacity: int = self.cleaned_data["capacity"]
        if capacity < self.instance.taken:
            raise forms.ValidationError(str(CapacityBelowTaken(self.instance.taken)))
        return capacity

    def clean_edition(self) -> int:
        """Take a form that does not say what it showed for one that showed the first edition."""
        return self.cleaned_data["edition"] or 0

    def clean_code(self) -> str:
        """Take small letters for capitals."""
        code: str = self.cleaned_data["code"].upper()
        return code


class QuotaForm(forms.Form):
    """One number of places for each province where the network has a coordinator."""

    prefix = "quota"

    def __init__(self, *args: Any, event: Event | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quotas = event.quotas.all() if event else Quota.objects.none()
        self.standing = {quota.province_id: quota for quota in quotas}
        works = Q(coordinators__is_active=True, coordinators__role=Role.COORDINATOR)
        self.provinces = {
            str(province.pk): province
            for province in Province.objects.filter(works | Q(pk__in=self.standing)).distinct()
        }
        for name, province in self.provinces.items():
            quota = self.standing.get(province.pk)
            self.fields[name] = forms.IntegerField(
                label=province.full_name,
                required=False,
                min_value=0,
                max_value=MOST_PLACES,
                initial=quota.places if quota else None,
                help_text=_("taken: %(taken)s") % {"taken": quota.taken} if quota else "",
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def clean(self) -> dict[str, Any]:
        """Say at once what the service would refuse."""
        for quota in self.standing.values():
            name = str(quota.province_id)
            if name not in self.errors and (self.cleaned_data[name] or 0) < quota.taken:
                self.add_error(name, str(QuotaBelowTaken(self.provinces[name], quota.taken)))
        return self.cleaned_data

    def as_places(self) -> dict[Province, int]:
        """Return how many places each province is given; none where nothing was typed."""
        return {p: self.cleaned_data[name] or 0 for name, p in self.provinces.items()}


@dataclass
class EventPage:
    """The three parts of the page; they are valid together or not at all."""

    facts: EventForm
    days: BaseDayRows
    quotas: QuotaForm

    @classmethod
    def showing(cls, event: Event | None, *, programme_id: str = "") -> Self:
        """Return the page as it stands, or a blank one with two days, of that programme."""
        rows = rows_of(event) if event else []
        return cls(
            facts=EventForm(instance=event, initial={} if event else {"programme": programme_id}),
            days=DayRows.showing(rows, blank=0 if rows else 2, prefix="days"),
            quotas=QuotaForm(event=event),
        )

    @classmethod
    def typed(cls, event: Event | None, typed: Mapping[str, Any]) -> Self:
        """Return the page with what was typed into it."""
        return cls(
            facts=EventForm(typed, instance=copy(event)),
            days=DayRows(typed, prefix="days"),
            quotas=QuotaForm(typed, event=event),
        )

    def with_another_day(self, event: Event | None) -> Self:
        """Return the page as it was typed, unchecked, with one more day."""
        return self.as_typed(event, blank=1)

    def as_typed(self, event: Event | None, *, blank: int = 0) -> Self:
        """Return the page as it was typed, unchecked, with ``blank`` days more."""
        quotas = QuotaForm(event=event, initial=read_as_typed(self.quotas))
        facts = EventForm(instance=event, initial=read_as_typed(self.facts))
        return type(self)(facts, self.days.as_typed(blank=blank), quotas)

    def as_far_as_readable(self) -> TypedPlan:
        """Return what of the page can be read already, whatever else is missing or wrong."""
        are_places_right = self.quotas.is_valid()
        self.is_valid()
        facts = self.facts.cleaned_data
        return TypedPlan(
            venue=facts.get("venue"),
            capacity=facts.get("capacity"),
            days=[row.as_day() for row in self.days.filled if not row.errors],
            given=sum(self.quotas.as_places().values()) or None if are_places_right else None,
        )

    @property
    def has_unreadable_days(self) -> bool:
        """Whether a day was typed so that it cannot be read."""
        return any(row.errors for row in self.days.filled)

    def is_valid(self) -> bool:
        """Check all three parts, so that every error is said at once."""
        return all([self.facts.is_valid(), self.days.is_valid(), self.quotas.is_valid()])

    def plan(self) -> dict[str, Any]:
        """Return what the services that create and update events take."""
        facts = self.facts.cleaned_data
        return {
            **{name: value for name, value in facts.items() if name != "edition"},
            "days": self.days.as_days(),
            "quotas": self.quotas.as_places(),
        }

    @property
    def edition(self) -> int:
        """The edition of the event that the page showed."""
        edition: int = self.facts.cleaned_data["edition"]
        return edition

    def refuse(self, error: PlanningError) -> None:
        """Put a refusal at the field it speaks of."""
        match error:
            case QuotaBelowTaken() if str(error.province.pk) in self.quotas.fields:
                self.quotas.add_error(str(error.province.pk), str(error))
            case PresenceTaken() if self.days.refuse(error):
                pass
            case CapacityBelowTaken():
                self.facts.add_error("capacity", str(error))
            case CodeIsFixed() | CodeTaken():
                self.facts.add_error("code", str(error))
            case ChangedMeanwhile():
                show_edition(self.facts, error.edition)
                self.facts.add_error(None, str(error))
            case _:
                self.facts.add_error(None, str(error))

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Each problem: the id of its box, what the box is called, what is wrong."""
        return list(self._find_problems())

    def _find_problems(self) -> Iterator[tuple[str, str, str]]:
        yield from problems_of(self.facts)
        for number, form in enumerate(self.days.forms, start=1):
            day = pgettext("a day of an event", "Day %(number)s") % {"number": number}
            for box, label, error in problems_of(form):
                yield box, f"{day}: {label}", error
        for message in self.days.non_form_errors():
            yield "", "", str(message)
        yield from problems_of(self.quotas)
