"""Fields that take what people type and give what is kept."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from participants.models.persons import validate_birth_year
from participants.names import clean_name, validate_arabic_name, validate_latin_name, western_digits
from participants.national_ids import normal_national_id
from participants.phones import phone_in_e164
from participants.registers import normal_register_number

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


class BirthField(forms.CharField):
    """A year of birth, or the whole date with the day first, in any digits.

    Gives back an ``int`` or a ``datetime.date``; None where nothing was typed.
    """

    def to_python(self, value: Any) -> Any:
        """Read 1987, 12/03/1987, 12.3.1987, 12031987 and 1987-03-12."""
        typed = clean_name(super().to_python(value) or "")
        parts = re.findall(r"[0-9]+", western_digits(typed))
        if not typed:
            return None
        if len(parts) == 1 and len(parts[0]) == 8:
            parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
        if len(parts) == 1 and len(parts[0]) == 4:
            return int(parts[0])
        if len(parts) == 3 and len(parts[0]) == 4:
            parts.reverse()
        try:
            day, month, year = map(int, parts)
            return dt.date(year, month, day)
        except ValueError:
            raise ValidationError(
                _("“%(typed)s” is neither a year such as 1987 nor a date such as 12/03/1987."),
                code="no_birth",
                params={"typed": typed},
            ) from None

    def validate(self, value: Any) -> None:
        """Refuse a day to come, and a year in which nobody alive was born."""
        super().validate(value)
        if isinstance(value, dt.date) and value > timezone.localdate():
            raise ValidationError(
                _("%(day)s is still to come and cannot be a date of birth."),
                code="day_to_come",
                params={"day": date_format(value, "SHORT_DATE_FORMAT")},
            )
        if value is not None:
            validate_birth_year(value.year if isinstance(value, dt.date) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare births, not their spellings."""
        return bool(self.to_python(initial) != self.to_python(data))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for digits."""
        attrs = {**super().widget_attrs(widget), **NOT_OWN}
        return {**attrs, "inputmode": "numeric", "maxlength": "20", "dir": "ltr"}


class EmailField(forms.EmailField):
    """An e-mail address without the invisible marks that pasted text carries."""

    def clean(self, value: Any) -> Any:
        """Clean the address before it is checked."""
        return super().clean(clean_name(value or ""))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Write from left to right."""
        return {**super().widget_attrs(widget), **NOT_OWN, "dir": "ltr"}


class NationalIdField(forms.CharField):
    """A CIN in any spelling, given back in its normal form."""

    def to_python(self, value: Any) -> str:
        """Return the number in capitals; refuse only what cannot be one."""
        return normal_national_id(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Write from left to right in capitals."""
        attrs = {**super().widget_attrs(widget), **NOT_OWN}
        return {**attrs, "dir": "ltr", "autocapitalize": "characters"}


class RegisterField(forms.CharField):
    """A number of one of `participants.registers.REGISTERS`, given back in plain digits."""

    def __init__(self, register: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.register = register

    def to_python(self, value: Any) -> str:
        """Return the number in plain digits; refuse only what cannot be one."""
        return normal_register_number(self.register, super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers, not their spellings."""
        return bool(self.to_python(initial) != self.to_python(data))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for digits."""
        attrs = {**super().widget_attrs(widget), **NOT_OWN}
        return {**attrs, "inputmode": "numeric", "dir": "ltr"}


class WholeNumberField(forms.IntegerField):
    """A number in any digits; a text input, since number inputs refuse Arabic ones."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """Read Arabic-Indic digits as well."""
        return super().to_python(clean_name(western_digits(str(value or ""))))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for digits."""
        attrs = {**super().widget_attrs(widget), **NOT_OWN}
        return {**attrs, "inputmode": "numeric", "dir": "ltr"}
