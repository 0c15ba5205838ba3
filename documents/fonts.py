"""The fonts that Takwin brings along, as files: nothing depends on what a machine has installed.

Both families are under the SIL Open Font License 1.1 and come as Python packages.
"""

from dataclasses import dataclass
from pathlib import Path

import fontpkg_amiri
import fontpkg_ibm_plex_sans_arabic


@dataclass(frozen=True)
class Font:
    """One face of a bundled family; ``weight`` is the CSS number."""

    family: str
    weight: int
    path: Path

    @property
    def paper_family(self) -> str:
        """What style sheets of paper call the family; see `documents.html_pdf`."""
        return PAPER_FAMILIES[self.family]


def _amiri(weight: int, style: str) -> Font:
    return Font("Amiri", weight, Path(fontpkg_amiri.ROOT) / "files" / f"Amiri-{style}.ttf")


def _plex(weight: int, style: str) -> Font:
    files = Path(fontpkg_ibm_plex_sans_arabic.ROOT) / "files"
    return Font("IBM Plex Sans Arabic", weight, files / f"IBMPlexSansArabic-{style}.ttf")


# On paper. Amiri is the one that has all Moroccan letters (ڭ گ ڤ پ) and French in the same face.
AMIRI_REGULAR = _amiri(400, "Regular")
AMIRI_BOLD = _amiri(700, "Bold")
PAPER_FONTS = (AMIRI_REGULAR, AMIRI_BOLD)
# Names of our own, so that a copy installed on the machine never stands in for the bundled one.
PAPER_FAMILIES = {"Amiri": "Paper", "IBM Plex Sans Arabic": "Sober"}
# For paper in a modern dress.
PLEX_REGULAR, PLEX_BOLD = _plex(400, "Regular"), _plex(700, "Bold")
ALL_ON_PAPER = (*PAPER_FONTS, PLEX_REGULAR, PLEX_BOLD)

# On screen.
SCREEN_FONTS = (
    _plex(400, "Regular"),
    _plex(500, "Medium"),
    _plex(600, "SemiBold"),
    _plex(700, "Bold"),
)
