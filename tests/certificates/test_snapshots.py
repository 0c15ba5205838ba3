import datetime as dt

import pytest
from django.utils import translation

from certificates.kinds import Kind
from certificates.models import Certificate
from certificates.services.designs import default_version
from certificates.services.snapshots import (
    build_snapshot,
    event_facts,
    province_name_ar,
    province_name_fr,
)
from network.models import NetworkIdentity, Province
from tests import factories
from trainings.models import Event, ProgrammePartner


@pytest.fixture
def snapshot(event):
    def snapshot(registration):
        return build_snapshot(
            event_facts(event),
            registration,
            number="RAD/2026/SB01/0001",
            code="0" * 27,
            issued_on=dt.date(2026, 2, 1),
        )

    return snapshot


def test_a_snapshot_holds_all_that_is_printed(attend, snapshot, settings):
    settings.SITE_URL = "https://takwin.example"
    organisation = factories.OrganisationFactory(name_ar="تعاونية الأمل", name_fr="Al Amal")
    registration = attend(True, True, organisation=organisation)
    assert snapshot(registration) == {
        "design_version": default_version(Kind.PARTICIPATION).pk,
        "kind": "participation",
        "logos": [],
        "number": "RAD/2026/SB01/0001",
        "code": "0" * 27,
        "verify_url": "https://takwin.example/v/" + "0" * 27,
        "name_ar": registration.person.full_name_ar,
        "name_latin": registration.person.full_name_latin,
        "gender": "f",
        "organisation_ar": "تعاونية الأمل",
        "organisation_fr": "Al Amal",
        "province_ar": "إقليم سيدي بنور",
        "province_fr": "Province de Sidi Bennour",
        "event_title_ar": "تدبير الجودة واللوجستيك",
        "event_title_fr": "Management de la qualité et logistique",
        "venue_ar": "فندق السانية، سيدي بنور",
        "venue_fr": "Hôtel Saniat, Sidi Bennour",
        "days": ["2026-02-01"],
        "hours": "6",
        "project_ar": "المقاربة الالتقائية",
        "project_fr": "Approche de convergence",
        "partners_ar": [],
        "partners_fr": [],
        "issuer_ar": "شبكة الجمعيات الدكالية غير الحكومية",
        "issuer_fr": "Réseau des associations de Doukkala",
        "issuer_contact": "+212523371234 · contact@example.org",
        "city_ar": "سيدي بنور",
        "city_fr": "Sidi Bennour",
        "issued_on": "2026-02-01",
        "signatories": [
            {
                "name_ar": "عبد الله الدكالي",
                "name_fr": "Abdellah Doukkali",
                "capacity_ar": "رئاسة الشبكة",
                "capacity_fr": "La présidence du Réseau",
            }
        ],
    }


def test_without_an_organisation_its_names_are_empty(attend, snapshot):
    taken = snapshot(attend(True, True))
    assert (taken["organisation_ar"], taken["organisation_fr"]) == ("", "")


def test_partners_stand_in_protocol_order(event, attend, snapshot):
    second, first = factories.PartnerFactory(), factories.PartnerFactory()
    for position, partner in ((2, second), (1, first)):
        ProgrammePartner.objects.create(
            programme=event.programme, partner=partner, position=position
        )
    assert snapshot(attend(True, True))["partners_fr"] == [first.name_fr, second.name_fr]


@pytest.mark.parametrize(("hours", "printed"), [("6.0", "6"), ("6.5", "6.5"), ("10.0", "10")])
def test_hours_are_written_without_needless_decimals(event, hours, printed):
    Event.objects.update(hours=hours)
    event.refresh_from_db()
    assert event_facts(event)["hours"] == printed


def test_a_network_without_a_president_named_keeps_the_line_of_the_office(event):
    NetworkIdentity.objects.update(president_name_ar="", president_name_fr="", phone="", email="")
    facts = event_facts(event)
    assert facts["signatories"][0]["name_ar"] == ""
    assert facts["signatories"][0]["capacity_ar"] == "رئاسة الشبكة"
    assert facts["issuer_contact"] == ""


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_snapshot_does_not_depend_on_the_language_of_whoever_issues(attend, snapshot, language):
    registration = attend(True, True)
    with translation.override(language):
        taken = snapshot(registration)
    with translation.override(None):
        assert snapshot(registration) == taken


@pytest.mark.parametrize(
    ("name", "full_name"),
    [
        ("Sidi Bennour", "Province de Sidi Bennour"),
        ("El Jadida", "Province d’El Jadida"),
        ("Essaouira", "Province d’Essaouira"),
        ("Élouahda", "Province d’Élouahda"),
        ("Youssoufia", "Province de Youssoufia"),
    ],
)
def test_a_french_province_has_the_right_link(name, full_name):
    assert province_name_fr(Province(kind="province", name_fr=name)) == full_name


def test_a_prefecture_is_called_so():
    casablanca = Province(kind="prefecture", name_ar="الدار البيضاء", name_fr="Casablanca")
    assert province_name_ar(casablanca) == "عمالة الدار البيضاء"
    assert province_name_fr(casablanca) == "Préfecture de Casablanca"


def test_what_was_issued_is_frozen(event, attend, issue):
    registration = attend(True, True)
    issue()
    before = Certificate.objects.get().snapshot
    registration.person.given_name_ar = "اسم آخر"
    registration.person.save()
    Event.objects.update(title_ar="موضوع آخر", hours=99)
    NetworkIdentity.objects.update(name_ar="شبكة أخرى", city_fr="Ailleurs")
    assert Certificate.objects.get().snapshot == before


def test_a_certificate_issued_later_tells_what_holds_then(event, attend, issue):
    attend(True, True)
    issue()
    attend(True, True)
    Event.objects.update(title_ar="موضوع آخر")
    event.refresh_from_db()
    issue()
    titles = [certificate.snapshot["event_title_ar"] for certificate in Certificate.objects.all()]
    assert titles == ["تدبير الجودة واللوجستيك", "موضوع آخر"]
