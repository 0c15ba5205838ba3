"""No place is sold twice: alone, and with many hands reaching for the last one."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests import factories
from tests.trainings.concurrently import run_together
from trainings.models import Event, Quota
from trainings.services.places import free_place, free_places, take_place, take_places

HANDS = 8


@pytest.fixture
def quota(province):
    return factories.QuotaFactory(
        event=factories.EventFactory(capacity=20, taken=6), province=province, places=7, taken=4
    )


def counters(quota):
    """The places taken at the event and on the quota."""
    return tuple(Quota.objects.values_list("event__taken", "taken").get(pk=quota.pk))


def take_in_own_transaction(quota):
    with transaction.atomic():
        return take_place(quota.event, quota.province)


def test_taking_a_place_counts_it_at_the_event_and_on_the_quota(quota):
    assert (take_place(quota.event, quota.province), counters(quota)) == (True, (7, 5))


def test_a_full_quota_gives_no_place(quota):
    Quota.objects.update(taken=F("places"))
    assert (take_place(quota.event, quota.province), counters(quota)) == (False, (6, 7))


def test_a_full_event_gives_no_place(quota):
    Event.objects.update(taken=F("capacity"))
    assert (take_place(quota.event, quota.province), counters(quota)) == (False, (20, 4))


def test_a_province_without_quota_gets_no_place(quota, other_province):
    assert (take_place(quota.event, other_province), counters(quota)) == (False, (6, 4))


def test_a_place_is_taken_on_the_quota_of_that_event_only(quota, province):
    elsewhere = factories.QuotaFactory(province=province, places=5)
    take_place(quota.event, province)
    assert counters(elsewhere) == (0, 0)


@pytest.mark.parametrize(
    ("number", "given", "counted"), [(2, 2, (8, 6)), (3, 3, (9, 7)), (9, 3, (9, 7)), (0, 0, (6, 4))]
)
def test_many_places_are_taken_at_once_as_far_as_there_are(quota, number, given, counted):
    assert (take_places(quota.event, quota.province, number), counters(quota)) == (given, counted)


def test_many_places_end_where_the_event_is_full(quota):
    Event.objects.update(taken=F("capacity") - 1)
    assert (take_places(quota.event, quota.province, 5), counters(quota)) == (1, (20, 5))


def test_a_province_without_quota_gets_none_of_many(quota, other_province):
    assert (take_places(quota.event, other_province, 5), counters(quota)) == (0, (6, 4))


def test_many_places_are_freed_at_once(quota):
    free_places(quota.event, quota.province, 3)
    assert counters(quota) == (3, 1)


def test_no_more_places_are_freed_than_were_taken(quota):
    with pytest.raises(RuntimeError):
        free_places(quota.event, quota.province, 5)
    assert counters(quota) == (6, 4)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_hands_that_take_many_at_once_take_no_place_twice(quota):
    def take_three(wait):
        wait()
        with transaction.atomic():
            return take_places(quota.event, quota.province, 2)

    given = run_together(take_three, times=4)
    assert (sum(given), counters(quota)) == (3, (9, 7))


def test_freeing_a_place_counts_it_back_on_both(quota):
    free_place(quota.event, quota.province)
    assert counters(quota) == (5, 3)


@pytest.mark.parametrize("empty", [Event, Quota])
def test_a_place_that_nobody_took_cannot_be_freed(quota, empty):
    empty.objects.update(taken=0)
    before = counters(quota)
    with pytest.raises(RuntimeError, match="No place"):
        free_place(quota.event, quota.province)
    assert counters(quota) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("move", [take_place, free_place])
def test_a_place_moves_only_in_a_transaction(quota, move):
    with pytest.raises(RuntimeError, match="transaction"):
        move(quota.event, quota.province)


@pytest.mark.parametrize(("model", "room"), [(Event, "capacity"), (Quota, "places")])
def test_the_database_refuses_more_taken_than_there_are(quota, model, room):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(taken=F(room) + 1)


@pytest.mark.django_db(transaction=True)
def test_many_hands_get_only_the_places_that_are_left(quota):
    taken = run_together(lambda _wait: take_in_own_transaction(quota), times=HANDS)
    assert (sum(taken), counters(quota)) == (3, (9, 7))


@pytest.mark.django_db(transaction=True)
def test_hands_of_several_provinces_never_block_one_another_for_good(quota, other_province):
    """Each takes on both quotas in one transaction, half of them in the other order."""
    other = factories.QuotaFactory(event=quota.event, province=other_province, places=100)
    Quota.objects.filter(pk=quota.pk).update(places=100)
    orders = [(quota, other), (other, quota)] * (HANDS // 2)

    def take_both(_wait):
        order = orders.pop()
        with transaction.atomic():
            return [take_place(one.event, one.province) for one in order]

    run_together(take_both, times=HANDS)
    assert (counters(quota), counters(other)) == ((20, 11), (20, 7))


@pytest.mark.django_db(transaction=True)
def test_checking_first_and_writing_later_would_sell_the_last_place_to_all(quota):
    """The control: what the conditional UPDATE is there for."""
    Quota.objects.update(taken=F("places") - 1)

    def read_then_save(wait):
        seen = Quota.objects.get(pk=quota.pk)
        wait()
        if seen.places_left:
            seen.taken += 1
            seen.save(update_fields=["taken"])
        return bool(seen.places_left == 0)

    assert sum(run_together(read_then_save, times=HANDS)) == HANDS


@pytest.mark.django_db(transaction=True)
def test_the_constraint_stops_whoever_counts_up_without_the_condition(quota):
    """The control behind it: the last place goes once, the others run into the constraint."""
    Quota.objects.update(taken=F("places") - 1)

    def check_then_count_up(wait):
        seen = Quota.objects.get(pk=quota.pk)
        wait()
        try:
            return bool(seen.places_left and Quota.objects.update(taken=F("taken") + 1))
        except IntegrityError:
            return "stopped"

    sold = run_together(check_then_count_up, times=HANDS)
    assert sorted(sold, key=str) == [True] + ["stopped"] * (HANDS - 1)
