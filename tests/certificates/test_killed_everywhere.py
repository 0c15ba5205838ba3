"""A worker that dies a hundred times, at every statement of its work, loses and doubles nothing."""

import os
import random
import signal
import time
from itertools import count

import pytest
from django.db import connection, transaction
from django.utils import timezone

from certificates.models import Batch, Certificate, NumberSeries, PaperMark
from certificates.services import batches, paper
from certificates.services.batches import run_batch
from certificates.services.issuing import start_batch
from network.models import AuditEvent
from tests.certificates.processes import fork, kill_myself, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = 100
PERSONS = 140
# Small steps: the more of them, the more ends and beginnings to be killed at.
STEP = 1
# Longer than two steps take.
LONGEST_LIFE = 0.15
# Where a worker hands over from one part of its work to the next.
POINTS = {
    "the batch is taken": (batches, "_claim"),
    "the numbers are taken": (batches, "take_numbers"),
    "the certificates are drawn up": (batches, "draw_up"),
    "the persons are settled": (batches, "_settle"),
    "the audit rows are written": (batches, "record_many"),
    "a step is committed": (batches, "_take_step"),
    "the paper is made": (paper, "render_certificate"),
    "the marks are kept": (paper, "_keep"),
}


@pytest.fixture
def batch(event, attend, administrator, monkeypatch):
    with transaction.atomic():
        for _ in range(PERSONS):
            attend(True, True)
    # The copies of this process inherit it.
    monkeypatch.setattr(batches, "STEP", STEP)
    return start_batch(event, by=administrator)


def run_and_die_at_statement(batch, number):
    """Run the batch until its ``number``-th SQL statement, which is not sent any more."""
    counter = count(1)

    def die_in_time(execute, sql, params, many, context):
        if next(counter) == number:
            kill_myself()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(die_in_time):
        run_batch(batch.pk)


def run_and_die_after(batch, module, name):
    """Run the batch until the function ``name`` has returned for the first time."""
    function = getattr(module, name)

    def call_and_die(*arguments, **options):
        function(*arguments, **options)
        kill_myself()

    setattr(module, name, call_and_die)
    run_batch(batch.pk)


def run_and_die_around_commit(batch, number, *, before):
    """Run the batch until its ``number``-th commit."""
    commit, counter = connection.commit, count(1)

    def commit_and_die():
        dies = next(counter) == number
        if dies and before:
            kill_myself()
        commit()
        if dies:
            kill_myself()

    connection.commit = commit_and_die
    run_batch(batch.pk)


def let_a_lease_pass():
    """Let the next worker in; as if somebody resumed what three deaths in a row had stopped."""
    Batch.objects.update(lease_until=timezone.now(), attempts=0)


def assert_nothing_is_lost_or_doubled():
    """What is committed fits together, whatever moment it was stopped at."""
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [f"RAD/2026/SB01/{serial:04}" for serial in range(1, len(numbers) + 1)]
    last = NumberSeries.objects.values_list("last", flat=True).first() or 0
    assert last == len(numbers)
    assert Certificate.objects.values("registration").distinct().count() == len(numbers)
    assert AuditEvent.objects.filter(action="certificate.issued").count() == len(numbers)
    marked = PaperMark.objects.count()
    assert AuditEvent.objects.filter(action="certificate.paper_marked").count() == marked


def test_a_hundred_kills_at_every_point_lose_and_double_no_number(batch):
    chance = random.Random(2026)  # noqa: S311 no secret
    deaths = [lambda point=point: run_and_die_after(batch, *point) for point in POINTS.values()]
    deaths += [
        lambda n=number, before=before: run_and_die_around_commit(batch, n, before=before)
        for number in (1, 2, 3)
        for before in (True, False)
    ]
    deaths += [lambda n=n: run_and_die_at_statement(batch, n) for n in range(1, 61)]
    killed = 0
    for die in deaths:
        assert wait_for(fork(die)), "It was to be killed."
        killed += 1
        assert_nothing_is_lost_or_doubled()
        let_a_lease_pass()
    while killed < KILLS:
        copy = fork(lambda: run_batch(batch.pk))
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        os.kill(copy, signal.SIGKILL)
        killed += wait_for(copy)
        assert_nothing_is_lost_or_doubled()
        let_a_lease_pass()
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE
    assert Certificate.objects.count() == PaperMark.objects.count() == PERSONS
    assert_nothing_is_lost_or_doubled()
