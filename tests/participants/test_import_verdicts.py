"""Whom a row means: somebody new, somebody known, or somebody to choose."""

import pytest

from participants.importing.columns import guess_columns
from participants.importing.verdicts import NEW_PERSON, ListedRow, judge_rows
from participants.models import Registration
from participants.services.national_ids import record_national_id
from tests import factories
from tests.participants.lists import HEADINGS, somebody


@pytest.fixture
def judge(event, quota, province, commune):
    """Judge rows; the first is row 2."""
    mapping = guess_columns(list(HEADINGS.values())).mapping

    def judge_people(*rows, choices=None):
        listed = [
            ListedRow(number, [row[name] for name in HEADINGS])
            for number, row in enumerate(rows, start=2)
        ]
        return judge_rows(listed, mapping=mapping, event=event, province=province, choices=choices)

    return judge_people


@pytest.fixture
def known(province, commune):
    """Somebody who is known as person 7 of the lists."""

    def make(**changes):
        row = somebody(7)
        names = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")
        fields = {name: row[name] for name in names}
        fields |= {"phone": "+212661000700", "birth_year": 1987, "province": province}
        return factories.PersonFactory(**{**fields, **changes})

    return make


def verdict_of(row):
    return (row.verdict, row.person, [(fault["field"], fault["code"]) for fault in row.faults])


def test_nobody_like_that_is_known(judge):
    assert verdict_of(judge(somebody(7))[0]) == ("new", None, [])


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({}, {}),
        ({}, {"birth_year": ""}),
        ({}, {"given_name_latin": "Fatma", "birth_year": "1950"}),
        ({"phone": ""}, {}),
        ({}, {"phone": ""}),
    ],
)
def test_somebody_is_known_by_phone_and_name_or_by_both_names_and_year(
    judge, known, changes, cells
):
    person = known(**changes)
    assert verdict_of(judge(somebody(7, **cells))[0]) == ("known", person.pk, [])


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({"phone": "+212661999999"}, {}),
        ({"phone": ""}, {"birth_year": ""}),
        ({"phone": ""}, {"birth_year": "1989"}),
        ({"family_name_latin": "Autre"}, {"phone": ""}),
        ({"family_name_ar": "آخر", "family_name_latin": "Autre"}, {}),
    ],
)
def test_somebody_near_is_possibly_known(judge, known, changes, cells):
    person = known(**changes)
    row = judge(somebody(7, **cells))[0]
    assert (row.verdict, row.candidates, row.is_settled) == ("possible", (person.pk,), False)


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({"family_name_ar": "آخر", "family_name_latin": "Autre", "gender": "m"}, {}),
        ({"family_name_ar": "آخر", "family_name_latin": "Autre", "birth_year": 1960}, {}),
        ({"phone": "+212661999999", "birth_year": 1960}, {}),
    ],
)
def test_another_of_the_family_or_a_namesake_of_another_age_is_nobody_known(
    judge, known, changes, cells
):
    known(**changes)
    assert judge(somebody(7, **cells))[0].verdict == "new"


def test_two_persons_whom_the_row_is_are_to_be_chosen_from(judge, known):
    people = [known(), known()]
    row = judge(somebody(7))[0]
    assert (row.verdict, row.candidates) == ("possible", tuple(person.pk for person in people))


def test_whoever_was_merged_is_not_known(judge, known):
    kept = known(family_name_ar="آخر", family_name_latin="Autre", phone="", gender="m")
    known(merged_into=kept)
    assert judge(somebody(7))[0].verdict == "new"


def test_a_person_who_was_chosen_is_meant(judge, known):
    person = known(phone="+212661999999")
    row = judge(somebody(7), choices={2: person.pk})[0]
    assert (row.verdict, row.person, row.is_settled) == ("possible", person.pk, True)


def test_somebody_new_can_be_chosen(judge, known):
    known(phone="+212661999999")
    row = judge(somebody(7), choices={2: NEW_PERSON})[0]
    assert (row.verdict, row.person, row.is_settled) == ("possible", None, True)


def test_a_choice_that_is_no_candidate_any_more_is_passed_over(judge, known, person):
    known(phone="+212661999999")
    assert not judge(somebody(7), choices={2: person.pk})[0].is_settled


def test_somebody_registered_is_told_so(judge, known, event, province):
    person = known()
    factories.RegistrationFactory(event=event, person=person, province=province)
    assert judge(somebody(7))[0].verdict == "registered"


def test_a_cancelled_registration_can_revive(judge, known, event, province):
    registration = factories.RegistrationFactory(
        event=event, person=known(), province=province, state=Registration.State.CANCELLED
    )
    row = judge(somebody(7))[0]
    assert (row.verdict, row.cancelled) == ("known", registration.pk)


@pytest.mark.parametrize(
    ("cells", "at"),
    [
        ({}, "phone"),
        ({"phone": ""}, "family_name_ar"),
        ({"family_name_latin": "Autre"}, "phone"),
    ],
)
def test_the_same_person_again_is_wrong_and_names_the_first_row(judge, cells, at):
    first, _other, again = judge(somebody(7), somebody(8), somebody(7, **cells))
    assert (first.verdict, again.verdict, again.faults) == (
        "new",
        "wrong",
        [{"field": at, "code": "same_row", "params": {"row": 2}}],
    )


def test_two_of_one_family_share_a_phone(judge):
    rows = judge(somebody(7), somebody(8, phone=somebody(7)["phone"]))
    assert [row.verdict for row in rows] == ["new", "new"]


def test_two_rows_that_mean_one_known_person_are_one_too_many(judge, known):
    known(phone="")
    rows = judge(somebody(7, phone=""), somebody(7))
    assert [row.verdict for row in rows] == ["known", "wrong"]


def test_a_person_of_another_province_is_told_by_the_province_alone(judge, known, other_province):
    known(province=other_province)
    row = judge(somebody(7))[0]
    told = [
        {"field": "phone", "code": "known_elsewhere", "params": {"elsewhere": other_province.iso}}
    ]
    assert (row.verdict, row.person, row.candidates, row.faults) == ("wrong", None, (), told)


def test_a_namesake_of_another_province_is_not_told(judge, known, other_province):
    known(province=other_province, phone="")
    assert judge(somebody(7))[0].verdict == "new"


# National ID numbers -----------------------------------------------------------------------


@pytest.fixture
def authorised(db):
    return factories.NetworkIdentityFactory(cndp_number="D-W-1/2026")


@pytest.fixture
def numbered(authorised, known, staff):
    def make(number, **changes):
        person = known(**changes)
        record_national_id(person, number=number, by=staff)
        return person

    return make


def test_the_national_id_number_alone_makes_somebody_known(judge, numbered):
    person = numbered("MC12345", family_name_ar="آخر", family_name_latin="Autre", phone="")
    assert verdict_of(judge(somebody(7, national_id="mc 12345"))[0]) == ("known", person.pk, [])


def test_who_has_another_number_is_somebody_else(judge, numbered):
    numbered("MC99999")
    assert judge(somebody(7, national_id="MC12345"))[0].verdict == "new"


def test_a_number_of_another_province_is_told_by_the_province_alone(
    judge, numbered, other_province
):
    numbered("MC12345", province=other_province, phone="")
    row = judge(somebody(7, national_id="MC12345", phone=""))[0]
    assert verdict_of(row) == ("wrong", None, [("national_id", "known_elsewhere")])


def test_the_same_number_twice_in_a_list_is_wrong_at_the_number(judge, authorised):
    rows = judge(somebody(7, national_id="MC12345"), somebody(8, national_id="MC 12345"))
    assert verdict_of(rows[1]) == ("wrong", None, [("national_id", "same_row")])


@pytest.mark.parametrize("number", [1, 3])
def test_judging_costs_the_same_for_one_and_for_three(
    judge, known, number, django_assert_num_queries
):
    for _ in range(number):
        known()
    rows = [somebody(one) for one in range(number)]
    with django_assert_num_queries(6):
        judge(*rows)
