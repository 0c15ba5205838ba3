"""What is typed to say something about a proposal, to decide on it, and to accept it."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.bidi import direction_of
from trainings.forms.editions import show_edition
from trainings.models import Event, Proposal
from trainings.models.venues import MOST_PEOPLE
from trainings.services.errors import CodeTaken, PlanningError, VenueKnown
from trainings.services.proposal_decisions import (
    AcceptedPlan,
    free_code,
    french_title,
    known_venue,
)
from trainings.services.proposal_errors import ProposalMovedOn, ReasonMissing, WordsMissing

LONGEST_WORDS = 1000
NEW_VENUE_FIELDS = ("venue_name_ar", "venue_name_fr", "venue_capacity")


class WordsForm(forms.Form):
    """What somebody says about a proposal, and the edition of it that they have read."""

    use_required_attribute = False

    words = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def words_typed(self) -> str:
        """The words of the valid form."""
        words: str = self.cleaned_data["words"]
        return words

    @property
    def edition_seen(self) -> int:
        """The edition of the proposal that the page showed."""
        edition: int = self.cleaned_data["edition"]
        return edition

    def refuse(self, error: PlanningError) -> None:
        """Put a refusal at the words where they lack; sent again, it means what stands now."""
        about_words = isinstance(error, ReasonMissing | WordsMissing)
        self.add_error("words" if about_words else None, str(error))
        if isinstance(error, ProposalMovedOn):
            show_edition(self, error.edition)


class AcceptForm(forms.ModelForm[Event]):
    """What staff settle of the event that a proposal becomes, filled in as far as it is known.

    A new venue was named in one script: its name in the other one is asked for.
    """

    venue_name_ar = forms.CharField(
        label=_("name of the new venue in Arabic"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    venue_name_fr = forms.CharField(
        label=_("name of the new venue in French"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
    )
    venue_capacity = forms.IntegerField(
        label=_("places of the new venue"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("How many people the room holds."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Why it is accepted (not required)"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("The provinces read it in the proposal's history."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Event
        fields = ("code", "title_fr", "capacity")
        widgets = {
            "code": forms.TextInput(
                attrs={"dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}
            ),
            "title_fr": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
            "capacity": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {
            "code": _("Short, for example SB01. It becomes part of every certificate's number."),
        }

    def __init__(self, typed: Any, *, proposal: Proposal) -> None:
        super().__init__(
            typed,
            initial={
                "code": free_code(proposal.programme, proposal.province),
                "title_fr": french_title(proposal),
                "capacity": proposal.expected,
                f"venue_name_{_language_of(proposal.new_venue)}": proposal.new_venue,
                "venue_capacity": proposal.expected,
                "edition": proposal.edition,
            },
        )
        self.proposal = proposal
        if known_venue(proposal):
            for name in NEW_VENUE_FIELDS:
                del self.fields[name]

    def clean_code(self) -> str:
        """Take small letters for capitals."""
        code: str = self.cleaned_data["code"].upper()
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse days that were over before the proposal was accepted."""
        if min(self.proposal.dates) < timezone.localdate():
            self.add_error(None, _("The proposed days are over: change the proposal first."))
        return self.cleaned_data

    def plan(self) -> AcceptedPlan:
        """Return what the valid form settles."""
        typed = self.cleaned_data
        settled = {field.name for field in fields(AcceptedPlan)}
        return AcceptedPlan(**{name: typed[name] for name in settled & typed.keys()})

    def refuse(self, error: PlanningError) -> None:
        """Put a refusal at the field it speaks of."""
        at = {CodeTaken: "code", VenueKnown: "venue_name_ar"}.get(type(error))
        self.add_error(at if at in self.fields else None, str(error))


def _language_of(name: str) -> str:
    """Return in which of the two languages of its names a venue was named."""
    return "ar" if direction_of(name) == "rtl" else "fr"
