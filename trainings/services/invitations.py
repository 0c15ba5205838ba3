"""Invitations to a consultation workshop: sent once each, answered, and who was there."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from network.models import Role, User
from network.services.audit import record, record_many
from trainings.models import Invitation, Session
from trainings.services.facts import save_facts
from trainings.services.standing_rows import RowGone, hold_row
from trainings.services.workshop_errors import (
    AnswerTooLate,
    DayNotCome,
    NotACoordinator,
    PresenceMarked,
)

Answer = Invitation.Answer


@transaction.atomic
def invite_coordinators(
    session: Session, coordinators: Iterable[User], *, by: User
) -> list[Invitation]:
    """Invite those who are not invited yet; return the new invitations.

    Raises `NotACoordinator`, and invites nobody then.
    """
    # As they stand now: an account may have been closed since the list was drawn up.
    wanted = User.objects.in_bulk([person.pk for person in coordinators])
    for person in wanted.values():
        if person.role != Role.COORDINATOR or not person.is_active:
            raise NotACoordinator(person)
    # Of two who invite at once the second waits here, then sees whom the first has invited.
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    invited = set(session.invitations.values_list("coordinator_id", flat=True))
    invitations = Invitation.objects.bulk_create(
        Invitation(session=session, coordinator=person)
        for pk, person in wanted.items()
        if pk not in invited
    )
    record_many("invitation.sent", invitations, by=by)
    return invitations


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back; raises `PresenceMarked` once presence was marked, or `RowGone`."""
    row = Invitation.objects.filter(pk=invitation.pk)
    if not row.filter(present__isnull=True).delete()[0]:
        raise PresenceMarked(invitation.coordinator) if row.exists() else RowGone
    record("invitation.withdrawn", invitation, by=by)


@transaction.atomic
def answer_invitation(invitation: Invitation, *, answer: str, note: str = "", by: User) -> None:
    """Write down what the coordinator said, who may say otherwise later.

    Coordinators answer until the day of the workshop, else `AnswerTooLate` is raised; staff, who
    write down what was said on the phone, at any time. Whoever comes has nothing to explain:
    a note is kept of those alone who do not. Raises `RowGone` once the invitation was withdrawn.
    """
    if invitation.session.is_over and not by.is_staff_member:
        raise AnswerTooLate
    current = hold_row(invitation)
    kept_note = note if answer == Answer.NOT_COMING else ""
    if changed := save_facts(current, {"answer": answer, "note": kept_note}):
        moment: dt.datetime | None = None if answer == Answer.NONE else timezone.now()
        Invitation.objects.filter(pk=current.pk).update(answered_at=moment)
        record("invitation.answered", current, by=by, fields=changed)


@transaction.atomic
def mark_coordinators(session: Session, *, marks: Mapping[int, bool | None], by: User) -> int:
    """Mark invitations, by primary key, as present (True), absent (False) or unmarked (None).

    Keys of no invitation to this workshop are left out. Returns how many marks changed: what
    stands already is not written again. Raises `DayNotCome`.
    """
    if not session.has_come:
        raise DayNotCome(session.date)
    standing = session.invitations.select_for_update(no_key=True).filter(pk__in=marks)
    changed = [one for one in standing.order_by("pk") if one.present is not marks[one.pk]]
    for invitation in changed:
        invitation.present = marks[invitation.pk]
    Invitation.objects.bulk_update(changed, ["present"])
    record_many("invitation.presence_marked", changed, by=by, fields=["present"])
    return len(changed)
