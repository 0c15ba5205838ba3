import pytest
from django.utils import timezone

from certificates.models import LEASE, Batch
from certificates.services.batches import run_batch
from certificates.services.issuing import resume_batch, start_batch


@pytest.fixture
def resumed(event, attend, administrator):
    """A batch that was stopped long after it had been asked for, and has just been resumed."""
    attend(True, True)
    batch = start_batch(event, by=administrator)
    long_ago = timezone.now() - 3 * LEASE
    Batch.objects.filter(pk=batch.pk).update(
        state=Batch.State.FAILED, requested_at=long_ago, started_at=long_ago, finished_at=long_ago
    )
    batch.refresh_from_db()
    resume_batch(batch, by=administrator)
    batch.refresh_from_db()
    return batch


def test_a_batch_just_resumed_waits_for_a_worker_and_is_not_called_stalled(resumed):
    assert (resumed.state, resumed.is_stalled, resumed.can_be_resumed) == ("queued", False, False)


def test_a_worker_takes_a_resumed_batch_up_at_once(resumed):
    assert run_batch(resumed.pk)
    resumed.refresh_from_db()
    assert resumed.state == Batch.State.DONE


def test_a_resumed_batch_that_no_worker_takes_up_is_stalled_again(resumed, monkeypatch):
    later = timezone.now() + 2 * LEASE
    monkeypatch.setattr("certificates.models.batches.timezone.now", lambda: later)
    assert (resumed.is_stalled, resumed.can_be_resumed) == (True, True)
