"""The press: stamps each person's lines and QR code on a plate, all pages in one PDF.

The plate is drawn once per file as a Form XObject; a page adds little more than its QR code. The
stamped names can be searched and copied. The same sheets give the same bytes, and the file is
PDF/A-3u (see ``documents.archive``).
"""

import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, Stream

from documents.archive import Imprint, describe
from documents.fonts import AMIRI_BOLD, Font
from documents.outlines import draw_shapes, has_marks, lay_text
from documents.pdf_fonts import EmbeddedFont
from documents.plates import Box, FittedLine, Plate, fit_text
from documents.qr import QrCode, make_qr
from documents.shaping import Cluster, Glyph, shape_line

__all__ = ["Imprint", "LineDoesNotFit", "Sheet", "draw_line", "draw_qr", "print_sheets"]

# A mark lies across the page along its diagonal, of which it takes this share: the corners, where
# codes and stamps stand, stay clear. Faint enough for the smallest line to be read through it.
MARK_SHARE = 0.56
MARK_COLOUR, MARK_STRENGTH = "#9b1c1c", 0.14
# From the baseline to the middle of capitals, in font sizes.
HALF_A_CAPITAL = 0.29

# Bytes of a file in the making.
HELD_IN_MEMORY = 16 * 1024 * 1024


class LineDoesNotFit(Exception):
    """A line is too long for its box even at the smallest size; the design names it."""

    def __init__(self, field_name: str, text: str) -> None:
        """Keep which field it was and what it said."""
        super().__init__(f"{field_name}: {text}")
        self.field_name = field_name
        self.text = text


@dataclass(frozen=True)
class Sheet:
    """One page to print: a plate, the text of each field, the text of each QR code.

    ``mark`` says in a few words what sets this page apart (a duplicate), faint across all of it.
    """

    plate: Plate
    texts: Mapping[str, str]
    codes: Mapping[str, str]
    mark: str = ""


def print_sheets(sheets: Iterable[Sheet], imprint: Imprint) -> bytes:
    """Return one PDF with a page for each sheet, in order; raises LineDoesNotFit."""
    run = _PrintRun()
    for sheet in sheets:
        run.add_page(sheet)
    return run.finish(imprint)


class _PrintRun:
    """One file in the making."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.fonts: dict[Font, tuple[str, EmbeddedFont]] = {}
        self.plates: dict[Plate, str] = {}
        self.sizes: dict[tuple[float, float], Object] = {}
        self.resources = self.pdf.make_indirect(Dictionary(Font=Dictionary(), XObject=Dictionary()))
        self.pages = Array()

    def add_page(self, sheet: Sheet) -> None:
        """Draw a sheet's plate, then its lines and codes."""
        plate = sheet.plate
        marks = [f"q /{self._plate_name(plate)} Do Q"]
        if sheet.mark:
            marks.append(self._draw_mark(plate, sheet.mark))
        for name, text in sheet.texts.items():
            if text:
                marks.append(self._draw_text(plate, name, text))
        marks += [draw_qr(make_qr(text), plate.boxes[name]) for name, text in sheet.codes.items()]
        content = zlib.compress("\n".join(marks).encode("ascii"))
        page = Dictionary(
            Type=Name.Page,
            Parent=self.pdf.Root.Pages,
            MediaBox=self._size(plate),
            Resources=self.resources,
            Contents=self.pdf.make_indirect(Stream(self.pdf, content, Filter=Name.FlateDecode)),
        )
        self.pages.append(self.pdf.make_indirect(page))

    def finish(self, imprint: Imprint) -> bytes:
        """Embed the fonts and return the file."""
        for name, embedded in self.fonts.values():
            target = self.resources.Font[f"/{name}"]
            embedded.write(self.pdf, target)
        self.pdf.Root.Pages.Kids = self.pages
        self.pdf.Root.Pages.Count = len(self.pages)
        describe(self.pdf, imprint)
        # A large file is written to the disk: it would stand in memory beside what it is made of.
        with SpooledTemporaryFile(max_size=HELD_IN_MEMORY) as output:
            self.pdf.save(
                cast("BinaryIO", output),
                # PDF/A-3 stands on PDF 1.7, whatever less would do.
                min_version="1.7",
                deterministic_id=True,
                object_stream_mode=ObjectStreamMode.generate,
            )
            self.pdf.close()
            output.seek(0)
            return output.read()

    def _size(self, plate: Plate) -> Object:
        """Return the rectangle of a page, one object for all pages of a size."""
        width, height = round(plate.width, 3), round(plate.height, 3)
        if (width, height) not in self.sizes:
            rectangle = self.pdf.make_indirect(Array([0, 0, width, height]))
            self.sizes[width, height] = rectangle
        return self.sizes[width, height]

    def _plate_name(self, plate: Plate) -> str:
        if plate not in self.plates:
            name = f"P{len(self.plates)}"
            with Pdf.open(BytesIO(plate.pdf)) as source:
                self.resources.XObject[f"/{name}"] = self._copy_page(source.pages[0])
            self.plates[plate] = name
        return self.plates[plate]

    def _copy_page(self, page: Page) -> Object:
        """Make a Form XObject of a page, its content packed as it is: that is half the time."""
        form = self.pdf.copy_foreign(page.obj.Contents)
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array(list(page.obj.MediaBox))
        form.Resources = self.pdf.copy_foreign(page.obj.Resources)
        return form

    def _font(self, font: Font) -> tuple[str, EmbeddedFont]:
        if font not in self.fonts:
            name = f"F{len(self.fonts)}"
            self.resources.Font[f"/{name}"] = self.pdf.make_indirect(Dictionary())
            self.fonts[font] = (name, EmbeddedFont(font))
        return self.fonts[font]

    def _draw_text(self, plate: Plate, name: str, text: str) -> str:
        field = plate.fields[name]
        fitted = fit_text(text, field, plate.boxes[name])
        if fitted is None:
            raise LineDoesNotFit(name, text)
        resource, embedded = self._font(field.font)
        drawn = (draw_line(line, field.colour, resource, embedded) for line in fitted)
        return "\n".join(drawn)

    def _draw_mark(self, plate: Plate, text: str) -> str:
        if "ExtGState" not in self.resources:
            faint = Dictionary(Type=Name.ExtGState, ca=MARK_STRENGTH)
            self.resources.ExtGState = Dictionary(Mark=self.pdf.make_indirect(faint))
        return draw_mark(text, plate, *self._font(AMIRI_BOLD))


def draw_mark(text: str, plate: Plate, resource: str, embedded: EmbeddedFont) -> str:
    """Return the PDF operators that draw a mark; they need the graphics state ``Mark``."""
    line = shape_line(text, AMIRI_BOLD, right_to_left=True)
    diagonal = math.hypot(plate.width, plate.height)
    size = MARK_SHARE * diagonal * 1000 / line.width
    along, up = plate.width / diagonal, plate.height / diagonal
    turn = (along, up, -up, along, plate.width / 2, plate.height / 2)
    centred = FittedLine(line, size, -line.width * size / 2000, -HALF_A_CAPITAL * size)
    drawn = draw_line(centred, MARK_COLOUR, resource, embedded)
    return f"q /Mark gs {' '.join(f'{part:.5f}' for part in turn)} cm {drawn} Q"


def draw_line(fitted: FittedLine, colour: str, resource: str, embedded: EmbeddedFont) -> str:
    """Return the PDF operators that draw a line."""
    if has_marks(fitted.line.text):
        shapes = f"q {_rgb(colour)} rg {draw_shapes(fitted)} Q"
        return f"{shapes}\n{lay_text(fitted, resource, embedded)}"
    pen = _Pen(fitted.size, embedded)
    for cluster in fitted.line.clusters:
        pen.draw(cluster)
    return (
        f"BT {_rgb(colour)} rg /{resource} {_number(fitted.size)} Tf"
        f" 1 0 0 1 {_number(fitted.x)} {_number(fitted.y)} Tm {pen.finish()} ET"
    )


class _Pen:
    """Writes glyphs left to right as TJ operators, moved where the font's own widths are not it.

    Text that the glyphs do not tell by themselves is attached to them (``ActualText``), cluster by
    cluster: readers put right-to-left text in order glyph by glyph, and turn the text of a whole
    line around (seen in PDFium and Poppler).
    """

    def __init__(self, size: float, embedded: EmbeddedFont) -> None:
        self.size = size
        self.embedded = embedded
        self.operators: list[str] = []
        self.parts: list[str] = []
        # How far the file's pen stands left of where it should, in thousandths.
        self.lag = 0.0
        self.rise = 0.0

    def draw(self, cluster: Cluster) -> None:
        if self.embedded.speaks_for_itself(cluster):
            self._glyph(cluster.glyphs[0])
            return
        self._show()
        actual = cluster.text.encode("utf-16-be").hex().upper()
        self.operators.append(f"/Span <</ActualText <FEFF{actual}>>> BDC")
        for glyph in cluster.glyphs:
            self._glyph(glyph)
        self._show()
        self.operators.append("EMC")

    def finish(self) -> str:
        self._show()
        return " ".join([*self.operators, "0 Ts"] if self.rise else self.operators)

    def _glyph(self, glyph: Glyph) -> None:
        if glyph.y_offset != self.rise:
            self._show()
            self.operators.append(f"{_number(glyph.y_offset * self.size / 1000)} Ts")
            self.rise = glyph.y_offset
        shift = _number(-self.lag - glyph.x_offset)
        if shift != "0":
            self.parts.append(shift)
            self.lag = -glyph.x_offset
        self.parts.append(f"<{glyph.number:04X}>")
        self.lag += glyph.advance - self.embedded.use(glyph)

    def _show(self) -> None:
        if self.parts:
            self.operators.append(f"[{''.join(self.parts)}] TJ")
            self.parts = []


def draw_qr(code: QrCode, box: Box) -> str:
    """Return the PDF operators that fill ``box`` with a code; the design leaves white around it."""
    module = min(box.width, box.height) / code.size
    # One formatting of all bars takes half the time of one for each.
    bars = "%d %d %d 1 re\n" * len(code.bars) % tuple(chain.from_iterable(code.bars))
    matrix = f"{module:.5f} 0 0 {-module:.5f} {_number(box.x)} {_number(box.y + box.height)}"
    return f"q 0 g {matrix} cm\n{bars}f Q"


def _rgb(colour: str) -> str:
    return " ".join(_number(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))


def _number(value: float) -> str:
    """Write a number as PDF wants it: no exponent, no superfluous zeros, no minus zero."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
