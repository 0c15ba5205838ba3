"""Transfers: a person moves to another province when the one that knows them agrees."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Commune, Province, User
from network.services.audit import record, record_many
from participants.models import Person, ProvinceTransfer
from participants.services.duplicates import enqueue_duplicate_search

State = ProvinceTransfer.State


class TransferRefused(Exception):
    """Why a transfer cannot be asked for or answered; ``str()`` is a sentence to act on."""


class AlreadyThere(TransferRefused):
    """The person is of the province that asks."""

    def __init__(self, province: Province) -> None:
        self.province = province

    def __str__(self) -> str:
        return _("This person is known in %(province)s already: register them there.") % {
            "province": self.province.full_name
        }


class AlreadyAsked(TransferRefused):
    """The same province waits for an answer about the same person."""

    def __str__(self) -> str:
        return _("This transfer has been asked for already. It waits for an answer.")


class AlreadyAnswered(TransferRefused):
    """Somebody else was faster: the request is closed."""

    def __init__(self, transfer: ProvinceTransfer) -> None:
        self.transfer = transfer

    def __str__(self) -> str:
        return _("This request is closed already: %(state)s.") % {
            "state": self.transfer.get_state_display()
        }


class MovedMeanwhile(TransferRefused):
    """The person is of another province by now than the one that was asked."""

    def __str__(self) -> str:
        return _("This person has moved to another province in the meantime.")


@transaction.atomic
def request_transfer(
    person: Person,
    *,
    to_province: Province,
    to_commune: Commune,
    asked_as: str,
    reason: str = "",
    by: User,
) -> ProvinceTransfer:
    """Ask the person's province to let them go; nothing moves before it has agreed.

    ``asked_as`` is what the asker typed, all that they see of the person. Raises
    ``AlreadyThere``, ``AlreadyAsked``, and ``ValidationError`` for a commune of another province.
    """
    if person.province_id == to_province.pk:
        raise AlreadyThere(to_province)
    _require_commune_of(to_province, to_commune)
    transfer = ProvinceTransfer(
        person=person,
        from_province=person.province,
        to_province=to_province,
        to_commune=to_commune,
        asked_as=asked_as,
        reason=reason,
        requested_by=by,
    )
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
    except IntegrityError:
        asked = ProvinceTransfer.objects.filter(person=person, to_province=to_province)
        if not asked.filter(state=State.REQUESTED).exists():
            raise
        raise AlreadyAsked from None
    record("transfer.requested", transfer, by=by, fields=["state"])
    return transfer


@transaction.atomic
def accept_transfer(transfer: ProvinceTransfer, *, by: User) -> ProvinceTransfer:
    """Let the person go: their province and commune change, their registrations stay where made.

    Other provinces that wait for the same person wait for the new one's answer. Raises
    ``AlreadyAnswered``, and ``MovedMeanwhile`` where the person has left the province.
    """
    _close(transfer, State.ACCEPTED, "", by, "transfer.accepted")
    moved = Person.objects.filter(pk=transfer.person_id, province=transfer.from_province_id)
    if not moved.update(
        province=transfer.to_province_id,
        commune=transfer.to_commune_id,
        version=F("version") + 1,
    ):
        raise MovedMeanwhile
    record("person.moved", transfer.person, by=by, fields=["province", "commune"])
    enqueue_duplicate_search([transfer.person_id])
    _turn_to_new_province(transfer, by)
    return transfer


@transaction.atomic
def decline_transfer(transfer: ProvinceTransfer, *, reason: str = "", by: User) -> ProvinceTransfer:
    """Keep the person; ``reason`` is what the asker reads. Raises ``AlreadyAnswered``."""
    return _close(transfer, State.DECLINED, reason, by, "transfer.declined")


@transaction.atomic
def withdraw_transfer(transfer: ProvinceTransfer, *, by: User) -> ProvinceTransfer:
    """Take the request back before it is answered. Raises ``AlreadyAnswered``."""
    return _close(transfer, State.WITHDRAWN, "", by, "transfer.withdrawn")


@transaction.atomic
def move_person(
    person: Person, *, to_province: Province, to_commune: Commune, reason: str = "", by: User
) -> ProvinceTransfer:
    """Move a person in one step, for who answers for both provinces: asked for and accepted.

    A request of the same province that waits is the one that is accepted. Raises what
    `request_transfer` and `accept_transfer` raise.
    """
    waiting = ProvinceTransfer.objects.filter(
        person=person, to_province=to_province, state=State.REQUESTED
    ).first()
    if waiting:
        _require_commune_of(to_province, to_commune)
        waiting.to_commune = to_commune
        waiting.save(update_fields=["to_commune"])
    transfer = waiting or request_transfer(
        person,
        to_province=to_province,
        to_commune=to_commune,
        asked_as=person.full_name_ar or person.full_name_latin,
        reason=reason,
        by=by,
    )
    accept_transfer(transfer, by=by)
    person.refresh_from_db()
    return transfer


def _require_commune_of(province: Province, commune: Commune) -> None:
    if commune.province_id != province.pk:
        raise ValidationError(_("Choose a commune of the province that the person moves to."))


def _close(
    transfer: ProvinceTransfer, state: str, answer: str, by: User, action: str
) -> ProvinceTransfer:
    waiting = ProvinceTransfer.objects.filter(pk=transfer.pk, state=State.REQUESTED)
    if not waiting.update(state=state, answer=answer, decided_by=by, decided_at=timezone.now()):
        transfer.refresh_from_db()
        raise AlreadyAnswered(transfer)
    record(action, transfer, by=by, fields=["state", "answer"] if answer else ["state"])
    transfer.refresh_from_db()
    return transfer


def _turn_to_new_province(transfer: ProvinceTransfer, by: User) -> None:
    others = ProvinceTransfer.objects.filter(person=transfer.person_id, state=State.REQUESTED)
    turned = list(others)
    others.update(from_province=transfer.to_province_id)
    record_many("transfer.turned", turned, by=by, fields=["from_province"])
