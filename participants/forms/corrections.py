"""A form that was overtaken: what is kept now stands beside what was typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _


def show_newer(form: forms.Form, newer: Mapping[str, Any]) -> None:
    """Say at each field that differs what is kept now, and let the next sending replace it.

    ``newer`` holds the values as they would be typed, with the ``version`` that they are of. What
    the reader typed stays in the fields.
    """
    for name, value in newer.items():
        field = form.fields[name]
        if name != "version" and field.has_changed(value, form[name].data):
            kept = _in_words(field, value) or "—"
            form.add_error(name, format_html("{} <bdi>{}</bdi>", _("Kept now:"), kept))
    form.data = {**{name: form[name].data for name in form.fields}, "version": newer["version"]}


def _in_words(field: Any, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.filter(pk=value).first() if field.queryset is not None else None
        return str(chosen or "")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, ""))  # type: ignore[arg-type]  # always pairs
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    return str(value or "")
