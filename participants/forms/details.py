"""What is asked of a person, at the registration and at a correction alike."""

import datetime as dt
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Commune, Province
from participants.forms.fields import (
    NOT_OWN,
    ArabicNameField,
    BirthField,
    EmailField,
    LatinNameField,
    NameField,
    NationalIdField,
    PhoneField,
)
from participants.models import Capacity, ConsentChannel, Gender, Organisation
from participants.names import has_arabic_letters
from participants.national_ids import national_ids_are_collected
from participants.services.organisations import OrganisationFields
from participants.services.persons import NAME_FIELDS, PersonDetails


class OrganisationNameForm(forms.Form):
    """An organisation by its name, known or new."""

    use_required_attribute = False

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


class PersonDetailsForm(OrganisationNameForm):
    """A person and the organisation they come for, by its name.

    ``national_id``, ``email``, ``has_disability``, ``capacity`` and ``consent_channel`` may stay
    empty: a form that must be quick keeps them in a `MoreFields`. There is no ``national_id``
    while the network does not collect it. ``birth_year`` takes a whole date as well, which is
    ``cleaned_data["birth_date"]`` then.
    """

    field_order: tuple[str, ...] = ("phone", *NAME_FIELDS, "gender", "birth_year", "commune")

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
    birth_year = BirthField(
        label=_("Year or date of birth"), required=False, help_text=_("1987 or 12/03/1987.")
    )
    commune = forms.ModelChoiceField(Commune.objects.none(), label=_("Commune"))
    capacity = forms.ChoiceField(
        label=_("In which capacity?"), choices=[("", "—"), *Capacity.choices], required=False
    )
    national_id = NationalIdField(
        label=_("National ID number (CIN)"), max_length=20, required=False
    )
    email = EmailField(label=_("E-mail address"), required=False)
    has_disability = forms.TypedChoiceField(
        label=_("In a situation of handicap"),
        choices=[("", _("not asked")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
        help_text=_("Counted in the figures for partners; the answer is free."),
    )
    consent_channel = forms.ChoiceField(
        label=_("How consent was given"),
        choices=[
            (channel.value, channel.label)
            for channel in (ConsentChannel.SPOKEN, ConsentChannel.PAPER)
        ],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not national_ids_are_collected():
            del self.fields["national_id"]

    def clean_birth_year(self) -> int | None:
        """Return the year; a whole date is kept beside it."""
        birth: dt.date | int | None = self.cleaned_data["birth_year"]
        if isinstance(birth, dt.date):
            self.cleaned_data["birth_date"] = birth
            return birth.year
        self.cleaned_data["birth_date"] = None
        return birth

    @property
    def details(self) -> PersonDetails:
        """What was typed of the person, once the form is valid."""
        cleaned = self.cleaned_data
        details = PersonDetails(
            given_name_ar=cleaned["given_name_ar"],
            family_name_ar=cleaned["family_name_ar"],
            given_name_latin=cleaned["given_name_latin"],
            family_name_latin=cleaned["family_name_latin"],
            gender=cleaned["gender"],
            birth_year=cleaned["birth_year"],
            birth_date=cleaned["birth_date"],
            phone=cleaned["phone"],
            email=cleaned["email"],
            has_disability=cleaned["has_disability"],
            commune=cleaned["commune"],
            capacity=cleaned["capacity"],
        )
        if "national_id" in cleaned:
            details["national_id"] = cleaned["national_id"]
        return details

    def offer_communes(self, provinces: list[Province]) -> None:
        """Offer the communes of these provinces, and no other."""
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 for the types
        field.queryset = Commune.objects.filter(province__in=provinces).select_related("province")
        field.choices = [("", "—"), *communes_by_province(provinces)]


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
