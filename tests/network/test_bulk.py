"""Many rows at once: the same rows as Django itself would write, in one stroke."""

import datetime as dt
import gc

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.bulk import insert_rows, prepare_rows, reserve_keys, without_garbage_collection
from network.models import AuditEvent, Partner
from network.services.audit import prepare_records
from tests import factories

COLUMNS = ("id", "name_ar", "name_fr")


def test_keys_grow_and_are_given_once(db):
    first, second = reserve_keys(Partner, 3), reserve_keys(Partner, 2)
    assert (len({*first, *second}), sorted(first), max(first) < min(second)) == (5, first, True)


def test_a_key_that_was_reserved_is_given_to_nobody_else(db):
    reserved = reserve_keys(Partner, 3)
    assert factories.PartnerFactory().pk > max(reserved)


def test_no_key_costs_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert reserve_keys(Partner, 0) == []


def test_rows_are_written_as_they_are_given(db):
    keys = reserve_keys(Partner, 2)
    rows = prepare_rows(
        Partner, COLUMNS, [(keys[0], "شريك", "Un"), (keys[1], "آخر\tب\\", "Deux\n")]
    )
    insert_rows([rows])
    written = list(Partner.objects.order_by("pk").values_list(*COLUMNS))
    assert written == [(keys[0], "شريك", "Un"), (keys[1], "آخر\tب\\", "Deux\n")]


def test_what_is_not_named_has_its_default_and_the_database_gives_the_key(db, staff):
    before = timezone.now()
    insert_rows([prepare_records("test.done", Partner, [4, 5], by=staff, fields=["b", "a"])])
    written = AuditEvent.objects.order_by("pk")
    assert (
        [(event.object_id, event.fields, event.object_type) for event in written],
        all(before <= event.at <= before + dt.timedelta(minutes=1) for event in written),
    ) == ([("4", ["a", "b"], "network.partner"), ("5", ["a", "b"], "network.partner")], True)


def test_a_column_changes_from_a_row_on(db):
    keys = reserve_keys(Partner, 3)
    rows = prepare_rows(Partner, COLUMNS, [(key, f"شريك {key}", "a") for key in keys])
    rows.change_from(1, "name_fr", "b")
    insert_rows([rows])
    assert list(Partner.objects.order_by("pk").values_list("name_fr", flat=True)) == ["a", "b", "b"]


def test_a_constraint_holds(db):
    keys = reserve_keys(Partner, 2)
    rows = prepare_rows(Partner, COLUMNS, [(key, "شريك", "Un") for key in keys])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([rows])
    assert Partner.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_rows_are_written_in_a_transaction_only():
    rows = prepare_rows(Partner, COLUMNS, [(1, "شريك", "Un")])
    with pytest.raises(RuntimeError):
        insert_rows([rows])


def test_no_rows_cost_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([prepare_rows(Partner, COLUMNS, [])])


def test_the_collector_rests_and_comes_back():
    with without_garbage_collection():
        rested = not gc.isenabled()
        with without_garbage_collection():
            pass
        still = not gc.isenabled()
    assert (rested, still, gc.isenabled()) == (True, True, True)
