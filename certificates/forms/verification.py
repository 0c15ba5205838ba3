"""What a stranger types: the code of a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.codes import normalise


class CodeForm(forms.Form):
    """A verification code, in whatever way it was copied."""

    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("27 letters and digits, printed under the square code of the certificate."),
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
        error_messages={"required": _("Type the code of the certificate.")},
    )

    def clean_code(self) -> str:
        """Return the code; an address copied from the square code is cut to its end."""
        typed: str = self.cleaned_data["code"]
        return normalise(typed.rpartition("/v/")[2].partition("#")[0])
