"""Why a registration is given up."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CancellationForm(forms.Form):
    """The reason, in a few words."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        required=False,
        help_text=_("A few words that those who answer for the province will read."),
    )
