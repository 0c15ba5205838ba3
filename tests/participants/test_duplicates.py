"""The queue of possible duplicates: how pairs come into it, stay, and leave it."""

from random import Random
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django_tasks_db.models import DBTaskResult

from bench._people import invent_people
from bench.duplicates import make_variant
from network.models import AuditEvent
from participants.models import DuplicatePair, NationalId, Person
from participants.names import arabic_key, latin_key
from participants.services import duplicate_search
from participants.services.duplicate_search import search_persons, search_province
from participants.services.duplicates import (
    PairDecided,
    enqueue_duplicate_search,
    reopen_pair,
    tell_apart,
)
from participants.tasks import search_duplicates_task
from tests import factories


def namesake_of(person, **fields):
    """Make a second record of a person, with another phone."""
    same = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")
    copied = {name: getattr(person, name) for name in (*same, "province", "commune")}
    return factories.PersonFactory(**{**copied, **fields})


@pytest.fixture
def twin(person):
    return namesake_of(person)


@pytest.fixture
def pair(person, twin):
    search_persons([twin.pk])
    return DuplicatePair.objects.get()


def kept_pairs():
    return list(
        DuplicatePair.objects.values_list("first", "second", "certainty", "reason", "state")
    )


# Finding -----------------------------------------------------------------------------------


def test_a_pair_is_kept_with_the_earlier_person_first(person, twin, province):
    search_persons([twin.pk])
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.province, pair.score) == (person, twin, province, 100)


def test_a_pair_is_kept_once_however_often_one_searches(person, twin, province):
    for _ in range(2):
        search_persons([person.pk, twin.pk])
        search_province(province)
    assert kept_pairs() == [(person.pk, twin.pk, "possible", "name", "open")]


def test_the_same_phone_and_year_make_it_certain(person):
    twin = namesake_of(person, phone=person.phone, family_name_latin="Alaoui")
    search_persons([twin.pk])
    assert kept_pairs() == [(person.pk, twin.pk, "certain", "phone", "open")]


def test_a_pair_across_provinces_belongs_to_none(person, other_province):
    twin = namesake_of(
        person,
        phone=person.phone,
        province=other_province,
        commune=factories.CommuneFactory(province=other_province),
    )
    search_persons([twin.pk])
    assert DuplicatePair.objects.get().province is None


def test_the_same_card_makes_it_certain_in_the_whole_network(person, other_province):
    somebody = factories.PersonFactory(province=other_province)
    for each in (person, somebody):
        NationalId.objects.create(person=each, keyed_index=b"k" * 32, ciphertext=b"c")
    search_persons([somebody.pk])
    assert kept_pairs() == [(person.pk, somebody.pk, "certain", "national_id", "open")]


@pytest.mark.parametrize(
    ("given_ar", "family_ar", "given_latin", "family_latin"),
    [
        ("فاطمه", "العلوى", "Fatema", "Alaoui"),
        ("العلوي", "فاطمة", "El Alaoui", "Fatima"),
        ("فاطِمة", "علوي", "Fatima", "Elalawi"),
    ],
)
def test_near_names_are_met_however_they_are_spelt(
    person, given_ar, family_ar, given_latin, family_latin
):
    twin = factories.PersonFactory(
        given_name_ar=given_ar,
        family_name_ar=family_ar,
        given_name_latin=given_latin,
        family_name_latin=family_latin,
        key_ar=arabic_key(f"{given_ar} {family_ar}"),
        key_latin=latin_key(f"{given_latin} {family_latin}"),
        province=person.province,
        commune=person.commune,
    )
    search_persons([twin.pk])
    assert kept_pairs() == [(person.pk, twin.pk, "possible", "name", "open")]


def test_who_was_merged_makes_no_pair(person, twin):
    other = namesake_of(person)
    Person.objects.filter(pk=twin.pk).update(merged_into=person)
    search_persons([person.pk, twin.pk, other.pk])
    assert [pair[:2] for pair in kept_pairs()] == [(person.pk, other.pk)]


def test_a_province_is_looked_through_as_its_persons_are(province, person, twin):
    namesake_of(person, phone=person.phone)
    search_province(province)
    at_once = kept_pairs()
    DuplicatePair.objects.all().delete()
    search_persons(Person.objects.values_list("pk", flat=True))
    assert (len(at_once), kept_pairs()) == (3, at_once)


@pytest.fixture
def village(province):
    """Forty people of one province and their second records, with few names among them."""
    chance = Random(5)  # noqa: S311 no secret
    originals = list(invent_people(40, seed=3))
    variants = [make_variant(person, chance)[0] for person in originals]
    communes = factories.CommuneFactory.create_batch(2, province=province)
    return [
        factories.PersonFactory(
            province=province,
            commune=communes[number % 2],
            organisation=None,
            **{name: getattr(person, name) for name in TOLD},
        )
        for number, person in enumerate([*originals, *originals[:10], *variants])
    ]


TOLD = (
    *("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin"),
    *("gender", "birth_year", "phone"),
)


@pytest.mark.parametrize("most", [1, 2, 20])
def test_one_by_one_the_same_pairs_are_found_as_all_at_once(village, province, monkeypatch, most):
    monkeypatch.setattr("participants.likeness.MOST_NAMESAKES", most)
    monkeypatch.setattr("participants.likeness.MOST_WITH_A_HINT", most)
    search_province(province)
    at_once = sorted(kept_pairs())
    DuplicatePair.objects.all().delete()
    for person in village:
        search_persons([person.pk])
    assert (sorted(kept_pairs()), len(at_once) > 30) == (at_once, True)


@pytest.mark.parametrize("number", [3, 12])
def test_one_is_looked_for_in_the_same_number_of_queries_among_few_and_many(
    province, number, django_assert_num_queries
):
    people = factories.PersonFactory.create_batch(
        number,
        province=province,
        given_name_ar="فاطمة",
        family_name_ar="العلوي",
        gender="f",
        birth_year=1990,
    )
    with django_assert_num_queries(17):
        search_persons([people[0].pk])


def test_an_open_pair_with_somebody_who_is_gone_is_taken_out(person, twin, pair):
    Person.objects.filter(pk=twin.pk).update(merged_into=person)
    search_persons([twin.pk])
    assert not DuplicatePair.objects.exists()


def test_nothing_is_lost_between_two_steps(province, person, monkeypatch):
    monkeypatch.setattr(duplicate_search, "STEP", 2)
    for _ in range(4):
        namesake_of(person)
    assert (search_province(province), DuplicatePair.objects.count()) == (10, 10)


# Corrections -------------------------------------------------------------------------------


def test_an_open_pair_that_no_longer_holds_goes(person, twin, pair):
    Person.objects.filter(pk=twin.pk).update(gender="m")
    search_persons([twin.pk])
    assert kept_pairs() == []


def test_a_pair_becomes_certain_when_a_correction_makes_it_so(person, twin, pair):
    Person.objects.filter(pk=twin.pk).update(phone=person.phone)
    search_persons([twin.pk])
    assert kept_pairs() == [(person.pk, twin.pk, "certain", "phone", "open")]


def test_what_was_told_apart_stays_so(person, twin, pair, staff):
    tell_apart(pair, by=staff)
    Person.objects.filter(pk=twin.pk).update(phone=person.phone)
    search_persons([person.pk, twin.pk])
    assert [state for *_rest, state in kept_pairs()] == ["distinct"]


def test_who_was_told_apart_from_somebody_is_so_after_they_were_merged(person, twin, pair, staff):
    tell_apart(pair, by=staff)
    third = namesake_of(person)
    Person.objects.filter(pk=twin.pk).update(merged_into=third)
    search_persons([third.pk])
    assert [pair[:2] for pair in kept_pairs()] == [(person.pk, twin.pk)]


# In the background -------------------------------------------------------------------------


def test_the_search_begins_when_the_change_is_committed(
    person, twin, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_duplicate_search([twin.pk, twin.pk])
    (queued,) = DBTaskResult.objects.all()
    assert queued.args_kwargs["args"] == [[twin.pk]]


def test_thousands_are_looked_for_in_several_tasks(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_duplicate_search(range(4500))
    sizes = [len(task.args_kwargs["args"][0]) for task in DBTaskResult.objects.all()]
    assert sorted(sizes) == [500, 2000, 2000]


def test_without_anybody_nothing_is_enqueued(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue_duplicate_search([])
    assert callbacks == []


def test_the_task_finds(person, twin):
    search_duplicates_task.call([twin.pk])
    assert len(kept_pairs()) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_keep_a_pair_once():
    person = factories.PersonFactory()
    twin = namesake_of(person)
    barrier = Barrier(2)
    errors = []

    def search(pk):
        barrier.wait()
        try:
            search_persons([pk])
        except Exception as error:  # noqa: BLE001 whatever it is fails the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=search, args=[each.pk]) for each in (person, twin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, len(kept_pairs())) == ([], 1)


def test_everybody_is_looked_through_from_the_command_line(person, twin, capsys):
    call_command("find_duplicates")
    assert capsys.readouterr().out == "1 pairs that may be one person.\n"


def test_one_province_is_looked_through_from_the_command_line(person, twin, other_province):
    call_command("find_duplicates", "--province", other_province.iso)
    nothing_yet = kept_pairs()
    call_command("find_duplicates", "--province", person.province.iso)
    assert (nothing_yet, len(kept_pairs())) == ([], 1)


def test_an_unknown_province_is_said_in_a_line(db):
    with pytest.raises(CommandError, match="MA-XYZ"):
        call_command("find_duplicates", "--province", "MA-XYZ")


# Deciding ----------------------------------------------------------------------------------


def test_telling_apart_says_who_and_when_and_is_recorded(pair, staff):
    tell_apart(pair, by=staff)
    row = AuditEvent.objects.get(action="duplicate_pair.told_apart")
    assert (pair.state, pair.decided_by, row.actor, row.object_id) == (
        "distinct",
        staff,
        staff,
        str(pair.pk),
    )


def test_what_is_decided_is_decided_once(pair, staff, coordinator):
    stale = DuplicatePair.objects.get(pk=pair.pk)
    tell_apart(pair, by=staff)
    with pytest.raises(PairDecided):
        tell_apart(stale, by=coordinator)
    assert AuditEvent.objects.filter(action="duplicate_pair.told_apart").count() == 1


def test_a_hasty_decision_can_be_taken_back(pair, staff):
    tell_apart(pair, by=staff)
    reopen_pair(pair, by=staff)
    assert (pair.state, pair.decided_by, DuplicatePair.objects.open().count()) == ("open", None, 1)


def test_finding_leaves_no_audit_row(pair):
    assert not AuditEvent.objects.filter(object_type="participants.duplicatepair").exists()


def test_the_database_keeps_a_pair_once_and_in_order(person, twin, pair):
    refused = []
    for first, second in ((person, twin), (twin, person), (person, person)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicatePair.objects.create(
                first=first, second=second, certainty="possible", reason="name", score=90
            )
        refused.append((first.pk, second.pk))
    assert (len(refused), connection.needs_rollback) == (3, False)
