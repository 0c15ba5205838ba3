"""Certificates that leave by e-mail or by a link."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate

# How long an e-mail may be on its way to the mail server before nobody knows what became of it.
ON_ITS_WAY = dt.timedelta(seconds=60)


class Sending(models.Model):
    """One e-mail with a certificate, as it was looked at before it was sent.

    ``ordinal`` counts the e-mails of a certificate: whoever sends says after how many of them, so
    that a second click, or a second person, sends nothing.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("going out")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")
        UNCERTAIN = "uncertain", _("perhaps sent")

    class Failure(models.TextChoices):
        """Why it was not sent."""

        BAD_ADDRESS = "bad_address", _("The mail server knows no such address.")
        REFUSED = "refused", _("The mail server refused the e-mail.")
        SERVER = "server", _("The mail server did not answer.")
        DIFFERS = "differs", _("The PDF would not be the one that was issued.")
        NOT_VALID = "not_valid", _("The certificate was replaced or revoked meanwhile.")

    certificate = models.ForeignKey(
        Certificate,
        on_delete=models.PROTECT,
        related_name="sendings",
        verbose_name=_("certificate"),
    )
    ordinal = models.PositiveSmallIntegerField()
    address = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=[("ar", "ar"), ("fr", "fr")])
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    failure = models.CharField(_("why not"), max_length=11, choices=Failure, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked for on"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificates_sent",
        verbose_name=_("asked for by"),
    )

    class Meta:
        verbose_name = _("e-mail with a certificate")
        verbose_name_plural = _("e-mails with certificates")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["certificate", "ordinal"], name="certificates_sending_once"
            ),
            models.CheckConstraint(
                name="certificates_sending_state_known",
                condition=Q(state__in=["waiting", "claimed", "sent", "failed", "uncertain"]),
            ),
            models.CheckConstraint(
                name="certificates_sending_failed_says_why",
                condition=(Q(state="failed") & ~Q(failure=""))
                | (~Q(state="failed") & Q(failure="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id}/{self.ordinal}: {self.state}"

    @property
    def is_uncertain(self) -> bool:
        """Whether nobody knows if it went out: its worker, or the connection, died on the way."""
        silent = self.claimed_at is not None and self.claimed_at <= timezone.now() - ON_ITS_WAY
        return self.state == self.State.UNCERTAIN or (self.state == self.State.CLAIMED and silent)


class DownloadLinkQuerySet(models.QuerySet["DownloadLink"]):
    """Reads of links."""

    def working(self) -> "DownloadLinkQuerySet":
        """Keep the links that open a certificate now."""
        return self.filter(
            closed_at__isnull=True,
            expires_at__gt=timezone.now(),
            certificate__state=Certificate.State.VALID,
        )


class DownloadLink(models.Model):
    """A secret address that gives the PDF of a certificate to whoever has it, for a while.

    The secret is no column: it is signed with the server's key, so that a stolen database opens
    nothing, and it can be shown again as long as the link works.
    """

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="links", verbose_name=_("certificate")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificate_links",
        verbose_name=_("made by"),
    )
    opened_at = models.DateTimeField(_("made on"), auto_now_add=True)
    expires_at = models.DateTimeField(_("works until"))
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    times_used = models.PositiveIntegerField(_("times opened"), default=0)
    last_used_at = models.DateTimeField(_("last opened on"), null=True, blank=True)

    objects = DownloadLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a certificate")
        verbose_name_plural = _("links to certificates")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(closed_at__isnull=True),
                name="certificates_one_open_link",
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.expires_at:%Y-%m-%d}"
