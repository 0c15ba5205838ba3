"""What two persons who are one were told: it goes to whoever is kept, and nobody is told twice."""

from participants.models import Person, Recipient
from participants.services.merge_ledger import Ledger

State = Recipient.State
OPEN = (State.WAITING, State.BY_HAND, State.FAILED)
GOING_OUT = (State.CLAIMED, State.UNCERTAIN)
# Of two rows of one message the one further on says what the person was told.
FURTHER = (State.WITHDRAWN, State.FAILED, State.BY_HAND, State.WAITING, State.TOLD)
OUTCOME = ("state", "channel", "failure", "claim", "claimed_at", "told_at", "told_by_id")


def move_messages(ledger: Ledger, kept: Person, gone: Person) -> None:
    """Give the rows of ``gone`` to ``kept``; of two of one message only one stays open.

    An e-mail of ``gone`` that a worker is sending now stays where it is: the worker writes down
    what became of it. Call it inside the transaction of the merge.
    """
    ours = {row.announcement_id: row for row in _rows_of(kept)}
    for theirs in _rows_of(gone):
        mine = ours.get(theirs.announcement_id)
        if mine is None:
            ledger.change(theirs, person_id=kept.pk)
        else:
            _unite(ledger, mine, theirs)


def _rows_of(person: Person) -> list[Recipient]:
    """Return the rows, held until the transaction ends: no worker takes one meanwhile."""
    rows = Recipient.objects.select_for_update(no_key=True, of=("self",)).filter(person=person)
    return list(rows.order_by("pk"))


def _unite(ledger: Ledger, mine: Recipient, theirs: Recipient) -> None:
    if theirs.state in GOING_OUT:
        if mine.state in OPEN:
            ledger.change(mine, state=State.WITHDRAWN, failure="")
        return
    if mine.state not in GOING_OUT and _how_far(theirs) > _how_far(mine):
        ledger.change(mine, **{name: getattr(theirs, name) for name in OUTCOME})
    if theirs.state in OPEN:
        ledger.change(theirs, state=State.WITHDRAWN, failure="")


def _how_far(row: Recipient) -> int:
    return FURTHER.index(State(row.state))
