"""The registration of a beneficiary: one screen, who is known already offered first."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from network.models import Province, User
from participants.forms.details import PersonDetailsForm
from participants.forms.fields import NOT_OWN, NameField
from participants.forms.layout import MoreFields
from participants.matching import (
    KnownElsewhere,
    find_known_elsewhere,
    find_known_persons,
    read_typed,
)
from participants.models import ConsentChannel, Organisation, Person
from participants.romanising import Part, suggest_latin
from participants.services.organisations import OrganisationFields
from participants.services.persons import NAME_FIELDS, PersonFields
from trainings.models import Event

# Names the text of participants/consent_notice.html; a new text has a new name.
CONSENT_VERSION = "09-08/1"
NEW_PERSON = "new"
MORE_FIELDS = ("national_id", "email", "has_disability")
PERSON_FIELDS = (*NAME_FIELDS, "phone", "gender", "birth_year", "commune", *MORE_FIELDS)
CHANNELS = [
    (ConsentChannel.SPOKEN, _("read out and agreed")),
    (ConsentChannel.PAPER, _("signed on paper")),
]


class RegistrationForm(PersonDetailsForm):
    """Who comes, for which organisation. ``provinces`` are those whose places may be given.

    Once valid, ``person``, ``organisation`` and ``submission_key`` are what the service takes.
    ``matches`` are the known people to choose from, ``known_organisations`` the like.
    """

    field_order = (
        "form_key",
        "who",
        "known_person",
        "phone",
        *NAME_FIELDS,
        "gender",
        "birth_year",
        "commune",
        *MORE_FIELDS,
        "organisation_name",
        "known_organisation",
        "organisation_kind",
        "capacity",
        "consent_channel",
        "consent",
    )

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    who = NameField(
        label=_("Who is coming?"),
        max_length=170,
        required=False,
        help_text=_("A part of the phone or of the name, in Arabic or Latin letters."),
        widget=forms.TextInput(attrs={**NOT_OWN, "type": "search", "dir": "auto"}),
    )
    known_person = forms.CharField(label=_("Known person"), required=False)
    known_organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Known organisation"), required=False
    )
    consent_channel = forms.ChoiceField(
        label=_("How did the person agree?"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        initial=ConsentChannel.SPOKEN,
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
        self.offer_communes(provinces)
        if "national_id" in self.fields:
            self.fields["who"].help_text = _(
                "A part of the phone or of the name, in Arabic or Latin letters, or the whole CIN."
            )
        organisations = self.fields["known_organisation"]
        assert isinstance(organisations, forms.ModelChoiceField)  # noqa: S101 for the types
        organisations.queryset = Organisation.objects.visible_to(user)
        if self.answer not in {"", NEW_PERSON}:
            for name in self._asked(PERSON_FIELDS):
                self.fields[name].required = False

    @property
    def typed(self) -> Mapping[str, Any]:
        """What was typed so far, whether it was sent to be registered or only to look."""
        return self.data if self.is_bound else self.initial

    @property
    def answer(self) -> str:
        """Who was chosen among the matches: a primary key, "new", or nobody yet."""
        return str(self.typed.get("known_person", ""))

    @cached_property
    def matches(self) -> list[Person]:
        """The known people who may be meant by what was typed."""
        return find_known_persons(self.typed, event=self.event, user=self.user)

    @cached_property
    def elsewhere(self) -> list[KnownElsewhere]:
        """The provinces beyond the reader's own that know exactly this person."""
        return find_known_elsewhere(self.typed, user=self.user)

    @property
    def newcomer(self) -> Mapping[str, str]:
        """What the search box's text puts into the fields of somebody new."""
        return read_typed(self.typed).fields

    @property
    def suggestions(self) -> list[tuple[str, str]]:
        """For each Latin name that is missing: its field and how it is mostly spelt."""
        return suggest_latin_names(self.typed)

    @cached_property
    def known_organisations(self) -> list[Organisation]:
        """Known organisations whose name holds what was typed."""
        typed = str(self.typed.get("organisation_name", ""))
        return suggest_organisations(typed, self.user) if typed else []

    @property
    def chosen_organisation(self) -> str:
        """The primary key of the known organisation that was chosen, as text; empty if none."""
        return str(self.typed.get("known_organisation", ""))

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
        province = self.cleaned_data["commune"].province
        channel = {"consent_channel": self.channel}
        return cast("PersonFields", {**self.details, **channel, "province": province})

    @property
    def channel(self) -> str:
        """How the person agreed; spoken where nothing else was said."""
        return self.cleaned_data["consent_channel"] or ConsentChannel.SPOKEN

    @property
    def organisation(self) -> Organisation | OrganisationFields | None:
        """The known organisation that was chosen, what a new one is made of, or none."""
        cleaned = self.cleaned_data
        chosen: Organisation | None = cleaned["known_organisation"]
        name = cleaned["organisation_name"]
        if chosen or not name:
            return chosen
        commune = self.known.commune if self.known else cleaned["commune"]
        return self.make_organisation((self.known or commune).province, commune)

    @property
    def submitted_key(self) -> str:
        """The key of the form as it was sent."""
        return str(self.data.get("form_key", ""))

    @property
    def submission_key(self) -> uuid.UUID | None:
        """The same for the same content of the same form by the same user, whenever it is sent.

        Somebody who goes back and types another person into the form sends another submission.
        Known before the form is valid; None where its key was tampered with.
        """
        try:
            form_key = uuid.UUID(self.submitted_key)
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
            self._who(),
            HTML('{% include "participants/person_matches.html" %}'),
            self._newcomer(),
            self._organisation(),
            HTML('{% include "participants/consent_notice.html" %}'),
            Field("consent_channel", wrapper_class="big-choice small-choice"),
            "consent",
        )
        return helper

    def _who(self) -> Div:
        return Div(
            Field("who", css_class="form-control-lg"),
            HTML('{% include "participants/person_search_button.html" %}'),
            css_id="who-box",
            **self._looking("input delay:350ms"),
        )

    def _newcomer(self) -> Fieldset:
        return Fieldset(
            _("Somebody new"),
            Div(
                "phone",
                Div("given_name_ar", "family_name_ar", css_class="field-pair"),
                Div("given_name_latin", "family_name_latin", css_class="field-pair"),
                HTML('{% include "participants/latin_suggestions.html" %}'),
                css_id="identity",
                **self._looking("input delay:400ms"),
            ),
            Field("gender", wrapper_class="big-choice"),
            Div("birth_year", "commune", css_class="field-pair"),
            MoreFields(_("More about the person"), *MORE_FIELDS),
            css_class="of-newcomer",
            css_id="newcomer",
        )

    def _looking(self, trigger: str) -> dict[str, str]:
        # Posted: neither a phone nor a CIN belongs into an address, which servers write down.
        return {
            "hx_post": reverse("person_matches", args=[self.event.code]),
            "hx_trigger": trigger,
            "hx_target": "#person-matches",
            "hx_include": "#who-box, #identity, #person-matches, #id_national_id",
            "hx_sync": "#person-matches:replace",
        }

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
            Div("organisation_kind", "capacity", css_class="field-pair"),
        )

    def _asked(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in self.fields]

    def _settle_person(self, answer: str) -> None:
        if answer == NEW_PERSON:
            return
        self.known = next((person for person in self.matches if str(person.pk) == answer), None)
        if self.known:
            for name in PERSON_FIELDS:
                self.errors.pop(name, None)
        elif answer:
            self.add_error("known_person", _("This choice does not fit what was typed any more."))
        elif any(getattr(person, "is_exact", False) for person in self.matches):
            self.add_error(
                "known_person", _("Somebody like this is known. Say whether it is the same person.")
            )

    def _settle_organisation(self) -> None:
        cleaned = self.cleaned_data
        name, kind = cleaned.get("organisation_name"), cleaned.get("organisation_kind")
        home = self._home_province()
        if cleaned.get("known_organisation") or not (name or kind) or home is None:
            return
        cleaned["known_organisation"] = self.find_organisation(home)

    def _home_province(self) -> Province | None:
        resident = self.known or self.cleaned_data.get("commune")
        if resident:
            return resident.province
        return self.provinces[0] if len(self.provinces) == 1 else None


def suggest_latin_names(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return, for each Latin name that is missing beside an Arabic one, its field and spelling."""
    suggested = []
    parts: tuple[Part, Part] = ("given", "family")
    for part in parts:
        arabic, field = str(typed.get(f"{part}_name_ar") or ""), f"{part}_name_latin"
        spelling = "" if typed.get(field) else suggest_latin(arabic, part)
        if spelling:
            suggested.append((field, spelling))
    return suggested


def suggest_organisations(typed: str, user: User) -> list[Organisation]:
    """Return a handful of organisations that ``user`` may see whose name holds what was typed."""
    found = Organisation.objects.visible_to(user).search(typed).select_related("province")
    return list(found[:6])
