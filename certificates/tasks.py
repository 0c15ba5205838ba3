"""What the background worker does. The queue may lose a task; the ledger of the batch may not."""

from django.utils import timezone
from django_tasks import task

from certificates.models import KEPT, LEASE, ON_ITS_WAY, Batch
from certificates.services import batches, mailing, making


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


@task()
def send_certificate_task(sending_id: int) -> None:
    """Send an e-mail with a certificate, if it still waits."""
    mailing.send_now(sending_id)


def enqueue_sending(sending_id: int) -> None:
    """Have an e-mail sent, and looked at again in case the worker is killed before it begins."""
    send_certificate_task.enqueue(sending_id)
    send_certificate_task.using(run_after=timezone.now() + ON_ITS_WAY).enqueue(sending_id)


@task()
def make_file_task(file_id: int) -> None:
    """Make a file of many certificates."""
    making.make_file(file_id)


@task()
def watch_file_task(file_id: int) -> None:
    """Make a file if the worker that was at it was killed, and look again until it is finished."""
    if making.is_unfinished(file_id):
        enqueue_file_watch(file_id)
        making.make_file(file_id)


@task()
def forget_file_task(file_id: int) -> None:
    """Delete a file whose day is over."""
    making.forget_files(file_id=file_id)


def enqueue_making(file_id: int) -> None:
    """Have a file made, looked after, and deleted in time."""
    make_file_task.enqueue(file_id)
    enqueue_file_watch(file_id)
    # A little later than the file expires, however long it waited before it was made.
    forget_file_task.using(run_after=timezone.now() + 2 * KEPT).enqueue(file_id)


def enqueue_file_watch(file_id: int) -> None:
    """Have a file looked at once a lease that is held now has run out."""
    watch_file_task.using(run_after=timezone.now() + making.LEASE).enqueue(file_id)
