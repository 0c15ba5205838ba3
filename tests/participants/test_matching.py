import pytest

from participants.matching import (
    MOST_MATCHES,
    find_known_elsewhere,
    find_known_persons,
    read_typed,
    take_apart,
)
from participants.services.national_ids import record_national_id
from participants.services.registrations import cancel_registration
from tests import factories


@pytest.fixture
def find(event, staff):
    """Look for known people by what was typed, as the staff or as somebody else."""

    def find_people(user=staff, **typed):
        return find_known_persons(typed, event=event, user=user)

    return find_people


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "0661123456"},
        {"phone": "٠٦٦١١٢٣٤٥٦"},
        {"phone": "+212 (0)6 61 12 34 56"},
        {"given_name_ar": "فاطمة", "family_name_ar": "العلوي"},
        {"given_name_ar": " فاطمـــه ", "family_name_ar": "العلوى"},
        {"given_name_ar": "العلوي", "family_name_ar": "فاطمة"},
        {"given_name_latin": "fatima", "family_name_latin": "ELALAOUI"},
        {"given_name_latin": "El Alaoui", "family_name_latin": "Fatima"},
        {"phone": "0661", "given_name_ar": "فاطمة", "family_name_ar": "العلوي"},
        {"phone": "0661123456", "given_name_ar": "خديجة", "family_name_ar": "بنعلي"},
    ],
)
def test_a_person_is_known_by(find, person, typed):
    assert find(**typed) == [person]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"phone": ""},
        {"phone": "0661"},
        {"phone": "not a phone"},
        {"phone": "0661123457"},
        {"given_name_ar": "فاطمة"},
        {"given_name_ar": "فاطمة", "family_name_ar": ""},
        {"given_name_ar": "فاطمة", "family_name_ar": "العلمي"},
        {"given_name_latin": "Fatima", "family_name_latin": "Alami"},
        {"given_name_ar": "ـ", "family_name_ar": "ء"},
    ],
)
def test_nobody_is_known_by(find, person, typed):
    assert find(**typed) == []


def test_nobody_without_a_phone_is_known_by_an_empty_one(find, province):
    factories.PersonFactory(province=province, phone="")
    assert find(phone="") == []


def test_a_coordinator_is_offered_people_of_own_provinces_only(
    find, person, coordinator, other_coordinator
):
    offered = [find(user, phone="0661123456") for user in (coordinator, other_coordinator)]
    assert offered == [[person], []]


def test_who_has_no_registration_here_carries_none(find, person):
    factories.RegistrationFactory(person=person, province=person.province)
    (known,) = find(phone="0661123456")
    assert (known.registration_here, known.state_here) == (None, None)


def test_who_is_registered_here_carries_the_registration(find, person, registration):
    (known,) = find(phone="0661123456")
    assert (known.registration_here, known.state_here) == (registration.pk, "registered")


def test_who_gave_up_here_carries_that_state(find, person, registration, staff):
    cancel_registration(registration, by=staff)
    assert find(phone="0661123456")[0].state_here == "cancelled"


def test_a_whole_village_with_one_phone_does_not_fill_the_screen(find, province):
    factories.PersonFactory.create_batch(MOST_MATCHES + 1, province=province, phone="+212661123456")
    assert len(find(phone="0661123456")) == MOST_MATCHES


# The search box ----------------------------------------------------------------------------


@pytest.fixture
def with_number(person, staff):
    """The person with a CIN, in a network that may collect it."""
    factories.NetworkIdentityFactory(cndp_number="A-123/2026")
    record_national_id(person, number="MC123456", by=staff)
    return person


@pytest.mark.parametrize(
    "words",
    [
        "066112",
        "661123",
        "٠٦٦١١٢٣",
        "+212 661 12",
        "فاطم",
        "فاطمه",
        "العلو",
        "العلوي فاطمة",
        "fatim",
        "alaoui",
        "Alaoui Fatima",
    ],
)
def test_a_part_of_a_phone_or_a_name_finds(find, person, words):
    assert find(who=words) == [person]


@pytest.mark.parametrize("words", ["", "0661", "06611", "فا", "fa", "خديجة", "0662", "ء", "؟"])
def test_too_little_or_another_finds_nobody(find, person, words):
    assert find(who=words) == []


@pytest.mark.parametrize("words", ["MC123456", "mc 123.456", "MC١٢٣٤٥٦"])
def test_a_cin_finds_exactly(find, with_number, words):
    assert find(who=words) == [with_number]


def test_a_cin_typed_into_its_own_field_finds(find, with_number):
    assert find(national_id="MC123456") == [with_number]


def test_a_part_of_a_cin_finds_nobody(find, with_number):
    assert find(who="MC12345") == []


def test_no_cin_is_looked_for_while_none_is_collected(find, with_number):
    factories.NetworkIdentityFactory()
    type(factories.NetworkIdentityFactory()).objects.update(cndp_number="")
    assert find(who="MC123456") == []


def test_who_is_met_exactly_comes_first_and_says_so(find, person, province):
    alike = factories.PersonFactory(
        province=province, given_name_ar="أسماء", family_name_ar="فاطمة العلوي"
    )
    found = [(each, getattr(each, "is_exact", False)) for each in find(who="فاطمة العلوي")]
    assert found == [(person, True), (alike, False)]


def test_a_handful_is_found_at_most(find, province):
    factories.PersonFactory.create_batch(MOST_MATCHES + 1, province=province)
    assert len(find(who="فاطمة")) == MOST_MATCHES


def test_whoever_has_the_phone_comes_before_namesakes_however_many(find, province):
    factories.PersonFactory.create_batch(
        MOST_MATCHES, province=province, given_name_ar="فاطمة", family_name_ar="العلوي"
    )
    owner = factories.PersonFactory(
        province=province, given_name_ar="ياسين", given_name_latin="Yassine", phone="+212700112233"
    )
    found = find(phone="0700112233", given_name_ar="فاطمة", family_name_ar="العلوي")
    assert (owner in found, len(found)) == (True, MOST_MATCHES)


def test_a_coordinator_finds_by_the_search_box_in_own_provinces_only(
    find, person, coordinator, other_coordinator
):
    found = [find(user, who="فاطمة العلوي") for user in (coordinator, other_coordinator)]
    assert found == [[person], []]


def test_who_was_merged_is_not_found(find, person, province):
    person.merged_into = factories.PersonFactory(province=province, given_name_ar="سعاد")
    person.save()
    assert find(who="العلوي فاطمة") == []


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("", {}),
        ("0661 12 34", {"phone": "0661 12 34"}),
        ("مريم", {"given_name_ar": "مريم", "family_name_ar": ""}),
        ("مريم بنعلي", {"given_name_ar": "مريم", "family_name_ar": "بنعلي"}),
        ("عبد الله بنعلي", {"given_name_ar": "عبد الله", "family_name_ar": "بنعلي"}),
        ("فاطمة الزهراء العلوي", {"given_name_ar": "فاطمة الزهراء", "family_name_ar": "العلوي"}),
        ("Meryem El Alaoui", {"given_name_latin": "Meryem", "family_name_latin": "El Alaoui"}),
    ],
)
def test_what_was_typed_goes_into_the_fields_of_somebody_new(db, words, fields):
    assert take_apart(words) == fields


def test_a_cin_goes_into_its_field(with_number):
    assert take_apart("MC654321") == {"national_id": "MC654321"}


# Elsewhere ---------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(person, other_coordinator):
    """Look from the neighbouring province: (province, person) of each that knows somebody."""

    def look_from_the_neighbour(user=other_coordinator, **typed):
        return [(each.province, each.person) for each in find_known_elsewhere(typed, user=user)]

    return look_from_the_neighbour


@pytest.mark.parametrize(
    "typed",
    [
        {"who": "0661123456"},
        {"who": "فاطمه العلوي"},
        {"who": "El Alaoui Fatima"},
        {"phone": "0661 12 34 56"},
        {"given_name_latin": "Fatima", "family_name_latin": "Elalaoui"},
    ],
)
def test_the_province_of_exactly_this_person_is_said(elsewhere, person, typed):
    assert elsewhere(**typed) == [(person.province, person)]


@pytest.mark.parametrize(
    "typed", [{"who": "066112345"}, {"who": "فاطمة"}, {"who": "العلوي"}, {"who": "Fatim Alaoui"}]
)
def test_a_part_says_nothing_of_other_provinces(elsewhere, typed):
    assert elsewhere(**typed) == []


def test_a_cin_says_the_province(elsewhere, with_number):
    assert elsewhere(who="MC123456") == [(with_number.province, with_number)]


def test_the_own_province_is_not_elsewhere(elsewhere, coordinator):
    assert elsewhere(coordinator, who="0661123456") == []


def test_nothing_is_elsewhere_for_staff(elsewhere, staff):
    assert elsewhere(staff, who="0661123456") == []


def test_of_a_family_with_one_phone_nobody_is_meant(elsewhere, person):
    factories.PersonFactory(province=person.province, phone=person.phone)
    assert elsewhere(who="0661123456") == [(person.province, None)]


def test_phone_and_name_together_mean_one_of_the_family(elsewhere, person):
    factories.PersonFactory(province=person.province, phone=person.phone)
    typed = {"given_name_ar": "فاطمة", "family_name_ar": "العلوي"}
    assert elsewhere(phone="0661123456", **typed) == [(person.province, person)]


def test_a_cin_means_its_owner_among_namesakes(elsewhere, with_number):
    namesake = {name: getattr(with_number, name) for name in ("given_name_ar", "family_name_ar")}
    factories.PersonFactory(province=with_number.province, **namesake)
    found = elsewhere(who="فاطمة العلوي", national_id="MC123456")
    assert found == [(with_number.province, with_number)]


def test_a_cin_is_masked_in_what_another_province_reads(with_number):
    assert read_typed({"who": "MC123456", "phone": "0661123456"}).in_words == (
        "MC••••56 · +212661123456"
    )
