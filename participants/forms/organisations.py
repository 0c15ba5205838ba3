"""The correction of an organisation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from network.models import Commune
from participants.forms.corrections import show_newer
from participants.forms.details import communes_by_province
from participants.forms.fields import NOT_OWN, NameField
from participants.models import Organisation
from participants.names import arabic_key, has_arabic_letters, latin_key
from participants.services.organisations import (
    OrganisationCorrection,
    OrganisationKnown,
    find_namesakes,
)


class OrganisationForm(forms.Form):
    """What is known of an organisation. ``version`` is what the reader has seen of it.

    Once valid, ``version`` and ``correction`` are what the service takes.
    """

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    name_ar = NameField(
        label=_("Name in Arabic"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={**NOT_OWN, "lang": "ar", "dir": "rtl"}),
    )
    name_fr = NameField(
        label=_("Name in French"),
        max_length=200,
        required=False,
        help_text=_("One of the two names is enough; with both it is found in either."),
        widget=forms.TextInput(attrs={**NOT_OWN, "lang": "fr", "dir": "ltr"}),
    )
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=Organisation.Kind)
    is_womens_cooperative = forms.BooleanField(label=_("A women's cooperative"), required=False)
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label=_("Commune"), required=False, empty_label="—"
    )

    def __init__(self, typed: QueryDict | None = None, *, organisation: Organisation) -> None:
        super().__init__(typed, initial=typed_of(organisation))
        self.organisation = organisation
        commune = self.fields["commune"]
        assert isinstance(commune, forms.ModelChoiceField)  # noqa: S101 for the types
        commune.queryset = Commune.objects.filter(province=organisation.province_id)
        commune.choices = [("", "—"), *communes_by_province([organisation.province])]

    def clean_name_ar(self) -> str:
        """Refuse a name without one Arabic letter, or one that cannot be found again."""
        name: str = self.cleaned_data["name_ar"]
        if name and not (has_arabic_letters(name) and arabic_key(name)):
            raise ValidationError(_("Write “%(name)s” in Arabic letters."), params={"name": name})
        return name

    def clean_name_fr(self) -> str:
        """Refuse a name with Arabic letters, or one that cannot be found again."""
        name: str = self.cleaned_data["name_fr"]
        if name and (has_arabic_letters(name) or not latin_key(name)):
            raise ValidationError(_("Write “%(name)s” in Latin letters."), params={"name": name})
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse an organisation without a name, and one whose name another bears."""
        cleaned = super().clean() or self.cleaned_data
        names = {field: cleaned[field] for field in ("name_ar", "name_fr") if field in cleaned}
        if names == {"name_ar": "", "name_fr": ""}:
            self.add_error("name_ar", _("Give the organisation's name."))
        for field, typed in names.items():
            if namesake := find_namesakes(self.organisation, **{field: typed}).first():
                self.add_error(field, str(OrganisationKnown(namesake)))
        if cleaned.get("is_womens_cooperative") and cleaned.get("kind") != "cooperative":
            self.add_error(
                "is_womens_cooperative", _("Only a cooperative can be a women's cooperative.")
            )
        return cleaned

    @property
    def correction(self) -> OrganisationCorrection:
        """What the service takes, once the form is valid."""
        cleaned = self.cleaned_data
        return OrganisationCorrection(
            name_ar=cleaned["name_ar"],
            name_fr=cleaned["name_fr"],
            kind=cleaned["kind"],
            commune=cleaned["commune"],
            is_womens_cooperative=cleaned["is_womens_cooperative"],
        )

    def show_newer(self, newer: Organisation) -> None:
        """Say at each field what is kept now, and let the next sending replace it."""
        show_newer(self, typed_of(newer))


def typed_of(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation as it would be typed into the form."""
    return {
        "version": organisation.version,
        "name_ar": organisation.name_ar,
        "name_fr": organisation.name_fr,
        "kind": organisation.kind,
        "is_womens_cooperative": organisation.is_womens_cooperative,
        "commune": organisation.commune_id,
    }
