"""Why a registration is given up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participants.models.registrations import CancellationReason

OWN_WORDS = "other"


class CancellationForm(forms.Form):
    """One of the usual reasons, or own words. Once valid, ``reason`` is what the service takes."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("Why?"),
        choices=[
            *((one.value, one.label) for one in CancellationReason if one.is_offered),
            (OWN_WORDS, pgettext_lazy("reason", "another reason")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why the registration is given up.")},
    )
    own_words = forms.CharField(
        label=_("In your words"),
        max_length=200,
        required=False,
        help_text=_("A few words that those who answer for the province will read."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the words of another reason."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == OWN_WORDS and not cleaned.get("own_words", "unsaid"):
            self.add_error("own_words", _("Say which reason it is."))
        return cleaned

    @property
    def reason(self) -> str:
        """The code of a usual reason or the words of another one; words go before a code."""
        return str(self.cleaned_data["own_words"] or self.cleaned_data["kind"])
