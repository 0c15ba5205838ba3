"""Many rows at once: the same rows as Django itself would write, in one stroke."""

import datetime as dt
import gc

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from network.bulk import (
    _sort_in,
    insert_rows,
    one_of,
    prepare_rows,
    put_off_search_indexes,
    reserve_keys,
    update_rows,
    without_garbage_collection,
)
from network.copy_text import copied, copied_column
from network.models import AuditEvent, Partner
from network.services.audit import prepare_records
from participants.models import Organisation, Person
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


def test_a_column_changes_from_a_row_on_in_a_long_list(db):
    keys = reserve_keys(Partner, 3000)
    rows = prepare_rows(Partner, COLUMNS, [(key, f"شريك\n{key}", "a\t\\") for key in keys])
    rows.change_from(1234, "name_fr", "b\t\\")
    insert_rows([rows])
    written = list(Partner.objects.order_by("pk").values_list("name_ar", "name_fr"))
    assert written == [
        (f"شريك\n{key}", "b\t\\" if position >= 1234 else "a\t\\")
        for position, key in enumerate(keys)
    ]


def test_every_kind_of_value_comes_back_as_it_went_in(db):
    person = factories.PersonFactory()
    columns = ("id", "birth_year", "birth_date", "consent_at", "has_disability", "phone", "email")
    named = (
        "province_id", "commune_id", "given_name_ar", "family_name_ar", "given_name_latin",
        "family_name_latin", "key_ar", "key_latin", "consent_version", "consent_channel",
    )  # fmt: skip
    same = [getattr(person, name) for name in named]
    [one, two] = reserve_keys(Person, 2)
    moment = dt.datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=dt.UTC)
    told = [
        (one, None, None, None, None, "", ""),
        (
            two,
            1987,
            dt.date(1987, 5, 31),
            moment,
            False,
            "+212661123456",
            "a'b\\N\b\v\f\r\t\n@x.org",
        ),
    ]
    insert_rows([prepare_rows(Person, (*columns, *named), [(*row, *same) for row in told])])
    written = Person.objects.filter(pk__in=[one, two]).order_by("pk")
    assert list(written.values_list(*columns)) == told


def test_rows_are_given_other_values(db):
    partners = [factories.PartnerFactory(name_fr="a", name_ar=f"ا{number}") for number in range(3)]
    told = [(partner.pk, f"b'{partner.pk}", f"ب{partner.pk}") for partner in partners[:2]]
    update_rows(Partner, ["name_fr", "name_ar"], told)
    expected = [*told, (partners[2].pk, "a", "ا2")]
    assert list(Partner.objects.order_by("pk").values_list("pk", "name_fr", "name_ar")) == expected


def test_to_change_no_row_costs_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        update_rows(Partner, ["name_fr"], [])


@pytest.mark.parametrize("names", [["أ", 'b"c', "d'e\\"], ["b"], []])
def test_one_of_many_texts_is_found(db, names):
    for name in ("أ", 'b"c', "d'e\\", "z"):
        factories.PartnerFactory(name_fr=name)
    found = Partner.objects.filter(name_fr__in=one_of(names))
    assert sorted(found.values_list("name_fr", flat=True)) == sorted(
        name for name in names if name != "b"
    )


def test_one_of_many_numbers_is_found(db):
    partners = [factories.PartnerFactory() for _ in range(3)]
    keys = [partner.pk for partner in partners[:2]]
    found = Partner.objects.filter(pk__in=one_of([*keys, 10**12]))
    assert sorted(found.values_list("pk", flat=True)) == sorted(keys)


def test_trigram_indexes_are_put_in_order_after_the_commit(
    db, django_capture_on_commit_callbacks, caplog
):
    with django_capture_on_commit_callbacks(execute=True) as later, transaction.atomic():
        put_off_search_indexes(Person, Organisation)
    expected = 0 if connection.vendor == "sqlite" else 1
    assert (len(later), caplog.records) == (expected, [])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="It has no such indexes.")
def test_trigram_indexes_have_room_until_the_commit(db):
    put_off_search_indexes(Person)
    with connection.cursor() as cursor:
        cursor.execute("SHOW gin_pending_list_limit")
        limit = cursor.fetchone()
    assert (limit, _sort_in(['"participants_person"'])) == (("64MB",), 3)


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


@pytest.mark.parametrize(
    "values",
    [
        [1, 2, 3],
        ["a", "b"],
        ["a\tb", "c\\d", "plain", "line\nend"],
        [True, False],
        [None, "a", 1],
        [dt.date(2026, 2, 1), None],
    ],
    ids=["numbers", "texts", "texts to escape", "yes and no", "mixed", "days"],
)
def test_a_column_is_copied_as_its_values_are(values):
    assert list(copied_column(values)) == [copied(value) for value in values]
