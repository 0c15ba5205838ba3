"""What the background worker does for participants. The queue may lose a task; a ledger may not."""

import datetime as dt

from django.utils import timezone
from django_tasks import task

from participants.services import duplicate_search, sending

# How long after a look at a message's e-mails the next one comes, should its worker have died.
NEXT_LOOK = dt.timedelta(seconds=60)


@task()
def search_duplicates_task(person_ids: list[int]) -> None:
    """Look for duplicates of these persons."""
    duplicate_search.search_persons(person_ids)


@task()
def send_announcement_task(announcement_id: int) -> None:
    """Send a part of the e-mails that wait, and leave the rest to a task of its own."""
    if sending.send_waiting(announcement_id):
        send_announcement_task.enqueue(announcement_id)


@task()
def watch_announcement_task(announcement_id: int) -> None:
    """Go on with the e-mails of a message whose worker was killed, until none waits.

    The next look is put into the queue before anything else: the queue never hands out a task
    again whose worker died.
    """
    if sending.is_any_waiting(announcement_id):
        enqueue_watch(announcement_id)
        sending.send_waiting(announcement_id)


def enqueue_sending(announcement_id: int) -> None:
    """Have the e-mails of a message sent, and looked after."""
    send_announcement_task.enqueue(announcement_id)
    enqueue_watch(announcement_id)


def enqueue_watch(announcement_id: int) -> None:
    """Have a message looked at again after a while."""
    watch_announcement_task.using(run_after=timezone.now() + NEXT_LOOK).enqueue(announcement_id)
