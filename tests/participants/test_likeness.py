"""Which pairs stand out: one person in two spellings, and persons who only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.likeness import (
    MOST_NAMESAKES,
    MOST_WITH_A_HINT,
    Likeness,
    arabic_name,
    find_likeness,
    latin_name,
    near_names,
    score_names,
)
from participants.names import arabic_key, latin_key


def somebody(name_ar="فاطمة العلوي", name_latin="Fatima El Alaoui", **fields):
    """Return a person who shares nothing but the province with anybody else."""
    given_ar, family_ar = name_ar.split(" ", 1)
    given_latin, family_latin = name_latin.split(" ", 1)
    somebody.number += 1
    defaults = {
        "pk": somebody.number,
        "province": 1,
        "arabic": arabic_name(arabic_key(name_ar), given_ar, family_ar),
        "latin": latin_name(latin_key(name_latin), given_latin, family_latin),
        "gender": "",
        "birth_year": None,
        "phone": f"+2126{somebody.number:08}",
        "commune": somebody.number,
        "organisation": None,
    }
    return Likeness(**{**defaults, **fields})


somebody.number = 0
SHARED = {"phone": "+212661000000", "birth_year": 1990}


def judged(first, second):
    finding = find_likeness(first, second)
    return finding and (str(finding.certainty), str(finding.reason))


@pytest.mark.parametrize(
    ("name_ar", "name_latin"),
    [
        ("فاطمه العلوي", "Fatima El Alaoui"),
        ("فَاطِمَة العلوي", "Fatema El Alaoui"),
        ("فاطمة العلوى", "Fatima Alaoui"),
        ("العلوي فاطمة", "El Alaoui Fatima"),
    ],
)
def test_one_person_in_two_spellings_with_phone_and_year_is_certain(name_ar, name_latin):
    pair = somebody(**SHARED), somebody(name_ar, name_latin, **SHARED)
    assert judged(*pair) == ("certain", "phone")


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "+212661000000", "birth_year": 1991},
        {"phone": "+212661000000"},
        {"birth_year": 1990},
    ],
)
def test_without_phone_and_year_it_is_possible_at_most(fields):
    assert judged(somebody(**SHARED), somebody(**fields)) == ("possible", "name")


def test_the_same_number_of_the_card_is_certain_whatever_the_name_and_province():
    first = somebody(national_id=b"x" * 32)
    second = somebody("خديجة بنعلي", "Khadija Benali", national_id=b"x" * 32, province=2)
    assert judged(first, second) == ("certain", "national_id")


def test_who_has_no_number_shares_none():
    assert judged(somebody(), somebody("خديجة بنعلي", "Khadija Benali")) is None


def test_one_phone_and_year_in_a_family_is_no_pair():
    assert judged(somebody(**SHARED), somebody("خديجة بنعلي", "Khadija Benali", **SHARED)) is None


TWINS = [("رشيد الإدريسي", "Rachid Idrissi"), ("رشيدة الإدريسي", "Rachida Idrissi")]


def test_twins_of_different_sex_with_one_phone_are_no_pair():
    boy, girl = TWINS
    assert (
        judged(somebody(*boy, gender="m", **SHARED), somebody(*girl, gender="f", **SHARED)) is None
    )


def test_of_unknown_sex_they_are_looked_at():
    boy, girl = TWINS
    assert judged(somebody(*boy, **SHARED), somebody(*girl, gender="f", **SHARED)) is not None


def test_the_same_name_under_one_phone_is_certain_though_the_sex_was_mistyped():
    pair = somebody(gender="m", **SHARED), somebody(gender="f", **SHARED)
    assert judged(*pair) == ("certain", "phone")


def test_namesakes_are_looked_at_within_a_province_only():
    assert [judged(somebody(), somebody(province=home)) for home in (1, 2)] == [
        ("possible", "name"),
        None,
    ]


def test_namesakes_of_different_sex_are_no_pair():
    assert judged(somebody(gender="m"), somebody(gender="f")) is None


@pytest.mark.parametrize(
    ("year", "found"), [(1990, True), (None, True), (1991, False), (1970, False)]
)
def test_namesakes_are_of_one_year_as_far_as_it_is_known(year, found):
    assert bool(judged(somebody(birth_year=1990), somebody(birth_year=year))) is found


@pytest.mark.parametrize(("year", "found"), [(1991, True), (1992, False)])
def test_a_year_may_be_one_off_where_something_else_agrees(year, found):
    pair = somebody(birth_year=1990, organisation=7), somebody(birth_year=year, organisation=7)
    assert bool(judged(*pair)) is found


ALAMI = ("محمد العلمي", "Mohamed Alami")
ALAOUI = ("محمد العلوي", "Mohamed Alaoui")


def test_two_near_names_alone_are_two_persons():
    assert judged(somebody(*ALAMI), somebody(*ALAOUI)) is None


@pytest.mark.parametrize(
    "shared", [{"birth_year": 1990}, {"organisation": 3}, {"phone": "+212661"}]
)
def test_two_near_names_with_a_second_hint_are_looked_at(shared):
    assert judged(somebody(*ALAMI, **shared), somebody(*ALAOUI, **shared)) == ("possible", "name")


def test_the_same_commune_is_hint_enough_for_a_letter_too_many_only():
    spelt = somebody("عبد الرحيم بنمسعود", "Abderrahim Benmessaoud", commune=1)
    misspelt = somebody("عبد الرحيم بنمسعودي", "Abderrahim Benmessaoudi", commune=1)
    near = somebody(*ALAMI, commune=2), somebody(*ALAOUI, commune=2)
    assert (judged(spelt, misspelt), judged(*near)) == (("possible", "name"), None)


def test_another_given_name_under_a_long_family_name_is_another_person():
    long_name = ("الإدريسي العلوي المرابطي", "El Idrissi El Alaoui El Mrabti")
    pair = [
        somebody(f"{name_ar} {long_name[0]}", f"{name_latin} {long_name[1]}", birth_year=1990)
        for name_ar, name_latin in (("علي", "Ali"), ("عمر", "Omar"))
    ]
    assert judged(*pair) is None


def test_the_same_name_in_one_script_and_quite_another_one_in_the_other_is_no_pair():
    assert judged(somebody(), somebody("فاطمة العلوي", "Khadija Benjelloun")) is None


def test_who_is_written_in_one_script_only_is_compared_in_it():
    nameless = latin_name("", "", "")
    assert judged(somebody(), somebody(latin=nameless)) == ("possible", "name")


def test_two_who_lack_a_name_in_a_script_are_not_near_in_it():
    assert score_names("", "") == 0


names = st.sampled_from([ALAMI, ALAOUI, *TWINS, ("فاطمة العلوي", "Fatima El Alaoui")])
persons = st.builds(
    lambda name, gender, year, phone, home: somebody(
        *name, gender=gender, birth_year=year, phone=phone, province=home, commune=home
    ),
    names,
    st.sampled_from(["", "f", "m"]),
    st.sampled_from([None, 1990, 1991]),
    st.sampled_from(["", "+212661000000", "+212661000001"]),
    st.sampled_from([1, 2]),
)


@given(persons, persons)
def test_who_is_asked_first_makes_no_difference(first, second):
    assert find_likeness(first, second) == find_likeness(second, first)


# Names that many bear --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bearers", "found"), [(MOST_NAMESAKES, ("possible", "name")), (MOST_NAMESAKES + 1, None)]
)
def test_a_common_name_alone_troubles_nobody(bearers, found):
    assert judged(somebody(bearers=bearers), somebody(bearers=2)) == found


@pytest.mark.parametrize(
    "shared",
    [{"commune": 7}, {"organisation": 7}, {"birth_year": 1990}, {"phone": "+212661000000"}],
)
def test_a_common_name_with_a_hint_is_possible(shared):
    pair = (somebody(bearers=MOST_NAMESAKES + 1, **shared) for _ in range(2))
    assert judged(*pair) == ("possible", "name")


@pytest.mark.parametrize(
    ("shared", "found"),
    [
        ({"commune": 7}, None),
        ({"birth_year": 1990}, None),
        ({"birth_year": 1990, "commune": 7}, ("possible", "name")),
        ({"organisation": 7}, ("possible", "name")),
        ({"phone": "+212661000000"}, ("possible", "name")),
    ],
)
def test_of_a_very_common_name_one_hint_that_strangers_share_is_not_enough(shared, found):
    pair = (somebody(bearers=MOST_WITH_A_HINT + 1, **shared) for _ in range(2))
    assert judged(*pair) == found


def test_a_very_common_name_with_phone_and_year_is_certain():
    pair = (somebody(bearers=MOST_WITH_A_HINT + 1, **SHARED) for _ in range(2))
    assert judged(*pair) == ("certain", "phone")


def test_near_names_are_picked_in_either_script_and_any_order():
    person = somebody()
    others = [
        (1, " ".join(reversed(person.arabic.whole.split())), "x y"),
        (2, "x", person.latin.whole.replace(" ", "")),
        (3, "خديجه بناني", "xadija benani"),
        (4, "", ""),
    ]
    assert near_names(person, others) == [1, 2]


def test_a_name_that_is_missing_is_near_nobody():
    person = somebody()._replace(latin=latin_name("", "", ""))
    assert near_names(person, [(1, "x", "")]) == []
