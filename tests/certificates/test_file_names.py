"""Names of files that every machine keeps, and that nobody has twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.file_names import LONGEST, FileNames, fold, name_file

pytestmark = pytest.mark.engineless
NUMBER = "RAD/2026/SB01/0001"


def test_a_file_is_named_after_number_and_latin_name():
    assert (
        name_file(NUMBER, "Fatima Zahra EL ALAOUI") == "RAD-2026-SB01-0001_Fatima-Zahra-EL-ALAOUI"
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Naïma Bénâli", "Naima-Benali"),
        ("L’Haj M'hamed", "L-Haj-M-hamed"),
        ("Œuvre Æsop Straße Øre", "OEuvre-AEsop-Strasse-Ore"),
        ("../../etc/passwd", "etc-passwd"),
        ('a\\b:c*d?e"f<g>h|i\0j\nk', "a-b-c-d-e-f-g-h-i-j-k"),
        ("فاطمة", ""),
        ("--- ", ""),
    ],
)
def test_a_text_is_folded_into_plain_letters(written, plain):
    assert fold(written) == plain


def test_a_name_of_no_plain_letter_leaves_the_number():
    assert name_file(NUMBER, "فاطمة") == "RAD-2026-SB01-0001"


def test_nothing_at_all_still_has_a_name():
    assert name_file("", "") == "certificate"


def test_a_long_name_is_cut():
    assert len(name_file(NUMBER, "Abdelouahed " * 30)) <= LONGEST


@given(st.text(max_size=40), st.text(max_size=200))
def test_any_name_is_safe(number, name):
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,119}", name_file(number, name))


def test_no_name_comes_twice_in_an_archive():
    names = FileNames()
    people = [("A/1", "Ali BA"), ("A-1", "Ali BÂ"), ("a 1", "ALI BA")]
    assert [names.choose(*person) for person in people] == [
        "A-1_Ali-BA.pdf",
        "A-1_Ali-BA-2.pdf",
        "a-1_ALI-BA-3.pdf",
    ]


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6)), max_size=12))
def test_names_of_any_archive_differ_even_where_case_is_no_difference(people):
    names = FileNames()
    chosen = [names.choose(*person).lower() for person in people]
    assert len(set(chosen)) == len(chosen)
