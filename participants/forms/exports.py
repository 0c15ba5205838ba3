"""Why a list with national ID numbers is needed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.models import Export


class FormatForm(forms.Form):
    """In which kind of file a list goes out."""

    format = forms.ChoiceField(label=_("format"), choices=Export.Format, initial=Export.Format.XLSX)


class NationalIdExportForm(FormatForm):
    """The reason, which is kept, and the kind of file."""

    reason = forms.CharField(
        label=_("What are the national ID numbers needed for?"),
        max_length=200,
        help_text=_("Your name, the day and this reason are kept for good."),
        error_messages={"required": _("Say why the national ID numbers are needed.")},
    )
    field_order = ("reason", "format")
