import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from network.models import AuditEvent
from participants.models import Person
from participants.services.persons import clean_person, create_person, record_consent
from tests import factories


@pytest.fixture
def fields(province, commune):
    return {
        "given_name_ar": " فاطمة ",
        "family_name_ar": "العلـــوي",
        "given_name_latin": "Fatima",
        "family_name_latin": "El  Alaoui",
        "gender": "f",
        "birth_year": 1990,
        "phone": "٠٦ ٦١ ١٢ ٣٤ ٥٦",
        "province": province,
        "commune": commune,
    }


def refusal(fields, staff, **changes):
    with pytest.raises(ValidationError) as refused:
        create_person(by=staff, **{**fields, **changes})
    return list(refused.value.message_dict)


def test_a_person_is_kept_with_clean_names(fields, staff):
    person = create_person(by=staff, **fields)
    assert (person.full_name_ar, person.full_name_latin) == ("فاطمة العلوي", "Fatima El Alaoui")


def test_a_person_is_kept_with_the_keys_of_both_names(fields, staff):
    person = create_person(by=staff, **fields)
    assert (person.key_ar, person.key_latin) == ("فاطمه لعلوي", "fatima lalaui")


def test_a_phone_in_arabic_digits_is_kept_in_e164(fields, staff):
    create_person(by=staff, **fields)
    assert Person.objects.filter(phone="+212661123456").count() == 1


def test_a_phone_of_an_unassigned_block_is_kept_in_e164(fields, staff):
    person = create_person(by=staff, **{**fields, "phone": "0524 123456"})
    person.refresh_from_db()
    assert person.phone.as_e164 == "+212524123456"


def test_a_person_without_a_phone_is_kept(fields, staff):
    assert create_person(by=staff, **{**fields, "phone": ""}).phone == ""


def test_two_people_of_a_family_share_a_phone(fields, staff):
    create_person(by=staff, **fields)
    create_person(by=staff, **{**fields, "given_name_ar": "مريم", "given_name_latin": "Meryem"})
    assert Person.objects.filter(phone="+212661123456").count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name_ar", "Fatima"),
        ("family_name_ar", "123"),
        ("given_name_latin", "فاطمة"),
        ("family_name_latin", ""),
        ("birth_year", 1899),
        ("birth_year", timezone.localdate().year + 1),
        ("gender", "x"),
        ("given_name_latin", "a" * 81),
    ],
)
def test_a_wrong_field_is_refused_at_that_field(fields, staff, field, value):
    assert refusal(fields, staff, **{field: value}) == [field]


def test_an_impossible_phone_is_refused(fields, staff):
    with pytest.raises(ValidationError, match="0661"):
        create_person(by=staff, **{**fields, "phone": "0661"})


def test_a_commune_of_another_province_is_refused(fields, staff, other_province):
    foreign = factories.CommuneFactory(province=other_province)
    assert refusal(fields, staff, commune=foreign) == ["commune"]


def test_a_refused_person_leaves_nothing(fields, staff):
    refusal(fields, staff, gender="x")
    assert not Person.objects.exists()


@pytest.mark.parametrize("year", [1900, timezone.localdate().year, None])
def test_a_plausible_birth_year_is_kept(fields, staff, year):
    assert create_person(by=staff, **{**fields, "birth_year": year}).birth_year == year


def test_the_database_refuses_a_person_without_any_key(province, commune):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.PersonFactory(province=province, commune=commune, key_ar="", key_latin="")


def test_a_new_person_leaves_an_audit_row_without_personal_values(fields, staff):
    person = create_person(by=staff, **fields)
    row = AuditEvent.objects.get(action="person.created")
    assert (row.actor, row.object_id, row.fields) == (staff, str(person.pk), sorted(fields))


def test_consent_given_with_the_person_has_its_time(fields, staff):
    person = create_person(by=staff, **fields, consent_version="09-08/1")
    assert (timezone.now() - person.consent_at).total_seconds() < 60


def test_a_person_without_consent_has_no_time_of_it(fields, staff):
    assert create_person(by=staff, **fields).consent_at is None


def test_consent_to_a_text_is_recorded_once(person, staff):
    record_consent(person, version="09-08/1", by=staff)
    first = person.consent_at
    record_consent(person, version="09-08/1", by=staff)
    assert (person.consent_at, AuditEvent.objects.filter(action="person.consented").count()) == (
        first,
        1,
    )


def test_consent_to_a_newer_text_replaces_the_older(person, staff):
    record_consent(person, version="09-08/1", by=staff)
    record_consent(person, version="09-08/2", by=staff)
    person.refresh_from_db()
    assert person.consent_version == "09-08/2"


@pytest.mark.parametrize(("language", "name"), [("ar", "فاطمة العلوي"), ("fr", "Fatima El Alaoui")])
def test_a_person_is_named_in_the_script_of_the_reader(person, language, name):
    with translation.override(language):
        assert str(person) == name


@pytest.mark.parametrize(
    "text",
    [
        "فاطمة",
        "العلوي فاطمه",
        "فاط",
        "Fatima",
        "el alaoui",
        "ALAOUI Fatima",
        "elalaoui",
        "0661123456",
        "06 61 12",
        "+212 6611",
        "٠٦٦١١٢",
        "123456",
        "فاطمة Alaoui",
    ],
)
def test_a_person_is_found_by(person, text):
    assert list(Person.objects.search(text)) == [person]


@pytest.mark.parametrize("text", ["خديجة", "Fatima Alami", "0662", "!!!", "", "فاطمة Alami"])
def test_a_person_is_not_found_by(person, text):
    assert not Person.objects.search(text).exists()


def test_a_person_is_known_by_phone_or_by_a_name_in_either_script(person):
    known_as = Person.objects.known_as
    assert [
        known_as("+212661123456", [], []).count(),
        known_as("", ["فاطمه لعلوي"], []).count(),
        known_as("", [], ["fatima lalaui"]).count(),
    ] == [1, 1, 1]


def test_a_person_without_phone_is_not_known_by_an_empty_one(province):
    factories.PersonFactory(province=province, phone="")
    assert not Person.objects.known_as("", [""], [""]).exists()


def test_a_coordinator_sees_no_person_of_another_province(person, other_coordinator, coordinator):
    visible = [Person.objects.visible_to(u).count() for u in (coordinator, other_coordinator)]
    assert visible == [1, 0]


def test_a_date_of_birth_gives_a_new_person_its_year(fields, staff):
    born = dt.date(1990, 3, 12)
    assert (
        create_person(by=staff, **{**fields, "birth_year": None}, birth_date=born).birth_year
        == 1990
    )


def test_a_year_that_contradicts_the_date_is_refused(fields, staff):
    assert refusal(fields, staff, birth_date=dt.date(1987, 3, 12)) == ["birth_year"]


def test_the_channel_of_consent_is_kept_with_it(person, staff):
    record_consent(person, version="09-08/1", channel="paper", by=staff)
    person.refresh_from_db()
    assert person.consent_channel == "paper"


def test_an_unknown_channel_of_consent_is_refused(fields, staff):
    assert refusal(fields, staff, consent_channel="x") == ["consent_channel"]


def test_a_wrong_email_is_refused(fields, staff):
    assert refusal(fields, staff, email="fatima") == ["email"]


def test_cleaning_a_person_asks_the_database_nothing(fields, django_assert_num_queries):
    person = Person(**{**fields, "phone": "+212661123456"})
    with django_assert_num_queries(0):
        clean_person(person)
    assert person.key_latin == "fatima lalaui"
