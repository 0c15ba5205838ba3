import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from network.models import AuditEvent
from participants.models import Organisation
from participants.services.corrections import ChangedMeanwhile
from participants.services.organisations import (
    OrganisationKnown,
    find_or_create_organisation,
    update_organisation,
)
from tests import factories


@pytest.fixture
def cooperative(province):
    return factories.OrganisationFactory(
        province=province, name_ar="تعاونية الأمل", name_fr="Coopérative Al Amal"
    )


def find_or_create(province, staff, name_ar="", name_fr="", kind="cooperative", **fields):
    return find_or_create_organisation(
        name_ar=name_ar, name_fr=name_fr, kind=kind, province=province, by=staff, **fields
    )


@pytest.mark.parametrize(
    "names",
    [
        {"name_ar": "تعاونية الامل"},
        {"name_ar": " تعاونية  الأمل "},
        {"name_fr": "cooperative alamal"},
        {"name_ar": "اسم آخر", "name_fr": "COOPÉRATIVE AL AMAL"},
    ],
)
def test_a_known_organisation_is_found_however_it_is_spelt(province, staff, cooperative, names):
    assert find_or_create(province, staff, **names) == cooperative


def test_a_known_organisation_stays_as_it_is(province, staff, cooperative):
    find_or_create(province, staff, "تعاونية الأمل", kind="association")
    cooperative.refresh_from_db()
    assert (cooperative.kind, Organisation.objects.count()) == ("cooperative", 1)


def test_the_same_name_in_another_province_is_another_organisation(
    other_province, staff, cooperative
):
    assert find_or_create(other_province, staff, "تعاونية الأمل") != cooperative


def test_a_new_organisation_is_kept_with_clean_name_and_keys(province, staff, commune):
    made = find_or_create(province, staff, "جمعية  النـــور", "An Nour", "association")
    assert (made.name_ar, made.key_ar, made.key_fr) == ("جمعية النور", "جمعيه النور", "an nur")


def test_two_organisations_without_a_french_name_do_not_collide(province, staff):
    find_or_create(province, staff, "جمعية النور")
    find_or_create(province, staff, "جمعية الهدى")
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("name", ["", "  ", "!!!"])
def test_an_organisation_without_a_name_is_refused(province, staff, name):
    with pytest.raises(ValidationError):
        find_or_create(province, staff, name)


def test_an_organisation_of_an_unknown_kind_is_refused(province, staff):
    with pytest.raises(ValidationError, match="kind"):
        find_or_create(province, staff, "جمعية النور", kind="bank")


def test_a_new_organisation_leaves_an_audit_row(province, staff):
    made = find_or_create(province, staff, "جمعية النور")
    row = AuditEvent.objects.get(action="organisation.created")
    assert (row.actor, row.object_id) == (staff, str(made.pk))


def test_the_database_refuses_the_same_name_twice_in_a_province(province, cooperative):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.OrganisationFactory(province=province, name_ar="تعاونية الامل")


def test_an_organisation_is_searched_in_either_script(cooperative):
    found = [Organisation.objects.search(text).count() for text in ("امل", "amal", "نور", "")]
    assert found == [1, 1, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_organisation(province, staff):
    start = threading.Barrier(2)

    def make():
        start.wait()
        find_or_create(province, staff, "جمعية النور")
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Organisation.objects.count() == 1


# Corrections -------------------------------------------------------------------------------


def test_a_correction_leaves_an_audit_row_with_the_names_of_what_changed(cooperative, staff):
    update_organisation(cooperative, version=1, by=staff, kind="association", name_fr="Al Amal")
    row = AuditEvent.objects.get(action="organisation.updated")
    assert (row.actor, row.object_id, row.fields) == (
        staff,
        str(cooperative.pk),
        ["kind", "name_fr"],
    )


def test_a_corrected_organisation_is_found_by_the_new_name_only(cooperative, staff):
    update_organisation(cooperative, version=1, by=staff, name_fr="Coopérative  Zitouna")
    assert [Organisation.objects.search(name).count() for name in ("zitouna", "amal")] == [1, 0]


def test_a_correction_of_nothing_writes_nothing(cooperative, staff):
    update_organisation(cooperative, version=1, by=staff, name_fr=" Coopérative Al Amal")
    cooperative.refresh_from_db()
    assert (cooperative.version, AuditEvent.objects.count()) == (1, 0)


def test_a_correction_of_an_older_version_is_refused(cooperative, staff):
    update_organisation(cooperative, version=1, by=staff, name_fr="Zitouna")
    with pytest.raises(ChangedMeanwhile):
        update_organisation(cooperative, version=1, by=staff, kind="association")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "bank"}, ["kind"]),
        ({"name_ar": "", "name_fr": ""}, ["__all__"]),
        ({"kind": "association", "is_womens_cooperative": True}, ["is_womens_cooperative"]),
    ],
)
def test_a_wrong_correction_is_refused(cooperative, staff, fields, wrong):
    with pytest.raises(ValidationError) as refused:
        update_organisation(cooperative, version=1, by=staff, **fields)
    assert list(refused.value.message_dict) == wrong


def test_an_organisation_in_a_commune_of_another_province_is_refused(
    cooperative, staff, other_province
):
    foreign = factories.CommuneFactory(province=other_province)
    with pytest.raises(ValidationError) as refused:
        update_organisation(cooperative, version=1, by=staff, commune=foreign)
    assert list(refused.value.message_dict) == ["commune"]


def test_the_name_of_another_organisation_is_refused(cooperative, staff, province):
    known = factories.OrganisationFactory(province=province, name_ar="تعاونية النور")
    with pytest.raises(OrganisationKnown) as refused:
        update_organisation(cooperative, version=1, by=staff, name_ar="تعاونيه النور")
    assert refused.value.known == known


@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_one_name_at_once_one_is_refused(province, staff):
    both = factories.OrganisationFactory.create_batch(2, province=province)
    start = threading.Barrier(2)

    def rename(organisation):
        start.wait(20)
        try:
            update_organisation(organisation, version=1, by=staff, name_fr="Zitouna")
        except OrganisationKnown as known:
            return known.known
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(rename, both))
    assert outcomes in ([None, both[0]], [both[1], None])
