"""The correction of a person."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participants.forms.corrections import show_newer
from participants.forms.details import PersonDetailsForm
from participants.models import Organisation, Person
from participants.services.organisations import OrganisationFields
from participants.services.persons import NAME_FIELDS, PersonCorrection


class PersonForm(PersonDetailsForm):
    """The correction of a person who is known. ``version`` is what the reader has seen of them.

    Once valid, ``version`` and ``correction`` are what the service takes.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict | None = None, *, person: Person) -> None:
        super().__init__(typed, initial=typed_of(person))
        self.person = person
        self.organisation: Organisation | None = None
        self.offer_communes([person.province])
        self.fields["commune"].help_text = gettext(
            "Communes of the person's own province. A move to another province cannot be "
            "recorded here yet."
        )

    def clean(self) -> dict[str, Any]:
        """Settle which organisation was named: the same as before, another, or none."""
        cleaned = super().clean() or self.cleaned_data
        before = self.person.organisation
        name, kind = cleaned.get("organisation_name"), cleaned.get("organisation_kind")
        if before and name and Organisation.objects.named(name, name).filter(pk=before.pk).exists():
            self.organisation = self._of_its_kind(before)
        elif name or (kind and kind != self.initial["organisation_kind"]):
            self.organisation = self.find_organisation(self.person.province)
        return cleaned

    @property
    def correction(self) -> PersonCorrection:
        """What the service takes, once the form is valid."""
        organisation: Organisation | OrganisationFields | None = self.organisation
        if organisation is None and self.cleaned_data["organisation_name"]:
            organisation = self.make_organisation(
                self.person.province, self.cleaned_data["commune"]
            )
        correction: PersonCorrection = {**self.details, "organisation": organisation}
        return correction

    def show_newer(self, newer: Person) -> None:
        """Say at each field what is kept now, and let the next sending replace it."""
        show_newer(self, typed_of(newer))

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
                "organisation_kind",
            ),
        )
        return helper


def typed_of(person: Person) -> dict[str, Any]:
    """Return a person as it would be typed into the form."""
    phone, organisation = person.phone, person.organisation
    # In Morocco as it is dialled, elsewhere with the country before it.
    national = phone and phone.country_code == 212
    return {
        **{name: getattr(person, name) for name in (*NAME_FIELDS, "gender", "birth_year")},
        "version": person.version,
        "phone": phone and (phone.as_national if national else phone.as_international),
        "commune": person.commune_id,
        "organisation_name": organisation.name if organisation else "",
        "organisation_kind": organisation.kind if organisation else "",
    }
