"""Our bidirectional algorithm against the one that every desktop uses."""

import ctypes
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from documents.bidi import direction_of, embedding_levels, visual_runs

RIGHT_TO_LEFT, LEFT_TO_RIGHT = 0x00000111, 0x00000110
LETTERS = "اببڭگةىيمَّAbéZ09١٢ -–.,:،؛/%+()[]«»'’&"


@pytest.fixture(scope="session")
def fribidi():
    """The library that Pango brings along, so it stands wherever WeasyPrint does."""
    return ctypes.CDLL("libfribidi.so.0")


def levels_of(fribidi, text, right_to_left):
    size = len(text)
    characters = (ctypes.c_uint32 * size)(*map(ord, text))
    types, brackets = (ctypes.c_uint32 * size)(), (ctypes.c_uint32 * size)()
    levels = (ctypes.c_int8 * size)()
    base = ctypes.c_uint32(RIGHT_TO_LEFT if right_to_left else LEFT_TO_RIGHT)
    fribidi.fribidi_get_bidi_types(characters, size, types)
    fribidi.fribidi_get_bracket_types(characters, size, types, brackets)
    assert fribidi.fribidi_get_par_embedding_levels_ex(
        types, brackets, size, ctypes.byref(base), levels
    )
    return list(levels)


@pytest.mark.parametrize("right_to_left", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "فاطمة الزهراء بنعلي",
        "Fatima Zahra BENALI",
        "جمعية الأمل (AMAL) 2020",
        "جمعية (AMAL) SARL الدار البيضاء",
        "Association Al Amal (جمعية الأمل)",
        "مقاولة Green Food 2000 (SARL)",
        "الدار البيضاء–سطات 50 % و 1.5",
        "مُحَمَّد 12/2026",
        "٢٠٢٦ مارس",
        "",
    ],
)
def test_names_run_as_fribidi_runs_them(fribidi, text, right_to_left):
    expected = levels_of(fribidi, text, right_to_left)
    assert embedding_levels(text, right_to_left=right_to_left) == expected


# fribidi joins a sign and a mark after it in one run and then misses a bracket in that run; the
# standard does not, and in a name a mark stands on a letter.
MARK_ON_NO_LETTER = re.compile(r"(?<![ابڭگةىيمَّ])[َّ]")


@given(text=st.text(alphabet=LETTERS, min_size=1, max_size=24), right_to_left=st.booleans())
def test_any_line_runs_as_fribidi_runs_it(fribidi, text, right_to_left):
    assume(not MARK_ON_NO_LETTER.search(text))
    expected = levels_of(fribidi, text, right_to_left)
    assert embedding_levels(text, right_to_left=right_to_left) == expected


def test_runs_are_ordered_for_the_eye():
    text = "اب AB 12"
    levels = embedding_levels(text, right_to_left=True)
    assert [text[start:end] for start, end, _ in visual_runs(levels)] == ["AB 12", "اب "]


def test_a_number_inside_arabic_stands_left_of_what_precedes_it():
    text = "رقم 12 جديد"
    levels = embedding_levels(text, right_to_left=True)
    assert [text[start:end] for start, end, _ in visual_runs(levels)] == [" جديد", "12", "رقم "]


def test_an_empty_line_has_no_runs():
    assert visual_runs([]) == []


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("تم الاتفاق", "rtl"),
        ("2026: ورشة", "rtl"),
        ("«Les présents» اتفقوا", "ltr"),
        ("12/12/2026", "auto"),
        ("", "auto"),
    ],
)
def test_a_text_runs_as_its_first_letter(text, direction):
    assert direction_of(text) == direction
