"""A page that is set apart by a mark: readable, faint, and nothing else is changed."""

from io import BytesIO

import pikepdf
import pytest
from PIL import ImageChops

from documents.press import Sheet, print_sheets
from tests.documents.test_press import ADDRESS, IMPRINT, plate, render, text_of

__all__ = ["plate"]

MARK = "نظير – DUPLICATA"


def sheet(plate, mark=""):
    texts = {"name": "فاطمة الزهراء", "place": "Sidi Bennour"}
    return Sheet(plate, texts, {"qr": ADDRESS}, mark)


@pytest.fixture(scope="module")
def marked(plate):
    return print_sheets([sheet(plate, MARK)], IMPRINT)


@pytest.fixture(scope="module")
def plain(plate):
    return print_sheets([sheet(plate)], IMPRINT)


def test_both_scripts_of_the_mark_can_be_read_in_the_page(marked):
    text = text_of(marked)
    assert "DUPLICATA" in text
    assert "نظير" in text


def test_the_names_can_still_be_read(marked):
    text = text_of(marked)
    assert "فاطمة الزهراء" in text
    assert "Sidi Bennour" in text


def test_a_page_without_a_mark_says_nothing_of_it(plain):
    assert "DUPLICATA" not in text_of(plain)
    with pikepdf.open(BytesIO(plain)) as pdf:
        assert "/ExtGState" not in pdf.pages[0].Resources


def test_the_mark_stands_in_the_page_and_not_on_the_plate(plate):
    both = print_sheets([sheet(plate, MARK), sheet(plate)], IMPRINT)
    assert "DUPLICATA" in text_of(both, 0)
    assert "DUPLICATA" not in text_of(both, 1)


def test_a_marked_page_leaves_the_bytes_of_the_next_print_as_they_were(plate, plain):
    print_sheets([sheet(plate, MARK)], IMPRINT)
    assert print_sheets([sheet(plate)], IMPRINT) == plain


def test_the_same_marked_page_gives_the_same_bytes(plate, marked):
    assert print_sheets([sheet(plate, MARK)], IMPRINT) == marked


def test_the_mark_is_seen_but_darkens_no_letter_beyond_reading(marked, plain):
    difference = ImageChops.difference(render(marked), render(plain))
    strongest = difference.getextrema()[1]
    assert 12 <= strongest <= 60


def test_the_mark_leaves_the_corners_clear(marked, plain):
    difference = ImageChops.difference(render(marked), render(plain))
    width, height = difference.size
    margins = (width // 8, height // 8)
    corners = [
        (x, y, x + margins[0], y + margins[1])
        for x in (0, width - margins[0])
        for y in (0, height - margins[1])
    ]
    assert [difference.crop(corner).getextrema()[1] for corner in corners] == [0, 0, 0, 0]
