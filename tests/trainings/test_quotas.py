"""Quotas follow the plan, and never fall below what is taken."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from trainings.models import Quota
from trainings.services.errors import QuotaBelowTaken
from trainings.services.places import take_place
from trainings.services.quotas import set_quotas


@pytest.fixture
def event(db):
    return factories.EventFactory()


@pytest.fixture
def quota(event, province):
    return factories.QuotaFactory(event=event, province=province, places=10, taken=4)


def places():
    return dict(Quota.objects.values_list("province__name_fr", "places"))


def test_a_province_is_given_its_quota(event, province, staff):
    set_quotas(event, places={province: 12}, by=staff)
    assert places() == {"Sidi Bennour": 12}


def test_no_places_make_no_quota(event, province, staff):
    set_quotas(event, places={province: 0}, by=staff)
    assert places() == {}


def test_a_quota_can_shrink_to_what_is_taken(event, quota, province, staff):
    set_quotas(event, places={province: 4}, by=staff)
    assert places() == {"Sidi Bennour": 4}


def test_a_quota_cannot_shrink_below_what_is_taken(event, quota, province, staff):
    with pytest.raises(QuotaBelowTaken) as refusal:
        set_quotas(event, places={province: 3}, by=staff)
    assert (refusal.value.province, refusal.value.taken) == (province, 4)


def test_the_refusal_names_the_province_and_the_number(in_english, event, quota, staff):
    with pytest.raises(QuotaBelowTaken, match=r"Sidi Bennour.*4"):
        set_quotas(event, places={}, by=staff)


def test_a_refusal_leaves_the_other_quotas_as_they_were(
    event, quota, province, other_province, staff
):
    with pytest.raises(QuotaBelowTaken):
        set_quotas(event, places={other_province: 6, province: 1}, by=staff)
    assert (places(), audited()) == ({"Sidi Bennour": 10}, [])


def test_a_quota_of_which_nothing_is_taken_can_go(event, quota, staff):
    Quota.objects.update(taken=0)
    set_quotas(event, places={}, by=staff)
    assert places() == {}


def test_quotas_of_other_events_stay(event, staff, province):
    factories.QuotaFactory(province=province, places=9)
    set_quotas(event, places={}, by=staff)
    assert places() == {"Sidi Bennour": 9}


def test_each_change_of_a_quota_is_audited(event, quota, province, other_province, staff):
    set_quotas(event, places={province: 11, other_province: 6}, by=staff)
    set_quotas(event, places={province: 11}, by=staff)
    assert audited() == [
        ("quota.updated", ["places"]),
        ("quota.created", ["places"]),
        ("quota.removed", ["places"]),
    ]


def test_the_same_quotas_again_leave_no_audit_row(event, quota, province, staff):
    set_quotas(event, places={province: 10}, by=staff)
    assert audited() == []


def shrink_while_places_are_taken(quota, shrink):
    """Seven hands take places while an eighth shrinks the quota to one; return what came of it."""
    turns = [shrink, *[None] * 7]

    def act(_wait):
        turn = turns.pop()
        if turn is not None:
            return turn()
        with transaction.atomic():
            return take_place(quota.event, quota.province)

    run_together(act, times=8)
    return Quota.objects.values("places", "taken").get()


@pytest.mark.django_db(transaction=True)
def test_a_quota_shrunk_while_places_are_taken_is_never_oversold(quota, staff):
    Quota.objects.update(taken=0)

    def shrink():
        try:
            set_quotas(quota.event, places={quota.province: 1}, by=staff)
        except QuotaBelowTaken:
            return False
        return True

    after = shrink_while_places_are_taken(quota, shrink)
    assert after in ({"places": 1, "taken": 1}, {"places": 10, "taken": 7})


@pytest.mark.django_db(transaction=True)
def test_reading_before_shrinking_would_run_into_the_constraint(quota):
    """The control: a place is taken between the reading and the writing."""
    Quota.objects.update(taken=F("places") - 1)
    seen = Quota.objects.get()
    with transaction.atomic():
        take_place(quota.event, quota.province)
    with pytest.raises(IntegrityError):
        Quota.objects.update(places=seen.taken)
