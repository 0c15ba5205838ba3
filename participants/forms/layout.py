"""Pieces of a form's layout."""

from typing import Any

from crispy_forms.layout import Fieldset
from django.forms import BaseForm


class MoreFields(Fieldset):  # type: ignore[misc]  # crispy has no types
    """Fields that few need, under a heading to be opened: (heading, *names of fields).

    It stands open where one of them is filled in or wrong. A field that the form does not have
    is passed over.
    """

    template = "ui/more_fields.html"

    def render(self, form: BaseForm, context: Any, *args: Any, **kwargs: Any) -> str:
        """Render the fields that are there."""
        self.fields: list[Any] = [
            name for name in self.fields if not isinstance(name, str) or name in form.fields
        ]
        inside = [form[pointer.name] for pointer in self.get_field_names()]
        self.stands_open = any(field.errors or field.value() for field in inside)
        html: str = super().render(form, context, *args, **kwargs)
        return html
