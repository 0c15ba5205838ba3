"""Pictures on paper: found by what they are, given to the page inside it, measured for a row."""

import base64
import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

# Gives the bytes of the picture whose SHA-256, in hexadecimal, it is asked for.
Pictures = Callable[[str], bytes]

# The share of the row's height that a square logo has.
OPTICAL = 0.88
# Between two logos of a row, in mm.
LOGO_GAP = 9.0

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class PictureUnknown(LookupError):
    """A certificate names a picture that nobody has."""


def no_pictures(sha256: str) -> bytes:
    """Give no picture at all; raises PictureUnknown."""
    raise PictureUnknown(sha256)


@dataclass(frozen=True)
class PlacedPicture:
    """A picture as the page has it; lengths in millimetres, as text."""

    address: str
    width: str
    height: str


def data_address(content: bytes) -> str:
    """Return a ``data:`` address; raises ValueError when it is no JPEG, PNG or WebP."""
    with Image.open(BytesIO(content), formats=tuple(TYPES)) as image:
        media_type = TYPES[str(image.format)]
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def size_of(content: bytes) -> tuple[int, int]:
    """Return a picture's width and height in pixels."""
    with Image.open(BytesIO(content), formats=tuple(TYPES)) as image:
        return image.size


def place_logos(contents: list[bytes], *, width: float, height: float) -> list[PlacedPicture]:
    """Set logos on one optical height: each covers about the same area of the row.

    A wide one is made lower and a tall one narrower, so that none outshouts its neighbours; all
    are made smaller together where the row of ``width`` mm is too narrow. ``height`` mm is that of
    the tallest.
    """
    ratios = [wide / high for wide, high in map(size_of, contents)]
    heights = [height * min(1.0, OPTICAL / math.sqrt(ratio)) for ratio in ratios]
    widths = [ratio * high for ratio, high in zip(ratios, heights, strict=True)]
    room = width - LOGO_GAP * (len(contents) - 1)
    share = min(1.0, room / sum(widths)) if widths else 1.0
    return [
        PlacedPicture(data_address(content), f"{wide * share:.2f}", f"{high * share:.2f}")
        for content, wide, high in zip(contents, widths, heights, strict=True)
    ]
