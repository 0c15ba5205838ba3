import threading

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.models import Certificate, NumberSeries
from certificates.services.numbering import format_number, take_numbers
from network.models import NetworkIdentity
from tests import factories


def test_a_number_tells_issuer_year_event_and_serial(event):
    assert format_number(event, 7, prefix="RAD") == "RAD/2026/SB01/0007"


def test_numbers_begin_at_one_and_go_on(event):
    with transaction.atomic():
        first, second = take_numbers(event, 2), take_numbers(event, 1)
    assert first + second == [f"RAD/2026/SB01/000{serial}" for serial in (1, 2, 3)]


def test_each_event_has_its_own_series(event):
    other = factories.EventFactory(code="EJ01")
    with transaction.atomic():
        take_numbers(event, 5)
        assert take_numbers(other, 1) == ["RAD/2026/EJ01/0001"]


def test_the_year_is_the_programmes(event):
    event.programme.year = 2027
    with transaction.atomic():
        assert take_numbers(event, 1) == ["RAD/2027/SB01/0001"]


def test_a_series_may_pass_9999(event):
    NumberSeries.objects.create(event=event, last=9999)
    with transaction.atomic():
        assert take_numbers(event, 1) == ["RAD/2026/SB01/10000"]


def test_the_prefix_may_change_and_the_series_goes_on(event):
    with transaction.atomic():
        take_numbers(event, 1)
        NetworkIdentity.objects.update(certificate_prefix="TKW")
        assert take_numbers(event, 1) == ["TKW/2026/SB01/0002"]


def test_a_transaction_that_fails_gives_its_numbers_back(event):
    with transaction.atomic():
        take_numbers(event, 3)
        transaction.set_rollback(True)
    with transaction.atomic():
        assert take_numbers(event, 1) == ["RAD/2026/SB01/0001"]


@pytest.mark.django_db(transaction=True)
def test_numbers_outside_a_transaction_are_refused(event):
    with pytest.raises(RuntimeError, match="transaction"):
        take_numbers(event, 1)


def in_parallel(work, times=4):
    """Run ``work`` in several threads, each with a connection of its own, and gather results."""
    results = []

    def run():
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_workers_that_take_numbers_at_once_never_get_the_same(event):
    def take():
        taken = []
        for _ in range(10):
            with transaction.atomic():
                taken += take_numbers(event, 2)
        return taken

    taken = sorted(number for numbers in in_parallel(take) for number in numbers)
    assert taken == [format_number(event, serial, prefix="RAD") for serial in range(1, 81)]


@pytest.mark.django_db(transaction=True)
def test_negative_control_reading_and_saving_gives_a_number_twice(event):
    series = NumberSeries.objects.create(event=event)
    everybody_has_read = threading.Barrier(4)

    def take():
        mine = NumberSeries.objects.get(pk=series.pk)
        everybody_has_read.wait(timeout=20)
        mine.last += 1
        mine.save()
        return mine.last

    assert in_parallel(take) == [1, 1, 1, 1]


def test_the_database_refuses_a_number_twice(event, attend, issue):
    attend(True, True)
    issue()
    certificate = Certificate.objects.get()
    certificate.pk, certificate.code = None, "another"
    certificate.registration = attend(True, True)
    with pytest.raises(IntegrityError, match="number"), transaction.atomic():
        certificate.save()


def test_the_database_refuses_a_second_valid_certificate(event, attend, issue):
    attend(True, True)
    issue()
    certificate = Certificate.objects.get()
    certificate.pk, certificate.code, certificate.version = None, "another", 2
    certificate.correction_reason = "Misspelt"
    with pytest.raises(IntegrityError, match="registration"), transaction.atomic():
        certificate.save()


@pytest.mark.parametrize("state", ["valid", "revoked"])
def test_the_database_wants_a_date_for_a_revocation_and_only_there(attend, issue, state):
    attend(True, True)
    issue()
    certificate = Certificate.objects.get()
    certificate.state = state
    certificate.revoked_at = None if state == "revoked" else certificate.issued_at
    if state == "revoked":
        certificate.revoked_by, certificate.revocation_reason = certificate.issued_by, "other"
    with (
        pytest.raises(IntegrityError, match="certificates_revoked_has_its_date"),
        transaction.atomic(),
    ):
        certificate.save()
