"""What is asked of a person, at the registration and at a correction alike."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Commune, Province
from participants.forms.fields import (
    NOT_OWN,
    ArabicNameField,
    BirthYearField,
    LatinNameField,
    NameField,
    PhoneField,
)
from participants.models import Gender, Organisation
from participants.names import has_arabic_letters
from participants.services.organisations import OrganisationFields
from participants.services.persons import PersonDetails


class PersonDetailsForm(forms.Form):
    """A person and the organisation they come for, by its name."""

    use_required_attribute = False

    phone = PhoneField(
        label=_("Phone"),
        required=False,
        help_text=_("A family may share one. Leave empty if none."),
    )
    given_name_ar = ArabicNameField(label=_("Given name in Arabic"), max_length=80)
    family_name_ar = ArabicNameField(label=_("Family name in Arabic"), max_length=80)
    given_name_latin = LatinNameField(label=_("Given name in Latin letters"), max_length=80)
    family_name_latin = LatinNameField(label=_("Family name in Latin letters"), max_length=80)
    gender = forms.ChoiceField(label=_("Sex"), choices=Gender, widget=forms.RadioSelect)
    birth_year = BirthYearField(
        label=_("Year of birth"), required=False, help_text=_("Four digits, such as 1987.")
    )
    commune = forms.ModelChoiceField(Commune.objects.none(), label=_("Commune"))
    organisation_name = NameField(
        label=_("Name of the organisation"),
        max_length=200,
        required=False,
        help_text=_(
            "In Arabic or in French. For somebody self-employed or with a project: what the "
            "activity is called. Leave empty if none."
        ),
        widget=forms.TextInput(attrs={**NOT_OWN, "dir": "auto"}),
    )
    organisation_kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        choices=[("", "—"), *Organisation.Kind.choices],
        required=False,
    )

    @property
    def details(self) -> PersonDetails:
        """What was typed of the person, once the form is valid."""
        cleaned = self.cleaned_data
        return PersonDetails(
            given_name_ar=cleaned["given_name_ar"],
            family_name_ar=cleaned["family_name_ar"],
            given_name_latin=cleaned["given_name_latin"],
            family_name_latin=cleaned["family_name_latin"],
            gender=cleaned["gender"],
            birth_year=cleaned["birth_year"],
            phone=cleaned["phone"],
            commune=cleaned["commune"],
        )

    def offer_communes(self, provinces: list[Province]) -> None:
        """Offer the communes of these provinces, and no other."""
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 for the types
        field.queryset = Commune.objects.filter(province__in=provinces).select_related("province")
        field.choices = [("", "—"), *communes_by_province(provinces)]

    def find_organisation(self, home: Province) -> Organisation | None:
        """Return the organisation of ``home`` that was named, None for a new one or a mistake.

        A mistake is said at its field: a kind without a name or the reverse, or another kind
        than the organisation of this name has.
        """
        name = self.cleaned_data.get("organisation_name")
        kind = self.cleaned_data.get("organisation_kind")
        if not name:
            self.add_error("organisation_name", _("Give the organisation's name."))
            return None
        known = Organisation.objects.filter(province=home).named(name, name).first()
        if known:
            return self._of_its_kind(known)
        if not kind:
            self.add_error("organisation_kind", _("Choose what kind of organisation it is."))
        return None

    def make_organisation(self, province: Province, commune: Commune) -> OrganisationFields:
        """Return what the new organisation that was named is made of."""
        name = self.cleaned_data["organisation_name"]
        arabic = has_arabic_letters(name)
        return OrganisationFields(
            name_ar=name if arabic else "",
            name_fr="" if arabic else name,
            kind=self.cleaned_data["organisation_kind"],
            province=province,
            commune=commune,
        )

    def _of_its_kind(self, known: Organisation) -> Organisation:
        if self.cleaned_data.get("organisation_kind") not in {"", known.kind}:
            self.add_error("organisation_kind", _kind_differs(known))
        return known


def communes_by_province(provinces: list[Province]) -> list[Any]:
    """Return the communes as choices, under their provinces where there are several."""
    communes = Commune.objects.filter(province__in=provinces).select_related("province")
    ordered = sorted(communes, key=lambda commune: (commune.province.hcp_code, commune.name))
    groups = [
        (province.full_name, [(commune.pk, commune.name) for commune in members])
        for province, members in groupby(ordered, key=lambda commune: commune.province)
    ]
    return groups[0][1] if len(groups) == 1 else list(groups)


def _kind_differs(known: Organisation) -> Any:
    return _("“%(name)s” is already known in this province as: %(kind)s. Choose that kind.") % {
        "name": known.name,
        "kind": known.get_kind_display(),
    }
