"""E-mails of messages, sent in the background, each at most once.

Whoever sends an e-mail has moved its row from waiting to claimed before: one conditional UPDATE
decides, and is committed before a word goes to the mail server. A worker that dies after that
leaves the row claimed, and nobody but a human sends it again.
"""

import logging
import smtplib
import uuid
from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from network.models import User
from network.services.audit import record
from participants.audience import addressees_now
from participants.letters import compose_email, write_letter
from participants.message_facts import EventFacts
from participants.models import Announcement, Recipient

State, Failure = Recipient.State, Recipient.Failure
# E-mails a task: between two of them a worker that is told to end can end.
AT_ONCE = 25

logger = logging.getLogger(__name__)


class Unsendable(Exception):
    """An e-mail that cannot be written or was refused; ``failure`` says why."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


def send_waiting(
    announcement_id: int,
    *,
    connection: BaseEmailBackend | None = None,
    on_claim: Callable[[Recipient], None] | None = None,
) -> bool:
    """Send the next e-mails of a message; True where there may be more to send.

    Safe to call at any time, from several workers at once, and to kill at any moment: no e-mail
    goes out twice. ``connection`` stands in for the mail server of the settings; ``on_claim`` is
    called with each row that was taken, before its e-mail is sent.
    """
    announcement = Announcement.objects.select_related("event__venue__commune", "sent_by").get(
        pk=announcement_id
    )
    waiting = announcement.recipients.filter(state=State.WAITING)
    batch = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not batch:
        return False
    with _Post(announcement, connection or get_connection()) as post:
        for pk in batch:
            if not post.is_open:
                break
            if recipient := claim(pk):
                if on_claim:
                    on_claim(recipient)
                post.send(recipient)
    return waiting.exists()


def is_any_waiting(announcement_id: int) -> bool:
    """Whether an e-mail of a message waits to go out."""
    return Recipient.objects.filter(announcement=announcement_id, state=State.WAITING).exists()


def claim(pk: int) -> Recipient | None:
    """Take a row that waits, for this sending alone; None where somebody else has it."""
    holder = uuid.uuid4().hex
    taken = Recipient.objects.filter(pk=pk, state=State.WAITING).update(
        state=State.CLAIMED, claim=holder, claimed_at=timezone.now()
    )
    if not taken:
        return None
    related = ("person", "coordinator", "province", "added_by")
    return Recipient.objects.select_related(*related).filter(claim=holder).get(pk=pk)


class OutOfDate(Exception):
    """An e-mail of a closed message, or of what is not so any more: it goes to nobody."""


class _Post:
    """The way to the mail server for the e-mails of one message: opened once, closed at the end."""

    def __init__(self, announcement: Announcement, connection: BaseEmailBackend) -> None:
        self.announcement = announcement
        self.connection = connection
        self.is_open = False
        self._facts: dict[int, EventFacts] = {}

    def __enter__(self) -> "_Post":
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException):
            logger.exception("The mail server does not answer.")
            self._give_up()
        else:
            self.is_open = True
        return self

    def __exit__(self, *_error: object) -> None:
        if self.is_open:
            self.connection.close()

    def send(self, recipient: Recipient) -> None:
        """Send the e-mail of a row that is ours, and write down what became of it."""
        try:
            self._deliver(self._compose(recipient))
        except Unsendable as unsendable:
            _settle(recipient, state=State.FAILED, failure=unsendable.failure)
        except OutOfDate:
            _settle(recipient, state=State.WITHDRAWN)
        except OSError:
            # smtplib's loss of the connection is one too: the server may have taken the e-mail.
            logger.exception("The connection to the mail server broke while an e-mail went out.")
            _settle(recipient, state=State.UNCERTAIN)
            self.is_open = False
        else:
            _settle(recipient, state=State.TOLD, told_at=timezone.now())

    def _compose(self, recipient: Recipient) -> EmailMultiAlternatives:
        addressee = addressees_now(self.announcement.event, [recipient])[recipient.pk]
        if self.announcement.is_over or addressee.has_lost_place:
            raise OutOfDate
        facts = self._facts_for(recipient.added_by)
        letter = write_letter(self.announcement, facts, addressee)
        if not addressee.email:
            raise Unsendable(Failure.NO_ADDRESS)
        if letter.gaps:
            raise Unsendable(Failure.MISSING)
        return compose_email(letter, addressee.email, facts.network, self.connection)

    def _deliver(self, mail: EmailMultiAlternatives) -> None:
        try:
            self.connection.send_messages([mail])
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPRecipientsRefused as refused:
            is_final = all(code >= 500 for code, _reason in refused.recipients.values())
            raise Unsendable(Failure.BAD_ADDRESS if is_final else Failure.REFUSED) from refused
        except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as refused:
            raise Unsendable(Failure.REFUSED) from refused
        except ValueError as unwritable:
            # An address or a header that no e-mail can have: nothing was sent.
            raise Unsendable(Failure.BAD_ADDRESS) from unwritable

    def _facts_for(self, by: User) -> EventFacts:
        if by.pk not in self._facts:
            self._facts[by.pk] = EventFacts.read(self.announcement.event, by)
        return self._facts[by.pk]

    @transaction.atomic
    def _give_up(self) -> None:
        """Nothing can be sent now: say so of all that wait, until somebody has them tried again."""
        waiting = self.announcement.recipients.filter(state=State.WAITING)
        given_up = waiting.update(state=State.FAILED, failure=Failure.SERVER)
        if given_up and (by := self.announcement.sent_by):
            record("announcement.not_sent", self.announcement, by=by, fields=["recipients"])


@transaction.atomic
def _settle(recipient: Recipient, **columns: object) -> None:
    """Write down what became of a row that is still ours; who has settled it since is right."""
    if columns["state"] == State.TOLD:
        columns["told_by"] = recipient.added_by
    held = Recipient.objects.filter(pk=recipient.pk, state=State.CLAIMED, claim=recipient.claim)
    if held.update(**columns):
        record(f"recipient.{columns['state']}", recipient, by=recipient.added_by, fields=["state"])
