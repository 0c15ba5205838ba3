"""Batches and real processes: killed, doubled, started twice at once."""

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates.models import Batch, Certificate, NumberSeries
from certificates.services.batches import STEP
from certificates.services.errors import BatchUnderWay
from certificates.services.issuing import start_batch
from network.models import AuditEvent
from tests.certificates.processes import finish, start, start_batch_runner, wait_until
from tests.certificates.test_numbering import in_parallel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PERSONS = 4 * STEP + 5


@pytest.fixture
def crowd(attend):
    with transaction.atomic():
        for _ in range(PERSONS):
            attend(True, True)


@pytest.fixture
def batch(event, crowd, administrator):
    return start_batch(event, by=administrator)


def let_a_lease_pass():
    """Turn the clock on by a lease, for the batch and for the queue."""
    Batch.objects.update(lease_until=timezone.now())
    DBTaskResult.objects.update(run_after=timezone.now())


def assert_all_is_exact(batch):
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [f"RAD/2026/SB01/{serial:04}" for serial in range(1, PERSONS + 1)]
    assert Certificate.objects.values("registration").distinct().count() == PERSONS
    assert batch.items.filter(state="issued", certificate__isnull=False).count() == PERSONS
    assert NumberSeries.objects.get().last == PERSONS
    assert AuditEvent.objects.filter(action="certificate.issued").count() == PERSONS


def test_the_watch_finishes_what_a_killed_worker_left(batch):
    worker = start("manage.py", "db_worker", "--interval", "0.1", "--no-startup-delay")
    wait_until(Certificate.objects.exists)
    worker.kill()
    worker.communicate()
    assert Batch.objects.unfinished().exists()
    assert DBTaskResult.objects.running().count() == 1
    let_a_lease_pass()
    # Nothing but the watch is left in the queue: the killed worker's task is never handed out.
    finish(start("manage.py", "db_worker", "--batch", "--no-startup-delay"))
    assert_all_is_exact(batch)


def test_two_workers_at_once_do_the_work_once(batch):
    answers = [finish(worker).strip() for worker in [start_batch_runner(batch) for _ in range(2)]]
    assert sorted(answers) == ["False", "True"]
    assert_all_is_exact(batch)


def test_a_worker_comes_back_after_another_took_over(batch):
    first = start_batch_runner(batch)
    wait_until(Certificate.objects.exists)
    Batch.objects.update(lease_until=timezone.now())
    second = start_batch_runner(batch)
    finish(first)
    finish(second)
    assert_all_is_exact(batch)


def test_a_double_click_starts_one_batch(event, crowd, administrator):
    def click():
        try:
            return start_batch(event, by=administrator).pk
        except BatchUnderWay as under_way:
            return under_way.batch.pk

    assert set(in_parallel(click)) == {Batch.objects.get().pk}
