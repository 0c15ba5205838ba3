"""What a file says about itself, and that it is PDF/A-3u."""

import datetime as dt
import json
import subprocess
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, String

from documents.archive import Attachment, Fact, Imprint, srgb_profile, write_xmp
from documents.fonts import AMIRI_BOLD
from documents.html_pdf import FONT_FACES, lay_out
from documents.plates import Field, read_plate
from documents.press import Sheet, print_sheets
from tests.documents.conformity import dictionaries, find_faults

pytestmark = pytest.mark.slow

NAME = Field("name", AMIRI_BOLD, 20, 8, "#0b4f3c", right_to_left=True)
STATEMENT = Attachment(
    "statement.json", "application/json", '{"name":"فاطمة"}'.encode(), "What it says"
)
QR = "https://takwin.example.ma/v/7K2M#A&B<C>"
IMPRINT = Imprint(
    "شهادة <المشاركة> & Attestation",
    author="شبكة الجمعيات",
    language="ar",
    created=dt.date(2026, 2, 1),
    facts=(Fact("Qr", QR, "The text of the QR code"),),
    attachments=(STATEMENT,),
)
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PAGE = f"""<title>x</title><style>@page {{ size: 12cm 6cm; margin: 8mm }}
{FONT_FACES}{NAME.css} body {{ font-family: Paper }} b {{ opacity: 0.5 }}</style>
<p>شهادة المشاركة في اللقاء التكويني، لفائدة الأطر <b>Attestation</b> <img src="{DOT}"></p>
<div id="name"></div>"""


@pytest.fixture(scope="module")
def plate():
    return read_plate(lay_out(PAGE), PAGE, [NAME], [])


@pytest.fixture(scope="module")
def paper(plate):
    return print_sheets([Sheet(plate, {"name": "مُحَمَّدٌ الحُسَيْنِيّ (SARA) لالة 2026"}, {})], IMPRINT)


def opened(data):
    return pikepdf.open(BytesIO(data))


def test_what_the_press_makes_keeps_to_pdf_a_3u(paper):
    assert find_faults(paper) == []


def test_a_file_without_day_facts_and_attachments_keeps_to_it_too(plate):
    plain = Imprint("x", author="y", language="fr")
    assert find_faults(print_sheets([Sheet(plate, {"name": "فاطمة"}, {})], plain)) == []


def test_the_document_information_says_what_the_xmp_says(paper):
    with opened(paper) as pdf, pdf.open_metadata() as xmp:
        assert (xmp["dc:title"], xmp["dc:creator"]) == (IMPRINT.title, [IMPRINT.author])
        assert str(pdf.docinfo.Title) == IMPRINT.title
        assert (str(pdf.docinfo.CreationDate), xmp["xmp:CreateDate"]) == (
            "D:20260201000000Z",
            "2026-02-01T00:00:00Z",
        )
        assert xmp["dc:language"] == {"ar"}
        assert xmp.pdfa_status == "3U"


def test_a_fact_is_found_by_who_looks_at_the_bytes_alone(paper):
    found = paper.partition(b"<takwin:Qr>")[2].partition(b"</takwin:Qr>")[0]
    assert found.decode() == "https://takwin.example.ma/v/7K2M#A&amp;B&lt;C&gt;"


def test_what_is_attached_belongs_to_the_document(paper):
    with opened(paper) as pdf:
        assert json.loads(pdf.attachments["statement.json"].get_file().read_bytes()) == {
            "name": "فاطمة"
        }
        (file,) = pdf.Root.AF
        facts = (str(file.AFRelationship), str(file.EF.F.Subtype), str(file.EF.F.Params.ModDate))
        assert facts == ("/Data", "/application/json", "D:20260201000000Z")


def test_characters_that_xml_cannot_hold_are_left_out():
    imprint = Imprint("a\x0bb\x00c", author="\ufffe", language="ar")
    assert '<rdf:li xml:lang="x-default">abc</rdf:li>' in write_xmp(imprint)


def test_the_colour_profile_is_one_and_bears_no_day_of_making():
    assert srgb_profile()[24:36].hex() == "07d000010001000000000000"
    assert len(srgb_profile()) < 1000


LETTERS_OF_TWO_GLYPHS = "<p>المملكة والكفاءات <b>والكفاءات المملكة</b> مركز ولكم الكل</p>"


@pytest.fixture(scope="module")
def paper_of_pairs():
    page = PAGE.replace("<p>", f"{LETTERS_OF_TWO_GLYPHS}<p>")
    plate = read_plate(lay_out(page), page, [NAME], [])
    return print_sheets([Sheet(plate, {"name": "المملكة"}, {})], IMPRINT)


def test_letters_that_are_drawn_with_two_glyphs_are_read_once(paper_of_pairs, tmp_path):
    words = ["المملكة والكفاءات", "والكفاءات المملكة", "مركز ولكم الكل"]
    with pypdfium2.PdfDocument(paper_of_pairs) as document:
        read = document[0].get_textpage().get_text_bounded()
    assert [word in read for word in words] == [True] * 3
    (tmp_path / "x.pdf").write_bytes(paper_of_pairs)
    command = ["pdftotext", tmp_path / "x.pdf", "-"]
    read = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert [word in read for word in words] == [True] * 3


def test_glyphs_of_such_letters_say_what_they_mean(paper_of_pairs):
    assert find_faults(paper_of_pairs) == []


def test_pictures_of_a_plate_are_not_smoothed(plate):
    with opened(plate.pdf) as pdf:
        pictures = [one for one in dictionaries(pdf) if one.get("/Subtype") == "/Image"]
        assert [picture.get("/Interpolate") for picture in pictures] == [None, None]


# The checker itself: what it must find.


def rename(pdf):
    pdf.docinfo.Title = String("another")


def drop_profile(pdf):
    del pdf.Root.OutputIntents


def forget_letters(pdf):
    for font in fonts_of(pdf):
        del font.ToUnicode


def misread_a_letter(pdf):
    for font in fonts_of(pdf):
        cmap = font.ToUnicode.read_bytes()
        first = cmap.index(b"beginbfchar") + len(b"beginbfchar\n")
        line = cmap[first:].split(b"\n", 1)[0]
        font.ToUnicode = pdf.make_stream(cmap.replace(line, line.split()[0] + b" <>"))


def lose_the_program(pdf):
    for font in fonts_of(pdf):
        del font.DescendantFonts[0].FontDescriptor.FontFile2


def widen(pdf):
    for font in fonts_of(pdf):
        font.DescendantFonts[0].W = pikepdf.Array([0, 65535, 1234])


def add_script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def smooth(pdf):
    for one in dictionaries(pdf):
        if one.get("/Subtype") == "/Image":
            one.Interpolate = True


def loosen(pdf):
    del pdf.Root.AF


def call_it_a_2b(pdf):
    packet = pdf.Root.Metadata.read_bytes().replace(b"<pdfaid:part>3", b"<pdfaid:part>2")
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def hide_the_schema(pdf):
    packet = pdf.Root.Metadata.read_bytes().replace(b":name>Qr<", b":name>Other<")
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def fonts_of(pdf):
    return [one for one in dictionaries(pdf) if one.get("/Subtype") == "/Type0"]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (rename, "another here"),
        (drop_profile, "0 output intents"),
        (forget_letters, "does not say what its glyphs mean"),
        (misread_a_letter, "does not say what glyph"),
        (lose_the_program, "not embedded"),
        (widen, "not its own"),
        (add_script, "/OpenAction"),
        (smooth, "smoothed"),
        (loosen, "does not belong"),
        (call_it_a_2b, "PDF/A-2U"),
        (hide_the_schema, "does not describe Qr"),
    ],
)
def test_the_checker_finds_what_is_broken(paper, damage, fault):
    with opened(paper) as pdf:
        damage(pdf)
        output = BytesIO()
        pdf.save(output)
    assert any(fault in found for found in find_faults(output.getvalue()))
