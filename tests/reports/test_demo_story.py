"""What the demo is told from: invented people, and a story that adds up."""

import datetime as dt
import itertools
from collections import Counter

import phonenumbers
import pytest
from phonenumbers import carrier
from stdnum.ma import ice

from network.models import Role
from participants.models import Gender, Organisation
from participants.names import validate_arabic_name, validate_latin_name
from reports.demo.accounts import ACCOUNTS, PASSWORDS
from reports.demo.calendar import DRAFT, HELD, OPEN
from reports.demo.people import PROVINCES, invent_person, organisations_of
from trainings.models import Session

EVENTS = (HELD, *OPEN, DRAFT)
PEOPLE = [invent_person(iso, position) for iso in PROVINCES for position in range(100)]


# People and organisations that nobody is ----------------------------------------------------


def test_phone_numbers_parse_but_belong_to_no_operator():
    numbers = [phonenumbers.parse(person.phone) for person in PEOPLE if person.phone]
    assert {
        (phonenumbers.is_possible_number(n), carrier.name_for_number(n, "en")) for n in numbers
    } == {(True, "")}


def test_no_phone_number_comes_twice():
    phones = [person.phone for person in PEOPLE if person.phone]
    assert len(set(phones)) == len(phones)


def test_of_a_few_something_is_missing():
    without_phone = [person for person in PEOPLE if not person.phone]
    not_asked_yet = [person for person in PEOPLE if not person.agreed]
    assert (len(without_phone), len(not_asked_yet)) == (18, 18)


@pytest.mark.parametrize("script", ["ar", "latin"])
def test_no_full_name_comes_twice(script):
    names = {
        (getattr(p, f"given_name_{script}"), getattr(p, f"family_name_{script}")) for p in PEOPLE
    }
    assert len(names) == len(PEOPLE)


def test_names_are_written_in_their_script():
    for person in PEOPLE:
        validate_arabic_name(person.given_name_ar)
        validate_arabic_name(person.family_name_ar)
        validate_latin_name(person.given_name_latin)
        validate_latin_name(person.family_name_latin)


def test_a_given_name_belongs_to_women_or_to_men():
    given = {(p.given_name_ar, p.gender) for p in PEOPLE if p.gender}
    assert [name for name, times in Counter(n for n, _ in given).items() if times > 1] == []


def test_women_speak_for_women_s_cooperatives():
    genders = {p.gender for p in PEOPLE if p.organisation and p.organisation.is_womens_cooperative}
    assert genders - {""} == {Gender.FEMALE}


@pytest.mark.parametrize("iso", PROVINCES)
def test_an_invented_person_lives_in_the_own_province(iso):
    homes = {invent_person(iso, position).commune[:6] for position in range(100)}
    assert homes == {PROVINCES[iso]}


def test_organisations_are_of_every_kind():
    kinds = {body.kind for iso in PROVINCES for body in organisations_of(iso)}
    assert kinds == set(Organisation.Kind.values)


def test_organisations_work_in_sectors_that_are_known():
    sectors = {body.sector for iso in PROVINCES for body in organisations_of(iso)}
    assert sectors <= set(Organisation.Sector.values)


def test_every_ice_has_the_right_key_and_belongs_to_one():
    numbers = [body.ice for iso in PROVINCES for body in organisations_of(iso) if body.ice]
    assert [number for number in numbers if not ice.is_valid(number)] == []
    assert len(set(numbers)) == len(numbers) > 20


def test_every_account_address_can_never_be_registered():
    assert {account.email.rpartition(".")[2] for account in ACCOUNTS} == {"example"}


def test_every_role_has_one_password_of_its_own():
    assert (set(PASSWORDS), len(set(PASSWORDS.values()))) == (set(Role), len(Role))


# The story as it is planned -----------------------------------------------------------------


@pytest.mark.parametrize("told", EVENTS, ids=lambda told: told.code)
def test_a_venue_holds_all_places_of_its_event(told):
    assert told.capacity <= told.venue.capacity


@pytest.mark.parametrize("told", EVENTS, ids=lambda told: told.code)
def test_the_hours_are_those_of_the_training_half_days(told):
    spans = [
        dt.datetime.combine(day.date, end) - dt.datetime.combine(day.date, start)
        for day in told.days
        if day.kind == Session.Kind.TRAINING
        for _, start, end in day.half_days
    ]
    assert sum(spans, dt.timedelta()) == dt.timedelta(hours=float(told.hours))


@pytest.mark.parametrize("day", [day for told in EVENTS for day in told.days], ids=lambda d: d.date)
def test_no_slot_begins_before_the_one_before_has_ended(day):
    pairs = itertools.pairwise(day.agenda)
    assert [b for a, b in pairs if b.starts_at < a.ends_at] == []
