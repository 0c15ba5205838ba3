"""Lines with marks (تشكيل): drawn as shapes, with the text laid under them unseen.

Readers put the text of a right-to-left line in order glyph by glyph, by where the glyphs stand. A
mark stands over its letter, often raised, and comes out before the letter, on a line of its own,
or after a space that nobody typed (seen in PDFium and Poppler). So the glyphs of such a line are
filled as shapes, and the same letters lie under them in a plain row of unseen text.
"""

import unicodedata

from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]  # no types shipped

from documents.bidi import embedding_levels, visual_runs
from documents.fonts import Font
from documents.pdf_fonts import EmbeddedFont
from documents.plates import FittedLine
from documents.shaping import Glyph, open_face

Point = tuple[float, float]


def has_marks(text: str) -> bool:
    """Tell whether any letter of a text bears a mark."""
    return any(unicodedata.combining(character) for character in text)


def draw_shapes(fitted: FittedLine) -> str:
    """Return the PDF operators that fill the glyphs of a line with the current colour."""
    pen = _PathPen()
    face = open_face(fitted.line.font)
    x = fitted.x
    for cluster in fitted.line.clusters:
        for glyph in cluster.glyphs:
            pen.place(
                x + glyph.x_offset * fitted.size / 1000,
                fitted.y + glyph.y_offset * fitted.size / 1000,
                face.scale * fitted.size / 1000,
            )
            face.shaper.draw_glyph_with_pen(glyph.number, pen)
            x += glyph.advance * fitted.size / 1000
    return " ".join([*pen.operators, "f"])


def lay_text(fitted: FittedLine, resource: str, embedded: EmbeddedFont) -> str:
    """Return the PDF operators that lay a line's text unseen where the line is drawn.

    One plain glyph for each character, in the order of the eye, stretched to the line's width.
    """
    line = fitted.line
    glyphs = [_plain_glyph(character, line.font) for character in _in_order_of_the_eye(line.text)]
    width = 0
    for glyph, character in zip(glyphs, _in_order_of_the_eye(line.text), strict=True):
        embedded.letters.setdefault(glyph.number, character)
        width += embedded.use(glyph)
    stretch = line.width * 100 / (width or 1)
    shown = "".join(f"{glyph.number:04X}" for glyph in glyphs)
    return (
        f"BT 3 Tr /{resource} {fitted.size:.3f} Tf {stretch:.3f} Tz"
        f" 1 0 0 1 {fitted.x:.3f} {fitted.y:.3f} Tm <{shown}> Tj 0 Tr 100 Tz ET"
    )


def _in_order_of_the_eye(text: str) -> str:
    levels = embedding_levels(text, right_to_left=True)
    runs = (
        text[start:end][::-1] if level % 2 else text[start:end]
        for start, end, level in visual_runs(levels)
    )
    return "".join(runs)


def _plain_glyph(character: str, font: Font) -> Glyph:
    number = open_face(font).shaper.get_nominal_glyph(ord(character)) or 0
    return Glyph(number, 0, 0, 0)


class _PathPen(BasePen):  # type: ignore[misc]  # the package ships no types
    """Writes outlines as PDF path operators, each glyph where it was placed last."""

    def __init__(self) -> None:
        super().__init__(None)
        self.operators: list[str] = []
        self.x = self.y = self.scale = 0.0

    def place(self, x: float, y: float, scale: float) -> None:
        self.x, self.y, self.scale = x, y, scale

    def _moveTo(self, pt: Point) -> None:  # noqa: N802 fontTools' name
        self.operators.append(f"{self._at(pt)} m")

    def _lineTo(self, pt: Point) -> None:  # noqa: N802 the same
        self.operators.append(f"{self._at(pt)} l")

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802 the same
        self.operators.append(f"{self._at(pt1)} {self._at(pt2)} {self._at(pt3)} c")

    def _closePath(self) -> None:  # noqa: N802 the same
        self.operators.append("h")

    def _at(self, point: Point) -> str:
        return f"{self.x + point[0] * self.scale:.3f} {self.y + point[1] * self.scale:.3f}"
