"""Text becomes glyphs: joined, in the order of the eye, each with the letters it stands for."""

import pytest

from documents.fonts import AMIRI_BOLD, AMIRI_REGULAR
from documents.shaping import shape_line


def shape(text, right_to_left=True, font=AMIRI_BOLD):
    return shape_line(text, font, right_to_left=right_to_left)


def glyph_numbers(line):
    return [glyph.number for cluster in line.clusters for glyph in cluster.glyphs]


@pytest.mark.parametrize("font", [AMIRI_REGULAR, AMIRI_BOLD])
@pytest.mark.parametrize("name", ["ڭوثر", "گناوي", "ڤاطمة", "پاريس", "Œuvre d’Aïcha", "N° 12"])
def test_moroccan_and_french_letters_are_all_there(name, font):
    assert shape(name, font=font).missing == ""


def test_a_letter_that_the_font_lacks_is_named():
    assert shape("فاطمة 漢 ⵣ").missing == "漢ⵣ"


def test_letters_stand_from_left_to_right_as_the_eye_sees_them():
    line = shape("اب 12")
    assert [cluster.text for cluster in line.clusters] == ["1", "2", " ", "ب", "ا"]


def test_a_letter_takes_another_form_inside_a_word():
    alone, joined = shape("ع"), shape("سعيد")
    assert not set(glyph_numbers(alone)) & set(glyph_numbers(joined))


def test_every_letter_is_kept_in_the_clusters():
    name = "مُحَمَّد بن عبد الله (الكسكس) SARL 2"
    assert sorted("".join(cluster.text for cluster in shape(name).clusters)) == sorted(name)


def test_a_mark_has_no_width_and_stands_over_its_letter():
    marked = [glyph for cluster in shape("مَ").clusters for glyph in cluster.glyphs]
    mark = min(marked, key=lambda glyph: glyph.advance)
    assert (mark.advance, mark.y_offset != 0 or mark.x_offset != 0) == (0, True)


def test_marks_do_not_make_a_name_wider():
    assert shape("مُحَمَّد").width == pytest.approx(shape("محمد").width, rel=0.05)


def test_a_closing_bracket_is_drawn_in_the_script_of_its_opening_one():
    around_latin = [c for c in shape("محمد (SARA)").clusters if c.text in "()"]
    around_arabic = [c for c in shape("محمد (سارة)").clusters if c.text in "()"]
    assert [c.glyphs[0].number for c in around_latin] == [c.glyphs[0].number for c in around_arabic]


def test_a_bracket_in_arabic_is_mirrored():
    arabic, latin = shape("(ا"), shape("(a", right_to_left=False)
    opening = [c.glyphs[0].number for c in arabic.clusters if c.text == "("]
    assert opening != [c.glyphs[0].number for c in latin.clusters if c.text == "("]


def test_an_empty_line_is_empty():
    assert (shape("").clusters, shape("").width) == ((), 0)
