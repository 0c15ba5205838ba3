"""The numbers of a programme per province: everybody once, and only what takes place."""

import pytest

from participants.counting import count_by_province
from participants.models import Registration
from tests.factories import (
    EventFactory,
    PersonFactory,
    ProgrammeFactory,
    QuotaFactory,
    RegistrationFactory,
    UserFactory,
)
from tests.trainings.workshop_makers import WorkshopFactory
from trainings.counts import ProvinceCount, compare_counts, kept_counts
from trainings.services.workshops import freeze_counts

pytestmark = pytest.mark.django_db
WAITING, CANCELLED = Registration.State.WAITLISTED, Registration.State.CANCELLED


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


def event_for(programme, province, places=10, **fields):
    event = EventFactory(programme=programme, **fields)
    QuotaFactory(event=event, province=province, places=places)
    return event


def register(event, province, **fields):
    return RegistrationFactory(event=event, province=province, **fields)


def test_places_people_women_and_who_waits_are_counted(programme, province):
    event = event_for(programme, province)
    register(event, province)
    register(event, province, person__gender="m")
    register(event, province, state=WAITING)
    register(event, province, state=CANCELLED)
    assert count_by_province(programme) == [ProvinceCount(province, 10, 2, 1, 1)]


def test_somebody_at_two_events_counts_once(programme, province):
    person = PersonFactory(province=province)
    for _ in range(2):
        register(event_for(programme, province), province, person=person)
    assert count_by_province(programme) == [ProvinceCount(province, 20, 1, 1, 0)]


def test_who_has_a_place_and_waits_for_another_is_in_both_numbers(programme, province):
    person = PersonFactory(province=province)
    register(event_for(programme, province), province, person=person)
    register(event_for(programme, province), province, person=person, state=WAITING)
    (count,) = count_by_province(programme)
    assert (count.registered, count.waiting) == (1, 1)


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_what_does_not_take_place_is_left_out(programme, province, state):
    register(event_for(programme, province, state=state), province)
    assert count_by_province(programme) == []


def test_events_of_another_programme_are_left_out(programme, province):
    register(event_for(ProgrammeFactory(), province), province)
    assert count_by_province(programme) == []


def test_each_province_has_its_own_line(programme, province, other_province):
    event = event_for(programme, province)
    QuotaFactory(event=event, province=other_province, places=4)
    register(event, other_province)
    assert [(c.province, c.places, c.registered) for c in count_by_province(programme)] == [
        (province, 10, 0),
        (other_province, 4, 1),
    ]


def test_people_are_shown_where_the_places_were_taken_away(programme, province):
    register(EventFactory(programme=programme), province)
    assert count_by_province(programme) == [ProvinceCount(province, 0, 1, 1, 0)]


@pytest.mark.parametrize("count", [1, 3])
def test_counting_takes_three_queries(programme, province, django_assert_num_queries, count):
    for _ in range(count):
        register(event_for(programme, province), province)
    with django_assert_num_queries(3):
        count_by_province(programme)


def test_what_was_frozen_stays_when_people_are_registered_later(programme, province):
    event = event_for(programme, province)
    first = register(event, province)
    frozen = freeze_counts(
        WorkshopFactory(event=event), counts=count_by_province(programme), by=UserFactory()
    )
    register(event, province)
    register(event, province)
    Registration.objects.filter(pk=first.pk).update(state=CANCELLED)
    (row,) = compare_counts(count_by_province(programme), kept_counts(frozen)).rows
    assert (row.registered.then, row.registered.now, row.registered.difference) == (1, 2, 1)
