"""What the database itself refuses, what rows say of themselves, and who may see them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from tests import factories
from trainings.models import (
    AgendaItem,
    Event,
    HalfDay,
    Programme,
    Quota,
    Recommendation,
    Session,
    Venue,
    WorkshopPoint,
)


def make_event(**facts):
    return factories.EventFactory(**facts)


def make_two(factory, **facts):
    return [factory(**facts), factory(**facts)]


def agenda_item(**facts):
    times = {"starts_at": dt.time(9), "ends_at": dt.time(10)}
    session = factories.SessionFactory()
    return AgendaItem.objects.create(**{"session": session, "kind": "module", **times, **facts})


REFUSED = {
    "an unknown state": lambda: make_event(state="unknown"),
    "more taken than there is": lambda: make_event(capacity=3, taken=4),
    "a presence of none": lambda: make_event(required_presence=0),
    "a presence above all": lambda: make_event(required_presence=101),
    "a code twice": lambda: make_two(factories.EventFactory, code="SB01"),
    "a quota twice": lambda: make_two(
        factories.QuotaFactory, event=make_event(), province=factories.ProvinceFactory()
    ),
    "a quota oversold": lambda: factories.QuotaFactory(places=3, taken=4),
    "a day twice": lambda: make_two(
        factories.SessionFactory, event=make_event(), date=dt.date(2026, 2, 1)
    ),
    "an unknown kind of day": lambda: factories.SessionFactory(kind="party"),
    "a half-day twice": lambda: make_two(
        factories.HalfDayFactory, session=factories.SessionFactory()
    ),
    "an unknown half-day": lambda: factories.HalfDayFactory(period="xx"),
    "a half-day that ends first": lambda: factories.HalfDayFactory(ends_at=dt.time(8)),
    "a half-day of no length": lambda: factories.HalfDayFactory(ends_at=dt.time(9)),
    "a slot that ends first": lambda: agenda_item(ends_at=dt.time(8)),
    "an unknown kind of slot": lambda: agenda_item(kind="dance"),
    "a programme twice a year": lambda: make_two(factories.ProgrammeFactory, title_ar="واحد"),
    "a year long past": lambda: factories.ProgrammeFactory(year=1999),
    "a venue twice a commune": lambda: make_two(
        factories.VenueFactory, name_ar="فندق", commune=factories.CommuneFactory()
    ),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(db, make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


ACCEPTED = {
    "every place taken": lambda: make_event(capacity=3, taken=3),
    "a presence of all": lambda: make_event(required_presence=100),
    "a quota sold out": lambda: factories.QuotaFactory(places=3, taken=3),
    "the same day at another event": lambda: make_two(
        factories.SessionFactory, date=dt.date(2026, 2, 1)
    ),
    "the same venue name elsewhere": lambda: make_two(factories.VenueFactory, name_ar="فندق"),
}


@pytest.mark.parametrize("make", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_the_database_accepts(db, make):
    assert make()


@pytest.mark.parametrize("state", Event.State.values)
def test_every_state_of_an_event_is_known_to_the_database(db, state):
    assert make_event(state=state).pk


@pytest.mark.parametrize("kind", AgendaItem.Kind.values)
def test_every_kind_of_slot_is_known_to_the_database(db, kind):
    assert agenda_item(kind=kind).pk


@pytest.mark.parametrize("code", ["SB01", "A-1", "20", "ABCDEFGHIJKL"])
def test_a_code_of_capitals_digits_and_hyphens_is_good(db, code):
    make_event(code=code).full_clean()


@pytest.mark.parametrize("code", ["A", "sb01", "SB 1", "SB/1", "ABCDEFGHIJKLM", "سب1", "SB01\n"])
def test_a_code_that_could_not_stand_in_an_address_is_not(db, code):
    event = factories.EventFactory.build(code=code)
    with pytest.raises(ValidationError, match="code"):
        event.clean_fields(exclude=["programme", "venue"])


def test_a_province_with_a_quota_stays(db):
    quota = factories.QuotaFactory()
    with pytest.raises(ProtectedError):
        quota.province.delete()


def test_a_half_day_with_presence_stays(db):
    half = factories.AttendanceFactory().half_day
    with pytest.raises(ProtectedError):
        half.session.delete()


# What rows say of themselves --------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title"), [("ar", "الجودة"), ("fr", "Qualité"), ("en", "Qualité")]
)
def test_a_title_is_read_in_the_readers_language(language, title):
    event = Event(title_ar="الجودة", title_fr="Qualité")
    with translation.override(language):
        assert (event.title, str(event)) == (title, title)


def test_a_title_that_is_missing_is_read_in_another_language():
    with translation.override("fr"):
        assert str(Recommendation(text_ar="مأسسة التكوين")) == "مأسسة التكوين"


def test_a_programme_is_named_with_its_year():
    with translation.override("fr"):
        assert str(Programme(title_fr="Programme annuel", year=2026)) == "Programme annuel 2026"


@pytest.mark.parametrize(
    ("places", "taken", "left", "percent"),
    [(10, 4, 6, 40), (3, 2, 1, 67), (3, 3, 0, 100), (0, 0, 0, 100)],
)
def test_a_quota_says_what_is_left(places, taken, left, percent):
    quota = Quota(places=places, taken=taken)
    assert (quota.places_left, quota.percent_taken) == (left, percent)


def test_an_event_says_what_is_left():
    assert Event(capacity=10, taken=4).places_left == 6


@pytest.mark.parametrize("state", Event.State.values)
def test_only_an_open_event_is_open(state):
    assert Event(state=state).is_open == (state == "open")


def test_a_slot_is_called_by_its_own_title_first(db):
    module = factories.ModuleFactory(title_ar="الحكامة")
    assert agenda_item(module=module, title_ar="مدخل").title == "مدخل"


def test_a_slot_without_title_is_called_by_its_module(db):
    assert agenda_item(module=factories.ModuleFactory(title_ar="الحكامة")).title == "الحكامة"


def test_a_slot_without_either_is_called_by_its_kind(in_english, db):
    assert agenda_item(kind="break").title == "break"


def test_days_half_days_and_points_stand_in_order(db):
    late = factories.SessionFactory(date=dt.date(2026, 2, 1))
    early = factories.SessionFactory(event=late.event, date=dt.date(2026, 1, 31))
    afternoon = factories.HalfDayFactory(session=late, period="pm")
    morning = factories.HalfDayFactory(session=late, period="am")
    second = WorkshopPoint.objects.create(session=early, position=2, text_ar="ب")
    first = WorkshopPoint.objects.create(session=early, position=1, text_ar="أ")
    assert (
        list(Session.objects.all()),
        list(HalfDay.objects.all()),
        list(early.points.all()),
    ) == ([early, late], [morning, afternoon], [first, second])


def test_an_event_knows_its_first_and_last_day(db):
    event = make_event()
    for day in (dt.date(2026, 2, 1), dt.date(2026, 1, 31)):
        factories.SessionFactory(event=event, date=day)
    dated = Event.objects.with_dates().get()
    assert (dated.starts_on, dated.ends_on) == (dt.date(2026, 1, 31), dt.date(2026, 2, 1))


# Who may see them -------------------------------------------------------------------------

EVENT_IS_SEEN = {
    "administrator": Event.State.values,
    "staff": Event.State.values,
    "observer": [state for state in Event.State.values if state != "draft"],
    "coordinator": [state for state in Event.State.values if state != "draft"],
    "other_coordinator": [],
}


@pytest.mark.parametrize("state", Event.State.values)
@pytest.mark.parametrize("reader", EVENT_IS_SEEN)
def test_who_sees_an_event(request, province, reader, state):
    factories.QuotaFactory(event__state=state, province=province)
    seen = Event.objects.visible_to(request.getfixturevalue(reader)).exists()
    assert seen == (state in EVENT_IS_SEEN[reader])


def test_a_coordinator_of_two_provinces_sees_an_event_once(coordinator, province, other_province):
    coordinator.provinces.add(other_province)
    event = factories.QuotaFactory(province=province).event
    factories.QuotaFactory(event=event, province=other_province)
    assert list(Event.objects.visible_to(coordinator)) == [event]


@pytest.mark.parametrize(
    ("reader", "seen"),
    [("staff", 2), ("observer", 2), ("coordinator", 1), ("other_coordinator", 0)],
)
def test_who_sees_which_quotas(request, province, reader, seen):
    quota = factories.QuotaFactory(province=province)
    factories.QuotaFactory(event=quota.event)
    assert Quota.objects.visible_to(request.getfixturevalue(reader)).count() == seen


@pytest.mark.parametrize(
    ("reader", "seen"), [("administrator", 1), ("staff", 1), ("coordinator", 0), ("observer", 0)]
)
def test_who_sees_venues(request, db, reader, seen):
    factories.VenueFactory()
    assert Venue.objects.visible_to(request.getfixturevalue(reader)).count() == seen


@pytest.mark.parametrize("reader", ["administrator", "staff", "coordinator", "observer"])
def test_everybody_who_signs_in_sees_programmes(request, db, reader):
    programme = factories.ProgrammeFactory()
    assert list(Programme.objects.visible_to(request.getfixturevalue(reader))) == [programme]
