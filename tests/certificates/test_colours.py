"""Colours of paper: what can be read on white, and shades of what was chosen."""

import pytest

from certificates.designs.colours import READABLE, Palette, contrast, darken, mix, readable
from certificates.designs.look import Look
from certificates.kinds import Kind

pytestmark = pytest.mark.engineless


def look(**colours):
    return Look(layout="zellige", kind=Kind.THANKS, **colours)


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54), ("#ff0000", 4.0)]
)
def test_contrast_with_white_is_that_of_the_guidelines(colour, ratio):
    assert contrast(colour) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("colours", "problems"),
    [
        ({}, []),
        ({"ink": "#999999"}, ["ink_pale"]),
        ({"primary": "#ffd700"}, ["primary_pale"]),
        ({"ink": "#fefefe", "primary": "#eeeeee"}, ["ink_pale", "primary_pale"]),
        ({"accent": "#ffff00"}, []),
    ],
)
def test_pale_text_is_named(colours, problems):
    assert readable(look(**colours)) == problems


def test_text_in_the_accent_is_darkened_until_it_can_be_read():
    assert contrast(Palette.of(look(accent="#ffff00")).accent_text) >= READABLE
    assert darken("#000080") == "#000080"


def test_colours_are_mixed_by_share():
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;}", ""])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError, match="not a colour"):
        Palette.of(look(accent=colour))
