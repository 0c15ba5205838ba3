"""Why a certificate is corrected, revoked or issued anew."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import RevocationReason

FOR_THE_HOUSE = _("For those who answer for the person here; the public never sees it.")
LONGEST = 300


class CorrectionForm(forms.Form):
    """The reason, and a mark of the comparison that was looked at before agreeing."""

    reason = forms.CharField(
        label=_("Why is it corrected?"),
        max_length=LONGEST,
        help_text=FOR_THE_HOUSE,
        error_messages={"required": _("Say why the certificate is corrected.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def show(self, fingerprint: str) -> None:
        """Have the form sent back with the mark of the comparison that is shown now."""
        self.initial["seen"] = fingerprint
        if self.is_bound:
            self.data = {**dict(self.data.items()), "seen": fingerprint}


class RevocationForm(forms.Form):
    """The reason that everybody may read, and a note that nobody else may."""

    reason = forms.ChoiceField(
        label=_("Why is it revoked?"),
        choices=RevocationReason,
        widget=forms.RadioSelect,
        help_text=_("Whoever checks the code of this certificate reads this sentence."),
        error_messages={"required": _("Choose the reason.")},
    )
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST, required=False, help_text=FOR_THE_HOUSE
    )


class ReissueForm(forms.Form):
    """The reason for a new certificate after a revocation."""

    reason = forms.CharField(
        label=_("Why is a new certificate allowed?"),
        max_length=LONGEST,
        help_text=FOR_THE_HOUSE,
        error_messages={"required": _("Say why a new certificate is allowed.")},
    )
