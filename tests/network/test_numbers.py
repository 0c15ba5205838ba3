"""Numbers of a request are read, or are none; they never end in an error."""

import pytest

from network.numbers import read_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("9" * 18, 10**18 - 1)])
def test_a_number_is_read(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "٣", "abc", "9" * 19, "9" * 5_000])
def test_what_is_no_number_or_too_long_is_none(text):
    assert read_number(text) is None
