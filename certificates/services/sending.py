"""Asking for a certificate to be sent by e-mail, once it was looked at."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from certificates.contacts import contact_of
from certificates.letters import Letter
from certificates.models import Certificate, Sending
from certificates.services.errors import NotValidAnyMore
from certificates.tasks import enqueue_sending
from network.models import User
from network.services.audit import record


class SendingRefused(Exception):
    """A refusal to send; ``str()`` is the translated sentence."""


class NoAddress(SendingRefused):
    """Nobody knows an e-mail address of the recipient."""

    def __str__(self) -> str:
        return gettext("There is no e-mail address: add it to the person first.")


class AddressChanged(SendingRefused):
    """The register has another address than the one that was looked at."""

    def __str__(self) -> str:
        return gettext("The e-mail address has changed meanwhile. Look again, then send.")


class SentMeanwhile(SendingRefused):
    """The certificate has been sent since the page was looked at."""

    def __str__(self) -> str:
        return gettext("This certificate has just been sent: no second e-mail goes out.")


def ask_to_send(
    certificate: Certificate, letter: Letter, *, address: str, after: int, by: User
) -> Sending:
    """Have a certificate sent as it was looked at; ``after`` is how many e-mails went before.

    Raises ``NotValidAnyMore``, ``NoAddress``, ``AddressChanged``, and ``SentMeanwhile`` where
    somebody, or a first click, was quicker.
    """
    known = contact_of(certificate).email
    if not known:
        raise NoAddress
    if known != address:
        raise AddressChanged
    try:
        return _put_down(certificate, letter, address, after, by)
    except IntegrityError:
        raise SentMeanwhile from None


@transaction.atomic
def _put_down(
    certificate: Certificate, letter: Letter, address: str, after: int, by: User
) -> Sending:
    if not Certificate.objects.valid().filter(pk=certificate.pk).exists():
        raise NotValidAnyMore(certificate.number)
    if certificate.sendings.count() != after:
        raise SentMeanwhile
    sending = Sending.objects.create(
        certificate=certificate,
        ordinal=after + 1,
        address=address,
        language=letter.language,
        subject=letter.subject,
        body=letter.body,
        asked_by=by,
    )
    record("certificate.sending_asked", certificate, by=by, fields=["sendings"])
    enqueue_sending(sending.pk)
    return sending
