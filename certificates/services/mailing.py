"""E-mails with certificates, sent in the background, each at most once.

As with messages about events, a row is claimed before a word goes to the mail server: a worker
that dies after that leaves it claimed, and nobody but a human sends it again.
"""

import logging
import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from certificates.file_names import name_file
from certificates.letters import Letter
from certificates.models import Sending
from certificates.services.complete import PaperRefused
from certificates.services.paper import make_electronic_copy
from network.models import NetworkIdentity
from network.services.audit import record

State, Failure = Sending.State, Sending.Failure

logger = logging.getLogger(__name__)


class _Unsendable(Exception):
    """An e-mail that is not written or was refused; ``failure`` says why."""

    def __init__(self, failure: Sending.Failure) -> None:
        super().__init__(failure)
        self.failure = failure


def send_now(sending_id: int, *, connection: BaseEmailBackend | None = None) -> bool:
    """Send an e-mail that waits; False where somebody else has it or it is done.

    Safe to call at any time, from several workers, and to kill at any moment. ``connection``
    stands in for the mail server of the settings.
    """
    waiting = Sending.objects.filter(pk=sending_id, state=State.WAITING)
    if not waiting.update(state=State.CLAIMED, claimed_at=timezone.now()):
        return False
    related = ("certificate__registration__person", "asked_by")
    sending = Sending.objects.select_related(*related).get(pk=sending_id)
    try:
        _deliver(_compose(sending), connection or get_connection())
    except _Unsendable as unsendable:
        _settle(sending, state=State.FAILED, failure=unsendable.failure)
    except OSError:
        # The connection broke: the server may have taken the e-mail.
        logger.exception("The connection to the mail server broke while a certificate went out.")
        _settle(sending, state=State.UNCERTAIN)
    else:
        _settle(sending, state=State.SENT, sent_at=timezone.now())
    return True


def is_waiting(sending_id: int) -> bool:
    """Whether an e-mail still waits to go out."""
    return Sending.objects.filter(pk=sending_id, state=State.WAITING).exists()


def _compose(sending: Sending) -> EmailMultiAlternatives:
    certificate = sending.certificate
    if not certificate.is_valid:
        raise _Unsendable(Failure.NOT_VALID)
    network = NetworkIdentity.current()
    name = network.name_ar if sending.language == "ar" else network.name_fr
    letter = Letter(sending.language, sending.subject, sending.body)
    mail = EmailMultiAlternatives(
        " ".join(letter.subject.split()),
        letter.body,
        formataddr((" ".join((name or network.name_ar).split()), settings.DEFAULT_FROM_EMAIL)),
        [sending.address],
        reply_to=[network.email] if network.email else None,
    )
    html = render_to_string("certificates/certificate_mail.html", {"letter": letter})
    mail.attach_alternative(html, "text/html")
    file_name = name_file(certificate.number, certificate.snapshot["name_latin"]) + ".pdf"
    try:
        paper = make_electronic_copy(certificate, by=sending.asked_by)
    except PaperRefused as differs:
        raise _Unsendable(Failure.DIFFERS) from differs
    mail.attach(file_name, paper, "application/pdf")
    return mail


def _deliver(mail: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as silent:
        logger.exception("The mail server does not answer.")
        raise _Unsendable(Failure.SERVER) from silent
    try:
        connection.send_messages([mail])
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPRecipientsRefused as refused:
        is_final = all(code >= 500 for code, _reason in refused.recipients.values())
        raise _Unsendable(Failure.BAD_ADDRESS if is_final else Failure.REFUSED) from refused
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as refused:
        raise _Unsendable(Failure.REFUSED) from refused
    except ValueError as unwritable:
        # An address or a header that no e-mail can have: nothing was sent.
        raise _Unsendable(Failure.BAD_ADDRESS) from unwritable
    finally:
        connection.close()


@transaction.atomic
def _settle(sending: Sending, **columns: object) -> None:
    """Write down what became of an e-mail that we hold."""
    if Sending.objects.filter(pk=sending.pk, state=State.CLAIMED).update(**columns):
        action = f"certificate.sending_{columns['state']}"
        record(action, sending.certificate, by=sending.asked_by, fields=["sendings"])
