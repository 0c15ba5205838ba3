"""The forms of an import: the file, its columns, one of its rows, and the consent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from documents.spreadsheets.reading import DEFAULT_LIMITS
from network.models import Province
from participants.importing.columns import FIELDS, NAMES
from participants.importing.faults import Fault, FaultTeller
from participants.models import Capacity, Gender, Organisation, Person

LATIN = ("given_name_latin", "family_name_latin", "full_name_latin", "phone", "email", "birth_date")
SOMEBODY_NEW = "new"


class UploadForm(forms.Form):
    """The list to import, and for which province where the reader has several at the event."""

    use_required_attribute = False

    province = forms.ModelChoiceField(
        Province.objects.none(), label=_("On the quota of"), empty_label="—"
    )
    file = forms.FileField(
        label=_("List of people"),
        help_text=_("An Excel workbook (.xlsx) or a CSV file, up to 20,000 rows and 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args: Any, provinces: Sequence[Province], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = provinces
        field = self.fields["province"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 for the types
        field.queryset = Province.objects.filter(pk__in=[province.pk for province in provinces])
        if len(provinces) == 1:
            del self.fields["province"]

    @property
    def chosen_province(self) -> Province:
        """The one that was chosen, or the only one."""
        chosen: Province = self.cleaned_data.get("province") or self.provinces[0]
        return chosen

    def clean_file(self) -> Any:
        """Refuse a file by its size before anything of it is read."""
        file = self.cleaned_data["file"]
        if file.size > DEFAULT_LIMITS.max_bytes:
            raise ValidationError(
                _("“%(name)s” has %(size)s. At most %(most)s are read: split the list."),
                params={
                    "name": file.name,
                    "size": filesizeformat(file.size),
                    "most": filesizeformat(DEFAULT_LIMITS.max_bytes),
                },
            )
        return file


class ColumnsForm(forms.Form):
    """What each column of the list holds. Once valid, ``mapping`` is what the service takes."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        headers: Sequence[str],
        mapping: Mapping[str, int],
        samples: Sequence[Sequence[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        meant = {index: name for name, index in mapping.items()}
        for index, header in enumerate(headers):
            shown = [cells[index] for cells in samples if index < len(cells) and cells[index]]
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=header or _("column %(number)s") % {"number": index + 1},
                choices=[("", _("not used")), *FIELDS.items()],
                initial=meant.get(index, ""),
                required=False,
                help_text=" · ".join(shown[:3]),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for the same thing."""
        cleaned = super().clean() or self.cleaned_data
        taken: set[str] = set()
        for column, name in list(cleaned.items()):
            if name in taken:
                self.add_error(column, _("Another column holds this already. Choose one of them."))
            taken |= {name} - {""}
        return cleaned

    @property
    def mapping(self) -> dict[str, int]:
        """The columns that are used, by what they hold."""
        chosen = self.cleaned_data.items()
        return {name: int(column.removeprefix("column_")) for column, name in chosen if name}


class RowForm(forms.Form):
    """The cells of one row as they were read, with what is wrong said at each."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, mapping: Mapping[str, int], national_ids: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in _asked(mapping):
            if name != "national_id" or national_ids:
                self.fields[name] = _field(name)

    def tell(self, faults: Sequence[Fault], cells: Sequence[str], teller: FaultTeller) -> None:
        """Say at each field what is wrong with it."""
        for fault in faults:
            at = fault["field"] if fault["field"] in self.fields else None
            self.add_error(at, teller.sentence(fault, cells))


class PersonChoiceForm(forms.Form):
    """Who a row means: one of those whom it may mean, or somebody new."""

    person = forms.ChoiceField(label=_("Who is this?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, candidates: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(person.pk): person for person in candidates}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 for the types
        field.choices = [*((pk, person) for pk, person in self.candidates.items()),
                         (SOMEBODY_NEW, _("somebody new"))]  # fmt: skip

    @property
    def chosen_person(self) -> Person | None:
        """The person who was chosen, None for somebody new."""
        return self.candidates.get(self.cleaned_data["person"])


class CommitForm(forms.Form):
    """The word of whoever imports that the people agreed."""

    use_required_attribute = False

    consent = forms.BooleanField(
        label=_("The people in this list were informed by the notice, and agreed on paper."),
        error_messages={"required": _("Without agreement nobody can be registered.")},
    )

    @staticmethod
    def button(number: int) -> str:
        """Say how many people the button registers."""
        return ngettext("Register %(number)s person", "Register %(number)s people", number) % {
            "number": number
        }


def _asked(mapping: Mapping[str, int]) -> list[str]:
    """Return what is asked of a row: what the list holds, and what no row can be without."""
    asked = []
    for name in FIELDS:
        whole = next((full for full, parts in NAMES.items() if name in parts), None)
        parts = NAMES.get(name, ())
        is_needed = name == "commune" or (whole is not None and whole not in mapping)
        if name in mapping or (is_needed and not parts):
            asked.append(name)
    return asked


def _field(name: str) -> forms.CharField:
    words = {
        "gender": Gender.labels,
        "kind": Organisation.Kind.labels,
        "capacity": Capacity.labels,
    }.get(name)
    direction = "ltr" if name in LATIN else "auto"
    return forms.CharField(
        label=str(FIELDS[name]),
        required=False,
        max_length=DEFAULT_LIMITS.max_cell_length,
        help_text=" · ".join(str(word) for word in words) if words else "",
        widget=forms.TextInput(attrs={"dir": direction, "autocomplete": "off"}),
    )
