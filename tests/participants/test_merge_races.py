"""Somebody is registered while their record is merged away: no place is left with what has gone."""

import threading

import pytest
from django.db import connection

from participants.models import Person, Registration
from participants.services import registrations
from participants.services.merges import merge_persons
from participants.services.moving import move_registration
from participants.services.registrations import PersonMerged, register_person
from tests import factories

PATIENCE_SECONDS = 20


@pytest.fixture
def gone(person):
    return factories.PersonFactory(province=person.province, commune=person.commune)


def merge(kept, gone, by):
    seen = dict(Person.objects.values_list("pk", "version"))
    return merge_persons(kept, gone, versions=(seen[kept.pk], seen[gone.pk]), by=by)


def test_who_was_merged_meanwhile_is_not_registered(event, quota, person, gone, staff):
    merge(person, gone, staff)
    with pytest.raises(PersonMerged):
        register_person(event, person=gone, organisation=None, by=staff)


def test_who_was_merged_meanwhile_is_not_moved(event, quota, person, gone, staff):
    register_person(event, person=gone, organisation=None, by=staff)
    seen = Registration.objects.select_related("person").get()
    merge(person, gone, staff)
    with pytest.raises(PersonMerged):
        move_registration(seen, to_event=factories.EventFactory(), by=staff)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_merge_under_way_makes_a_registration_wait(
    event, quota, person, gone, staff, monkeypatch, is_guarded
):
    if not is_guarded:
        monkeypatch.setattr(registrations, "require_standing", lambda _person: None)
    held, outcome = threading.Event(), []

    def register():
        held.wait(PATIENCE_SECONDS)
        try:
            register_person(event, person=gone, organisation=None, by=staff)
        except PersonMerged as refusal:
            outcome.append(type(refusal))
        finally:
            connection.close()

    def merge_and_linger():
        try:
            with registrations.transaction.atomic():
                merge(person, gone, staff)
                held.set()
                other.join(1)
        finally:
            connection.close()

    other = threading.Thread(target=register)
    merging = threading.Thread(target=merge_and_linger)
    for thread in (other, merging):
        thread.start()
    for thread in (merging, other):
        thread.join(PATIENCE_SECONDS)
    left_behind = Registration.objects.filter(person=gone).count()
    assert (outcome, left_behind) == (([PersonMerged], 0) if is_guarded else ([], 1))
