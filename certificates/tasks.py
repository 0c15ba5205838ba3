"""What the background worker does. The queue may lose a task; the ledger of the batch may not."""

from django.utils import timezone
from django_tasks import task

from certificates.models import LEASE, Batch
from certificates.services import batches


@task()
def run_batch_task(batch_id: int) -> None:
    """Issue what is left of a batch."""
    batches.run_batch(batch_id)


@task()
def watch_batch_task(batch_id: int) -> None:
    """Take a batch up again if its worker was killed, and look again until it is finished.

    The queue never hands out a task again whose worker died, so the next look is put into the
    queue before anything else is done.
    """
    if Batch.objects.unfinished().filter(pk=batch_id).exists():
        enqueue_watch(batch_id)
        batches.run_batch(batch_id)


def enqueue_watch(batch_id: int) -> None:
    """Have the batch looked at once a lease that is held now has run out."""
    watch_batch_task.using(run_after=timezone.now() + LEASE).enqueue(batch_id)
