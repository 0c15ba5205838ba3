"""Rows of a form: as many as are needed, one more at the press of a button, without JavaScript."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self, TypeVar

from django import forms

FormT = TypeVar("FormT", bound=forms.Form)


def read_as_typed(form: forms.BaseForm) -> dict[str, Any]:
    """Return what was typed into a bound form, unchecked, for showing it again unchecked."""
    return {box.name: box.data for box in form if not box.field.disabled}


def problems_of(form: forms.BaseForm) -> Iterator[tuple[str, str, str]]:
    """Yield each problem of a form: the id of its box, what the box is called, what is wrong."""
    if not form.is_bound:
        return
    for error in form.non_field_errors():
        yield "", "", str(error)
    for box in form:
        for message in box.errors:
            yield box.id_for_label, str(box.label), str(message)


class Rows(forms.BaseFormSet[FormT]):
    """Rows of which each may be left blank: a blank one is none."""

    def initial_form_count(self) -> int:
        """Count no row as given, so that a blank one is never missed."""
        return 0

    @classmethod
    def showing(cls, rows: Sequence[Mapping[str, Any]], *, blank: int, prefix: str) -> Self:
        """Return unbound rows that show these, and ``blank`` more."""
        shown = cls(initial=rows, prefix=prefix)
        shown.extra = len(rows) + blank
        return shown

    def with_another_row(self) -> Self:
        """Return the bound rows as they were typed, unchecked, and a blank one more."""
        return self.as_typed(blank=1)

    def as_typed(self, *, blank: int = 0) -> Self:
        """Return the bound rows as they were typed, unchecked, and ``blank`` more."""
        rows = [read_as_typed(form) for form in self.forms]
        return type(self).showing(rows, blank=blank, prefix=self.prefix or "")

    @property
    def filled(self) -> list[FormT]:
        """The rows that hold something and are not to go, once the rows are valid."""
        return [form for form in self.forms if form.has_changed() and not self.is_to_go(form)]

    def is_to_go(self, form: FormT) -> bool:
        """Whether the row is ticked for removal."""
        return bool(form.cleaned_data.get("DELETE")) if form.is_bound else False

    def refuse_repeats(self, field: str, message: Any) -> None:
        """Put ``message`` at the field of each row that repeats the value of a row before it."""
        seen = set()
        for form in self.filled:
            value = form.cleaned_data.get(field)
            if value is not None and value in seen:
                form.add_error(field, message)
            seen.add(value)
