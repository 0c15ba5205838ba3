"""What a stranger types: the code of a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.codes import ALPHABET
from certificates.proofs import split_address


class CodeForm(forms.Form):
    """A verification code, in whatever way it was copied."""

    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("27 letters and digits, printed under the square code of the certificate."),
        max_length=600,
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

    # What stood after "#" where the whole text of a square code was copied.
    seal = ""

    def clean_code(self) -> str:
        """Return the code; of an address copied from the square code, keep the seal too."""
        code, seal = split_address(self.cleaned_data["code"])
        if set(seal.upper()) <= set(ALPHABET):
            self.seal = seal
        return code
