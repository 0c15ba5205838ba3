"""Asking for a person of another province, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Commune, Province
from participants.forms.details import communes_by_province


class TransferForm(forms.Form):
    """Where the person lives now, among the communes of ``provinces``, and why they move."""

    use_required_attribute = False

    commune = forms.ModelChoiceField(Commune.objects.none(), label=_("New commune"))
    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        required=False,
        help_text=_("For whoever answers: “She has moved here with her family.”"),
    )

    def __init__(self, *args: Any, provinces: list[Province], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        commune = self.fields["commune"]
        assert isinstance(commune, forms.ModelChoiceField)  # noqa: S101 for the types
        commune.queryset = Commune.objects.filter(province__in=provinces).select_related("province")
        commune.choices = [("", "—"), *communes_by_province(provinces)]

    @property
    def to_commune(self) -> Commune:
        """The commune that was chosen, once the form is valid."""
        commune: Commune = self.cleaned_data["commune"]
        return commune


class TransferAnswerForm(forms.Form):
    """Yes or no; with a no, a few words for the asker."""

    DECISIONS = (("accept", _("accept")), ("decline", _("decline")))

    use_required_attribute = False

    decision = forms.ChoiceField(choices=DECISIONS, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("If not: why?"),
        max_length=200,
        required=False,
        help_text=_("The coordinator who asks will read it."),
    )

    @property
    def accepts(self) -> bool:
        """Whether the answer is yes, once the form is valid."""
        accepts: bool = self.cleaned_data["decision"] == "accept"
        return accepts
