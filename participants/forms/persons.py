"""The correction of a person."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.templatetags.ui import ltr
from participants.forms.corrections import show_newer
from participants.forms.details import PersonDetailsForm
from participants.forms.layout import MoreFields
from participants.models import ConsentChannel, Organisation, Person
from participants.services.affiliations import capacity_of
from participants.services.national_ids import masked_national_id
from participants.services.organisations import OrganisationFields
from participants.services.persons import NAME_FIELDS, PersonCorrection


class PersonForm(PersonDetailsForm):
    """The correction of a person who is known. ``version`` is what the reader has seen of them.

    Once valid, ``version`` and ``correction`` are what the service takes.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    remove_national_id = forms.BooleanField(
        label=_("Remove the national ID number that is kept"), required=False
    )

    def __init__(self, typed: QueryDict | None = None, *, person: Person) -> None:
        super().__init__(typed, initial=typed_of(person))
        self.person = person
        self.organisation: Organisation | None = None
        self.offer_communes([person.province])
        self.fields["commune"].help_text = gettext(
            "Communes of the person's own province; a move to another one has a page of its own."
        )
        self._offer_channels()
        self._speak_of_national_id()

    def clean(self) -> dict[str, Any]:
        """Settle which organisation was named: the same as before, another, or none."""
        cleaned = super().clean() or self.cleaned_data
        before = self.person.organisation
        name, kind = cleaned.get("organisation_name"), cleaned.get("organisation_kind")
        if before and name and Organisation.objects.named(name, name).filter(pk=before.pk).exists():
            self.organisation = self._of_its_kind(before)
        elif name or (kind and kind != self.initial["organisation_kind"]):
            self.organisation = self.find_organisation(self.person.province)
        if cleaned.get("capacity") and not name:
            self.add_error("capacity", _("Give the organisation that they represent."))
        if cleaned.get("remove_national_id") and cleaned.get("national_id"):
            self.add_error(
                "national_id", _("Give another number or remove the kept one, not both.")
            )
        return cleaned

    @property
    def correction(self) -> PersonCorrection:
        """What the service takes, once the form is valid."""
        organisation: Organisation | OrganisationFields | None = self.organisation
        if organisation is None and self.cleaned_data["organisation_name"]:
            organisation = self.make_organisation(
                self.person.province, self.cleaned_data["commune"]
            )
        correction = cast("PersonCorrection", {**self.details, "organisation": organisation})
        # The number that is kept is never shown in the form: an empty field leaves it alone.
        if not correction.get("national_id"):
            correction.pop("national_id", None)
        if self.cleaned_data.get("remove_national_id"):
            correction["national_id"] = ""
        if "consent_channel" in self.fields:
            correction["consent_channel"] = self.cleaned_data["consent_channel"]
        return correction

    def show_newer(self, newer: Person) -> None:
        """Say at each field what is kept now, and let the next sending replace it."""
        typed = typed_of(newer)
        show_newer(self, {name: value for name, value in typed.items() if name in self.fields})

    @property
    def helper(self) -> FormHelper:
        """Lay the fields out as at the registration."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "version",
            "phone",
            Div("given_name_ar", "family_name_ar", css_class="field-pair"),
            Div("given_name_latin", "family_name_latin", css_class="field-pair"),
            Field("gender", wrapper_class="big-choice"),
            Div("birth_year", "commune", css_class="field-pair"),
            Fieldset(
                _("Which organisation do they come for?"),
                "organisation_name",
                HTML('{% include "participants/organisation_hint.html" %}'),
                Div("organisation_kind", "capacity", css_class="field-pair"),
            ),
            MoreFields(
                _("More about the person"),
                "national_id",
                "remove_national_id",
                "email",
                "has_disability",
                "consent_channel",
            ),
        )
        return helper

    def _offer_channels(self) -> None:
        channel = self.fields["consent_channel"]
        assert isinstance(channel, forms.ChoiceField)  # noqa: S101 for the types
        channel.choices = [("", _("not known")), *ConsentChannel.choices]
        if self.person.consent_at is None:
            del self.fields["consent_channel"]

    def _speak_of_national_id(self) -> None:
        kept = masked_national_id(self.person) if "national_id" in self.fields else ""
        if kept:
            self.fields["national_id"].help_text = format_html(
                gettext("Kept: {}. Leave empty to keep it."), ltr(kept)
            )
        else:
            del self.fields["remove_national_id"]


def typed_of(person: Person) -> dict[str, Any]:
    """Return a person as it would be typed into the form."""
    phone, organisation = person.phone, person.organisation
    # In Morocco as it is dialled, elsewhere with the country before it.
    national = phone and phone.country_code == 212
    return {
        **{name: getattr(person, name) for name in (*NAME_FIELDS, "gender", "email")},
        "birth_year": _birth(person),
        "has_disability": {True: "yes", False: "no", None: ""}[person.has_disability],
        "consent_channel": person.consent_channel,
        "capacity": capacity_of(person) if organisation else "",
        "version": person.version,
        "phone": phone and (phone.as_national if national else phone.as_international),
        "commune": person.commune_id,
        "organisation_name": organisation.name if organisation else "",
        "organisation_kind": organisation.kind if organisation else "",
    }


def _birth(person: Person) -> str:
    if person.birth_date:
        return f"{person.birth_date:%d/%m/%Y}"
    return str(person.birth_year or "")
