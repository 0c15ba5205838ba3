"""The certificate of participation-1 by Typst and by ReportLab, for the measurement beside ours.

The same texts, faces, ornaments, measures and QR codes (as pictures, which both take). Everything
is set anew on each page, as either is used: only the ornaments are drawn once and placed.
ReportLab 5.1 joins the letters but puts the words of an Arabic line in the wrong order; it is
timed as it is.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from certificates.designs import get_design
from certificates.designs.participation_1 import GREEN, INK, ORNAMENTS
from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR

TYPST_TEMPLATE = Path(__file__).with_name("certificate.typ")
STEP = re.compile(r"([MLHVhvz])([^MLHVhvz]*)")
NUMBER = re.compile(r"-?[0-9.]+")
WIDTH, HEIGHT = landscape(A4)


def with_typst(snapshots: Sequence[dict[str, Any]]) -> list[bytes]:
    """Compile all certificates as one Typst document."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ornaments.svg").write_text(ornaments_svg())
        for number, snapshot in enumerate(snapshots):
            (folder / f"{number}.png").write_bytes(qr_png(snapshot["qr"]))
        people = [words_of(snapshot) for snapshot in snapshots]
        (folder / "people.json").write_text(json.dumps(people, ensure_ascii=False))
        (folder / "certificate.typ").write_text(TYPST_TEMPLATE.read_text())
        fonts = [AMIRI_REGULAR.path.parent]
        pdf = typst.compile(
            folder / "certificate.typ", font_paths=fonts, ignore_system_fonts=True, pdf_tags=False
        )
    return [pdf]


def words_of(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Return every line that is printed: those of the event and those of the person."""
    design = get_design(snapshot["design"])
    return {**design.wording(snapshot), "own": design.texts(snapshot)}


def ornaments_svg() -> str:
    """Return the ornaments of the design as one SVG in millimetres."""
    paths = "".join(
        f'<path d="{one.path}" fill="{one.fill}" stroke="{one.stroke}" stroke-width="{one.width}"/>'
        for one in ORNAMENTS
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210" width="297mm" '
        f'height="210mm" fill-rule="evenodd">{paths}</svg>'
    )


def qr_png(text: str) -> bytes:
    """Return a QR code as a picture of a pixel a module."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    file = BytesIO()
    Image.fromarray(barcode.to_image(scale=1, add_quiet_zones=False)).save(file, "PNG")
    return file.getvalue()


def with_reportlab(snapshots: Sequence[dict[str, Any]]) -> list[bytes]:
    """Draw all certificates on one ReportLab canvas, the ornaments once as a form."""
    registerFont(TTFont("Amiri", str(AMIRI_REGULAR.path), shaped=True))
    registerFont(TTFont("Amiri-Bold", str(AMIRI_BOLD.path), shaped=True))
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT))
    canvas.beginForm("ornaments", 0, 0, WIDTH, HEIGHT)
    _draw_ornaments(canvas)
    canvas.endForm()
    for snapshot in snapshots:
        _draw_page(canvas, snapshot)
        canvas.showPage()
    canvas.save()
    return [file.getvalue()]


def _draw_ornaments(canvas: Canvas) -> None:
    """Draw the straight-lined ornaments; the design has no curves."""
    canvas.translate(0, HEIGHT)
    canvas.scale(mm, -mm)
    for one in ORNAMENTS:
        path = canvas.beginPath()
        for command, points in _commands(one.path):
            if command == "Z":
                path.close()
            else:
                (path.moveTo if command == "M" else path.lineTo)(*points)
        if one.fill != "none":
            canvas.setFillColor(HexColor(one.fill))
        if one.stroke != "none":
            canvas.setStrokeColor(HexColor(one.stroke))
            canvas.setLineWidth(float(one.width))
        canvas.drawPath(path, stroke=one.stroke != "none", fill=one.fill != "none", fillMode=0)


def _draw_page(canvas: Canvas, snapshot: dict[str, Any]) -> None:
    words = words_of(snapshot)
    own, ar, fr = words["own"], words["ar"], words["fr"]
    canvas.doForm("ornaments")
    _block(canvas, 20, 18, 84, ["<b>Royaume du Maroc</b>", *words["partners_fr"]], 8)
    _block(canvas, 104, 18, 89, [f"<b>{words['issuer_ar']}</b>"], 14, arabic=True)
    _block(canvas, 104, 26, 89, [words["issuer_fr"]], 10)
    _block(canvas, 193, 18, 84, ["<b>المملكة المغربية</b>", *words["partners_ar"]], 9, arabic=True)
    _block(canvas, 20, 38, 257, ["<b>شهادة المشاركة</b>"], 33, arabic=True)
    _block(canvas, 20, 54, 257, ["ATTESTATION DE PARTICIPATION"], 14)
    attest = f"Nous, {words['issuer_fr']}, attestons que <b>{fr['title']}</b>"
    _block(canvas, 25, 64, 118, [attest], 11)
    attest = f"{ar['attests']} {words['issuer_ar']} بأن <b>{ar['title']}</b>"
    _block(canvas, 154, 64, 118, [attest], 12.5, arabic=True)
    _block(canvas, 20, 75, 257, [f"<b>{own['name_ar']}</b>"], 31, arabic=True)
    _block(canvas, 20, 91, 257, [f"<b>{own['name_latin']}</b>"], 20)
    _block(canvas, 25, 103, 118, french_lines(words), 11)
    _block(canvas, 154, 103, 118, arabic_lines(words), 12.5, arabic=True)
    picture = ImageReader(BytesIO(qr_png(snapshot["qr"])))
    canvas.drawImage(picture, 24 * mm, 20 * mm, 27 * mm, 27 * mm)
    _block(canvas, 55, 165, 62, ["Pour vérifier cette attestation", words["address"]], 7.5)
    _block(canvas, 55, 174, 62, [f"<b>{own['code']}</b>", f"<b>{own['number']}</b>"], 9)
    signatory = words["signatories"][0]
    _block(canvas, 119, 160, 78, [fr["made"], signatory["capacity_fr"], signatory["name_fr"]], 9.5)
    lines = [ar["made"], signatory["capacity_ar"], signatory["name_ar"]]
    _block(canvas, 197, 160, 78, lines, 9.5, arabic=True)


def french_lines(words: dict[str, Any]) -> list[str]:
    """Return the French body, line by line."""
    return [
        f"<b>{words['own'].get('organisation_fr', '')}</b>",
        words["own"]["province_fr"],
        "a participé à la rencontre de formation sur le thème :",
        f"<b>« {words['event_title_fr']} »</b>",
        f"tenue {words['fr']['held']},",
        f"{words['fr']['frame']}.",
        "La présente attestation lui est délivrée pour servir et valoir ce que de droit.",
    ]


def arabic_lines(words: dict[str, Any]) -> list[str]:
    """Return the Arabic body, line by line."""
    return [
        f"<b>{words['own'].get('organisation_ar', '')}</b>",
        words["own"]["province_ar"],
        f"قد {words['ar']['took_part']} في اللقاء التكويني حول موضوع:",
        f"<b>«{words['event_title_ar']}»</b>",
        f"المنظم {words['ar']['held']}،",
        f"{words['ar']['frame']}.",
        f"وقد سلمت {words['ar']['to_them']} هذه الشهادة للإدلاء بها عند الحاجة.",
    ]


def _block(
    canvas: Canvas, x: float, y: float, width: float, lines: list[str], size: float, *,
    arabic: bool = False,
) -> None:  # fmt: skip
    """Set lines one under the other, centred in ``width`` millimetres, from ``y`` downwards."""
    style = ParagraphStyle(
        "line", fontName="Amiri", fontSize=size, leading=size * 1.4, alignment=TA_CENTER,
        textColor=HexColor(GREEN if size > 12 else INK), shaping=1,
        wordWrap="RTL" if arabic else "LTR",
    )  # fmt: skip
    top = HEIGHT - y * mm
    for line in lines:
        bold = line.startswith("<b>") and line.endswith("</b>")
        if bold:
            line = line.removeprefix("<b>").removesuffix("</b>")  # noqa: PLW2901 a face of its own
        style.fontName = "Amiri-Bold" if bold else "Amiri"
        paragraph = Paragraph(line.replace("<b>", "").replace("</b>", ""), style)
        _, height = paragraph.wrap(width * mm, HEIGHT)
        paragraph.drawOn(canvas, x * mm, top - height)
        top -= height


def _commands(path: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Read SVG path data of moves and straight lines (M L H V h v z) as M, L and Z."""
    x = y = 0.0
    for command, numbers in STEP.findall(path):
        values = [float(number) for number in NUMBER.findall(numbers)]
        if command == "z":
            yield "Z", ()
            continue
        if command in "ML":
            x, y = values
        elif command in "Hh":
            x = values[0] + (x if command == "h" else 0)
        else:
            y = values[0] + (y if command == "v" else 0)
        yield ("M" if command == "M" else "L"), (x, y)
