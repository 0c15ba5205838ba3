"""Which column holds what, guessed from headings in three languages."""

import pytest
from django.utils.translation import override

from participants.importing.columns import (
    FIELDS,
    REASONS,
    guess_columns,
    holds_reasons,
    missing_fields,
)


def guess(*headers, samples=()):
    found = guess_columns(headers, samples).mapping
    return [
        next((name for name, at in found.items() if at == index), "")
        for index in range(len(headers))
    ]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("الاسم الشخصي", "given_name_ar"),
        ("الإسم الشخصي", "given_name_ar"),
        ("  الاسم  العائلي ", "family_name_ar"),
        ("النسب", "family_name_ar"),
        ("الاسم الكامل", "full_name_ar"),
        ("الاسم والنسب", "full_name_ar"),
        ("الاسم الشخصي بالفرنسية", "given_name_latin"),
        ("النسب بالحروف اللاتينية", "family_name_latin"),
        ("Prénom", "given_name_latin"),
        ("PRENOM", "given_name_latin"),
        ("Nom de famille", "family_name_latin"),
        ("Nom et prénom", "full_name_latin"),
        ("Nom complet en arabe", "full_name_ar"),
        ("First name", "given_name_latin"),
        ("Family name (Arabic)", "family_name_ar"),
        ("Full name", "full_name_latin"),
        ("رقم الهاتف", "phone"),
        ("Tél.", "phone"),
        ("N° de téléphone", "phone"),
        ("GSM", "phone"),
        ("Phone number", "phone"),
        ("الجنس", "gender"),
        ("Sexe", "gender"),
        ("Sex", "gender"),
        ("تاريخ الازدياد", "birth_date"),
        ("Date de naissance", "birth_date"),
        ("سنة الازدياد", "birth_year"),
        ("Année de naissance", "birth_year"),
        ("Year of birth", "birth_year"),
        ("الجماعة الترابية", "commune"),
        ("Commune", "commune"),
        ("الهيئة", "organisation"),
        ("Nom de la coopérative", "organisation"),
        ("Organisation", "organisation"),
        ("نوع الهيئة", "kind"),
        ("Type d’organisation", "kind"),
        ("الصفة", "capacity"),
        ("Qualité", "capacity"),
        ("رقم البطاقة الوطنية", "national_id"),
        ("CIN", "national_id"),
        ("N° CIN", "national_id"),
        ("البريد الإلكتروني", "email"),
        ("E-mail", "email"),
        ("Situation de handicap", "has_disability"),
        ("الهاتف / Téléphone", "phone"),
        ("Commune *", "commune"),
        ("Observations", ""),
        ("ملاحظات", ""),
        ("", ""),
        ("N°", ""),
    ],
)
def test_a_heading_says_what_its_column_holds(header, field):
    assert guess(header) == [field]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (["Nom", "Prénom"], ["family_name_latin", "given_name_latin"]),
        (["Nom", "Tél"], ["full_name_latin", "phone"]),
        (["الاسم", "النسب"], ["given_name_ar", "family_name_ar"]),
        (["الاسم", "الهاتف"], ["full_name_ar", "phone"]),
        (["Name", "Surname"], ["given_name_latin", "family_name_latin"]),
    ],
)
def test_a_bare_name_is_what_the_other_headings_leave(headers, fields):
    assert guess(*headers) == fields


def test_names_under_a_french_heading_count_as_what_they_are_written_in():
    samples = [["العلوي", "فاطمة"], ["بنعلي", "عمر"]]
    assert guess("Nom", "Prénom", samples=samples) == ["family_name_ar", "given_name_ar"]


def test_latin_names_under_an_arabic_heading_count_as_latin():
    assert guess("الاسم الكامل", samples=[["Omar Benali"]]) == ["full_name_latin"]


def test_two_columns_for_one_thing_are_called_ambiguous():
    guessed = guess_columns(["Téléphone", "GSM"])
    assert (guessed.mapping, guessed.ambiguous) == ({"phone": 0}, ("phone",))


def test_a_clear_list_has_nothing_ambiguous():
    assert guess_columns(["Téléphone", "Commune"]).ambiguous == ()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("field", FIELDS)
def test_the_headings_of_the_template_are_understood(language, field):
    with override(language):
        heading = str(FIELDS[field])
    assert guess(heading) == [field]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_column_of_reasons_is_passed_over(language):
    with override(language):
        heading = str(REASONS)
    assert (guess(heading), holds_reasons(heading), holds_reasons("CIN")) == ([""], True, False)


def test_names_in_both_scripts_and_the_commune_are_needed():
    assert missing_fields({"full_name_ar": 0, "given_name_latin": 1}) == [
        "family_name_latin",
        "commune",
    ]


def test_a_full_name_in_each_script_and_a_commune_are_enough():
    assert missing_fields({"full_name_ar": 0, "full_name_latin": 1, "commune": 2}) == []
