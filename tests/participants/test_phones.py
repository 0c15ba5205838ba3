import pytest
from django.core.exceptions import ValidationError

from participants.phones import phone_in_e164, phone_search_digits

SPELLINGS = [
    "0661123456",
    "06 61 12 34 56",
    "06.61.12.34.56",
    "+212 661 123 456",
    "+212 (0)661123456",
    "+2120661123456",
    "00212661123456",
    "٠٦٦١١٢٣٤٥٦",
    "۰۶۶۱۱۲۳۴۵۶",
    "\u200f0661123456",
]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_of_a_number_is_kept_as_one(typed):
    assert phone_in_e164(typed) == "+212661123456"


def test_a_number_of_an_unassigned_block_is_kept():
    assert phone_in_e164("0524 123456") == "+212524123456"


def test_a_foreign_number_is_kept():
    assert phone_in_e164("+33 6 12 34 56 78") == "+33612345678"


@pytest.mark.parametrize("typed", ["", "   ", "\u200f"])
def test_no_number_stays_empty(typed):
    assert phone_in_e164(typed) == ""


@pytest.mark.parametrize(
    "typed",
    ["0661", "06611234567890123", "0661abcdef", "phone", "06611234ABCD", "0661123456/0662123456"],
)
def test_what_cannot_be_a_number_is_refused_with_what_was_typed(typed):
    with pytest.raises(ValidationError, match=typed):
        phone_in_e164(typed)


@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_searches_for_the_same_digits(typed):
    assert phone_search_digits(typed) == "661123456"


@pytest.mark.parametrize("typed", ["066", "", "فاطمة 0661", "Fatima"])
def test_too_little_of_a_number_searches_for_nothing(typed):
    assert phone_search_digits(typed) == ""
