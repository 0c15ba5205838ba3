import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from certificates import codes

places = st.integers(0, codes.LENGTH - 1)
made = st.builds(
    lambda body: body + codes.check_character(body),
    st.text(codes.ALPHABET, min_size=26, max_size=26),
)


def with_character(code, place, character):
    return code[:place] + character + code[place + 1 :]


def exchanged(code, first, second):
    return with_character(with_character(code, first, code[second]), second, code[first])


def test_a_code_is_26_random_characters_and_a_check_character():
    code = codes.new_code()
    assert (len(code), codes.is_well_formed(code)) == (27, True)


def test_codes_do_not_repeat():
    assert len({codes.new_code() for _ in range(1000)}) == 1000


def test_every_character_of_the_alphabet_comes_up():
    assert set("".join(codes.new_code() for _ in range(300))) == set(codes.ALPHABET)


@given(made, places, st.sampled_from(codes.ALPHABET))
def test_any_single_wrong_character_is_caught(code, place, character):
    assume(code[place] != character)
    assert not codes.is_well_formed(with_character(code, place, character))


@given(made, st.integers(0, codes.LENGTH - 2))
def test_any_exchange_of_neighbours_is_caught(code, place):
    assume(code[place] != code[place + 1])
    assert not codes.is_well_formed(exchanged(code, place, place + 1))


@given(made, places, places)
def test_any_exchange_of_two_distant_characters_is_caught(code, first, second):
    assume(code[first] != code[second])
    assert not codes.is_well_formed(exchanged(code, first, second))


def test_every_pair_of_neighbours_at_every_place_is_caught():
    for place in range(codes.LENGTH - 1):
        for first in codes.ALPHABET:
            for second in codes.ALPHABET:
                pair = "0" * place + first + second + "0" * (codes.LENGTH - place - 2)
                swapped = exchanged(pair, place, place + 1)
                assert first == second or codes._syndrome(pair) != codes._syndrome(swapped)


@pytest.mark.parametrize("wrong", ["", "7", "U" * 27, "0" * 26, "0" * 28, "é" * 27])
def test_what_has_the_wrong_length_or_letters_is_no_code(wrong):
    assert not codes.is_well_formed(codes.normalise(wrong))


@given(made)
def test_a_code_typed_as_it_is_printed_is_the_code(code):
    assert codes.normalise(codes.grouped(code)) == code


@given(made)
def test_a_code_typed_carelessly_is_the_code(code):
    typed = " " + codes.grouped(code).replace("-", " — ").lower().replace("0", "o").replace(
        "1", "l"
    )
    assert codes.normalise(typed) == code


def test_arabic_digits_and_direction_marks_are_understood():
    assert codes.normalise("\u2067٧q٢m\u2069-٩xkd") == "7Q2M9XKD"


def test_a_code_is_shown_in_groups_of_four():
    assert codes.grouped("0123456789ABCDEFGHJKMNPQRST") == "0123-4567-89AB-CDEF-GHJK-MNPQ-RST"
