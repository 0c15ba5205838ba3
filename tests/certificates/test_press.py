"""Certificates on paper: complete, readable by people and machines, the same each time."""

import os
import subprocess
import sys
from io import BytesIO

import pikepdf
import pytest
import zxingcpp
from django.conf import settings
from django.utils import translation
from PIL import ImageChops, ImageFilter

from certificates.designs import DesignOverflows, get_design
from certificates.press import (
    find_plate,
    find_print_problems,
    render_certificate,
    render_certificates,
)
from documents.html_pdf import html_to_pdf
from tests.certificates.printed import (
    CODE,
    LONG_PARTNERS,
    SIGNATORY,
    make_snapshot,
    picture_of,
    text_of,
)

pytestmark = [pytest.mark.engineless, pytest.mark.slow]

LONG_NAMES = {
    "name_ar": "مولاي عبد الرحمان بن الطاهر العلوي الإدريسي الحسني الصقلي",
    "name_latin": "Moulay Abderrahmane BEN TAHAR EL ALAOUI EL IDRISSI EL HASSANI ESSAQALLI",
}
LONG_ORGANISATION = {
    "organisation_ar": "التعاونية النسوية الفلاحية البركة لإنتاج وتسويق الكسكس والمنتوجات المجالية"
    " والأعشاب الطبية والعطرية بجماعة أولاد عمران",
    "organisation_fr": "Coopérative féminine agricole Al Baraka pour la production et la "
    "commercialisation du couscous, des produits du terroir et des plantes médicinales",
}
# Of 255, hair-thin edges apart.
TOLERANCE = 50


def wholly_laid_out(snapshot):
    design = get_design(snapshot["design"])
    wording = design.wording(snapshot)
    codes = {"qr": snapshot["verify_url"]}
    setting = design.find_setting(wording)
    return html_to_pdf(design.html(wording, setting, texts=design.texts(snapshot), codes=codes))


def strongest_difference(one, other):
    difference = ImageChops.difference(one, other)
    return difference.filter(ImageFilter.GaussianBlur(2)).getextrema()[1]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"gender": "m", "name_ar": "مُحَمَّدٌ الحُسَيْنِيّ", "name_latin": "Mohamed EL HOUSSAINI"},
        {
            "gender": "",
            "name_ar": "ڭوثر گناوي (SARA)",
            "organisation_ar": "",
            "organisation_fr": "",
        },
        {"organisation_ar": "مقاولة Green Food 2000 (SARL)", "signatories": [SIGNATORY] * 3},
    ],
)
def test_a_printed_page_looks_like_one_wholly_laid_out(changes):
    snapshot = make_snapshot(**changes)
    printed = picture_of(render_certificates([snapshot]))
    assert strongest_difference(printed, picture_of(wholly_laid_out(snapshot))) < TOLERANCE


def test_the_comparison_sees_another_name():
    printed = picture_of(render_certificates([make_snapshot(name_ar="فاطمة الزهراء بنعلو")]))
    assert strongest_difference(printed, picture_of(wholly_laid_out(make_snapshot()))) > TOLERANCE


def test_the_page_is_a4_landscape():
    with pikepdf.open(BytesIO(render_certificates([make_snapshot()]))) as pdf:
        _, _, width, height = (float(edge) for edge in pdf.pages[0].MediaBox)
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 210)


def test_the_qr_code_of_the_picture_leads_to_the_verification_page():
    picture = picture_of(render_certificates([make_snapshot()]))
    assert zxingcpp.read_barcode(picture).text == f"https://takwin.example.ma/v/{CODE}"


def test_the_qr_code_is_read_from_a_coarse_scan():
    picture = picture_of(render_certificates([make_snapshot()]), scale=100 / 72)
    assert zxingcpp.read_barcode(picture).text.endswith(CODE)


def test_the_qr_code_is_large_enough_for_a_cheap_phone():
    box = find_plate(make_snapshot()).boxes["qr"]
    assert min(box.width, box.height) / 72 * 25.4 >= 26


@pytest.mark.parametrize("key", ["name_ar", "name_latin", "number"])
def test_what_identifies_the_person_can_be_searched_and_copied(key):
    snapshot = make_snapshot()
    assert snapshot[key] in text_of(render_certificates([snapshot]))


def test_poppler_reads_the_name_as_well(tmp_path):
    (tmp_path / "x.pdf").write_bytes(render_certificates([make_snapshot()]))
    command = ["pdftotext", str(tmp_path / "x.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "فاطمة الزهراء بنعلي" in text


def test_the_code_is_printed_in_groups_of_four():
    assert "7K2M 9QXR 4TVB 8NHJ 6PWZ 3CDF 5GA" in text_of(render_certificates([make_snapshot()]))


def test_the_address_of_the_verification_page_is_printed_without_the_code():
    lines = text_of(render_certificates([make_snapshot()])).split()
    assert "https://takwin.example.ma/v/" in lines


def test_one_file_holds_a_page_for_each_in_order():
    names = ["Amina ALAMI", "Brahim BENNANI", "Chaimae CHRAIBI"]
    snapshots = [
        make_snapshot(name_latin=name, gender=g) for name, g in zip(names, "fmf", strict=True)
    ]
    pdf = render_certificates(iter(snapshots))
    assert [name in text_of(pdf, page) for page, name in enumerate(names)] == [True] * 3


def test_nothing_to_print_is_refused():
    with pytest.raises(ValueError, match="no certificate"):
        render_certificates([])


def test_the_file_says_what_it_is_and_who_issued_it():
    with pikepdf.open(BytesIO(render_certificates([make_snapshot()]))) as pdf:
        facts = (str(pdf.docinfo.Title), str(pdf.docinfo.Author), str(pdf.Root.Lang))
    assert facts == (
        "شهادة المشاركة – Attestation de participation",
        "شبكة الجمعيات الدكالية غير الحكومية",
        "ar",
    )


def test_people_of_one_event_and_gender_share_a_plate():
    one, other = make_snapshot(), make_snapshot(**LONG_NAMES, number="RAD/2026/SB01/0002")
    assert find_plate(one) is find_plate(other)


@pytest.mark.parametrize(
    "changes", [{"gender": "m"}, {"hours": "7"}, {"organisation_ar": "", "organisation_fr": ""}]
)
def test_what_is_worded_otherwise_has_another_plate(changes):
    assert find_plate(make_snapshot()) is not find_plate(make_snapshot(**changes))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_paper_does_not_depend_on_the_language_of_whoever_prints(language):
    with translation.override(language):
        from certificates import press

        press._lay_out_plate.cache_clear()
        pdf = render_certificates([make_snapshot()])
    press._lay_out_plate.cache_clear()
    with translation.override("en"):
        assert render_certificates([make_snapshot()]) == pdf


def test_another_process_gives_the_same_bytes():
    script = (
        "import sys, django; django.setup()\n"
        "from tests.certificates.printed import make_snapshot\n"
        "from certificates.press import render_certificate, render_certificates\n"
        "snapshots = [make_snapshot(), make_snapshot(gender='m')]\n"
        "sys.stdout.buffer.write(render_certificates(snapshots) + render_certificate(snapshots[0]))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        check=True,
    )
    snapshots = [make_snapshot(), make_snapshot(gender="m")]
    assert other.stdout == render_certificates(snapshots) + render_certificate(snapshots[0])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        LONG_NAMES,
        LONG_ORGANISATION,
        {**LONG_NAMES, **LONG_ORGANISATION, **LONG_PARTNERS, "signatories": [SIGNATORY] * 3},
        {"name_ar": "مي", "name_latin": "Ly"},
        {"name_ar": "ڭوثر گناوي ڤ پ", "name_latin": "Zoé L’HÉRITIER-ŒUVRARD"},
        {"organisation_ar": "", "organisation_fr": ""},
        {"organisation_ar": ""},
        {"partners_ar": [], "partners_fr": [], "project_ar": "", "project_fr": ""},
        {"days": [], "hours": "", "city_ar": "", "city_fr": "", "issuer_contact": ""},
        {"signatories": []},
    ],
)
def test_a_certificate_without_problems_is_printed(changes):
    snapshot = make_snapshot(**changes)
    assert find_print_problems(snapshot) == []
    assert zxingcpp.read_barcode(picture_of(render_certificates([snapshot]))).text.endswith(CODE)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name_ar": ""}, "name_missing"),
        ({"name_latin": "  "}, "name_missing"),
        ({"name_ar": "فاطمة 漢"}, "missing_glyph"),
        ({"partners_fr": ["Région ⵣ"]}, "missing_glyph"),
        ({"signatories": [{**SIGNATORY, "name_fr": "漢"}]}, "missing_glyph"),
        ({"name_ar": "عبد الرحمان " * 14}, "does_not_fit"),
        ({"name_latin": "ABDERRAHMANE " * 12}, "does_not_fit"),
        ({"organisation_fr": "Coopérative agricole " * 14}, "does_not_fit"),
        ({"event_title_fr": "Gestion de la qualité et de la logistique " * 30}, "does_not_fit"),
    ],
)
def test_what_keeps_a_certificate_from_print_is_named(changes, problem):
    assert find_print_problems(make_snapshot(**changes)) == [problem]


def test_an_overflowing_event_is_refused_rather_than_printed_badly():
    with pytest.raises(DesignOverflows):
        render_certificates([make_snapshot(event_title_fr="Gestion de la qualité " * 60)])


def test_an_unknown_design_is_refused():
    with pytest.raises(KeyError):
        render_certificates([make_snapshot(design="participation-0")])


def test_what_people_typed_is_text_and_never_markup():
    snapshot = make_snapshot(
        event_title_fr='<img src="http://127.0.0.1/x"> & <b>', name_latin="<i>A&B"
    )
    text = text_of(render_certificates([snapshot]))
    assert '<img src="http://127.0.0.1/x"> & <b>' in text
    assert "<i>A&B" in text
