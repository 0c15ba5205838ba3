"""Numbers of registers: impossible ones are refused, doubtful ones are saved with a warning."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from participants.registers import REGISTERS, doubt_numbers, normal_register_number
from participants.services.organisations import doubt_organisation, update_organisation
from tests import factories

ICE = "001561191000066"
WRONG_KEY = "001561191000067"
COURT = "المحكمة الابتدائية بسيدي بنور"


def impossible(register, number):
    try:
        normal_register_number(register, number)
    except ValidationError as refused:
        return refused.code
    return None


# One number --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [ICE, "001 561 191 0000 66", "٠٠١٥٦١١٩١٠٠٠٠٦٦", "001.561.191-000066", f"\u200e{ICE}\u200f"],
)
def test_a_number_has_one_form_however_it_is_typed(typed):
    assert normal_register_number("ice", typed) == ICE


@pytest.mark.parametrize(
    ("register", "number"),
    [
        ("ice", "00156119100006"),
        ("ice", "0015611910000661"),
        ("ice", "00156119100006A"),
        ("tax_number", "12345"),
        ("tax_number", "1234567890"),
        ("trade_register", "12345678901"),
        ("trade_register", "12A"),
        ("professional_tax", "1234567"),
        ("professional_tax", "123456789"),
        ("social_security", "123456"),
        ("social_security", "12345678"),
    ],
)
def test_an_impossible_number_is_refused(register, number):
    assert impossible(register, number) == "impossible_number"


@pytest.mark.parametrize(
    ("register", "number"),
    [
        ("ice", WRONG_KEY),
        ("tax_number", "123456"),
        ("tax_number", "123456789"),
        ("trade_register", "1"),
        ("trade_register", "1234567890"),
        ("professional_tax", "67504461"),
        ("social_security", "9426489"),
        ("ice", ""),
    ],
)
def test_a_possible_number_is_taken(register, number):
    assert impossible(register, number) is None


def test_the_sentence_holds_what_was_typed():
    with pytest.raises(ValidationError, match="12 34"):
        normal_register_number("ice", "12 34")


@given(st.sampled_from(sorted(REGISTERS)), st.text("0123456789٠١٢٣٤٥٦٧٨٩ .-/", max_size=20))
def test_the_normal_form_of_a_normal_form_is_itself(register, typed):
    if impossible(register, typed) is None:
        number = normal_register_number(register, typed)
        assert normal_register_number(register, number) == number


@pytest.mark.parametrize(
    ("numbers", "doubts"),
    [
        ({"ice": ICE}, 0),
        ({"ice": "002136093000040", "tax_number": "53290482"}, 0),
        ({"ice": WRONG_KEY}, 1),
        ({"tax_number": "123456"}, 1),
        ({"ice": WRONG_KEY, "tax_number": "123456789"}, 2),
        ({}, 0),
    ],
)
def test_a_number_that_looks_wrong_is_doubted(numbers, doubts):
    assert len(doubt_numbers(**numbers)) == doubts


# An organisation ---------------------------------------------------------------------------


def correct(organisation, staff, **changes):
    return update_organisation(organisation, version=1, by=staff, **changes)


def test_numbers_are_kept_in_their_normal_form(organisation, staff):
    correct(
        organisation,
        staff,
        ice="001 561 191 000066",
        tax_number="٥٣٢٩٠٤٨٢",
        trade_register="152.895",
        trade_register_court=" سيدي  بنور ",
        registration_number="١٢/٢٠١٩",
    )
    organisation.refresh_from_db()
    assert (
        organisation.ice,
        organisation.tax_number,
        organisation.trade_register,
        organisation.trade_register_court,
        organisation.registration_number,
    ) == (ICE, "53290482", "152895", "سيدي بنور", "12/2019")


def test_every_impossible_number_is_refused_at_its_field(organisation, staff):
    wrong = {"ice": "1", "tax_number": "1", "professional_tax": "1", "social_security": "1"}
    with pytest.raises(ValidationError) as refused:
        correct(organisation, staff, **wrong)
    assert set(refused.value.message_dict) == set(wrong)


def test_a_trade_register_number_needs_its_court(organisation, staff):
    with pytest.raises(ValidationError) as refused:
        correct(organisation, staff, trade_register="152895")
    assert list(refused.value.message_dict) == ["trade_register_court"]


@pytest.fixture
def twin(other_province):
    """An organisation of another province with every number that can be the same."""
    return factories.OrganisationFactory(
        province=other_province,
        name_ar="",
        name_fr="Coopérative Annour",
        ice=ICE,
        trade_register="152895",
        trade_register_court=COURT,
        registration_number="12/2019",
        registration_authority=COURT,
    )


@pytest.mark.parametrize(
    "numbers",
    [
        {"ice": ICE},
        {"trade_register": "152895", "trade_register_court": "المحكمة الإبتدائية بسيدي بنور"},
        {"registration_number": "12/2019", "registration_authority": COURT},
    ],
)
def test_the_number_of_another_organisation_is_doubted(
    organisation, twin, staff, coordinator, numbers
):
    corrected = correct(organisation, staff, **numbers)
    named = [
        ["Annour" in doubt for doubt in doubt_organisation(corrected, reader=reader)]
        for reader in (staff, coordinator)
    ]
    assert named == [[True], [False]]


@pytest.mark.parametrize(
    "numbers",
    [
        {"ice": "002136093000040"},
        {"trade_register": "152895", "trade_register_court": "الجديدة"},
        {"registration_number": "12/2019", "registration_authority": "الجديدة"},
        {"registration_number": "13/2019", "registration_authority": COURT},
    ],
)
def test_a_number_of_ones_own_is_not_doubted(organisation, twin, staff, numbers):
    corrected = correct(organisation, staff, **numbers)
    assert doubt_organisation(corrected, reader=staff) == []
