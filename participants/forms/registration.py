"""The registration of a beneficiary: one screen, who is known already offered first."""

import uuid
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from network.models import Commune, Province, User
from participants.forms.fields import (
    NOT_OWN,
    ArabicNameField,
    BirthYearField,
    LatinNameField,
    NameField,
    PhoneField,
)
from participants.matching import find_known_persons
from participants.models import Gender, Organisation, Person
from participants.names import has_arabic_letters
from participants.services.organisations import OrganisationFields
from participants.services.persons import NAME_FIELDS, PersonFields
from trainings.models import Event

# Names the text of participants/consent_notice.html; a new text has a new name.
CONSENT_VERSION = "09-08/1"
NEW_PERSON = "new"
PERSON_FIELDS = (*NAME_FIELDS, "phone", "gender", "birth_year", "commune")


class RegistrationForm(forms.Form):
    """Who comes, for which organisation. ``provinces`` are those whose places may be given.

    Once valid, ``person``, ``organisation`` and ``submission_key`` are what the service takes.
    ``matches`` are the known people to choose from, ``known_organisations`` the like.
    """

    use_required_attribute = False

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    phone = PhoneField(
        label=_("Phone"),
        required=False,
        help_text=_("A family may share one. Leave empty if none."),
    )
    given_name_ar = ArabicNameField(label=_("Given name in Arabic"), max_length=80)
    family_name_ar = ArabicNameField(label=_("Family name in Arabic"), max_length=80)
    given_name_latin = LatinNameField(label=_("Given name in Latin letters"), max_length=80)
    family_name_latin = LatinNameField(label=_("Family name in Latin letters"), max_length=80)
    known_person = forms.CharField(label=_("Known person"), required=False)
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
    known_organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Known organisation"), required=False
    )
    organisation_kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        choices=[("", "—"), *Organisation.Kind.choices],
        required=False,
    )
    consent = forms.BooleanField(
        label=_("The notice was read to this person, who agrees."),
        error_messages={"required": _("Without agreement nobody can be registered.")},
    )

    def __init__(
        self, *args: Any, event: Event, provinces: list[Province], user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.provinces, self.user = event, provinces, user
        self.known: Person | None = None
        self._offer_communes()
        organisations = self.fields["known_organisation"]
        assert isinstance(organisations, forms.ModelChoiceField)  # noqa: S101 for the types
        organisations.queryset = Organisation.objects.visible_to(user)
        if self.answer not in {"", NEW_PERSON}:
            for name in PERSON_FIELDS:
                self.fields[name].required = False

    @property
    def answer(self) -> str:
        """Who was chosen among the matches: a primary key, "new", or nobody yet."""
        return str(self.data.get("known_person", ""))

    @cached_property
    def matches(self) -> list[Person]:
        """The known people who have the phone or one of the names that were typed."""
        return find_known_persons(self.data, event=self.event, user=self.user)

    @cached_property
    def known_organisations(self) -> list[Organisation]:
        """Known organisations whose name holds what was typed."""
        typed = str(self.data.get("organisation_name", ""))
        return suggest_organisations(typed, self.user) if typed else []

    @property
    def chosen_organisation(self) -> str:
        """The primary key of the known organisation that was chosen, as text; empty if none."""
        return str(self.data.get("known_organisation", ""))

    def clean(self) -> dict[str, Any]:
        """Settle who the person is, then for which organisation they come."""
        cleaned = super().clean() or self.cleaned_data
        self._settle_person(cleaned.get("known_person", ""))
        self._settle_organisation()
        return cleaned

    @property
    def person(self) -> Person | PersonFields:
        """The known person who was chosen, or what a new one is made of."""
        if self.known:
            return self.known
        cleaned = self.cleaned_data
        return PersonFields(
            given_name_ar=cleaned["given_name_ar"],
            family_name_ar=cleaned["family_name_ar"],
            given_name_latin=cleaned["given_name_latin"],
            family_name_latin=cleaned["family_name_latin"],
            gender=cleaned["gender"],
            birth_year=cleaned["birth_year"],
            phone=cleaned["phone"],
            province=cleaned["commune"].province,
            commune=cleaned["commune"],
        )

    @property
    def organisation(self) -> Organisation | OrganisationFields | None:
        """The known organisation that was chosen, what a new one is made of, or none."""
        cleaned = self.cleaned_data
        chosen: Organisation | None = cleaned["known_organisation"]
        name = cleaned["organisation_name"]
        if chosen or not name:
            return chosen
        home = self.known or cleaned["commune"]
        arabic = has_arabic_letters(name)
        return OrganisationFields(
            name_ar=name if arabic else "",
            name_fr="" if arabic else name,
            kind=cleaned["organisation_kind"],
            province=home.province,
            commune=self.known.commune if self.known else cleaned["commune"],
        )

    @property
    def submission_key(self) -> uuid.UUID | None:
        """The same for the same content of the same form by the same user, whenever it is sent.

        Somebody who goes back and types another person into the form sends another submission.
        Known before the form is valid; None where its key was tampered with.
        """
        try:
            form_key = uuid.UUID(str(self.data.get("form_key", "")))
        except ValueError:
            return None
        typed = [str(self.data.get(name, "")) for name in (*PERSON_FIELDS, "known_person")]
        return uuid.uuid5(form_key, "\n".join([str(self.event.pk), str(self.user.pk), *typed]))

    @property
    def helper(self) -> FormHelper:
        """Lay the screen out from what finds a known person to what is asked of a new one."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "form_key",
            self._identity(),
            HTML('{% include "participants/person_matches.html" %}'),
            Field("gender", wrapper_class="big-choice of-newcomer"),
            Div("birth_year", "commune", css_class="field-pair of-newcomer"),
            self._organisation(),
            HTML('{% include "participants/consent_notice.html" %}'),
            "consent",
        )
        return helper

    def _identity(self) -> Div:
        return Div(
            "phone",
            Div("given_name_ar", "family_name_ar", css_class="field-pair"),
            Div("given_name_latin", "family_name_latin", css_class="field-pair"),
            css_id="identity",
            hx_get=reverse("person_matches", args=[self.event.code]),
            hx_trigger="input delay:400ms",
            hx_target="#person-matches",
            hx_include="#identity, #person-matches",
            hx_sync="this:replace",
        )

    def _organisation(self) -> Fieldset:
        return Fieldset(
            _("Which organisation do they come for?"),
            Field(
                "organisation_name",
                hx_get=reverse("organisation_matches", args=[self.event.code]),
                hx_trigger="input changed delay:400ms",
                hx_target="#organisation-matches",
                hx_include="#organisation-matches",
                hx_sync="this:replace",
            ),
            HTML('{% include "participants/organisation_matches.html" %}'),
            "organisation_kind",
        )

    def _offer_communes(self) -> None:
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 for the types
        field.queryset = Commune.objects.filter(province__in=self.provinces).select_related(
            "province"
        )
        field.choices = [("", "—"), *communes_by_province(self.provinces)]

    def _settle_person(self, answer: str) -> None:
        if answer == NEW_PERSON:
            return
        self.known = next((person for person in self.matches if str(person.pk) == answer), None)
        if self.known:
            for name in PERSON_FIELDS:
                self.errors.pop(name, None)
        elif answer:
            self.add_error("known_person", _("This choice does not fit what was typed any more."))
        elif self.matches:
            self.add_error(
                "known_person", _("Somebody like this is known. Say whether it is the same person.")
            )

    def _settle_organisation(self) -> None:
        cleaned = self.cleaned_data
        name, kind = cleaned.get("organisation_name"), cleaned.get("organisation_kind")
        home = self._home_province()
        if cleaned.get("known_organisation") or not (name or kind) or home is None:
            return
        if not name:
            self.add_error("organisation_name", _("Give the organisation's name."))
            return
        known = Organisation.objects.filter(province=home).named(name, name).first()
        if known and kind in {"", known.kind}:
            cleaned["known_organisation"] = known
        elif known:
            self.add_error("organisation_kind", _kind_differs(known))
        elif not kind:
            self.add_error("organisation_kind", _("Choose what kind of organisation it is."))

    def _home_province(self) -> Province | None:
        resident = self.known or self.cleaned_data.get("commune")
        if resident:
            return resident.province
        return self.provinces[0] if len(self.provinces) == 1 else None


def communes_by_province(provinces: list[Province]) -> list[Any]:
    """Return the communes as choices, under their provinces where there are several."""
    communes = Commune.objects.filter(province__in=provinces).select_related("province")
    ordered = sorted(communes, key=lambda commune: (commune.province.hcp_code, commune.name))
    groups = [
        (province.full_name, [(commune.pk, commune.name) for commune in members])
        for province, members in groupby(ordered, key=lambda commune: commune.province)
    ]
    return groups[0][1] if len(groups) == 1 else list(groups)


def suggest_organisations(typed: str, user: User) -> list[Organisation]:
    """Return a handful of organisations that ``user`` may see whose name holds what was typed."""
    found = Organisation.objects.visible_to(user).search(typed).select_related("province")
    return list(found[:6])


def _kind_differs(known: Organisation) -> Any:
    return _("“%(name)s” is already known in this province as: %(kind)s. Choose that kind.") % {
        "name": known.name,
        "kind": known.get_kind_display(),
    }
