"""The layouts an administrator chooses from: how a sheet is divided, its letters, its borders.

A layout that has been used is never changed in what it prints but to mend it; a new look of the
page is a new layout with a new name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.designs.colours import Palette
from certificates.designs.design import Drawing
from certificates.designs.look import Languages, Orientation
from certificates.designs.ornaments import (
    draw_arch,
    draw_frieze,
    draw_plain,
    draw_ribbon,
    draw_zellige,
)
from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR, PLEX_BOLD, PLEX_REGULAR, Font

# How the two languages, or the one, share the sheet.
Arrangement = Literal["paired", "columns", "stacked", "single"]


class Draw(Protocol):
    """Draws the ornaments of a sheet."""

    def __call__(
        self, orientation: Orientation, border: str, palette: Palette, languages: Languages
    ) -> tuple[Drawing, ...]: ...


@dataclass(frozen=True)
class Layout:
    """A family of pages: its name in a look, what it is called, its borders (the first is its own).

    ``letterhead`` says where the issuer stands, "" on paper that is printed already; ``starts``
    whether lines begin at the edge instead of standing in the middle; ``band`` whether a band of
    colour holds the QR code of a landscape page. Arabic is always set in Amiri: of the faces with
    all Moroccan letters it is the one without ligatures, whose letters readers copy out of order.
    """

    name: str
    label: Promise
    borders: Mapping[str, Promise]
    draw: Draw
    latin_regular: Font = AMIRI_REGULAR
    latin_bold: Font = AMIRI_BOLD
    letterhead: Literal["sides", "middle", "start", ""] = "sides"
    starts: bool = False
    band: bool = False

    def fonts(self, language: str) -> tuple[Font, Font]:
        """Return the regular and the bold face of a language."""
        if language == "ar":
            return AMIRI_REGULAR, AMIRI_BOLD
        return self.latin_regular, self.latin_bold

    def border(self, wanted: str) -> str:
        """Return the border by that name, the layout's own when it is ""; raises KeyError."""
        if wanted and wanted not in self.borders:
            raise KeyError(wanted)
        return wanted or next(iter(self.borders))

    def arrangement(self, orientation: Orientation, languages: Languages) -> Arrangement:
        """Return how languages share a sheet."""
        if languages != Languages.BOTH:
            return "single"
        if orientation == Orientation.PORTRAIT:
            return "stacked"
        return "columns" if self.starts else "paired"


NO_BORDER = _("no border")
ZELLIGE = Layout(
    name="zellige",
    label=_("Zellige: a frame of tiles"),
    borders={
        "zellige": _("band of tiles"),
        "rule": _("double rule with stars"),
        "corners": _("stars in the corners"),
        "none": NO_BORDER,
    },
    draw=draw_zellige,
)
ARCH = Layout(
    name="arch",
    label=_("Arch: a Moroccan door"),
    borders={"tiled": _("tiled wall"), "line": _("the arch as a line"), "none": NO_BORDER},
    draw=draw_arch,
    letterhead="middle",
)
RIBBON = Layout(
    name="ribbon",
    label=_("Ribbon: modern, with a band of colour"),
    borders={"star": _("band with stars"), "flat": _("band without a pattern")},
    draw=draw_ribbon,
    latin_regular=PLEX_REGULAR,
    latin_bold=PLEX_BOLD,
    letterhead="start",
    starts=True,
    band=True,
)
FRIEZE = Layout(
    name="frieze",
    label=_("Frieze: stars along the top and the foot"),
    borders={"both": _("top and foot"), "top": _("top alone"), "none": NO_BORDER},
    draw=draw_frieze,
)
PLAIN = Layout(
    name="plain",
    label=_("Plain: for paper that has its letterhead already"),
    borders={"none": NO_BORDER},
    draw=draw_plain,
    letterhead="",
)
LAYOUTS: dict[str, Layout] = {
    layout.name: layout for layout in (ZELLIGE, ARCH, FRIEZE, RIBBON, PLAIN)
}
