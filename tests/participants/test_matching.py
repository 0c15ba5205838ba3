import pytest

from participants.matching import MOST_MATCHES, find_known_persons
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
