"""What a design is: a template, fields, and how a snapshot becomes words in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from weasyprint import Document

from certificates.designs.images import Pictures, no_pictures
from documents.html_pdf import lay_out
from documents.plates import POINTS_PER_PIXEL, Field, Plate, read_plate

# Everything that is printed on one certificate, frozen, as certificates.services builds it.
Snapshot = Mapping[str, Any]
# The template's context, plain enough for JSON: it is the key under which a plate is kept.
Wording = dict[str, Any]
# The template marks by these ids where the text ends and what it may not reach.
END_OF_TEXT, CLOSING = "end-of-text", "closing"
CODES = ("qr",)
# What is large shrinks with this power of the common text.
SLOWLY = 0.5
# Between two parts of the page, in sizes of the common text.
SMALLEST_GAP = 0.4


class DesignOverflows(Exception):
    """The common texts are too long for the design even at its smallest size."""


@dataclass(frozen=True)
class Drawing:
    """A vector drawing on the sheet: path data in millimetres and how it is painted.

    ``width`` is text: a template writes numbers as the active language does. What lies outside
    the path ``clip`` is not drawn; it takes effect by the even-odd rule, as fillings do.
    """

    path: str
    fill: str = "none"
    stroke: str = "none"
    width: str = "0"
    clip: str = ""


@dataclass(frozen=True)
class Setting:
    """How the common text is set, in points: its size and the space between its parts."""

    size: float
    gap: float


def no_context(wording: Wording, pictures: Pictures) -> Mapping[str, Any]:
    """Add nothing to what the template knows."""
    return {}


@dataclass(frozen=True)
class Design:
    """One look of a certificate.

    ``wording`` gives all that the template says for everyone who shares a plate, ``texts`` each
    person's lines by field, ``title`` what the file is called. The common text is set at the first
    of ``sizes`` (points, falling) at which it fits its room; what is left is spread over the
    ``gaps`` between the parts of the page. Fields named in ``following`` shrink with it, as the
    power given: 1 as fast, 0.5 more slowly.
    ``context`` gives the template what is no text, such as pictures.
    """

    name: str
    template: str
    fields: tuple[Field, ...]
    sizes: tuple[float, ...]
    gaps: int
    ornaments: tuple[Drawing, ...]
    wording: Callable[[Snapshot], Wording]
    texts: Callable[[Snapshot], dict[str, str]]
    title: Callable[[Snapshot], str]
    names: tuple[str, ...] = ("name_ar", "name_latin")
    language: str = "ar"
    following: Mapping[str, float] = field(default_factory=dict)
    context: Callable[[Wording, Pictures], Mapping[str, Any]] = no_context

    def make_plate(
        self, wording: Wording, setting: Setting, pictures: Pictures = no_pictures
    ) -> Plate:
        """Lay out what is common to all who share ``wording``, set as `find_setting` says."""
        html = self.html(wording, setting, pictures)
        document = lay_out(html)
        anchors = document.pages[0].anchors
        present = [line for line in self.fields_at(setting) if line.name in anchors]
        return read_plate(document, html, present, CODES)

    def fields_at(self, setting: Setting) -> Iterable[Field]:
        """Return the fields as they are where the common text has this size."""
        share = setting.size / self.sizes[0]
        return [line.scaled(share ** self.following.get(line.name, 0)) for line in self.fields]

    def html(
        self,
        wording: Wording,
        setting: Setting,
        pictures: Pictures = no_pictures,
        **filled: dict[str, str],
    ) -> str:
        """Return the page as HTML; ``texts`` and ``codes`` fill the fields in place."""
        design = {"ornaments": self.ornaments, "fields": self.fields_at(setting)}
        large = (setting.size / self.sizes[0]) ** SLOWLY
        measures = {"size": str(setting.size), "gap": f"{setting.gap:.2f}", "large": f"{large:.3f}"}
        more = self.context(wording, pictures)
        return render_to_string(self.template, {**wording, **design, **more, **measures, **filled})

    def find_setting(self, wording: Wording, pictures: Pictures = no_pictures) -> Setting:
        """Return the largest size that fits, and what room it leaves between the parts.

        Raises DesignOverflows when the smallest does not fit.
        """
        low, high, room_left = 0, len(self.sizes), 0.0
        # Most texts fit at the largest size: it is tried first, and alone where they do.
        middle = 0
        while low < high:
            size = self.sizes[middle]
            left = _room_left(lay_out(self.html(wording, Setting(size, gap=0), pictures)))
            if left >= self.gaps * size * SMALLEST_GAP:
                high, room_left = middle, left
            else:
                low = middle + 1
            middle = (low + high) // 2
        if low == len(self.sizes):
            raise DesignOverflows(self.name)
        return Setting(self.sizes[low], room_left / self.gaps)


def _room_left(document: Document) -> float:
    """Return the points between the end of the text and the closing; negative when they overlap."""
    anchors = document.pages[0].anchors
    # What lies beyond the page is not laid out at all.
    if len(document.pages) > 1 or END_OF_TEXT not in anchors:
        return -1
    _, closing_top, _, _ = anchors[CLOSING]
    _, _, _, text_bottom = anchors[END_OF_TEXT]
    return float(closing_top - text_bottom) * POINTS_PER_PIXEL
