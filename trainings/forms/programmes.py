"""The form of a programme, and the rows of its partners."""

from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Partner
from trainings.forms.rows import Rows
from trainings.models import Programme
from trainings.services.errors import ProgrammeKnown


class ProgrammeForm(forms.ModelForm[Programme]):
    """What is known of a programme beside its partners."""

    class Meta:
        model = Programme
        fields = ("year", "title_ar", "title_fr", "project_ar", "project_fr")
        widgets = {
            "title_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "title_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
            "project_ar": forms.Textarea(attrs={"dir": "rtl", "lang": "ar", "rows": 2}),
            "project_fr": forms.Textarea(attrs={"dir": "ltr", "lang": "fr", "rows": 2}),
        }

    def clean(self) -> dict[str, Any]:
        """Say of a repeated programme at its title that it is there already."""
        typed = self.cleaned_data
        known = Programme.objects.filter(year=typed.get("year", 0), title_ar=typed.get("title_ar"))
        if known.exclude(pk=self.instance.pk).exists():
            self.add_error("title_ar", str(ProgrammeKnown()))
        return typed


class PartnerRow(forms.Form):
    """A partner and its place in the protocol order."""

    position = forms.IntegerField(
        label=_("place"),
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    partner = forms.ModelChoiceField(
        label=_("partner"), queryset=Partner.objects.all(), empty_label=_("none")
    )


def partner_of(form: PartnerRow) -> "forms.ModelChoiceField[Partner]":
    """Return the row's field of the partner."""
    return cast("forms.ModelChoiceField[Partner]", form.fields["partner"])


class BasePartnerRows(Rows[PartnerRow]):
    """The partners of a programme."""

    def add_fields(self, form: PartnerRow, index: int | None) -> None:
        """Offer each row the place where it stands, and all the partners from one query."""
        super().add_fields(form, index)
        form.fields["position"].initial = (index or 0) + 1
        form.fields["DELETE"].label = pgettext_lazy("a row of a form", "Remove")
        partner_of(form).choices = self.partner_choices

    @cached_property
    def partner_choices(self) -> list[tuple[Any, Any]]:
        """All partners, read once for all rows."""
        choices: Any = partner_of(PartnerRow()).choices
        return list(choices)

    def clean(self) -> None:
        """Refuse a partner named twice and a place given twice."""
        self.refuse_repeats("partner", _("This partner is already in the list."))
        self.refuse_repeats("position", _("Two partners have the same place."))

    def in_order(self) -> list[Partner]:
        """Return the partners, first in protocol order first."""
        rows = sorted(self.filled, key=lambda form: form.cleaned_data["position"])
        return [form.cleaned_data["partner"] for form in rows]


PartnerRows = cast(
    type[BasePartnerRows],
    forms.formset_factory(
        PartnerRow, formset=BasePartnerRows, can_delete=True, max_num=30, absolute_max=30
    ),
)
