"""A training day that was held in two provinces, and people who came to it or did not."""

import datetime as dt

import pytest

from certificates.kinds import Kind
from certificates.models import Certificate, RevocationReason
from certificates.services.batches import run_batch
from certificates.services.correcting import correct_certificate, revoke_certificate
from certificates.services.issuing import start_batch
from participants.models import Attendance, Person
from tests import factories
from tests.trainings.agenda_makers import SlotFactory, TrainerFactory
from tests.trainings.workshop_makers import InvitationFactory
from trainings.models import Event, HalfDay, Module, ProgrammePartner, Session


@pytest.fixture
def network(db):
    return factories.NetworkIdentityFactory(
        president_name_ar="عبد الله الدكالي",
        president_name_fr="Abdellah Doukkali",
        phone="+212523371234",
        email="contact@example.org",
    )


@pytest.fixture
def event(network, province, other_province):
    commune = factories.CommuneFactory(
        province=province, name_ar="سيدي بنور", name_fr="Sidi Bennour"
    )
    event = factories.EventFactory(
        code="SB01",
        title_ar="تدبير الجودة واللوجستيك",
        title_fr="Management de la qualité et logistique",
        venue=factories.VenueFactory(
            name_ar="فندق السانية", name_fr="Hôtel Saniat", commune=commune
        ),
        state=Event.State.HELD,
        hours="6.0",
    )
    for place in (province, other_province):
        factories.QuotaFactory(event=event, province=place, places=100)
    workshop = factories.SessionFactory(
        event=event, date=dt.date(2026, 1, 31), kind=Session.Kind.WORKSHOP
    )
    training = factories.SessionFactory(event=event, date=dt.date(2026, 2, 1))
    for session in (workshop, training):
        for period in HalfDay.Period:
            factories.HalfDayFactory(session=session, period=period)
    return event


@pytest.fixture
def attend(event, province, staff):
    """Register somebody who was present, absent (False) or not marked (None) by half-day."""

    def attend(*presence, place=province, **fields):
        registration = factories.RegistrationFactory(
            event=event, province=place, registered_by=staff, **fields
        )
        half_days = HalfDay.objects.filter(session__event=event, session__kind="training")
        for half_day, present in zip(half_days.order_by("period"), presence, strict=True):
            if present is not None:
                Attendance.objects.create(
                    registration=registration,
                    half_day=half_day,
                    present=present,
                    marked_by=staff,
                )
        return registration

    return attend


@pytest.fixture
def issue(event, administrator):
    """Issue the certificates of all who are ready, without a background worker."""

    def issue(kind=Kind.PARTICIPATION, chosen=None):
        batch = start_batch(event, kind=kind, chosen=chosen, by=administrator)
        run_batch(batch.pk)
        batch.refresh_from_db()
        return batch

    return issue


@pytest.fixture
def revoke(administrator):
    """Revoke the certificate of a registration."""

    def revoke(registration, reason=RevocationReason.ISSUED_BY_MISTAKE, note=""):
        certificate = registration.certificates.get(state=Certificate.State.VALID)
        revoke_certificate(certificate, reason=reason, note=note, by=administrator)
        return certificate

    return revoke


@pytest.fixture
def correct(administrator):
    """Rename the person of a registration in the register, and correct the certificate."""

    def correct(registration, family_name_latin="Bennani"):
        rename(registration, family_name_latin=family_name_latin)
        certificate = registration.certificates.get(state=Certificate.State.VALID)
        return correct_certificate(certificate, reason="Misspelt", by=administrator)

    return correct


def rename(registration, **fields):
    """Change the person of a registration in the register."""
    Person.objects.filter(pk=registration.person_id).update(**fields)


@pytest.fixture
def teach(event):
    """Have a trainer lead a module of the event, or stand in another slot of its agenda."""

    def teach(kind="module", trainer=None, module=None, **fields):
        trainer = trainer or TrainerFactory(**fields)
        session = event.sessions.get(kind="training")
        if kind == "module" and module is None:
            number = Module.objects.count()
            module = factories.ModuleFactory(title_ar=f"محور {number}", title_fr=f"Module {number}")
        SlotFactory(session=session, kind=kind, trainer=trainer, module=module)
        return trainer

    return teach


@pytest.fixture
def invite(event):
    """Invite a coordinator to the workshop of the event, who was there, was not, or is unmarked."""

    def invite(present, coordinator=None):
        coordinator = coordinator or factories.UserFactory(
            role="coordinator", full_name="خديجة الحمداوي", name_latin="Khadija Hamdaoui"
        )
        workshop = event.sessions.get(kind="workshop")
        InvitationFactory(session=workshop, coordinator=coordinator, present=present)
        return coordinator

    return invite


@pytest.fixture
def support(event):
    """Have a partner support the programme of the event."""

    def support(**fields):
        # The same in every test, so that the plates that bear the names need laying out once.
        position = event.programme.partnerships.count() + 1
        names = {"name_ar": f"شريك {position}", "name_fr": f"Partenaire {position}"}
        partner = factories.PartnerFactory(**{**names, **fields})
        ProgrammePartner.objects.create(
            programme=event.programme, partner=partner, position=position
        )
        return partner

    return support
