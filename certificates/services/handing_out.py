"""Giving the papers out: who got which, and taking a tick back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from certificates.models import Certificate, HandOut
from certificates.services.errors import NotValidAnyMore
from network.models import User
from network.services.audit import record


class HandingOutError(Exception):
    """A refusal to tick off; ``str()`` is the translated sentence."""


class AlreadyGiven(HandingOutError):
    """The certificate was ticked off before; ``hand_out`` tells by whom and when."""

    def __init__(self, hand_out: HandOut) -> None:
        super().__init__(hand_out)
        self.hand_out = hand_out

    def __str__(self) -> str:
        return gettext("This certificate was ticked off already.")


class ReceiverIncomplete(HandingOutError):
    """Somebody takes it for the person, but name or capacity is missing."""

    def __str__(self) -> str:
        return gettext("Say who takes the certificate, and in what capacity.")


def hand_out(
    certificate: Certificate, *, by: User, receiver_name: str = "", receiver_capacity: str = ""
) -> HandOut:
    """Tick a certificate off as given, to the person or to whoever is named.

    Raises ``ReceiverIncomplete``, ``AlreadyGiven``, and ``NotValidAnyMore`` where it was replaced
    or revoked meanwhile. Of two at once, one ticks; the database decides.
    """
    name, capacity = receiver_name.strip(), receiver_capacity.strip()
    if bool(name) != bool(capacity):
        raise ReceiverIncomplete
    try:
        return _tick(certificate, name, capacity, by)
    except IntegrityError:
        given = HandOut.objects.select_related("given_by").filter(certificate=certificate).first()
        if given is None:
            raise
        raise AlreadyGiven(given) from None


@transaction.atomic
def take_back(certificate: Certificate, *, by: User) -> bool:
    """Undo a tick; False where there is none. The audit log keeps that it stood."""
    gone, _rows = HandOut.objects.filter(certificate=certificate).delete()
    if gone:
        record("certificate.hand_out_undone", certificate, by=by, fields=["hand_out"])
    return bool(gone)


@transaction.atomic
def _tick(certificate: Certificate, name: str, capacity: str, by: User) -> HandOut:
    # Held against a revocation or a correction at the same moment.
    held = Certificate.objects.valid().select_for_update(of=("self",), no_key=True)
    if not held.filter(pk=certificate.pk).exists():
        raise NotValidAnyMore(certificate.number)
    receiver = HandOut.Receiver.ANOTHER if name else HandOut.Receiver.THEMSELVES
    given = HandOut.objects.create(
        certificate=certificate,
        received_by=receiver,
        receiver_name=name,
        receiver_capacity=capacity,
        given_by=by,
    )
    record("certificate.handed_out", certificate, by=by, fields=["hand_out"])
    return given
