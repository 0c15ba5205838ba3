"""Which papers are wanted."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from network.models import Province


class PrintForm(forms.Form):
    """Which of an event's certificates to print; without a choice, all that one may see."""

    kind = forms.ChoiceField(choices=[("", ""), *Kind.choices], required=False, label=_("kind"))

    province = forms.ModelChoiceField(
        queryset=Province.objects.none(), required=False, label=_("province")
    )

    def __init__(self, *args: Any, provinces: QuerySet[Province], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["province"].queryset = provinces  # type: ignore[attr-defined]  # of a choice
