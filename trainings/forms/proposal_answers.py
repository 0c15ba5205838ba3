"""What is typed to say something about a proposal, to decide on it, and to accept it."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trainings.models import Event, Proposal
from trainings.models.venues import MOST_PEOPLE
from trainings.services.errors import CodeTaken, PlanningError
from trainings.services.proposal_decisions import (
    AcceptedPlan,
    free_code,
    french_title,
    known_venue,
)
from trainings.services.proposal_errors import ProposalMovedOn, ReasonMissing, WordsMissing

LONGEST_WORDS = 1000


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
            typed = cast(QueryDict, self.data).copy()
            typed["edition"] = str(error.edition)
            self.data = typed


class AcceptForm(forms.ModelForm[Event]):
    """What staff settle of the event that a proposal becomes; all of it is filled in."""

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
                "venue_name_fr": proposal.new_venue,
                "venue_capacity": proposal.expected,
                "edition": proposal.edition,
            },
        )
        self.proposal = proposal
        if known_venue(proposal):
            del self.fields["venue_name_fr"], self.fields["venue_capacity"]

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
        return AcceptedPlan(**{name: value for name, value in typed.items() if name != "edition"})

    def refuse(self, error: PlanningError) -> None:
        """Put a refusal at the field it speaks of."""
        self.add_error("code" if isinstance(error, CodeTaken) else None, str(error))
