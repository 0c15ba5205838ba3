"""The edition that a form showed, so that nobody saves over what they have not seen."""

from typing import cast

from django import forms
from django.http import QueryDict


def edition_field() -> forms.IntegerField:
    """Return the hidden box that says which edition the form showed."""
    return forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


def show_edition(form: forms.BaseForm, edition: int) -> None:
    """Let a bound form that was refused, sent once more, be saved over this edition."""
    typed = cast(QueryDict, form.data).copy()
    typed[form.add_prefix("edition")] = str(edition)
    form.data = typed
