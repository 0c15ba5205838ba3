"""A form's field that takes a picture."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.pictures import MOST_BYTES, Picture, PictureRefused, PictureTooLarge, clean_picture


class PictureField(forms.FileField):
    """Takes a picture file; its cleaned value is a `Picture`, or None where none was sent."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def __init__(
        self, *, longest_side: int, keep_transparency: bool = False, **options: Any
    ) -> None:
        self.longest_side, self.keep_transparency = longest_side, keep_transparency
        options.setdefault("label", _("picture"))
        super().__init__(**options)

    def clean(self, sent: Any, initial: Any = None) -> Picture | None:
        """Return the picture encoded anew; raises ``ValidationError`` with the reason."""
        file = super().clean(sent, initial)
        if not file:
            return None
        try:
            # Not read into memory before its size is known.
            if file.size > MOST_BYTES:
                raise PictureTooLarge
            return clean_picture(
                file.read(),
                longest_side=self.longest_side,
                keep_transparency=self.keep_transparency,
            )
        except PictureRefused as refusal:
            raise ValidationError(str(refusal), code="picture") from refusal
