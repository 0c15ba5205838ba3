"""Programmes keep their partners in protocol order; venues keep their place."""

import pytest

from tests import factories
from tests.trainings.conftest import audited
from trainings.models import Programme, Venue
from trainings.services.errors import ProgrammeKnown, VenueKnown
from trainings.services.programmes import create_programme, update_programme
from trainings.services.venues import create_venue, update_venue

FACTS = {
    "year": 2026,
    "title_ar": "البرنامج السنوي",
    "title_fr": "Programme annuel",
    "project_ar": "المقاربة الالتقائية ورهانات التنمية الجهوية الاقتصادية العادلة",
    "project_fr": "Approche de convergence",
}


@pytest.fixture
def partners(db):
    return factories.PartnerFactory.create_batch(3)


@pytest.fixture
def programme(partners, staff):
    return create_programme(partners=partners, by=staff, **FACTS)


def protocol(programme):
    return list(programme.partnerships.values_list("position", "partner_id"))


def test_a_new_programme_keeps_its_facts(programme):
    assert Programme.objects.values(*FACTS).get() == FACTS


def test_partners_stand_in_the_order_they_were_given(programme, partners):
    assert protocol(programme) == [(1, partners[0].pk), (2, partners[1].pk), (3, partners[2].pk)]


def test_partners_can_change_places(programme, partners, staff):
    update_programme(
        programme, edition=0, partners=partners[::-1], modules=(), targets=(), by=staff, **FACTS
    )
    assert protocol(programme) == [(1, partners[2].pk), (2, partners[1].pk), (3, partners[0].pk)]


def test_a_partner_can_leave(programme, partners, staff):
    update_programme(
        programme, edition=0, partners=partners[1:], modules=(), targets=(), by=staff, **FACTS
    )
    assert protocol(programme) == [(1, partners[1].pk), (2, partners[2].pk)]


def test_creating_a_programme_is_audited(programme):
    assert audited() == [("programme.created", sorted([*FACTS, "partners"]))]


def test_an_update_is_audited_with_the_fields_that_changed(programme, partners, staff):
    update_programme(
        programme,
        edition=0,
        partners=partners[:1],
        modules=(),
        targets=(),
        by=staff,
        **{**FACTS, "year": 2027},
    )
    assert audited()[-1] == ("programme.updated", ["partners", "year"])


def test_the_same_programme_again_leaves_no_audit_row(programme, partners, staff):
    update_programme(
        programme, edition=0, partners=partners, modules=(), targets=(), by=staff, **FACTS
    )
    assert len(audited()) == 1


@pytest.fixture
def venue_facts(db):
    return {
        "name_ar": "فندق السانية",
        "name_fr": "Hôtel Saniya",
        "commune": factories.CommuneFactory(),
        "capacity": 150,
    }


def test_a_new_venue_keeps_its_facts_and_is_audited(venue_facts, staff):
    create_venue(by=staff, **venue_facts)
    assert ({n: getattr(Venue.objects.get(), n) for n in venue_facts}, audited()) == (
        venue_facts,
        [("venue.created", sorted(venue_facts))],
    )


def test_a_changed_venue_is_audited_with_what_changed(venue_facts, staff):
    venue = create_venue(by=staff, **venue_facts)
    update_venue(venue, edition=0, by=staff, **{**venue_facts, "capacity": 160})
    assert (Venue.objects.get().capacity, audited()[-1]) == (160, ("venue.updated", ["capacity"]))


def test_the_same_venue_again_leaves_no_audit_row(venue_facts, staff):
    venue = create_venue(by=staff, **venue_facts)
    update_venue(venue, edition=0, by=staff, **venue_facts)
    assert len(audited()) == 1


def test_a_programme_exists_once_a_year(programme, staff):
    with pytest.raises(ProgrammeKnown):
        create_programme(partners=[], by=staff, **FACTS)


def test_a_programme_may_come_again_next_year(programme, staff):
    create_programme(partners=[], by=staff, **{**FACTS, "year": 2027})
    assert list(Programme.objects.values_list("year", flat=True)) == [2027, 2026]


def test_a_venue_exists_once_a_commune(venue_facts, staff):
    create_venue(by=staff, **venue_facts)
    with pytest.raises(VenueKnown):
        create_venue(by=staff, **venue_facts)


def test_a_venue_of_the_same_name_may_stand_in_another_commune(venue_facts, staff):
    create_venue(by=staff, **venue_facts)
    create_venue(by=staff, **{**venue_facts, "commune": factories.CommuneFactory()})
    assert Venue.objects.count() == 2
