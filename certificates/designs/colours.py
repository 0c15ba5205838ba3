"""Colours of paper: shades of what the administrator chose, and whether text in them is readable.

Contrast is measured as WCAG 2.2 defines it (success criterion 1.4.3).
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.designs.look import Look

READABLE = 4.5
WHITE, BLACK = "#ffffff", "#000000"
PROBLEMS: dict[str, Promise] = {
    "ink_pale": _("The colour of the text is too pale to be read on white."),
    "primary_pale": _("The main colour is too pale to be read on white."),
}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def contrast(one: str, other: str = WHITE) -> float:
    """Return the contrast of two colours ``#rrggbb``, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """Return ``colour`` with ``share`` of ``other`` in it."""
    mixed = (
        round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(other), strict=True)
    )
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def darken(colour: str) -> str:
    """Return the colour, or the nearest darker shade in which text on white can be read."""
    for step in range(20):
        shade = mix(colour, BLACK, step / 20)
        if contrast(shade) >= READABLE:
            return shade
    return BLACK


def readable(look: Look) -> list[str]:
    """Return what of a look cannot be read on white paper, as codes of `PROBLEMS`.

    Text stands in the ink and in the primary colour, and white on the primary one. The accent is
    for ornaments; text in it is darkened as far as is needed.
    """
    chosen = {"ink_pale": look.ink, "primary_pale": look.primary}
    return [code for code, colour in chosen.items() if contrast(colour) < READABLE]


@dataclass(frozen=True)
class Palette:
    """The colours of a page."""

    primary: str
    accent: str
    ink: str
    light: str
    pale: str
    tint: str
    quiet: str
    accent_text: str

    @classmethod
    def of(cls, look: Look) -> "Palette":
        """Derive the shades; raises ValueError for a colour that is not ``#rrggbb``."""
        for colour in (look.primary, look.accent, look.ink):
            if not COLOUR.fullmatch(colour):
                raise ValueError(f"{colour!r} is not a colour")
        return cls(
            primary=look.primary,
            accent=look.accent,
            ink=look.ink,
            light=mix(look.accent, WHITE, 0.42),
            pale=mix(look.accent, WHITE, 0.78),
            tint=mix(look.accent, WHITE, 0.9),
            quiet=darken(mix(look.ink, WHITE, 0.28)),
            accent_text=darken(look.accent),
        )


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
