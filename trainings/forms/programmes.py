"""The forms of a programme: its facts, the rows of its partners, modules and targets."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Self, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Partner, Province
from trainings.forms.editions import edition_field
from trainings.forms.rows import Rows, problems_of, read_as_typed
from trainings.models import Module, Programme
from trainings.services.errors import ProgrammeKnown
from trainings.services.programmes import Target

MOST_PEOPLE = 1_000_000
SHARES = ("women_percent", "youth_percent")
TARGET_BOXES = {
    "people": _("people"),
    "women_percent": pgettext_lazy("of a target", "women, %"),
    "youth_percent": pgettext_lazy("of a target", "youth, %"),
}
ARABIC, FRENCH = {"dir": "rtl", "lang": "ar"}, {"dir": "ltr", "lang": "fr"}


class ProgrammeForm(forms.ModelForm[Programme]):
    """What is known of a programme beside its partners, modules and targets."""

    edition = edition_field()

    class Meta:
        model = Programme
        fields = (
            "year",
            "title_ar",
            "title_fr",
            "project_ar",
            "project_fr",
            "objectives_ar",
            "objectives_fr",
            "method_ar",
            "method_fr",
        )
        widgets = {
            "title_ar": forms.TextInput(attrs=ARABIC),
            "title_fr": forms.TextInput(attrs=FRENCH),
            "project_ar": forms.Textarea(attrs={**ARABIC, "rows": 2}),
            "project_fr": forms.Textarea(attrs={**FRENCH, "rows": 2}),
            "objectives_ar": forms.Textarea(attrs={**ARABIC, "rows": 5}),
            "objectives_fr": forms.Textarea(attrs={**FRENCH, "rows": 5}),
            "method_ar": forms.Textarea(attrs={**ARABIC, "rows": 5}),
            "method_fr": forms.Textarea(attrs={**FRENCH, "rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = self.instance.edition

    def clean(self) -> dict[str, Any]:
        """Say of a repeated programme at its title that it is there already."""
        typed = self.cleaned_data
        known = Programme.objects.filter(year=typed.get("year", 0), title_ar=typed.get("title_ar"))
        if known.exclude(pk=self.instance.pk).exists():
            self.add_error("title_ar", str(ProgrammeKnown()))
        return typed


class CopyForm(forms.Form):
    """The year and the titles under which a programme begins anew."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100)
    title_ar = forms.CharField(
        label=_("title in Arabic"), max_length=200, widget=forms.TextInput(attrs=ARABIC)
    )
    title_fr = forms.CharField(
        label=_("title in French"), max_length=200, widget=forms.TextInput(attrs=FRENCH)
    )


class PlaceRow(forms.Form):
    """Something and its place in an order."""

    position = forms.IntegerField(
        label=_("place"),
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    # The field that is chosen from all there is.
    chosen = ""


class PartnerRow(PlaceRow):
    """A partner and its place in the protocol order."""

    partner = forms.ModelChoiceField(
        label=_("partner"), queryset=Partner.objects.all(), empty_label=_("none")
    )
    chosen = "partner"


class ModuleRow(PlaceRow):
    """A module and its place in the programme."""

    module = forms.ModelChoiceField(
        label=_("module"), queryset=Module.objects.all(), empty_label=_("none")
    )
    chosen = "module"


class PlaceRows(Rows[PlaceRow]):
    """Rows in the order of their places; each names something else."""

    named_twice: Any = ""
    place_given_twice: Any = ""

    def add_fields(self, form: PlaceRow, index: int | None) -> None:
        """Offer each row the place where it stands, and all there is from one query."""
        super().add_fields(form, index)
        form.fields["position"].initial = (index or 0) + 1
        form.fields["DELETE"].label = pgettext_lazy("a row of a form", "Remove")
        _choice(form).choices = self.all_choices

    @cached_property
    def all_choices(self) -> list[tuple[Any, Any]]:
        """All there is to choose from, read once for all rows."""
        choices: Any = _choice(self.form()).choices
        return list(choices)

    def clean(self) -> None:
        """Refuse what is named twice and a place given twice."""
        self.refuse_repeats(self.form.chosen, self.named_twice)
        self.refuse_repeats("position", self.place_given_twice)

    def in_order(self) -> list[Any]:
        """Return what the valid rows name, the first place first."""
        rows = sorted(self.filled, key=lambda form: form.cleaned_data["position"])
        return [form.cleaned_data[form.chosen] for form in rows]


def _choice(form: PlaceRow) -> "forms.ModelChoiceField[Any]":
    return cast("forms.ModelChoiceField[Any]", form.fields[form.chosen])


class BasePartnerRows(PlaceRows):
    """The partners of a programme."""

    named_twice = _("This partner is already in the list.")
    place_given_twice = _("Two partners have the same place.")


class BaseModuleRows(PlaceRows):
    """The modules of a programme; one that is no longer offered stays where it is chosen."""

    named_twice = _("This module is already in the list.")
    place_given_twice = _("Two modules have the same place.")
    # The primary keys of the modules that the programme has.
    kept: frozenset[int] = frozenset()

    def keeping(self, modules: Iterable[int]) -> Self:
        """Return these rows, which offer these modules too."""
        self.kept = frozenset(modules)
        return self

    @cached_property
    def all_choices(self) -> list[tuple[Any, Any]]:
        """The modules that are offered, and those that the programme has."""
        modules = Module.objects.only("title_ar", "title_fr", "retired_at")
        named = [(m.pk, m.title) for m in modules if not m.is_retired or m.pk in self.kept]
        return [("", _("none")), *named]


PartnerRows = cast(
    type[BasePartnerRows],
    forms.formset_factory(
        PartnerRow, formset=BasePartnerRows, can_delete=True, max_num=30, absolute_max=30
    ),
)
ModuleRows = cast(
    type[BaseModuleRows],
    forms.formset_factory(
        ModuleRow, formset=BaseModuleRows, can_delete=True, max_num=30, absolute_max=30
    ),
)


class TargetsForm(forms.Form):
    """What the programme means to reach in each province, three boxes a province."""

    prefix = "targets"

    def __init__(self, *args: Any, programme: Programme | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = {t.province_id: t for t in programme.targets.all()} if programme else {}
        worked_in = Province.objects.filter(coordinators__is_active=True)
        shown = Province.objects.filter(pk__in=worked_in) | Province.objects.filter(pk__in=standing)
        self.provinces = list(shown.order_by("hcp_code"))
        for province in self.provinces:
            target = standing.get(province.pk)
            for name, label in TARGET_BOXES.items():
                self.fields[f"{name}_{province.pk}"] = forms.IntegerField(
                    label=label,
                    required=False,
                    initial=getattr(target, name, None),
                    min_value=0,
                    max_value=100 if name in SHARES else MOST_PEOPLE,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    def rows(self) -> list[tuple[Province, list[forms.BoundField]]]:
        """Return the boxes of each province."""
        return [
            (province, [self[f"{name}_{province.pk}"] for name in TARGET_BOXES])
            for province in self.provinces
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the people of whom a share is given."""
        for province in self.provinces:
            shares = [self.cleaned_data.get(f"{name}_{province.pk}") for name in SHARES]
            people = f"people_{province.pk}"
            if any(shares) and people not in self.errors and not self.cleaned_data[people]:
                self.add_error(people, _("Give the number of people too."))
        return self.cleaned_data

    def targets(self) -> list[Target]:
        """Return the targets that the valid form sets; a province without people has none."""
        typed = [
            (province, *(self.cleaned_data[f"{name}_{province.pk}"] for name in TARGET_BOXES))
            for province in self.provinces
        ]
        return [Target(*target) for target in typed if target[1]]


@dataclass
class ProgrammePage:
    """All forms of the page on which a programme is planned."""

    facts: ProgrammeForm
    partners: BasePartnerRows
    modules: BaseModuleRows
    targets: TargetsForm

    @classmethod
    def showing(cls, programme: Programme | None) -> Self:
        """Return the page as it opens: the programme as it stands, or blank."""
        partners = list(programme.partnerships.values("position", "partner")) if programme else []
        modules = modules_of(programme)
        return cls(
            ProgrammeForm(instance=programme),
            PartnerRows.showing(partners, blank=1 if partners else 3, prefix="partners"),
            ModuleRows.showing(modules, blank=1, prefix="modules").keeping(keys_of(modules)),
            TargetsForm(programme=programme),
        )

    @classmethod
    def typed(cls, programme: Programme | None, typed: Any) -> Self:
        """Return the page as it was sent."""
        return cls(
            ProgrammeForm(typed, instance=copy(programme)),
            PartnerRows(typed, prefix="partners"),
            ModuleRows(typed, prefix="modules").keeping(keys_of(modules_of(programme))),
            TargetsForm(typed, programme=programme),
        )

    def rows_wanted(self, typed: Any) -> str:
        """Return which rows were asked to become one more: partners, modules, or empty."""
        return next((name for name in ("partners", "modules") if f"add_{name}" in typed), "")

    def with_another_row(self, wanted: str, programme: Programme | None) -> Self:
        """Return the page as it was typed, unchecked, with a blank row more."""
        kept = {name: getattr(self, name) for name in ("partners", "modules")}
        grown = {
            name: rows.with_another_row() if name == wanted else rows.as_typed()
            for name, rows in kept.items()
        }
        grown["modules"].keeping(self.modules.kept)
        facts = ProgrammeForm(instance=programme, initial=read_as_typed(self.facts))
        targets = TargetsForm(programme=programme, initial=read_as_typed(self.targets))
        return replace(self, facts=facts, targets=targets, **grown)

    def is_valid(self) -> bool:
        """Check all of it, so that every error is said at once."""
        forms_of_page = (self.facts, self.partners, self.modules, self.targets)
        return not [form for form in forms_of_page if not form.is_valid()]

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Each problem: the id of its box, what the box is called, what is wrong."""
        return [*problems_of(self.facts), *self._target_problems()]

    def _target_problems(self) -> Iterator[tuple[str, str, str]]:
        for province, boxes in self.targets.rows():
            for box in boxes:
                for error in box.errors:
                    yield box.id_for_label, f"{province.name}: {box.label}", str(error)

    @property
    def edition(self) -> int:
        """The edition of the programme that the valid page showed."""
        edition: int = self.facts.cleaned_data["edition"] or 0
        return edition

    def plan(self) -> dict[str, Any]:
        """Return what the services want of a valid page."""
        facts = self.facts.cleaned_data
        return {
            **{name: value for name, value in facts.items() if name != "edition"},
            "partners": self.partners.in_order(),
            "modules": self.modules.in_order(),
            "targets": self.targets.targets(),
        }


def modules_of(programme: Programme | None) -> list[dict[str, Any]]:
    """Return the modules of a programme as the rows show them."""
    places = programme.module_places.values("position", "module") if programme else ()
    return [{**place} for place in places]


def keys_of(modules: Iterable[dict[str, Any]]) -> list[int]:
    """Return the primary keys of modules as the rows show them."""
    return [place["module"] for place in modules]
