"""For whom certificates are to be issued, and why somebody is let through."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from certificates.forms.correcting import FOR_THE_HOUSE, LONGEST
from certificates.kinds import Kind
from certificates.models import Design, RecipientKey
from network.models import Province

ALL, CHOSEN = "all", "chosen"


class RecipientsField(forms.Field):
    """Recipients as a list of ticks sends them; whoever is called otherwise is refused."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "unknown": _("Somebody in this choice is not known here. Choose again."),
    }

    def to_python(self, value: list[str] | None) -> list[RecipientKey]:
        """Return the keys in the order in which they came, each once."""
        try:
            return [RecipientKey.read(text) for text in dict.fromkeys(value or ())]
        except ValueError as unknown:
            raise ValidationError(self.error_messages["unknown"], code="unknown") from unknown


class IssueForm(forms.Form):
    """A kind, and for whom: all who are ready, those of a province, those ticked, or one of them.

    ``only`` is the button beside one of them; it goes before what is ticked. Without a design the
    kind's default one is meant.
    """

    kind = forms.TypedChoiceField(choices=Kind.choices, coerce=Kind)
    scope = forms.ChoiceField(choices=[(ALL, ALL), (CHOSEN, CHOSEN)], required=False)
    only = RecipientsField(required=False)
    chosen = RecipientsField(required=False)
    province = forms.ModelChoiceField(queryset=Province.objects.none(), required=False)
    design = forms.ModelChoiceField(
        queryset=Design.objects.in_use(),
        required=False,
        error_messages={"invalid_choice": _("This design is not in use. Choose another one.")},
    )

    def __init__(
        self, data: MultiValueDict[str, Any], *, provinces: QuerySet[Province], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["province"].queryset = provinces  # type: ignore[attr-defined]  # of a choice

    def clean(self) -> dict[str, Any]:
        """Ask for a tick where the ticked ones are meant, and for one of the buttons."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("only"):
            return cleaned
        if cleaned.get("scope") == CHOSEN and cleaned.get("chosen") == []:
            raise ValidationError(_("Nobody is ticked. Tick whom you want to issue for."))
        if "scope" in cleaned and not cleaned["scope"]:
            raise ValidationError(_("Choose for whom the certificates are issued."))
        return cleaned

    @property
    def chosen_keys(self) -> list[RecipientKey] | None:
        """Whom the valid form names; None stands for everybody who is ready."""
        if only := self.cleaned_data["only"]:
            return list(only)
        return self.cleaned_data["chosen"] if self.cleaned_data["scope"] == CHOSEN else None

    def refusals(self) -> list[str]:
        """Return what is wrong, in sentences."""
        return [str(error) for errors in self.errors.values() for error in errors]


class ExceptionForm(forms.Form):
    """The reason for an exception."""

    reason = forms.CharField(
        label=_("Why is an exception made?"),
        max_length=LONGEST,
        help_text=FOR_THE_HOUSE,
        error_messages={"required": _("Say why an exception is made.")},
    )
