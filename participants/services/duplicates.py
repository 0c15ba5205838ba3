"""The queue of possible duplicates: filled in the background, decided by a person."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import User
from network.services.audit import record
from participants.models import DuplicatePair
from participants.tasks import search_duplicates_task

# Persons a task: one that is lost with its worker takes few others with it.
TASK_SIZE = 2000
State = DuplicatePair.State


class PairDecided(Exception):
    """Somebody has decided this pair already; ``str()`` is a sentence to act on."""

    def __str__(self) -> str:
        return _("Somebody has decided this pair meanwhile. Look at it again.")


def enqueue_duplicate_search(person_ids: Iterable[int]) -> None:
    """Have duplicates of these persons looked for in the background, once this is committed.

    Call it whenever names, phone, year of birth, sex, CIN or province of a person are written.
    """
    ids = sorted(set(person_ids))
    if ids:
        transaction.on_commit(lambda: _enqueue(ids))


@transaction.atomic
def tell_apart(pair: DuplicatePair, *, by: User) -> None:
    """Remember that two persons are not the same one: the pair is never found again.

    Raises ``PairDecided`` where somebody was faster.
    """
    _decide(pair, State.OPEN, State.DISTINCT, by)
    record("duplicate_pair.told_apart", pair, by=by, fields=["state"])


@transaction.atomic
def reopen_pair(pair: DuplicatePair, *, by: User) -> None:
    """Put a pair that was told apart back into the queue. Raises ``PairDecided`` like above."""
    _decide(pair, State.DISTINCT, State.OPEN, by)
    record("duplicate_pair.reopened", pair, by=by, fields=["state"])


def _decide(pair: DuplicatePair, before: str, after: str, by: User) -> None:
    decided = {"decided_by": by, "decided_at": timezone.now()}
    if after == State.OPEN:
        decided = {"decided_by": None, "decided_at": None}
    waiting = DuplicatePair.objects.filter(pk=pair.pk, state=before)
    if not waiting.update(state=after, **decided):
        raise PairDecided
    pair.refresh_from_db()


def _enqueue(ids: list[int]) -> None:
    for start in range(0, len(ids), TASK_SIZE):
        search_duplicates_task.enqueue(ids[start : start + TASK_SIZE])
