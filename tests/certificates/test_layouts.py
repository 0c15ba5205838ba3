"""Every layout on paper: like a page wholly laid out, readable by people and by machines."""

from functools import cache
from io import BytesIO
from itertools import combinations, product
from unicodedata import normalize

import pikepdf
import pytest
import zxingcpp
from django.utils import translation
from django.utils.html import format_html, format_html_join
from PIL import ImageChops, ImageFilter

from certificates.designs import DesignOverflows, Setting, design_of
from certificates.designs.images import PictureUnknown
from certificates.designs.layouts import LAYOUTS
from certificates.designs.look import Languages, Look, Orientation, Shown, Signatory
from certificates.designs.specimens import CODE, PEOPLE, make_specimen, specimens
from certificates.kinds import Kind
from certificates.press import (
    find_plate,
    find_print_problems,
    find_setting,
    render_certificate,
    render_certificates,
)
from documents.html_pdf import html_to_pdf
from documents.plates import fit_text
from documents.qr import make_qr
from tests.certificates.pictures import DARK, LOGOS, PICTURES, SIGNATURE, sha256_of
from tests.certificates.printed import picture_of, text_of
from tests.documents.conformity import find_faults

pytestmark = pytest.mark.engineless
slow = pytest.mark.slow

# Of 255, hair-thin edges apart.
TOLERANCE = 50
# As long as a signed payload makes the text of a QR code: version 10.
SIGNED = f"https://takwin.example.ma/v/{CODE}#" + "aB3-" * 41
# Each pair of a layout, an orientation, a language setting and a person occurs at least once.
PAGES = [
    (
        *(layout, tuple(Orientation)[(i + j) % 2], tuple(Languages)[(i + 2 * j) % 3]),
        *(tuple(Kind)[(2 * i + j) % 5], person),
    )
    for i, layout in enumerate(LAYOUTS)
    for j, person in enumerate(PEOPLE)
]
BRACKETS = dict.fromkeys(map(ord, "()"), " ")
EVERY = frozenset(Shown)
every_page = pytest.mark.parametrize("page", PAGES, ids="-".join)


def make_look(layout="plain", **changes):
    return Look(layout=layout, **{"kind": Kind.PARTICIPATION, **changes})


def snapshot_of(page):
    layout, orientation, languages, kind, person = page
    look = make_look(layout, orientation=orientation, languages=languages, kind=kind, shows=EVERY)
    return make_specimen(look, person, qr=SIGNED)


@cache
def print_page(page):
    return render_certificates([snapshot_of(page)])


def lay_line_out(text, field, box):
    """Set a line as large, and in as many lines, as the press does."""
    lines = fit_text(text, field, box)
    leading = box.height if len(lines) == 1 else field.leading * lines[0].size
    above = (box.height - leading * len(lines)) / 2
    style = f"padding-top: {above}pt; font-size: {lines[0].size}pt; line-height: {leading}pt"
    words = format_html_join("", "<div>{}</div>", [(line.line.text,) for line in lines])
    return format_html('<div style="{}">{}</div>', style, words)


def wholly_laid_out(snapshot):
    design, plate = design_of(snapshot), find_plate(snapshot)
    texts = {
        name: lay_line_out(text, plate.fields[name], plate.boxes[name])
        for name, text in design.texts(snapshot).items()
    }
    codes = {"qr": snapshot["qr"]}
    wording, setting = design.wording(snapshot), find_setting(snapshot)
    return html_to_pdf(design.html(wording, setting, texts=texts, codes=codes))


def words_of(text):
    """Leave out brackets, which PDFium turns, and put marks in the order of Unicode."""
    return " ".join(normalize("NFC", text).translate(BRACKETS).split())


def is_picture(thing):
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"


def strongest_difference(one, other):
    difference = ImageChops.difference(one, other)
    return difference.filter(ImageFilter.GaussianBlur(2)).getextrema()[1]


def test_the_pages_tried_cover_every_pair():
    settings = (LAYOUTS, Orientation, Languages, PEOPLE)
    for one, other in combinations(range(4), 2):
        tried = {((*page[:3], page[4])[one], (*page[:3], page[4])[other]) for page in PAGES}
        assert tried == set(product(settings[one], settings[other]))


@slow
@every_page
def test_a_printed_page_looks_like_one_wholly_laid_out(page):
    laid_out = picture_of(wholly_laid_out(snapshot_of(page)))
    assert strongest_difference(picture_of(print_page(page)), laid_out) < TOLERANCE


@slow
def test_the_comparison_sees_another_name():
    snapshot = snapshot_of(PAGES[0])
    changed = {**snapshot, "name_ar": "فاطمة الزهراء بنعلو", "name_latin": "Fatima Zahra BENALO"}
    laid_out = picture_of(wholly_laid_out(changed))
    assert strongest_difference(picture_of(print_page(PAGES[0])), laid_out) > TOLERANCE


@slow
@every_page
def test_a_page_has_no_problem_and_its_names_can_be_copied(page):
    snapshot = snapshot_of(page)
    assert find_print_problems(snapshot) == []
    copied = words_of(text_of(print_page(page)))
    for name in design_of(snapshot).names:
        assert words_of(snapshot[name]) in copied


def darkest_around_code(page, modules):
    """Return the darkest grey within so many modules of the QR code, of 255."""
    box, picture = find_plate(snapshot_of(page)).boxes["qr"], picture_of(print_page(page))
    side, low = min(box.width, box.height), picture.height / 2 - box.y
    wide = modules * side / make_qr(SIGNED).size
    around = (box.x - wide, low - side - wide, box.x + side + wide, low + wide)
    ring = picture.crop([round(edge * 2) for edge in around])
    inner, outer = round(wide * 2) - 2, round((wide + side) * 2) + 2
    ring.paste(255, (inner, inner, outer, outer))
    return ring.getextrema()[0]


@slow
@every_page
def test_the_code_of_a_signed_certificate_is_large_and_has_white_around(page):
    box = find_plate(snapshot_of(page)).boxes["qr"]
    assert min(box.width, box.height) / 72 * 25.4 >= 29.99
    assert zxingcpp.read_barcode(picture_of(print_page(page))).text == SIGNED
    assert darkest_around_code(page, modules=4) > 200


@slow
def test_the_look_around_the_code_would_see_words_and_ornaments():
    assert darkest_around_code(PAGES[0], modules=16) < 100


@slow
@pytest.mark.parametrize(
    ("layout", "orientation"),
    [
        ("frieze", "landscape"),
        ("arch", "portrait"),
        ("ribbon", "landscape"),
        ("plain", "portrait"),
    ],
)
def test_the_fullest_page_holds_three_signatories_with_pictures_and_lasts(layout, orientation):
    signatory = Signatory(
        name_ar="فاطمة الزهراء الإدريسي",
        name_fr="Fatima Zahra EL IDRISSI",
        capacity_ar="المديرية الجهوية للتشغيل والكفاءات",
        capacity_fr="Direction régionale de l’Emploi et des Compétences",
        signature=sha256_of(SIGNATURE),
    )
    look = make_look(
        layout,
        orientation=Orientation(orientation),
        kind=Kind.TRAINER,
        signatories=(signatory,) * 3,
        shows=EVERY,
    )
    logos = [sha256_of(logo) for logo in LOGOS]
    snapshot = make_specimen(look, "longest", logos=logos)
    assert find_print_problems(snapshot, PICTURES.__getitem__) == []
    with pikepdf.open(BytesIO(find_plate(snapshot, PICTURES.__getitem__).pdf)) as pdf:
        drawn = [one for one in pdf.objects if is_picture(one)]
    assert find_faults(render_certificate(snapshot, PICTURES.__getitem__)) == []
    expected = len(LOGOS) if layout != "plain" else 0
    assert len(drawn) >= expected + 1


@slow
def test_a_code_on_a_dark_background_is_still_read():
    look = make_look("plain", background=sha256_of(DARK), languages=Languages.FRENCH)
    picture = picture_of(
        render_certificates([make_specimen(look, qr=SIGNED)], PICTURES.__getitem__)
    )
    assert zxingcpp.read_barcode(picture, formats=zxingcpp.BarcodeFormat.QRCode).text == SIGNED
    assert picture.getpixel((picture.width // 2, 20)) < 80


@slow
def test_what_an_administrator_writes_is_text_and_never_markup():
    texts = {"closing_fr": "<script>alert(1)</script> & <b>{issuer}</b>"}
    look = make_look(languages=Languages.FRENCH, texts=texts)
    text = " ".join(text_of(render_certificates([make_specimen(look)])).split())
    assert "<script>alert(1)</script> & <b>Réseau des associations" in text


@slow
@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name_latin": "Zoé 漢"}, ["missing_glyph"]),
        ({"name_latin": " "}, ["name_missing"]),
        ({"name_latin": "ABDERRAHMANE " * 14}, ["does_not_fit"]),
        ({"event_title_fr": "Gestion de la qualité " * 250}, ["does_not_fit"]),
        ({"name_ar": "", "event_title_ar": "漢"}, []),
    ],
    ids=["glyph", "no name", "name too long", "title too long", "Arabic is not printed"],
)
def test_what_keeps_a_certificate_from_print_is_named(changes, problems):
    look = make_look(languages=Languages.FRENCH)
    assert find_print_problems(make_specimen(look, **changes)) == problems


@slow
def test_an_overflowing_page_is_refused_each_time():
    snapshot = make_specimen(make_look(), event_title_fr="Gestion de la qualité " * 90)
    for _time in range(2):
        with pytest.raises(DesignOverflows):
            render_certificates([snapshot])


@slow
def test_a_file_is_called_and_speaks_as_its_certificates_do():
    look = make_look(languages=Languages.FRENCH, kind=Kind.THANKS)
    with pikepdf.open(BytesIO(render_certificates([make_specimen(look)]))) as pdf:
        facts = (str(pdf.docinfo.Title), str(pdf.docinfo.Author), str(pdf.Root.Lang))
    assert facts == (
        "Attestation de reconnaissance",
        "Réseau des associations doukkalies non gouvernementales",
        "fr",
    )


@slow
def test_each_look_has_a_plate_of_its_own():
    green, red = (
        make_specimen(make_look(languages=Languages.ARABIC, primary=colour))
        for colour in ("#0b4f3c", "#7a1f2b")
    )
    assert find_plate(green) is find_plate({**green, "name_ar": "مي"})
    assert find_plate(green) is not find_plate(red)


def test_a_picture_that_nobody_gives_is_an_error():
    look = make_look(background="ab" * 32)
    with pytest.raises(PictureUnknown):
        render_certificates([make_specimen(look)])


@pytest.mark.parametrize(
    "changes", [{"layout": "baroque"}, {"border": "roses"}], ids=["layout", "border"]
)
def test_what_no_layout_has_is_an_error(changes):
    with pytest.raises(KeyError):
        render_certificates([make_specimen(make_look(**changes))])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_border_draws_something_else(layout):
    drawn = [
        design_of(make_specimen(make_look(layout, border=border))).ornaments
        for border in LAYOUTS[layout].borders
    ]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_does_not_depend_on_the_language_of_whoever_prints(layout):
    snapshot = make_specimen(make_look(layout), logos=[sha256_of(logo) for logo in LOGOS])
    design, pages = design_of(snapshot), []
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            wording = design.wording(snapshot)
            pages.append(design.html(wording, Setting(9.5, 4.25), PICTURES.__getitem__))
    assert pages == pages[:1] * 3


def test_there_is_a_specimen_of_every_invented_person():
    assert [one["name_latin"] for one in specimens(make_look(), city_fr="Azemmour")] == [
        person["name_latin"] for person in PEOPLE.values()
    ]
