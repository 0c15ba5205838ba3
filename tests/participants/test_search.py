"""One table of searches, the same rows in the same order on every database."""

import pytest
from django.core.management import call_command
from django.db import connection

from participants.models import Organisation, Person, finding
from participants.searching import Words, read_words
from participants.services.rekeying import rekey_names
from tests import factories

PEOPLE = {
    "fatima": ("فاطمة", "العلوي", "Fatima", "El Alaoui", "+212661123456", "amal"),
    "lahoucine": ("الحسين", "أيت علي", "Lahoucine", "Aït Ali", "+212661999000", None),
    "mohammed": ("محمّد", "العلمي", "Mohammed", "Alami", "", "nour"),
    "mohamed": ("محمد", "العلوي", "Mohamed", "Alaoui", "+212700112233", "nour"),
    "ahmed": ("أحمد", "محمد", "Ahmed", "Mohamed", "", None),
    "rachid": ("رشيد", "الإدريسي", "Rachid", "Idrissi", "", None),
    "rachida": ("رشيدة", "الإدريسي", "Rachida", "Idrissi", "", None),
}


@pytest.fixture
def people(province):
    names = {"amal": ("تعاونية الأمل", "Coopérative Al Amal"), "nour": ("", "Association Ennour")}
    bodies = {
        key: factories.OrganisationFactory(province=province, name_ar=ar, name_fr=fr)
        for key, (ar, fr) in names.items()
    }
    return {
        name: factories.PersonFactory(
            given_name_ar=given_ar,
            family_name_ar=family_ar,
            given_name_latin=given,
            family_name_latin=family,
            phone=phone,
            organisation=bodies.get(body),
            province=province,
        )
        for name, (given_ar, family_ar, given, family, phone, body) in PEOPLE.items()
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("محمد", ["mohammed", "mohamed", "ahmed"]),
        ("محمّد", ["mohammed", "mohamed", "ahmed"]),
        ("Mohammed", ["mohammed", "mohamed", "ahmed"]),
        ("العلوي محمد", ["mohamed"]),
        ("محمد Alami", ["mohammed"]),
        ("احمد", ["ahmed"]),
        ("فاطمه", ["fatima"]),
        ("Lhoucine", ["lahoucine"]),
        ("El Houcine", ["lahoucine"]),
        ("لحسين", ["lahoucine"]),
        ("Rachid", ["rachid", "rachida"]),
        ("رشيدة", ["rachida"]),
        ("0661-12.34.56", ["fatima"]),
        ("٠٦٦١٩٩", ["lahoucine"]),
        ("1122", ["mohamed"]),
        ("محمد 0700 11 22 33", ["mohamed"]),
        ("فاطمة 0700112233", []),
        ("الأمل", ["fatima"]),
        ("amal coop", ["fatima"]),
        ("Ennour", ["mohammed", "mohamed"]),
        ("ennour Mohamed", []),
        ("al", ["fatima", "mohammed", "mohamed"]),
        ("مح", ["mohammed", "mohamed", "ahmed"]),
        ("يس", []),
        ("Alami Rachid", []),
        ("%", []),
        ("_", []),
        ("", []),
    ],
)
def test_a_search_finds_the_best_first(people, text, found):
    names = {person.pk: name for name, person in people.items()}
    rows = Person.objects.found_first(text, at_most=10)
    assert [names[row.pk] for row in rows] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("محمد Alaoui", Words(arabic=("محمد",), latin=("alaui",))),
        ("+212 (0)6 61 12 34 56", Words(phones=("661123456",))),
        ("Ali 2", Words(latin=("ali", "2"))),
        ("Ali 0661 12", Words(latin=("ali",), phones=("66112",))),
        ("!!!", Words()),
    ],
)
def test_a_search_is_taken_apart(text, words):
    assert read_words(text) == words


def test_at_most_as_many_are_found_as_asked_for(people):
    names = [row.full_name_latin for row in Person.objects.found_first("محمد", at_most=2)]
    assert names == ["Mohammed Alami", "Mohamed Alaoui"]


@pytest.mark.parametrize("number", [2, 5])
def test_finding_the_first_costs_the_same_for_two_and_for_five(
    province, number, django_assert_num_queries
):
    factories.PersonFactory.create_batch(number, province=province, given_name_ar="زينب")
    with django_assert_num_queries(6):
        list(Person.objects.found_first("زينب", at_most=8))


# Two ways to the first ones -----------------------------------------------------------------


@pytest.fixture(params=["looked up", "read on"])
def either_way(request, monkeypatch):
    """Find everybody in one way, however common the words are."""
    for name in ("COMMON", "COMMON_AMONG_FEW", "COMMON_OF_ORGANISATIONS"):
        number = 0 if request.param == "read on" else finding.NEWEST + 1
        monkeypatch.setattr(finding, name, number)


def named(province, *names):
    """People by their names in Latin letters, given and family name."""
    for name in names:
        given, family = name.split(" ", 1)
        factories.PersonFactory(
            province=province, given_name_latin=given, family_name_latin=family, organisation=None
        )


FAMILY = ("Zineb Karimi", "Karim Zaidi", "Amal Benkarim", "Amal Zaidi", "Zaid Karimi")


@pytest.mark.parametrize(
    ("text", "at_most", "found"),
    [
        ("Karim", 9, ["Karim Zaidi", "Amal Benkarim", "Zaid Karimi", "Zineb Karimi"]),
        ("Karim", 3, ["Karim Zaidi", "Amal Benkarim", "Zaid Karimi"]),
        ("Karim", 1, ["Karim Zaidi"]),
        ("Karimi Zaid", 9, ["Zaid Karimi"]),
        ("Zaid Karim", 9, ["Zaid Karimi", "Karim Zaidi"]),
        ("za", 9, ["Zaid Karimi", "Amal Zaidi", "Karim Zaidi"]),
        ("Karim 0612", 9, []),
        ("xyzzy", 9, []),
    ],
)
@pytest.mark.parametrize("scoped", [False, True])
def test_both_ways_find_the_same_in_the_same_order(
    province, either_way, text, at_most, found, scoped
):
    named(province, *FAMILY)
    provinces = [province.pk] if scoped else None
    rows = Person.objects.found_first(text, at_most=at_most, provinces=provinces)
    assert [row.full_name_latin for row in rows] == found


def test_where_not_all_have_room_names_that_begin_with_a_word_go_first(province, either_way):
    named(province, "Amal Zaid Karim", "Karim Zaidi", "Zaid Karimi")
    rows = Person.objects.found_first("Karim Zaid", at_most=2)
    assert [row.full_name_latin for row in rows] == ["Karim Zaidi", "Zaid Karimi"]


def test_where_not_all_have_room_people_of_organisations_go_last(province, either_way):
    body = factories.OrganisationFactory(province=province, name_fr="Coopérative Karim")
    factories.PersonFactory(province=province, given_name_latin="Amal", organisation=body)
    named(province, "Karim Zaidi", "Zineb Karimi")
    rows = Person.objects.found_first("Karim", at_most=2)
    assert [row.full_name_latin for row in rows] == ["Karim Zaidi", "Zineb Karimi"]


def test_people_of_more_organisations_than_are_asked_at_a_time_are_found(
    province, either_way, monkeypatch
):
    monkeypatch.setattr(finding, "FIRST_ORGANISATIONS", 1)
    monkeypatch.setattr(finding, "ORGANISATIONS", 1)
    people = people_of(province, "Coopérative Karim", "Coopérative Zitouna", "Coopérative Argane")
    assert set(Person.objects.found_first("cooperative", at_most=9)) == set(people)


def people_of(province, *names):
    """A person for each of these organisations, who all live in the province."""
    bodies = [factories.OrganisationFactory(province=province, name_fr=name) for name in names]
    return [factories.PersonFactory(province=province, organisation=body) for body in bodies]


def test_somebody_of_a_province_is_found_by_an_organisation_of_another_one(
    province, other_province, either_way
):
    body = factories.OrganisationFactory(province=other_province, name_fr="Coopérative Zitouna")
    person = factories.PersonFactory(province=province, organisation=body)
    here = Person.objects.filter(province=province)
    assert list(here.found_first("zitouna", at_most=9, provinces=[province.pk])) == [person]


def test_of_organisations_elsewhere_only_the_first_are_asked(
    province, other_province, either_way, monkeypatch
):
    monkeypatch.setattr(finding, "ORGANISATIONS", 1)
    bodies = [
        factories.OrganisationFactory(province=other_province, name_fr=f"Coopérative {name}")
        for name in ("Zitouna", "Argane")
    ]
    first, _second = [
        factories.PersonFactory(province=province, organisation=body) for body in bodies
    ]
    here = Person.objects.filter(province=province)
    assert list(here.found_first("cooperative", at_most=9, provinces=[province.pk])) == [first]


def test_common_words_are_told_from_rare_ones_by_the_newest(province, monkeypatch):
    monkeypatch.setattr(finding, "NEWEST", 2)
    named(province, "Karim Zaidi", "Karim Amrani", "Amal Zaidi", "Zineb Zaidi")
    common = [
        finding.Finder(Person.objects.all(), read_words(text), 9)._are_common(
            finding.name_holds(read_words(text), "key_ar", "key_latin")
        )
        for text in ("Karim", "Zaidi")
    ]
    assert common == [False, True]


def test_a_part_of_what_was_found_is_read_alone(people, django_assert_num_queries):
    found = Person.objects.found_first("محمد", at_most=9)
    with django_assert_num_queries(1):
        names = [row.full_name_latin for row in found[1:2]]
    assert (len(found), found.count(), names) == (3, 3, ["Mohamed Alaoui"])


def test_one_of_those_found_is_read_by_its_place(people):
    assert Person.objects.found_first("محمد", at_most=9)[2] == people["ahmed"]


def test_who_has_gone_since_the_search_is_left_out(people):
    found = Person.objects.found_first("محمد", at_most=9)
    people["mohamed"].delete()
    assert list(found) == [people["mohammed"], people["ahmed"]]


def test_those_found_can_be_put_in_another_order(people):
    found = Person.objects.found_first("محمد", at_most=9)
    assert list(found.order_by("-pk")) == [people["ahmed"], people["mohamed"], people["mohammed"]]


def test_people_of_many_organisations_are_found_too(province, monkeypatch):
    monkeypatch.setattr("participants.models.persons.MOST_ORGANISATIONS", 1)
    bodies = [
        factories.OrganisationFactory(province=province, name_fr=f"Coopérative {name}")
        for name in ("Zitouna", "Argane")
    ]
    people = [factories.PersonFactory(province=province, organisation=body) for body in bodies]
    assert set(Person.objects.search("cooperative")) == set(people)


@pytest.mark.parametrize(
    ("text", "number"),
    [("الامل تعاونية", 1), ("amal cooperative", 1), ("نور", 0), ("ennour 2026", 0), ("", 0)],
)
def test_an_organisation_is_found_by_words_in_any_order(people, text, number):
    assert Organisation.objects.search(text).count() == number


# New rules for keys ------------------------------------------------------------------------


def test_keys_of_earlier_rules_are_worked_out_anew(people):
    keys = list(Person.objects.order_by("pk").values_list("key_ar", "key_latin"))
    Person.objects.update(key_ar="old", key_latin="old")
    rekeyed = rekey_names()
    assert (
        rekeyed.persons,
        list(Person.objects.order_by("pk").values_list("key_ar", "key_latin")),
    ) == (len(keys), keys)


def test_two_organisations_that_have_one_name_by_now_both_stay(province):
    older, younger = (
        factories.OrganisationFactory(province=province, name_ar="", name_fr=name)
        for name in ("Coopérative Walid", "Coopérative Zitouna")
    )
    Organisation.objects.filter(pk=younger.pk).update(name_fr="Coopérative Oualid")
    rekey_names()
    younger.refresh_from_db()
    found = set(Organisation.objects.search("walid"))
    assert (younger.key_fr, found) == (f"{older.key_fr} {younger.pk}", {older, younger})


def test_working_keys_out_a_second_time_changes_nothing(people, capsys):
    call_command("rekey_names")
    assert capsys.readouterr().out == "New keys: 0 persons, 0 organisations.\n"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such indexes")
def test_on_postgresql_a_part_of_a_name_is_found_in_an_index(people):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Person.objects.filter(key_ar__contains="علمي").order_by().explain()
    assert "participants_person_ar_trgm" in plan


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one order only")
def test_on_postgresql_keys_are_ordered_by_code_point_whatever_the_server_speaks(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE collation_name = 'C' AND"
            " column_name IN ('key_ar', 'key_latin', 'sort_ar', 'sort_fr')"
            " AND table_name IN ('participants_person', 'participants_organisation')"
        )
        assert cursor.fetchone() == (4,)
