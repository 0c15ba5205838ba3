"""Fields that take what people type and give what is kept."""

from typing import Any

from django import forms

from participants.models.persons import validate_birth_year
from participants.names import clean_name, validate_arabic_name, validate_latin_name, western_digits
from participants.phones import phone_in_e164

# The browser would offer the coordinator's own name and phone.
NOT_OWN = {"autocomplete": "off", "spellcheck": "false"}


class NameField(forms.CharField):
    """A name, cleaned before it is checked."""

    def to_python(self, value: Any) -> str:
        """Return the name with one kind of space and no invisible marks."""
        return clean_name(super().to_python(value) or "")


class ArabicNameField(NameField):
    """A name in Arabic letters, on an input that writes from right to left."""

    default_validators = [validate_arabic_name]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Add language and direction, so that the phone's keyboard may follow."""
        return {**super().widget_attrs(widget), **NOT_OWN, "lang": "ar", "dir": "rtl"}


class LatinNameField(NameField):
    """A name in Latin letters, on an input that writes from left to right."""

    default_validators = [validate_latin_name]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Add language and direction; each word begins with a capital."""
        attrs = {**super().widget_attrs(widget), **NOT_OWN}
        return {**attrs, "lang": "fr", "dir": "ltr", "autocapitalize": "words"}


class PhoneField(forms.CharField):
    """A phone number in any spelling, given back in E.164."""

    def to_python(self, value: Any) -> str:
        """Return the number in E.164; refuse only what cannot be one."""
        return phone_in_e164(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers, not their spellings."""
        return super().has_changed(self.to_python(initial), data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for the phone's number pad."""
        attrs = {**super().widget_attrs(widget), **NOT_OWN}
        return {**attrs, "type": "tel", "inputmode": "tel", "dir": "ltr"}


class BirthYearField(forms.IntegerField):
    """A year of birth in any digits; a text input, since number inputs refuse Arabic ones."""

    default_validators = [validate_birth_year]
    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """Read Arabic-Indic digits as well."""
        return super().to_python(western_digits(str(value)) if value is not None else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for digits, four of them."""
        attrs = {**super().widget_attrs(widget), **NOT_OWN}
        return {**attrs, "inputmode": "numeric", "maxlength": "4", "dir": "ltr"}
