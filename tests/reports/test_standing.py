"""Where a programme stands: who is counted, once, and who is not."""

import pytest

from certificates.models import Certificate
from participants.models import Registration
from reports.standing import Standing, programme_standing
from tests import factories
from trainings.models import Event, HalfDay, ProgrammeTarget, Session


@pytest.fixture
def programme(db):
    return factories.ProgrammeFactory(year=2026)


@pytest.fixture
def event(programme):
    return factories.EventFactory(programme=programme)


@pytest.fixture
def register(event, province):
    def register_somebody(at=event, **facts):
        person = facts.pop("person", None) or factories.PersonFactory(
            province=province, **facts.pop("of", {})
        )
        return factories.RegistrationFactory(event=at, person=person, province=province, **facts)

    return register_somebody


def standing_of(programme):
    [(_province, standing)] = programme_standing(programme)
    return standing


def attend(registration, kind=Session.Kind.TRAINING):
    session = factories.SessionFactory(event=registration.event, kind=kind)
    half_day = factories.HalfDayFactory(session=session, period=HalfDay.Period.MORNING)
    factories.AttendanceFactory(registration=registration, half_day=half_day)


def certify(registration, number="1", **facts):
    return Certificate.objects.create(
        event=registration.event,
        registration=registration,
        province=registration.province,
        number=number,
        code=number.zfill(27),
        snapshot={},
        issued_at=registration.registered_at,
        issued_by=registration.registered_by,
        **facts,
    )


def test_a_programme_without_anything_stands_nowhere(programme):
    assert programme_standing(programme) == []


def test_a_target_alone_shows_its_province(programme, province):
    ProgrammeTarget.objects.create(
        programme=programme, province=province, people=60, women_percent=50
    )
    standing = standing_of(programme)
    assert (standing.target, standing.women_target, standing.youth_target) == (60, 50, None)


def test_places_of_all_events_are_planned(programme, event, province):
    factories.QuotaFactory(event=event, province=province, places=12)
    another = factories.EventFactory(programme=programme)
    factories.QuotaFactory(event=another, province=province, places=8)
    assert standing_of(programme).planned == 20


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.CANCELLED])
def test_a_draft_and_a_cancelled_event_count_nowhere(programme, event, province, register, state):
    factories.QuotaFactory(event=event, province=province, places=12)
    register()
    Event.objects.filter(pk=event.pk).update(state=state)
    assert programme_standing(programme) == []


def test_another_programme_counts_nowhere(programme, register, province):
    register(at=factories.EventFactory())
    assert programme_standing(programme) == []


def test_a_person_at_two_events_is_counted_once(programme, register):
    person = register().person
    register(at=factories.EventFactory(programme=programme), person=person)
    assert standing_of(programme).registered == 1


def test_who_waits_or_has_cancelled_is_not_registered(programme, register):
    register(state=Registration.State.WAITLISTED)
    register(state=Registration.State.CANCELLED)
    assert programme_standing(programme) == []


def test_women_and_youth_are_counted_among_the_registered(programme, register):
    register(of={"gender": "f", "birth_year": 1992})
    register(of={"gender": "m", "birth_year": 1991})
    register(of={"gender": "", "birth_year": None})
    standing = standing_of(programme)
    assert (standing.women, standing.youth, standing.undeclared) == (1, 1, 1)


def test_shares_are_of_the_registered(programme, register):
    register(of={"gender": "f", "birth_year": 2000})
    register(of={"gender": "m", "birth_year": 1970})
    standing = standing_of(programme)
    assert (standing.women_percent, standing.youth_percent) == (50, 50)


def test_who_came_to_a_training_day_was_present(programme, register):
    registration = register()
    attend(registration)
    attend(registration)
    register()
    assert standing_of(programme).present == 1


def test_who_came_to_the_workshop_alone_was_not_present(programme, register):
    attend(register(), kind=Session.Kind.WORKSHOP)
    assert standing_of(programme).present == 0


def test_certified_are_those_with_a_valid_certificate(programme, register):
    certify(register(), "1")
    certify(register(), "2", state=Certificate.State.REPLACED)
    assert standing_of(programme).certified == 1


def test_provinces_stand_in_their_order(programme, register, province, other_province):
    ProgrammeTarget.objects.create(programme=programme, province=other_province, people=5)
    register()
    assert [where for where, _standing in programme_standing(programme)] == sorted(
        [province, other_province], key=lambda where: where.hcp_code
    )


def test_the_total_adds_up_and_weighs_the_target_shares():
    total = Standing.total(
        [
            Standing(target=90, women_target=50, registered=3, women=1),
            Standing(target=10, women_target=100, registered=1, women=1),
            Standing(registered=1),
        ]
    )
    assert (total.target, total.women_target, total.registered, total.women) == (100, 55, 5, 2)


def test_without_any_target_the_total_has_none():
    assert Standing.total([Standing(registered=1)]).target is None


def test_the_queries_do_not_grow_with_the_events(programme, register, django_assert_num_queries):
    for _number in range(3):
        register(at=factories.EventFactory(programme=programme))
    with django_assert_num_queries(6):
        programme_standing(programme)
