"""Which papers are wanted, and how."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from certificates.models import PreparedFile
from certificates.ordering import Order
from certificates.services.printing import PileOptions
from network.models import Province

LANGUAGES = (("ar", _("Arabic")), ("fr", _("French")))
# A key that no page has sent is longer.
LONGEST_KEY = 18


class PrintForm(forms.Form):
    """Which of an event's certificates to print; without a choice, all that one may see."""

    kind = forms.ChoiceField(choices=[("", ""), *Kind.choices], required=False, label=_("kind"))

    province = forms.ModelChoiceField(
        queryset=Province.objects.none(), required=False, label=_("province")
    )

    def __init__(self, *args: Any, provinces: QuerySet[Province], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["province"].queryset = provinces  # type: ignore[attr-defined]  # of a choice


class DuplicateForm(forms.Form):
    """Whether a single certificate is marked as a duplicate."""

    duplicate = forms.BooleanField(
        required=False, label=_("Mark it as a duplicate: نظير – DUPLICATA")
    )


class PileForm(forms.Form):
    """How a pile of certificates is made."""

    kind = forms.ChoiceField(
        label=_("What to make"),
        choices=PreparedFile.Kind,
        initial=PreparedFile.Kind.PILE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what to make.")},
    )
    order = forms.ChoiceField(label=_("Sorted"), choices=Order, initial=Order.PROVINCE)
    separators = forms.BooleanField(
        required=False, label=_("A separator page before each province"), initial=True
    )
    receipts = forms.BooleanField(
        required=False, label=_("The receipt list to sign, behind the certificates")
    )
    language = forms.ChoiceField(
        label=_("Language of the receipt list"), choices=LANGUAGES, initial="ar"
    )
    duplicate = forms.BooleanField(
        required=False,
        label=_("Mark them as duplicates: نظير – DUPLICATA"),
        help_text=_("For papers that were lost or handed out before. The original stays as it is."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse separator pages where provinces are not together."""
        cleaned = super().clean() or {}
        asks = cleaned.get("kind") == PreparedFile.Kind.PILE and cleaned.get("separators")
        if asks and cleaned.get("order") not in (None, Order.PROVINCE):
            self.add_error(
                "separators",
                _("Separator pages need the order by province: choose it, or leave them out."),
            )
        return cleaned

    @property
    def options(self) -> PileOptions:
        """What was chosen."""
        names = ("order", "separators", "receipts", "language", "duplicate")
        return PileOptions(**{name: self.cleaned_data[name] for name in names})


def read_ticks(typed: list[str]) -> set[int]:
    """Return the primary keys that were ticked; whatever no page has sent is left out."""
    return {
        int(key) for key in typed if key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
    }
