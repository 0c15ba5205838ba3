"""Separator pages and receipt lists on paper, from snapshots alone."""

import pypdfium2
import pytest

from certificates.pile import (
    ROWS,
    Place,
    Receipt,
    arabic_count,
    cut_to_fit,
    french_count,
    lay_out_receipts,
    lay_out_separator,
    make_receipts,
    make_separator,
)
from certificates.press import make_imprint
from documents.press import print_sheets
from tests.certificates.printed import make_snapshot, text_of

pytestmark = [pytest.mark.engineless, pytest.mark.slow]

HERE = Place("إقليم سيدي بنور", "Province de Sidi Bennour")
THERE = Place("إقليم الجديدة", "Province d’El Jadida")
SNAPSHOT = make_snapshot()


def receipt(number, place=HERE, **changes):
    snapshot = make_snapshot(number=f"RAD/2026/SB01/{number:04d}", **changes)
    return Receipt.of(snapshot, place)


def printed(sheets):
    return print_sheets(sheets, make_imprint(SNAPSHOT))


def pages_in(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


@pytest.fixture(scope="module")
def arabic_list():
    """A list of two places: 21 people of one, one of the other."""
    rows = [receipt(number) for number in range(1, ROWS + 2)]
    rows.append(receipt(90, THERE, name_latin="Ahmed ALAOUI", organisation_ar=""))
    return printed(make_receipts(rows, SNAPSHOT, language="ar"))


@pytest.fixture(scope="module")
def separator():
    return lay_out_separator(SNAPSHOT, landscape=True)


@pytest.mark.parametrize(
    ("number", "arabic", "french"),
    [
        (1, "شهادة واحدة", "1\u00a0attestation"),
        (2, "شهادتان", "2\u00a0attestations"),
        (3, "3\u00a0شواهد", "3\u00a0attestations"),
        (11, "11\u00a0شهادة", "11\u00a0attestations"),
        (103, "103\u00a0شواهد", "103\u00a0attestations"),
        (200, "200\u00a0شهادة", "200\u00a0attestations"),
    ],
)
def test_certificates_are_counted_in_both_languages(number, arabic, french):
    assert (arabic_count(number), french_count(number)) == (arabic, french)


def test_a_separator_names_the_place_the_event_and_the_number_in_both_languages(separator):
    text = text_of(printed([make_separator(separator, HERE, 45)]))
    for said in (*(HERE.name_ar, HERE.name_fr), "45", "شهادة", "attestations", "Gestion de la"):
        assert said in text


def test_those_of_no_province_have_a_separator_too(separator):
    assert "Hors provinces" in text_of(printed([make_separator(separator, Place(), 1)]))


@pytest.mark.parametrize("landscape", [True, False])
def test_a_separator_lies_as_the_certificates_do(landscape):
    plate = lay_out_separator(SNAPSHOT, landscape=landscape)
    assert (plate.width > plate.height) is landscape


def test_each_place_begins_a_sheet_of_the_list(arabic_list):
    assert pages_in(arabic_list) == 3
    assert "RAD/2026/SB01/0090" in text_of(arabic_list, 2)
    assert "RAD/2026/SB01/0090" not in text_of(arabic_list, 1)


def test_rows_go_on_counting_on_the_next_sheet(arabic_list):
    text = text_of(arabic_list, 1)
    assert "0021" in text
    assert "0020" not in text


def test_every_sheet_repeats_the_headings(arabic_list):
    for page in range(3):
        assert "التوقيع" in text_of(arabic_list, page)
        assert "رقم الشهادة" in text_of(arabic_list, page)


def test_a_sheet_says_which_of_how_many_it_is(arabic_list):
    assert "الصفحة 2 من 2" in " ".join(text_of(arabic_list, 1).split())


def test_an_organisation_of_one_language_stands_in_that_one(arabic_list):
    assert "Coopérative Al Baraka" in text_of(arabic_list, 2)


def test_the_list_speaks_french_where_it_is_asked_to():
    text = text_of(printed(make_receipts([receipt(1)], SNAPSHOT, language="fr")))
    for said in ("Signature", "Nom et prénom", HERE.name_fr, "Page 1 sur 1", "1\u00a0attestation"):
        assert said.replace("\u00a0", " ") in text.replace("\u00a0", " ")


def test_what_does_not_fit_is_cut_and_the_list_comes_out():
    long = "التعاونية الفلاحية " * 30
    rows = [receipt(1, name_latin="Abdelouahed " * 40, organisation_ar=long)]
    assert "…" in text_of(printed(make_receipts(rows, SNAPSHOT, language="ar")))


def test_what_fits_is_left_as_it_is():
    plate = lay_out_receipts(SNAPSHOT, language="ar")
    assert cut_to_fit("فاطمة الزهراء بنعلي", "ar1", plate) == "فاطمة الزهراء بنعلي"
