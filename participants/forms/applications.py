"""What a stranger fills in to apply, and what answers an application."""

import uuid
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from participants.forms.details import PersonDetailsForm
from participants.forms.registration import CONSENT_VERSION
from participants.models import Application, ApplicationLink, Person
from participants.services.applications import ApplicationFields
from participants.services.persons import NAME_FIELDS

NEW_PERSON = "new"
# Too much for a public page, or not for the applicant to say.
NOT_ASKED = ("national_id", "has_disability", "consent_channel")
KEPT_FIELDS = (
    *NAME_FIELDS,
    "phone",
    "gender",
    "birth_year",
    "email",
    "commune",
    "organisation_name",
    "organisation_kind",
    "capacity",
)


class ApplicationForm(PersonDetailsForm):
    """What somebody says of themselves. Nothing that is known already is looked up or told.

    Once valid, ``submission_key`` and ``application`` are what the service takes.
    """

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    consent = forms.BooleanField(
        label=_("I have read the notice and agree."),
        error_messages={"required": _("Without your agreement we cannot take the application.")},
    )

    def __init__(self, *args: Any, link: ApplicationLink, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link
        for name in NOT_ASKED:
            self.fields.pop(name, None)
        self.offer_communes([link.province])
        phone = self.fields["phone"]
        phone.required, phone.help_text = True, _("We answer by this number.")
        phone.widget.attrs["autocomplete"] = "tel"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean(self) -> dict[str, Any]:
        """Ask for kind and name of an organisation together."""
        cleaned = super().clean() or self.cleaned_data
        name, kind = cleaned.get("organisation_name", ""), cleaned.get("organisation_kind")
        if kind and name == "":
            self.add_error("organisation_name", _("Give the organisation's name."))
        if name and kind == "":
            self.add_error("organisation_kind", _("Choose what kind of organisation it is."))
        return cleaned

    @property
    def application(self) -> ApplicationFields:
        """The fields as they are kept, with the text that was agreed to."""
        kept = {name: self.cleaned_data[name] for name in KEPT_FIELDS}
        return cast("ApplicationFields", {**kept, "consent_version": CONSENT_VERSION})

    @property
    def submission_key(self) -> uuid.UUID:
        """The same for the same content of the same form, whenever it is sent."""
        typed = [str(self.data.get(name, "")) for name in KEPT_FIELDS]
        return uuid.uuid5(self.cleaned_data["form_key"], "\n".join([str(self.link.pk), *typed]))

    @property
    def helper(self) -> FormHelper:
        """Lay the page out in three short parts."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "form_key",
            Fieldset(
                _("Who are you?"),
                Div("given_name_ar", "family_name_ar", css_class="field-pair"),
                Div("given_name_latin", "family_name_latin", css_class="field-pair"),
                Field("gender", wrapper_class="big-choice"),
                Div("birth_year", "commune", css_class="field-pair"),
                "phone",
                "email",
            ),
            Fieldset(
                _("Which organisation do you come for?"),
                "organisation_name",
                Div("organisation_kind", "capacity", css_class="field-pair"),
            ),
            HTML('{% include "participants/consent_notice.html" %}'),
            "consent",
        )
        return helper


class ApplicationAnswerForm(forms.Form):
    """Whether an application is approved, and for whom, or declined, and why.

    ``matches`` are the known people who may have sent it. Once valid, ``approves``, ``person``
    and ``reason`` are what the services take.
    """

    use_required_attribute = False

    known_person = forms.CharField(label=_("Known person"), required=False)
    reason = forms.CharField(
        label=_("Why is it declined?"),
        max_length=200,
        required=False,
        help_text=_("A few words that those who answer for the province will read."),
    )

    def __init__(self, *args: Any, matches: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matches = matches

    @property
    def approves(self) -> bool:
        """Whether the button for approval was pressed."""
        return bool(self.data.get("decision") == "approve")

    @property
    def answer(self) -> str:
        """Who was chosen among the matches: a primary key, "new", or nobody yet."""
        return str(self.data.get("known_person", ""))

    @property
    def person(self) -> Person | None:
        """The known person who was chosen, None for a new one."""
        return next((known for known in self.matches if str(known.pk) == self.answer), None)

    def clean(self) -> dict[str, Any]:
        """Ask who it is where people like this are known, and why it is declined."""
        cleaned = super().clean() or self.cleaned_data
        if self.approves:
            self._require_known_choice()
        elif not cleaned.get("reason"):
            self.add_error("reason", _("Say why the application is declined."))
        return cleaned

    def _require_known_choice(self) -> None:
        if self.matches and not (self.person or self.answer == NEW_PERSON):
            self.add_error(
                "known_person", _("Somebody like this is known. Say whether it is the same person.")
            )


def typed_of(application: Application) -> dict[str, Any]:
    """Return what the search for known people takes, from what was sent in."""
    return {
        "phone": str(application.phone),
        **{name: getattr(application, name) for name in NAME_FIELDS},
    }
