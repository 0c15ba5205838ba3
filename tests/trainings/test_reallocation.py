"""Places move from one province to another, and never one that somebody has taken."""

import pytest
from django.db import transaction

from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from trainings.models import Quota
from trainings.services.errors import NoPlacesToMove
from trainings.services.places import take_place
from trainings.services.quotas import reallocate_places

HANDS = 8


@pytest.fixture
def event(province, other_province):
    event = factories.EventFactory(capacity=30, taken=6)
    factories.QuotaFactory(event=event, province=province, places=10, taken=4)
    factories.QuotaFactory(event=event, province=other_province, places=5, taken=2)
    return event


@pytest.fixture
def move(event, province, other_province, staff):
    """Move places from the province to the other one."""

    def move(places=1, **changes):
        provinces = {"from_province": province, "to_province": other_province}
        reallocate_places(event, places=places, by=staff, **{**provinces, **changes})

    return move


def places(event):
    """How many places each province has and has taken, the giving one first."""
    return list(event.quotas.order_by("pk").values_list("places", "taken"))


def test_free_places_move_to_the_other_province(event, move):
    move(5)
    assert places(event) == [(5, 4), (10, 2)]


def test_all_free_places_may_move(event, move):
    move(6)
    assert places(event) == [(4, 4), (11, 2)]


def test_a_place_that_is_taken_does_not_move(in_english, event, move):
    with pytest.raises(NoPlacesToMove, match="has only 6 free places to give away"):
        move(7)
    assert (places(event), audited()) == ([(10, 4), (5, 2)], [])


def test_a_full_province_has_nothing_to_give(in_english, event, move, province):
    event.quotas.filter(province=province).update(taken=10)
    with pytest.raises(NoPlacesToMove, match="has no free place to give away"):
        move(1)


def test_a_province_without_a_quota_gives_nothing(move):
    with pytest.raises(NoPlacesToMove) as refusal:
        move(1, from_province=factories.ProvinceFactory())
    assert refusal.value.left == 0


def test_a_province_without_a_quota_gets_one(event, move):
    newcomer = factories.ProvinceFactory()
    move(3, to_province=newcomer)
    assert places(event) == [(7, 4), (5, 2), (3, 0)]
    assert event.quotas.get(province=newcomer).places == 3


@pytest.mark.parametrize("number", [0, -3])
def test_fewer_than_one_place_does_not_move(event, move, number):
    with pytest.raises(ValueError, match="at least one"):
        move(number)
    assert places(event) == [(10, 4), (5, 2)]


def test_a_province_does_not_give_to_itself(event, move, province):
    with pytest.raises(ValueError, match="one province to another"):
        move(1, to_province=province)


def test_the_places_of_another_event_stay(event, move, province):
    elsewhere = factories.QuotaFactory(province=province, places=8)
    move(2)
    elsewhere.refresh_from_db()
    assert elsewhere.places == 8


def test_the_places_of_the_event_stay_the_same_together(event, move):
    move(4)
    assert sum(given for given, _taken in places(event)) == 15


def test_both_quotas_are_audited(move):
    move(2)
    assert audited() == [("quota.reduced", ["places"]), ("quota.enlarged", ["places"])]


def test_a_new_quota_is_audited(move):
    move(2, to_province=factories.ProvinceFactory())
    assert audited()[-1] == ("quota.created", ["places"])


# At the same time ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_hands_move_only_the_places_that_are_free(event, move):
    def move_two(_wait):
        try:
            move(2)
        except NoPlacesToMove:
            return 0
        return 2

    moved = sum(run_together(move_two, times=HANDS))
    assert (moved, places(event)) == (6, [(4, 4), (11, 2)])


@pytest.mark.django_db(transaction=True)
def test_a_place_is_moved_or_taken_and_never_both(event, move, province):
    """Six places are free: half of the hands take one each, half of them move one each."""

    def take(_wait):
        with transaction.atomic():
            return take_place(event, province)

    def give(_wait):
        try:
            move(1)
        except NoPlacesToMove:
            return False
        return True

    hands = [take, give] * HANDS

    def act(wait):
        return hands.pop()(wait)

    done = run_together(act, times=HANDS * 2)
    giving = event.quotas.get(province=province)
    assert (sum(done), giving.places_left, giving.places >= giving.taken) == (6, 0, True)
    assert sum(given for given, _taken in places(event)) == 15


@pytest.mark.django_db(transaction=True)
def test_hands_that_move_both_ways_never_block_one_another(event, move, province, other_province):
    ways = [(province, other_province), (other_province, province)] * (HANDS // 2)

    def move_one(_wait):
        giver, receiver = ways.pop()
        move(1, from_province=giver, to_province=receiver)
        return True

    assert sum(run_together(move_one, times=HANDS)) == HANDS
    assert sum(given for given, _taken in places(event)) == 15


@pytest.mark.django_db(transaction=True)
def test_looking_first_and_writing_later_would_move_the_same_places_again(event, province):
    """The control: what the condition of the UPDATE is there for."""

    def read_then_save(wait):
        seen = Quota.objects.get(event=event, province=province)
        wait()
        seen.places -= 4
        seen.save(update_fields=["places"])
        return 4

    assert sum(run_together(read_then_save, times=3)) == 12
    assert Quota.objects.get(event=event, province=province).places == 6
