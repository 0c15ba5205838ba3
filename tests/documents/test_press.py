"""The press on a plain plate: what is stamped stands where CSS would put it, and can be copied."""

import subprocess
from dataclasses import replace
from io import BytesIO
from unicodedata import normalize

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import ImageChops, ImageFilter

from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR
from documents.html_pdf import FONT_FACES, html_to_pdf, lay_out
from documents.plates import Box, Field, PlateError, fit_text, read_plate
from documents.press import Imprint, LineDoesNotFit, Sheet, print_sheets
from tests.documents.conformity import find_faults

NAME = Field("name", AMIRI_BOLD, 30, 12, "#0b4f3c", right_to_left=True)
PLACE = Field("place", AMIRI_REGULAR, 14, 8, "#1c2a25", "left", lines=2, height=24)
FIELDS = (NAME, PLACE)
IMPRINT = Imprint("شهادة", author="شبكة الجمعيات", language="ar")
TWO_LINES = "Coopérative féminine agricole Al Baraka de production de couscous et de miel de thym"
ADDRESS = "https://takwin.example.ma/v/7K2M9QXR4TVB8NHJ6PWZ3CDF5GA"
STYLE = FONT_FACES + "".join(field.css for field in FIELDS)
# Of 255: what rounding to thousandths of the size may do to the edge of a letter.
TOLERANCE = 50
PAGE = """<title>x</title><style>@page {{ size: 12cm 9cm; margin: 8mm }}
{style} #qr {{ width: 30mm; height: 30mm; margin: 4mm }}</style>
<div id="name">{name}</div><div id="place">{place}</div><div id="qr"></div>"""


def page(name="", place=""):
    return PAGE.format(style=STYLE, name=name, place=place)


@pytest.fixture(scope="module")
def plate():
    return read_plate(lay_out(page()), page(), FIELDS, ["qr"])


@pytest.fixture
def stamp(plate):
    def stamp(name="فاطمة الزهراء", place="Sidi Bennour", codes=None):
        return Sheet(plate, {"name": name, "place": place}, codes or {})

    return stamp


def render(pdf, page_number=0, scale=4):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page_number].render(scale=scale).to_pil().convert("L")


def text_of(pdf, page_number=0):
    with pypdfium2.PdfDocument(pdf) as document:
        text_page = document[page_number].get_textpage()
        return text_page.get_text_bounded()


def strongest_difference(one, other):
    """How dark the darkest spot of the difference is (0 to 255), hair-thin edges apart."""
    difference = ImageChops.difference(one, other)
    return difference.filter(ImageFilter.GaussianBlur(2)).getextrema()[1]


@pytest.mark.parametrize(
    "name",
    ["فاطمة الزهراء", "مُحَمَّدٌ الحُسَيْنِيّ", "ڭوثر گناوي (SARA)", "آيت 2000 Green", "Fatima", "لالة مي"],
)
def test_a_stamped_page_looks_like_one_wholly_laid_out(stamp, name):
    stamped = render(print_sheets([stamp(name)], IMPRINT))
    laid_out = render(html_to_pdf(page(name, "Sidi Bennour")))
    assert strongest_difference(stamped, laid_out) < TOLERANCE


def test_the_comparison_sees_a_name_that_stands_one_point_off(plate):
    box = plate.boxes["name"]
    moved = replace(plate, boxes={**plate.boxes, "name": replace(box, x=box.x + 1)})
    texts = {"name": "فاطمة الزهراء", "place": "Sidi Bennour"}
    stamped = render(print_sheets([Sheet(moved, texts, {})], IMPRINT))
    laid_out = render(html_to_pdf(page(*texts.values())))
    assert strongest_difference(stamped, laid_out) > 2 * TOLERANCE


def test_a_name_can_be_found_and_copied(stamp):
    text = text_of(print_sheets([stamp("تعاونية البركة لإنتاج الكسكس", "Sidi Bennour")], IMPRINT))
    assert text.split("\r\n") == ["تعاونية البركة لإنتاج الكسكس", "Sidi Bennour"]


MARKED = [
    "مُحَمَّدٌ الحُسَيْنِيّ",
    "فاطِمَة الزَّهراء بنُ عَلِيّ",
    "عَبْدُ الرَّحْمٰنِ",
    "گُنَاوِيّ ڭَوْثَر لالَّة",
]


@pytest.mark.parametrize("name", MARKED)
def test_a_name_with_marks_is_found_and_copied_in_its_order(stamp, name, tmp_path):
    pdf = print_sheets([stamp(name, "")], IMPRINT)
    (tmp_path / "x.pdf").write_bytes(pdf)
    command = ["pdftotext", tmp_path / "x.pdf", "-"]
    poppler = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    # Which of two marks on one letter comes first has no meaning (Unicode, canonical order).
    read = [normalize("NFC", text.strip("\u202b\u202c\f\n")) for text in (text_of(pdf), poppler)]
    assert read == [normalize("NFC", name)] * 2


def test_marks_are_drawn_as_shapes_and_keep_to_pdf_a(stamp):
    assert find_faults(print_sheets([stamp(name) for name in MARKED], IMPRINT)) == []


def test_each_page_has_its_own_name_in_order(stamp):
    names = ["فاطمة", "محمد", "ڭوثر"]
    pdf = print_sheets([stamp(name) for name in names], IMPRINT)
    assert [name in text_of(pdf, number) for number, name in enumerate(names)] == [True] * 3


def test_a_qr_code_is_read_from_the_printed_page(stamp):
    pdf = print_sheets([stamp(codes={"qr": ADDRESS})], IMPRINT)
    assert zxingcpp.read_barcode(render(pdf, scale=2)).text == ADDRESS


def test_plate_and_fonts_stand_once_in_a_file_of_many_pages(stamp):
    with pikepdf.open(BytesIO(print_sheets([stamp("محمد")] * 20, IMPRINT))) as pdf:
        fonts = {str(f.BaseFont) for f in pdf.pages[19].Resources.Font.values()}
        shared = {page.Resources.objgen for page in pdf.pages}
        forms = [
            o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"
        ]
        assert (len(fonts), len(shared), len(forms)) == (2, 1, 1)


def test_another_page_adds_little(stamp):
    one = print_sheets([stamp(codes={"qr": ADDRESS})], IMPRINT)
    ten = print_sheets([stamp(codes={"qr": ADDRESS})] * 10, IMPRINT)
    assert (len(ten) - len(one)) / 9 < 2500


def test_the_same_sheets_give_the_same_bytes(stamp):
    sheets = [stamp("محمد"), stamp("فاطمة")]
    assert print_sheets(sheets, IMPRINT) == print_sheets(sheets, IMPRINT)


def test_other_names_give_other_subsets(stamp):
    def font_names(name):
        with pikepdf.open(BytesIO(print_sheets([stamp(name)], IMPRINT))) as pdf:
            return {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}

    assert font_names("محمد") != font_names("فاطمة")


def test_the_file_says_what_it_is(stamp):
    with pikepdf.open(BytesIO(print_sheets([stamp()], IMPRINT))) as pdf:
        facts = (str(pdf.docinfo.Title), str(pdf.docinfo.Author), str(pdf.Root.Lang))
        assert facts == ("شهادة", "شبكة الجمعيات", "ar")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_the_file_keeps_to_the_format(stamp):
    with pikepdf.open(BytesIO(print_sheets([stamp()] * 3, IMPRINT))) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_an_empty_field_stays_blank(stamp):
    assert text_of(print_sheets([stamp(name="", place="")], IMPRINT)).strip() == ""


def test_a_line_too_long_at_the_smallest_size_is_refused(stamp):
    with pytest.raises(LineDoesNotFit, match="name: ") as refusal:
        print_sheets([stamp("محمد " * 60)], IMPRINT)
    assert refusal.value.field_name == "name"


def test_a_design_without_a_box_for_a_field_is_refused():
    html = "<div id=name></div>"
    with pytest.raises(PlateError, match="place"):
        read_plate(lay_out(html), html, FIELDS, [])


def test_a_short_text_keeps_its_size(plate):
    (line,) = fit_text("محمد", NAME, plate.boxes["name"])
    assert line.size == 30


def test_a_long_text_shrinks_until_it_fills_its_box(plate):
    box = plate.boxes["name"]
    (line,) = fit_text("مولاي عبد الرحمان بن الطاهر العلوي الإدريسي", NAME, box)
    width = line.line.width * line.size / 1000
    assert (line.size < 30, box.width * 0.97 < width <= box.width) == (True, True)


def test_a_text_is_broken_once_where_that_lets_it_stand_larger(plate):
    lines = fit_text(TWO_LINES, PLACE, plate.boxes["place"])
    assert " ".join(fitted.line.text for fitted in lines) == TWO_LINES
    assert [fitted.size for fitted in lines] == [10, 10]


def test_broken_lines_stand_inside_their_box_the_first_one_above(plate):
    box = plate.boxes["place"]
    first, second = fit_text(TWO_LINES, PLACE, box)
    assert box.y < second.y < first.y < box.y + box.height


@pytest.mark.parametrize(("align", "share"), [("left", 0), ("center", 0.5), ("right", 1)])
def test_a_line_stands_where_its_field_says(align, share):
    field = Field("x", AMIRI_BOLD, 10, 8, "#000000", align)
    (line,) = fit_text("abc", field, Box(100, 0, 200, 14.5))
    assert line.x == pytest.approx(100 + share * (200 - line.line.width * 10 / 1000))
