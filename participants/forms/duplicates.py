"""Two records side by side: which is kept, and for every detail whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from network.templatetags.ui import ltr
from participants.models import Person
from participants.services.merges import DETAILS

SIDES = ("first", "second")
KEPT = "kept"


@dataclass(frozen=True)
class Detail:
    """A detail of both records, as pages show it; ``texts`` are empty where nothing is kept."""

    name: str
    label: str
    texts: tuple[str, str]

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.texts[0] != self.texts[1]


@dataclass(frozen=True)
class Choice:
    """A detail to choose: for each side the value of its radio, the text, and whether it is set."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


class MergeForm(forms.Form):
    """What a merge is told. Values are sides: ``first`` or ``second`` of the pair."""

    first_version = forms.IntegerField(widget=forms.HiddenInput)
    second_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        first: Person,
        second: Person,
        numbers: tuple[str, str],
        likely: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {"first": first, "second": second}
        self.fields["first_version"].initial = first.version
        self.fields["second_version"].initial = second.version
        self.details = details_of(first, second, numbers)
        self._add_choice(KEPT, _("Which record is kept"), likely)
        for detail in self.details:
            if detail.differs:
                self._add_choice(detail.name, detail.label, _fuller(detail, likely))

    def _add_choice(self, name: str, label: str, initial: str) -> None:
        sides = [(side, side) for side in SIDES]
        self.fields[name] = forms.ChoiceField(
            label=label, choices=sides, widget=forms.RadioSelect, initial=initial
        )

    @property
    def choices(self) -> list[Choice]:
        """The details that differ, to choose from."""
        return [
            Choice(detail.name, detail.label, self._options(detail.name, detail.texts))
            for detail in self.details
            if detail.differs
        ]

    @property
    def kept_choice(self) -> Choice:
        """The choice of the record that stays."""
        names = (self.persons["first"].full_name, self.persons["second"].full_name)
        return Choice(KEPT, str(self.fields[KEPT].label), self._options(KEPT, names))

    @property
    def shared(self) -> list[Detail]:
        """The details that are the same in both and known."""
        return [detail for detail in self.details if not detail.differs and detail.texts[0]]

    @property
    def kept(self) -> Person:
        """Who is kept, once the form is valid."""
        return self.persons[self.cleaned_data[KEPT]]

    @property
    def gone(self) -> Person:
        """Who is merged into the other, once the form is valid."""
        return self.persons["second" if self.cleaned_data[KEPT] == "first" else "first"]

    @property
    def take(self) -> list[str]:
        """The details that are taken from who is gone, once the form is valid."""
        chosen = ((detail.name, self.cleaned_data.get(detail.name)) for detail in self.details)
        return [name for name, side in chosen if side and side != self.cleaned_data[KEPT]]

    @property
    def versions(self) -> tuple[int, int]:
        """The versions of kept and gone that were seen, once the form is valid."""
        seen = (self.cleaned_data["first_version"], self.cleaned_data["second_version"])
        return seen if self.cleaned_data[KEPT] == "first" else (seen[1], seen[0])

    def _options(self, name: str, texts: tuple[str, str]) -> list[tuple[str, str, bool]]:
        chosen = self[name].value()
        return [(side, text, side == chosen) for side, text in zip(SIDES, texts, strict=True)]


def details_of(first: Person, second: Person, numbers: tuple[str, str]) -> list[Detail]:
    """Return what can be compared of two persons; ``numbers`` are their CIN as pages show it."""
    labels = {
        "name_ar": _("Name in Arabic"),
        "name_latin": _("Name in Latin letters"),
        "gender": _("Sex"),
        "birth": _("Born"),
        "phone": _("Phone"),
        "email": _("E-mail address"),
        "has_disability": _("Situation of handicap"),
        "commune": _("Commune"),
        "organisation": _("Organisation"),
    }
    # Who is kept stays in their province, and so in a commune of it.
    if first.province_id != second.province_id:
        del labels["commune"]
    details = [
        Detail(name, labels[name], (_text(first, name), _text(second, name)))
        for name in DETAILS
        if name in labels
    ]
    shown = (_ltr_or_nothing(numbers[0]), _ltr_or_nothing(numbers[1]))
    return [*details, Detail("national_id", _("National ID number (CIN)"), shown)]


def _text(person: Person, name: str) -> str:
    match name:
        case "name_ar":
            return person.full_name_ar
        case "name_latin" | "phone" | "email":
            plain = person.full_name_latin if name == "name_latin" else getattr(person, name)
            return _ltr_or_nothing(str(plain or ""))
        case "birth":
            year = str(person.birth_year or "")
            return date_format(person.birth_date) if person.birth_date else year
        case "gender":
            return person.get_gender_display()
        case "has_disability":
            return {None: "", True: _("yes"), False: _("no")}[person.has_disability]
    return str(getattr(person, name) or "")


def _ltr_or_nothing(text: str) -> SafeString | str:
    return ltr(text) if text else ""


def _fuller(detail: Detail, likely: str) -> str:
    other = "second" if likely == "first" else "first"
    return likely if detail.texts[SIDES.index(likely)] else other
