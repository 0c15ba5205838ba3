"""A planned event, with the words of a real one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from network.models import AuditEvent
from tests import factories
from tests.trainings.workshop_makers import WorkshopFactory, in_days
from trainings.models import HalfDay, Session
from trainings.services.days import Day, Hours

MORNING = Hours(dt.time(9), dt.time(12, 30))
AFTERNOON = Hours(dt.time(14, 30), dt.time(17))
SATURDAY, SUNDAY = dt.date(2026, 1, 31), dt.date(2026, 2, 1)


def workshop(date=SATURDAY, **changes):
    """A day of consultation, in the afternoon."""
    half_days = {HalfDay.Period.AFTERNOON: AFTERNOON}
    return Day(**{"date": date, "kind": Session.Kind.WORKSHOP, "half_days": half_days, **changes})


def training(date=SUNDAY, **changes):
    """A whole training day."""
    half_days = {HalfDay.Period.MORNING: MORNING, HalfDay.Period.AFTERNOON: AFTERNOON}
    return Day(**{"date": date, "kind": Session.Kind.TRAINING, "half_days": half_days, **changes})


def audited():
    """What the audit log says so far: each action with the fields it names, in order."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", "fields"))


@pytest.fixture
def in_english():
    """Sentences as they stand in the code, whatever the catalogues say."""
    with translation.override("en"):
        yield


@pytest.fixture
def facts(db):
    return {
        "programme": factories.ProgrammeFactory(),
        "code": "SB01",
        "title_ar": "تدبير الجودة واللوجستيك في منظومة الاقتصاد الاجتماعي والتضامني",
        "title_fr": "Management de la qualité et logistique dans l'ESS",
        "venue": factories.VenueFactory(name_ar="فندق السانية", name_fr="Hôtel Saniya"),
        "capacity": 120,
        "hours": Decimal("12.0"),
        "required_presence": 75,
    }


@pytest.fixture
def as_staff(client, staff):
    """A browser in which a member of the staff is signed in; it reads Arabic."""
    client.force_login(staff)
    return client


@pytest.fixture
def as_coordinator(client, coordinator):
    client.force_login(coordinator)
    return client


def in_arabic(sentence, **values):
    """The sentence as an Arabic page has it."""
    with translation.override("ar"):
        return translation.gettext(sentence) % values if values else translation.gettext(sentence)


@pytest.fixture(name="workshop")
def workshop_of_a_province(province):
    """A workshop in ten days, at an event that gives one province places."""
    session = WorkshopFactory(event__code="SB01")
    factories.QuotaFactory(event=session.event, province=province)
    return session


@pytest.fixture(name="today")
def workshop_of_today(workshop):
    """The same workshop, taking place today."""
    Session.objects.update(date=in_days(0))
    workshop.refresh_from_db()
    return workshop
