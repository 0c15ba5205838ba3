"""Telling people by hand, and deciding what a machine cannot know."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from network.models import User
from network.services.audit import record, record_many
from participants.models import Announcement, Recipient
from participants.models.announcements import RecipientQuerySet
from participants.services.announcements import AnnouncementClosed, require_up_to_date
from participants.tasks import enqueue_sending

State = Recipient.State


@transaction.atomic
def mark_told(recipient: Recipient, *, channel: str, by: User) -> bool:
    """Keep that ``by`` has told somebody; False where somebody else had, or the row is closed.

    Raises ``AnnouncementClosed`` or ``AnnouncementOutOfDate``.
    """
    _require_open(recipient)
    return _change(
        recipient,
        Q(state=State.BY_HAND),
        by,
        state=State.TOLD,
        channel=channel,
        told_at=timezone.now(),
        told_by=by,
    )


@transaction.atomic
def take_back_told(recipient: Recipient, *, by: User) -> bool:
    """Put somebody back on the list to tell by hand: the tick was a mistake. E-mails stay sent.

    Of a message by which nobody more is told, they go off the list.
    """
    message = Announcement.objects.select_related("event").get(pk=recipient.announcement_id)
    state = State.WITHDRAWN if message.is_over else State.BY_HAND
    by_hand = Q(state=State.TOLD) & ~Q(channel=Recipient.Channel.EMAIL)
    nobody = {"channel": "", "told_at": None, "told_by": None}
    return _change(recipient, by_hand, by, state=state, **nobody)


@transaction.atomic
def withdraw_recipient(recipient: Recipient, *, by: User) -> bool:
    """Take somebody off the list who was not told yet."""
    open_states = (State.WAITING, State.BY_HAND, State.FAILED)
    return _change(recipient, Q(state__in=open_states), by, state=State.WITHDRAWN, failure="")


@transaction.atomic
def settle_uncertain(recipient: Recipient, *, went_out: bool, by: User) -> bool:
    """Decide of an e-mail of which nobody knows: it went out, or it is sent again.

    False where the row is not uncertain any more, or not yet.
    """
    uncertain = Q(pk__in=Recipient.objects.uncertain().filter(pk=recipient.pk).values("pk"))
    uncertain &= Q(claim=recipient.claim, state=recipient.state)
    if went_out:
        told = {"told_at": timezone.now(), "told_by": by}
        return _change(recipient, uncertain, by, state=State.TOLD, **told)
    is_ours = _change(recipient, uncertain, by, state=State.WAITING)
    if is_ours:
        enqueue_sending(recipient.announcement_id)
    return is_ours


@transaction.atomic
def tell_by_hand_instead(recipient: Recipient, *, by: User) -> bool:
    """Put somebody whose e-mail did not go out on the list to tell by hand.

    Raises ``AnnouncementClosed`` or ``AnnouncementOutOfDate``.
    """
    _require_open(recipient)
    changes = {"state": State.BY_HAND, "channel": "", "failure": ""}
    return _change(recipient, Q(state=State.FAILED), by, **changes)


@transaction.atomic
def retry_failed(announcement: Announcement, among: RecipientQuerySet, *, by: User) -> int:
    """Have the e-mails that did not go out tried again; returns how many, none once it is closed.

    ``among`` are the rows that ``by`` sees.
    """
    open_messages = Announcement.objects.filter(state=Announcement.State.UNDER_WAY)
    failed = among.filter(
        announcement=announcement, announcement__in=open_messages, state=State.FAILED
    )
    rows = list(failed.select_for_update(of=("self",)).order_by("pk"))
    ids = [row.pk for row in rows]
    Recipient.objects.filter(pk__in=ids).update(state=State.WAITING, failure="")
    record_many("recipient.tried_again", rows, by=by, fields=["state"])
    if rows:
        enqueue_sending(announcement.pk)
    return len(rows)


def _require_open(recipient: Recipient) -> None:
    """Hold the event and the message until the transaction ends; raise where it is over."""
    require_up_to_date(Announcement.objects.get(pk=recipient.announcement_id))
    held = Announcement.objects.select_for_update(no_key=True)
    if held.get(pk=recipient.announcement_id).is_closed:
        raise AnnouncementClosed


def _change(recipient: Recipient, condition: Q, by: User, **columns: object) -> bool:
    """Change a row if it is still as it was seen: the row count of one UPDATE decides."""
    if not Recipient.objects.filter(condition, pk=recipient.pk).update(**columns):
        return False
    record(f"recipient.{columns['state']}", recipient, by=by, fields=columns)
    return True
