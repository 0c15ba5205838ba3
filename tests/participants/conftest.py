"""An open event at which one province has places, and the people who want them."""

import datetime as dt

import pytest
from django.utils import timezone

from certificates.models import Certificate
from participants.models import Announcement, Registration
from participants.services.registrations import register_person
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import HalfDay, Session


@pytest.fixture
def event(db):
    return factories.EventFactory(code="SB01", capacity=100)


@pytest.fixture
def quota(event, province):
    return factories.QuotaFactory(event=event, province=province, places=2)


@pytest.fixture
def other_quota(event, other_province):
    return factories.QuotaFactory(event=event, province=other_province, places=2)


@pytest.fixture
def commune(province):
    return factories.CommuneFactory(province=province, name_ar="الزمامرة", name_fr="Zemamra")


@pytest.fixture
def person(province, commune):
    return factories.PersonFactory(
        given_name_ar="فاطمة",
        family_name_ar="العلوي",
        given_name_latin="Fatima",
        family_name_latin="El Alaoui",
        phone="+212661123456",
        province=province,
        commune=commune,
    )


@pytest.fixture
def organisation(province, commune):
    return factories.OrganisationFactory(
        name_ar="تعاونية الأمل",
        name_fr="Coopérative Al Amal",
        province=province,
        commune=commune,
    )


@pytest.fixture
def registration(event, quota, person, staff):
    """The person's place, taken from the quota as it should be."""
    return register_person(event, person=person, organisation=None, by=staff)


@pytest.fixture
def certificate_of(staff):
    """Give a registration its certificate, with the names that its person has now."""

    def issue(registration):
        person = registration.person
        return Certificate.objects.create(
            event=registration.event,
            registration=registration,
            province=registration.province,
            number=f"RAD/2026/SB01/{registration.pk:04}",
            code=f"{registration.pk:027}",
            snapshot={"name_ar": person.full_name_ar, "name_latin": person.full_name_latin},
            issued_at=timezone.now(),
            issued_by=staff,
        )

    return issue


@pytest.fixture
def half_day(event):
    session = factories.SessionFactory(event=event, date=dt.date(2026, 2, 1))
    return factories.HalfDayFactory(session=session)


@pytest.fixture
def afternoon(half_day):
    return factories.HalfDayFactory(
        session=half_day.session,
        period=HalfDay.Period.AFTERNOON,
        starts_at=dt.time(14),
        ends_at=dt.time(17),
    )


@pytest.fixture
def workshop_half_day(event):
    session = factories.SessionFactory(
        event=event, date=dt.date(2026, 1, 31), kind=Session.Kind.WORKSHOP
    )
    return factories.HalfDayFactory(session=session)


@pytest.fixture
def register(event, staff):
    """Register somebody new of a province, and return the registration."""

    def register_somebody(province, **fields):
        person = factories.PersonFactory(province=province, **fields)
        return register_person(event, person=person, organisation=None, by=staff)

    return register_somebody


@pytest.fixture
def states(event):
    """The states of the event's registrations, in the order in which they were made."""

    def read_states():
        made = Registration.objects.filter(event=event).order_by("pk")
        return list(made.values_list("state", flat=True))

    return read_states


@pytest.fixture
def sign_in(client):
    """Sign somebody in and return the client."""

    def sign_somebody_in(user):
        client.force_login(user)
        return client

    return sign_somebody_in


@pytest.fixture
def page(sign_in):
    """Open a page as somebody, in English, and return the answer."""

    def open_page(user, url, **query):
        return sign_in(user).get(url, query, headers={"accept-language": "en"})

    return open_page


@pytest.fixture
def typed(commune):
    """What a coordinator types into the registration form for a new person."""
    return {
        "form_key": "6f1c4d0e-2b8e-4f57-9c53-1f2a3b4c5d6e",
        "phone": "٠٦ ٦٢ ٢٢ ٣٣ ٤٤",
        "given_name_ar": "خديجة",
        "family_name_ar": "بنعلي",
        "given_name_latin": "Khadija",
        "family_name_latin": "Benali",
        "gender": "f",
        "birth_year": "١٩٨٧",
        "commune": commune.pk,
        "organisation_name": "",
        "organisation_kind": "",
        "consent": "on",
    }


# Messages to people ------------------------------------------------------------------------


@pytest.fixture
def post(sign_in):
    def send(user, url, typed=None):
        return sign_in(user).post(url, typed or {}, headers={"accept-language": "en"})

    return send


@pytest.fixture
def announcement(event, staff, quota):
    return AnnouncementFactory(event=event, created_by=staff)


@pytest.fixture
def given_out(announcement, registration, staff):
    """The message given out: one person of ours is to be told by hand."""
    Announcement.objects.filter(pk=announcement.pk).update(
        state="under_way", sent_by=staff, sent_at=timezone.now()
    )
    announcement.refresh_from_db()
    return announcement


@pytest.fixture
def by_hand(given_out, registration):
    return RecipientFactory(
        announcement=given_out, person=registration.person, state="by_hand", channel=""
    )


@pytest.fixture
def theirs(given_out, register, other_quota, other_province):
    """Somebody of another province on the same list."""
    registration = register(other_province, family_name_latin="Elsewhere")
    return RecipientFactory(
        announcement=given_out, person=registration.person, state="by_hand", channel=""
    )
