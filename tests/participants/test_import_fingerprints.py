"""Whether anything has changed by which a list was judged, its own new people aside."""

import pytest

from participants.models import Person
from participants.services.import_fingerprints import Fingerprint
from participants.services.imports import stage_import
from participants.services.registrations import cancel_registration
from tests import factories
from tests.participants.lists import as_csv, people


@pytest.fixture
def run(event, quota, commune, province, coordinator):
    return stage_import(
        as_csv(people(1)), file_name="l.csv", event=event, province=province, by=coordinator
    )


@pytest.mark.parametrize("known", [0, 2])
def test_what_stands_with_new_people_is_known_before(run, province, known):
    factories.PersonFactory.create_batch(known, province=province)
    before = Fingerprint.of(run)
    made = factories.PersonFactory.create_batch(2, province=province)
    organisation = factories.OrganisationFactory(province=province)
    expected = before.with_new(
        people=[person.pk for person in made], organisations=[organisation.pk], national_ids=0
    )
    assert (Fingerprint.of(run), before == expected) == (expected, False)


def test_nobody_new_is_no_change(run):
    standing = Fingerprint.of(run)
    assert standing.with_new(people=[], organisations=[], national_ids=0) == standing


def test_people_of_another_province_are_no_change(run, other_province):
    standing = Fingerprint.of(run)
    factories.PersonFactory(province=other_province)
    assert Fingerprint.of(run) == standing


def test_a_person_more_than_expected_is_a_change(run, province):
    standing = Fingerprint.of(run)
    one, _two = factories.PersonFactory.create_batch(2, province=province)
    expected = standing.with_new(people=[one.pk], organisations=[], national_ids=0)
    assert Fingerprint.of(run) != expected


def test_a_correction_is_a_change(run, province):
    person = factories.PersonFactory(province=province)
    standing = Fingerprint.of(run)
    Person.objects.filter(pk=person.pk).update(version=2)
    assert Fingerprint.of(run) != standing


def test_a_registration_that_is_cancelled_is_a_change(run, registration, staff):
    standing = Fingerprint.of(run)
    cancel_registration(registration, reason="", by=staff)
    assert Fingerprint.of(run) != standing
