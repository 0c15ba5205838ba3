"""Small pictures of designs, as SVG: the ornaments of the page, and its words as bars."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from certificates.designs import compose
from certificates.designs.colours import WHITE, mix
from certificates.designs.layouts import LAYOUTS
from certificates.designs.look import Languages, Look, Orientation
from certificates.designs.ornaments import BAND_WIDTH, SHEETS

# Shares of the sheet's height and of a column's width: how far down, how wide, how high.
HEADINGS = ((0.33, 0.62, 0.028), (0.47, 0.78, 0.036))
SENTENCES = ((0.57, 0.66), (0.62, 0.72), (0.67, 0.5))
SIGNATURES = (0.82, 0.2, 0.012)
THIN = 0.012


@dataclass(frozen=True)
class Bar:
    """A line of words, in millimetres; as text, for a number has a point in every language."""

    x: str
    y: str
    width: str
    height: str
    fill: str

    @classmethod
    def centred(cls, middle: float, y: float, width: float, height: float, fill: str) -> "Bar":
        """Put a bar under ``middle``."""
        return cls(f"{middle - width / 2:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", fill)


def draw_swatch(look: Look) -> str:
    """Return a look as a small picture in SVG, the sheet in millimetres."""
    width, height = SHEETS[look.orientation]
    context = {
        "width": int(width),
        "height": int(height),
        "ornaments": compose(look).ornaments,
        "bars": _bars(look, width, height),
    }
    return render_to_string("certificates/swatch.svg", context)


def _bars(look: Look, width: float, height: float) -> list[Bar]:
    """Draw the words of each language in its column."""
    both, lies = look.languages == Languages.BOTH, look.orientation == Orientation.LANDSCAPE
    band = BAND_WIDTH if lies and LAYOUTS[look.layout].band else 0
    room = (width - band) * (0.72 if lies else 0.7)
    centre = (width - band if look.languages == Languages.ARABIC else width + band) / 2
    shares = (0.3, 0.7) if both and lies else (0.5,)
    column = room / len(shares) * (0.9 if len(shares) > 1 else 1)
    quiet = mix(look.ink, WHITE, 0.62)
    bars = []
    for share in shares:
        middle = centre + (share - 0.5) * room
        for down, wide, high, fill in (
            *((*heading, look.primary) for heading in HEADINGS),
            *((down, wide, THIN, quiet) for down, wide in SENTENCES),
        ):
            bars.append(Bar.centred(middle, down * height, wide * column, high * height, fill))
    return bars + _signing_bars(look, centre, room, height, quiet)


def _signing_bars(look: Look, centre: float, room: float, height: float, fill: str) -> list[Bar]:
    number = max(len(look.signatories), 1)
    down, wide, high = SIGNATURES
    return [
        Bar.centred(
            centre + ((place + 0.5) / number - 0.5) * room,
            down * height,
            wide * room,
            high * height,
            fill,
        )
        for place in range(number)
    ]
