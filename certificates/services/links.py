"""Links that give a certificate to whoever has them: secret, for a while, and to be taken back."""

import datetime as dt

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, DownloadLink
from certificates.services.errors import NotValidAnyMore
from network.models import User
from network.services.audit import record

LIFETIME = dt.timedelta(days=14)
SIGNER = Signer(salt="certificates.download-link", sep=".")
LONGEST_TOKEN = 80


def open_link(certificate: Certificate, *, by: User) -> DownloadLink:
    """Return the link of a certificate that works, a new one where there is none.

    A second click, or a second person, gets the same. Raises ``NotValidAnyMore``.
    """
    if working := DownloadLink.objects.working().filter(certificate=certificate).first():
        return working
    try:
        return _make(certificate, by)
    except IntegrityError:
        # Somebody was quicker, between the look above and the constraint.
        return DownloadLink.objects.working().get(certificate=certificate)


@transaction.atomic
def close_link(certificate: Certificate, *, by: User) -> bool:
    """Let the link of a certificate lead nowhere from now on; False where none was open."""
    closed = _close(certificate)
    if closed:
        record("certificate.link_closed", certificate, by=by, fields=["links"])
    return bool(closed)


def address_of(link: DownloadLink) -> str:
    """Return the whole address of a link."""
    return f"{settings.SITE_URL}{reverse('certificate_link', args=[token_of(link)])}"


def token_of(link: DownloadLink) -> str:
    """Return the secret of a link: its key with a signature that only this server makes."""
    return str(SIGNER.sign(str(link.pk)))


def find_link(token: str) -> DownloadLink | None:
    """Return the working link that a secret opens, with its certificate; None for any other."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        key = SIGNER.unsign(token)
    except BadSignature:
        return None
    links = DownloadLink.objects.working().select_related("certificate", "opened_by")
    return links.filter(pk=int(key)).first()


def note_use(link: DownloadLink) -> None:
    """Count that a link was opened."""
    DownloadLink.objects.filter(pk=link.pk).update(
        times_used=F("times_used") + 1, last_used_at=timezone.now()
    )


@transaction.atomic
def _make(certificate: Certificate, by: User) -> DownloadLink:
    if not Certificate.objects.valid().filter(pk=certificate.pk).exists():
        raise NotValidAnyMore(certificate.number)
    # One that has expired makes room.
    expired = DownloadLink.objects.filter(certificate=certificate, expires_at__lte=timezone.now())
    expired.filter(closed_at__isnull=True).update(closed_at=F("expires_at"))
    link = DownloadLink.objects.create(
        certificate=certificate, opened_by=by, expires_at=timezone.now() + LIFETIME
    )
    record("certificate.link_opened", certificate, by=by, fields=["links"])
    return link


def _close(certificate: Certificate) -> int:
    standing = DownloadLink.objects.filter(certificate=certificate, closed_at__isnull=True)
    return standing.update(closed_at=timezone.now())
