"""Pictures that come from outside: checked, turned upright, made smaller and encoded anew.

Nothing of the file that was sent is kept as it came: not its name, its place and time of taking,
nor what else may hide in it. The files lie in Django's default storage under names of our own.
"""

import io
import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
KINDS = ("JPEG", "PNG", "WEBP")
PAPER = (255, 255, 255)
JPEG_QUALITY = 85
# What Pillow raises on a broken file; a huge one warns before it is looked at.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, ArithmeticError)
HUGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureRefused(Exception):
    """Why a file cannot be taken; ``str()`` is a sentence to act on."""


class NotAPicture(PictureRefused):
    """The file is none of the kinds that are taken, or it is broken."""

    def __str__(self) -> str:
        return _("This file is not a picture that can be read: send a JPEG, PNG or WebP file.")


class PictureTooLarge(PictureRefused):
    """The file has too many bytes, or too many pixels."""

    def __str__(self) -> str:
        return _("This picture is too large: send one of at most 8 MB and 40 million pixels.")


@dataclass(frozen=True)
class Picture:
    """A picture of our own making: its encoded bytes, and ``png`` or ``jpg``."""

    content: bytes
    extension: str
    width: int
    height: int


def clean_picture(content: bytes, *, longest_side: int, keep_transparency: bool = False) -> Picture:
    """Return the picture encoded anew, neither side longer than ``longest_side`` pixels.

    With ``keep_transparency`` it is a PNG that keeps what is transparent, otherwise a JPEG on
    white. Raises `NotAPicture` or `PictureTooLarge`.
    """
    if len(content) > MOST_BYTES:
        raise PictureTooLarge
    try:
        return _encode(_read(content, longest_side), keep_transparency=keep_transparency)
    except HUGE as error:
        raise PictureTooLarge from error
    except BROKEN as error:
        raise NotAPicture from error


def _read(content: bytes, longest_side: int) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(content), formats=KINDS)
    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    # Lets the JPEG decoder leave out what would be made smaller afterwards.
    image.draft("RGB", (longest_side, longest_side))
    image = ImageOps.exif_transpose(image)
    image.thumbnail((longest_side, longest_side))
    return image


def _encode(image: Image.Image, *, keep_transparency: bool) -> Picture:
    drawn, encoded = image.convert("RGBA"), io.BytesIO()
    if keep_transparency:
        drawn.save(encoded, "PNG", optimize=True)
        return Picture(encoded.getvalue(), "png", *drawn.size)
    paper = Image.new("RGB", drawn.size, PAPER)
    paper.paste(drawn, mask=drawn.getchannel("A"))
    paper.save(encoded, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Picture(encoded.getvalue(), "jpg", *drawn.size)


def keep_picture(picture: Picture, *, folder: str) -> str:
    """Write a picture into the storage; return its name there, which no other file has."""
    name = f"{folder}/{uuid.uuid4().hex}.{picture.extension}"
    return default_storage.save(name, ContentFile(picture.content))


def read_picture(name: str) -> Picture:
    """Return a picture that `keep_picture` wrote; raises FileNotFoundError for one that is gone."""
    with default_storage.open(name) as file:
        content = file.read()
    with Image.open(io.BytesIO(content), formats=KINDS) as image:
        return Picture(content, name.rsplit(".", 1)[-1], *image.size)


def drop_picture(name: str) -> None:
    """Take a picture out of the storage; one that is not there is dropped already."""
    if name:
        default_storage.delete(name)
