"""Messages about an event: written, looked at, given out once to each person, closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import User
from network.services.audit import record
from participants.audience import Line, key_of
from participants.models import Announcement, Person, Recipient, UsualText
from participants.tasks import enqueue_sending
from participants.usual_texts import MessageTexts
from trainings.models import Event

State = Announcement.State


class AnnouncementRefused(Exception):
    """Why a message cannot be written, changed or sent; ``str()`` is a sentence to act on."""


class EventIsDraft(AnnouncementRefused):
    """Nobody is to know of the event yet."""

    def __str__(self) -> str:
        return _("The event is still a draft: nobody can be told of it yet.")


class TextIsFixed(AnnouncementRefused):
    """Somebody has been told already: what was said cannot be changed any more."""

    def __str__(self) -> str:
        return _("This message has been given out: its text stays. Write another one.")


class TextChanged(AnnouncementRefused):
    """Somebody has changed the text since it was looked at."""

    def __str__(self) -> str:
        return _("Somebody has changed this message meanwhile. Look at it again.")


class AnnouncementClosed(AnnouncementRefused):
    """The message was closed: nobody more is told."""

    def __str__(self) -> str:
        return _("This message is closed: nobody more is told by it.")


class AnnouncementOutOfDate(AnnouncementRefused):
    """The event was called off, or taken up again, since the message was written."""

    def __str__(self) -> str:
        return _(
            "The event stands otherwise since this message was written: nobody more is told by "
            "it. Write another one."
        )


@dataclass(frozen=True)
class GivenOut:
    """What came of sending: how many e-mails wait to go out, how many are to be told by hand.

    ``left_out`` were chosen, but are known by now to be told, or are not there any more.
    """

    by_email: int
    by_hand: int
    left_out: int


@transaction.atomic
def write_announcement(
    event: Event, *, kind: str, language: str, reason: str, by: User, **texts: str
) -> Announcement:
    """Write a draft; raises ``EventIsDraft``."""
    if event.state == Event.State.DRAFT:
        raise EventIsDraft
    announcement = Announcement.objects.create(
        event=event, kind=kind, language=language, reason=reason, created_by=by, **texts
    )
    record("announcement.written", announcement, by=by, fields=["kind"])
    return announcement


@transaction.atomic
def change_announcement(
    announcement: Announcement, *, edition: int, by: User, **fields: str
) -> None:
    """Change the text of a draft.

    Raises ``TextChanged`` where ``edition`` is not the one that is kept, ``TextIsFixed`` where it
    is no draft any more.
    """
    draft = Announcement.objects.filter(pk=announcement.pk, state=State.DRAFT)
    if not draft.filter(edition=edition).update(edition=F("edition") + 1, **fields):
        raise TextChanged if draft.exists() else TextIsFixed
    record("announcement.changed", announcement, by=by, fields=fields)


@transaction.atomic
def discard_announcement(announcement: Announcement, *, by: User) -> None:
    """Throw a draft away; raises ``TextIsFixed`` once somebody was told."""
    record("announcement.discarded", announcement, by=by)
    if not Announcement.objects.filter(pk=announcement.pk, state=State.DRAFT).delete()[0]:
        raise TextIsFixed


@transaction.atomic
def keep_usual_texts(kind: str, texts: MessageTexts, *, by: User) -> UsualText:
    """Keep texts as those with which every new message of this kind begins."""
    usual, is_new = UsualText.objects.update_or_create(kind=kind, defaults={**texts})
    action = "usual_text.created" if is_new else "usual_text.changed"
    record(action, usual, by=by, fields=texts)
    return usual


@transaction.atomic
def give_out(
    announcement: Announcement,
    *,
    edition: int,
    lines: Iterable[Line],
    again: Collection[str],
    by: User,
) -> GivenOut:
    """Put these people on the list of the message, and let its e-mails go out.

    ``lines`` are what was looked at; ``again`` holds the keys of those who are told although the
    ledger knew that they had been. Whoever was told this kind of message since, by anybody, is
    left out, as is whoever stands on the list already: sent twice, this does nothing twice.
    Raises ``AnnouncementClosed``, ``AnnouncementOutOfDate``, and ``TextChanged`` where the text is
    not that of ``edition``.
    """
    standing = _hold_persons(lines := [line for line in lines if line.can_be_chosen])
    # Everybody who gives out messages of this event waits here for each other.
    require_up_to_date(announcement)
    _begin(announcement, edition, by)
    told = _told_meanwhile(announcement)
    chosen = [
        line
        for line in lines
        if _is_there(line, standing)
        and (line.addressee.key not in told or line.addressee.key in again)
    ]
    added = _put_on_the_list(announcement, chosen, by)
    record("announcement.given_out", announcement, by=by, fields=["state"])
    by_email = sum(line.by_email for line in added)
    if by_email:
        enqueue_sending(announcement.pk)
    return GivenOut(by_email, len(added) - by_email, len(lines) - len(added))


def require_up_to_date(announcement: Announcement) -> None:
    """Hold the event of a message as it stands until the transaction ends.

    Raises ``AnnouncementOutOfDate`` where the message does not fit it any more.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=announcement.event_id)
    announcement.event = event
    if announcement.is_out_of_date:
        raise AnnouncementOutOfDate


@transaction.atomic
def close_announcement(announcement: Announcement, *, by: User) -> int:
    """Tell nobody more: who still waits is taken off the list. Returns how many those are."""
    standing = Announcement.objects.filter(pk=announcement.pk, state=State.UNDER_WAY)
    if not standing.update(state=State.CLOSED):
        raise AnnouncementClosed
    open_states = (Recipient.State.WAITING, Recipient.State.BY_HAND, Recipient.State.FAILED)
    left = announcement.recipients.filter(state__in=open_states)
    number = left.update(state=Recipient.State.WITHDRAWN, failure="")
    record("announcement.closed", announcement, by=by, fields=["state"])
    return number


def _hold_persons(lines: list[Line]) -> set[int]:
    """Keep these persons from being merged until the transaction ends; return who still stands."""
    keys = [line.addressee.person.pk for line in lines if line.addressee.person]
    held = Person.objects.standing().select_for_update(no_key=True).filter(pk__in=keys)
    return set(held.order_by("pk").values_list("pk", flat=True))


def _begin(announcement: Announcement, edition: int, by: User) -> None:
    row = Announcement.objects.filter(pk=announcement.pk)
    if (
        not row.filter(edition=edition)
        .exclude(state=State.CLOSED)
        .update(
            state=State.UNDER_WAY,
            sent_at=Coalesce(F("sent_at"), Value(timezone.now())),
            sent_by=Coalesce(F("sent_by"), Value(by.pk)),
        )
    ):
        is_closed = row.filter(state=State.CLOSED).exists()
        raise AnnouncementClosed if is_closed else TextChanged


def _told_meanwhile(announcement: Announcement) -> set[str]:
    rows = Recipient.objects.of_event(announcement.event, announcement.kind).standing()
    others = rows.exclude(announcement=announcement).values_list("person", "coordinator")
    return {f"p{person}" if person else f"c{coordinator}" for person, coordinator in others}


def _is_there(line: Line, standing: set[int]) -> bool:
    person = line.addressee.person
    return person is None or person.pk in standing


def _put_on_the_list(announcement: Announcement, lines: list[Line], by: User) -> list[Line]:
    """Put them on the list, or back on it after they were taken off; return who was not there."""
    rows = {key_of(row): row for row in announcement.recipients.all()}
    new = [line for line in lines if line.addressee.key not in rows]
    Recipient.objects.bulk_create(
        (
            Recipient(
                announcement=announcement,
                person=line.addressee.person,
                coordinator=line.addressee.coordinator,
                province=line.addressee.province,
                added_by=by,
                **_first_state(line),
            )
            for line in new
        ),
        batch_size=500,
    )
    known = [line for line in lines if line.addressee.key in rows]
    return new + [line for line in known if _put_back(rows[line.addressee.key], line, by)]


def _put_back(row: Recipient, line: Line, by: User) -> bool:
    withdrawn = Recipient.objects.filter(pk=row.pk, state=Recipient.State.WITHDRAWN)
    again = {"added_by": by, "added_at": timezone.now(), **_first_state(line)}
    return bool(withdrawn.update(**again))


def _first_state(line: Line) -> dict[str, str]:
    if line.by_email:
        return {"state": Recipient.State.WAITING, "channel": Recipient.Channel.EMAIL}
    return {"state": Recipient.State.BY_HAND, "channel": ""}
