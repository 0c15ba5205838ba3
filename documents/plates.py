"""The plate: one laid-out page of everything that is common, with named boxes for what is not.

A template marks a field with ``{% field "name" %}``; the box is read back from the laid-out page,
the style comes from the design's ``Field``, for the press and, as CSS, for the page alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal, Self

from pikepdf import Pdf, Stream
from weasyprint import Document

from documents.fonts import Font
from documents.html_pdf import document_to_pdf
from documents.plate_letters import give_letters
from documents.shaping import ShapedLine, open_face, shape_line

Align = Literal["left", "center", "right"]
# WeasyPrint counts in CSS pixels, PDF in points.
POINTS_PER_PIXEL = 0.75
# How finely a line is shrunk, in points.
SHRINK_STEP = 0.25
# From baseline to baseline where a text takes two lines, in font sizes.
LEADING = 1.2


class PlateError(Exception):
    """A design that cannot become a plate: a box is missing."""


@dataclass(frozen=True)
class Field:
    """A line that differs per person. Sizes in points, ``colour`` as #rrggbb.

    The text shrinks from ``size`` to ``minimum`` until it fits its box, which is ``height`` high;
    with ``lines`` 2 it may be broken once, ``leading`` font sizes from baseline to baseline.
    """

    name: str
    font: Font
    size: float
    minimum: float
    colour: str
    align: Align = "center"
    right_to_left: bool = False
    lines: Literal[1, 2] = 1
    height: float = 0
    leading: float = LEADING

    def __post_init__(self) -> None:
        """Give a field without a height the one that suits its size."""
        if not self.height:
            object.__setattr__(self, "height", round(self.size * 1.45, 2))

    def scaled(self, share: float) -> Self:
        """Return the same line ``share`` as large, never under its smallest size."""
        if share == 1:
            return self
        size = max(round(self.size * share, 2), self.minimum)
        return replace(self, size=size, height=round(self.height * size / self.size, 2))

    @property
    def css(self) -> str:
        """The same style for a page that is wholly laid out."""
        return (
            f"#{self.name} {{ font: {self.font.weight} {self.size}pt/{self.height}pt"
            f" {self.font.paper_family};"
            f" height: {self.height}pt; color: {self.colour}; text-align: {self.align};"
            f" direction: {'rtl' if self.right_to_left else 'ltr'};"
            " white-space: nowrap }"
        )


@dataclass(frozen=True)
class Box:
    """A rectangle on the page in points, ``x`` and ``y`` its lower left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Plate:
    """A page of PDF and where each field stands on it; compared by identity."""

    pdf: bytes
    width: float
    height: float
    fields: Mapping[str, Field]
    boxes: Mapping[str, Box]


@dataclass(frozen=True)
class FittedLine:
    """A shaped line, its size, and where its first glyph stands, in points."""

    line: ShapedLine
    size: float
    x: float
    y: float


def read_plate(
    document: Document, html: str, fields: Iterable[Field], codes: Iterable[str]
) -> Plate:
    """Turn the first page of a laid-out document into a plate.

    ``codes`` name the boxes of QR codes. Raises PlateError when the page lacks a box.
    """
    page = document.pages[0]
    by_name = {field.name: field for field in fields}
    height = page.height * POINTS_PER_PIXEL
    boxes = {}
    for name in (*by_name, *codes):
        if name not in page.anchors:
            raise PlateError(f"The design has no box for {name}.")
        left, top, right, bottom = (edge * POINTS_PER_PIXEL for edge in page.anchors[name])
        boxes[name] = Box(left, height - bottom, right - left, bottom - top)
    pdf = _make_lasting(document_to_pdf(document, html), html)
    return Plate(pdf, page.width * POINTS_PER_PIXEL, height, by_name, boxes)


def _make_lasting(pdf: bytes, html: str) -> bytes:
    """Return the PDF of a plate as PDF/A-3u wants it: each glyph has letters, no picture a blur."""
    with Pdf.open(BytesIO(pdf)) as opened:
        give_letters(opened, html)
        for picture in opened.objects:
            if isinstance(picture, Stream) and "/Interpolate" in picture:
                del picture.Interpolate
        output = BytesIO()
        opened.save(output, deterministic_id=True)
    return output.getvalue()


def fit_text(text: str, field: Field, box: Box) -> list[FittedLine] | None:
    """Shape and place ``text`` in its box, None when it does not fit at the smallest size.

    A field of two lines takes the second one when that lets the text stand larger.
    """
    fitted = [_fit([text], field, box)]
    if field.lines == 2 and fitted[0][0] < field.size:
        fitted += [_fit(split, field, box) for split in _two_line_splits(text)]
    # Of breaks that allow one size, the most even one.
    size, lines = max(fitted, key=lambda choice: (choice[0], -_widest(choice[1])))
    if size < field.minimum:
        return None
    return [_place(line, size, field, box, n, len(lines)) for n, line in enumerate(lines)]


def _two_line_splits(text: str) -> list[list[str]]:
    words = text.split(" ")
    return [[" ".join(words[:n]), " ".join(words[n:])] for n in range(1, len(words))]


def _fit(texts: list[str], field: Field, box: Box) -> tuple[float, list[ShapedLine]]:
    """Return the largest size at which the lines fit the box, rounded down when shrunk."""
    lines = [shape_line(text, field.font, right_to_left=field.right_to_left) for text in texts]
    by_width = box.width * 1000 / (_widest(lines) or 1)
    by_height = field.size if len(lines) == 1 else box.height / (field.leading * len(lines))
    exact = min(by_width, by_height)
    size = field.size if exact >= field.size else exact // SHRINK_STEP * SHRINK_STEP
    return size, lines


def _widest(lines: list[ShapedLine]) -> float:
    return max(line.width for line in lines)


def _place(
    line: ShapedLine, size: float, field: Field, box: Box, index: int, count: int
) -> FittedLine:
    """Put a line where CSS would: its ascent and descent centred in its share of the box."""
    face = open_face(field.font)
    slack = box.width - line.width * size / 1000
    x = box.x + slack * {"left": 0, "center": 0.5, "right": 1}[field.align]
    ascent, descent = face.ascender * size / 1000, face.descender * size / 1000
    leading = box.height if count == 1 else field.leading * size
    top = box.y + (box.height + leading * count) / 2 - index * leading
    return FittedLine(line, size, x, top - (leading - ascent - descent) / 2 - ascent)
