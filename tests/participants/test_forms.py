import uuid

import pytest
from django.core.exceptions import BadRequest

from participants.forms import RegistrationForm
from participants.forms.presence import read_marks
from tests import factories

# Marks -------------------------------------------------------------------------------------


def test_marks_are_read_by_registration():
    posted = {"mark-1": "present", "mark-2": "absent", "mark-3": "none"}
    assert read_marks(posted) == {1: True, 2: False, 3: None}


def test_what_is_not_a_mark_is_left_alone():
    posted = {"half_day": "4", "mark-x": "present", "mark-٣": "present", "amark-1": "present"}
    assert read_marks(posted) == {}


@pytest.mark.parametrize("value", ["", "maybe", "True"])
def test_a_mark_that_does_not_exist_is_a_bad_request(value):
    with pytest.raises(BadRequest):
        read_marks({"mark-1": value})


@pytest.mark.parametrize(
    ("was", "now", "marks"),
    [
        ("none", "none", {}),
        ("present", "present", {}),
        ("none", "absent", {1: False}),
        ("absent", "present", {1: True}),
        ("present", "none", {1: None}),
    ],
)
def test_only_what_changed_on_the_page_counts(was, now, marks):
    assert read_marks({"mark-1": now, "was-1": was}) == marks


@pytest.mark.parametrize(
    ("was", "now", "marks"),
    [
        ("none", "none", {1: True}),
        ("absent", "absent", {}),
        ("none", "absent", {1: False}),
        ("present", "none", {1: None}),
    ],
)
def test_the_rest_becomes_present_but_for_who_was_marked(was, now, marks):
    assert read_marks({"mark-1": now, "was-1": was, "rest": "present"}) == marks


# Registration ------------------------------------------------------------------------------


@pytest.fixture
def fill(event, province, typed, coordinator):
    """Bind the form to what was typed, with changes."""

    def fill_form(user=coordinator, **changes):
        return RegistrationForm({**typed, **changes}, event=event, provinces=[province], user=user)

    return fill_form


def test_the_same_form_with_the_same_content_has_one_submission_key(fill):
    assert fill().submission_key == fill().submission_key


@pytest.mark.parametrize(
    "changes",
    [
        {"form_key": str(uuid.uuid4())},
        {"given_name_ar": "مريم"},
        {"phone": ""},
        {"known_person": "new"},
    ],
)
def test_another_form_or_another_content_has_another_submission_key(fill, changes):
    assert fill().submission_key != fill(**changes).submission_key


def test_another_user_has_another_submission_key_for_the_same_form(fill, staff):
    assert fill().submission_key != fill(staff).submission_key


@pytest.mark.parametrize("key", ["", "x", "1; DROP"])
def test_a_key_that_was_tampered_with_is_no_submission_key(fill, key):
    assert fill(form_key=key).submission_key is None


def test_a_new_person_is_what_was_typed_made_clean(fill, commune, province):
    form = fill(given_name_latin="  Khadija ")
    assert (form.is_valid(), form.person) == (
        True,
        {
            "given_name_ar": "خديجة",
            "family_name_ar": "بنعلي",
            "given_name_latin": "Khadija",
            "family_name_latin": "Benali",
            "gender": "f",
            "birth_year": 1987,
            "birth_date": None,
            "phone": "+212662223344",
            "email": "",
            "has_disability": None,
            "capacity": "",
            "consent_channel": "spoken",
            "province": province,
            "commune": commune,
        },
    )


def test_without_an_organisation_there_is_none(fill):
    form = fill()
    assert (form.is_valid(), form.organisation) == (True, None)


def test_a_new_organisation_is_at_home_where_the_person_is(fill, commune, province):
    form = fill(organisation_name="تعاونية الأمل", organisation_kind="cooperative")
    assert (form.is_valid(), form.organisation) == (
        True,
        {
            "name_ar": "تعاونية الأمل",
            "name_fr": "",
            "kind": "cooperative",
            "province": province,
            "commune": commune,
        },
    )


def test_a_new_organisation_of_a_known_person_is_at_home_where_they_are(fill, person):
    form = fill(
        phone="0661123456",
        known_person=str(person.pk),
        commune="",
        organisation_name="تعاونية الأمل",
        organisation_kind="cooperative",
    )
    assert (form.is_valid(), form.organisation["commune"]) == (True, person.commune)


def test_the_kind_of_an_organisation_is_asked_even_before_the_commune_is_known(fill):
    form = fill(commune="", organisation_name="تعاونية الأمل")
    assert sorted(form.errors) == ["commune", "organisation_kind"]


def test_a_commune_of_a_province_without_places_cannot_be_chosen(fill, other_province):
    foreign = factories.CommuneFactory(province=other_province)
    assert list(fill(commune=foreign.pk).errors) == ["commune"]
