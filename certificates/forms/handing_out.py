"""Who takes a certificate, and the e-mail with which one leaves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.letters import LANGUAGES, Letter

LONGEST_NAME = 120
LONGEST_TEXT = 3000


class HandOutForm(forms.Form):
    """Nothing for the person themselves; name and capacity of whoever takes it for them."""

    receiver_name = forms.CharField(
        label=_("Name of who takes it"), max_length=LONGEST_NAME, required=False
    )
    receiver_capacity = forms.CharField(
        label=_("In what capacity"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("For example: sister, president of the cooperative, with a written mandate."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for both or for none."""
        cleaned = super().clean() or {}
        name, capacity = cleaned.get("receiver_name"), cleaned.get("receiver_capacity")
        if name and not capacity and "receiver_capacity" not in self.errors:
            self.add_error("receiver_capacity", _("Say in what capacity they take it."))
        if capacity and not name and "receiver_name" not in self.errors:
            self.add_error("receiver_name", _("Give the name of who takes it."))
        return cleaned


class SendingForm(forms.Form):
    """The e-mail as it goes out; hidden, what was known when it was looked at."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("An e-mail needs a subject.")},
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 11}),
        error_messages={"required": _("Write the text of the e-mail.")},
    )
    language = forms.ChoiceField(
        choices=[(code, code) for code in LANGUAGES], widget=forms.HiddenInput
    )
    address = forms.EmailField(widget=forms.HiddenInput)
    after = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        direction = "rtl" if language == "ar" else "ltr"
        for name in ("subject", "body"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction}

    @property
    def letter(self) -> Letter:
        """The e-mail that was agreed to."""
        cleaned = self.cleaned_data
        body = cleaned["body"].replace("\r\n", "\n")
        return Letter(cleaned["language"], cleaned["subject"], body)
