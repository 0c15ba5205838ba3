"""Issued certificates: a number, a code, a frozen snapshot, a state. Nothing is ever deleted."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Province
from network.scope import ProvinceScopedQuerySet
from participants.models import Registration
from trainings.models import Event


class NumberSeries(models.Model):
    """The last number given for an event; the row is locked while the next one is taken."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="number_series")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.event_id}: {self.last}"


class CertificateQuerySet(ProvinceScopedQuerySet["Certificate"]):
    """Reads of certificates."""

    def valid(self) -> Self:
        """Keep those that stand: neither replaced nor revoked."""
        return self.filter(state=Certificate.State.VALID)

    def in_print_order(self) -> Self:
        """Order as the papers are handed out: by province, organisation and name."""
        return self.order_by(
            "province__hcp_code",
            models.F("registration__organisation__key_ar").asc(nulls_last=True),
            models.F("registration__organisation__key_fr").asc(nulls_last=True),
            "registration__person__key_ar",
            "pk",
        )


class Certificate(models.Model):
    """One version of a certificate.

    ``snapshot`` holds everything that is printed, as it was when it was issued: the PDF is made
    from it alone. ``code`` is 130 random bits in Crockford's base32 with a check character,
    without separators.
    """

    class State(models.TextChoices):
        """What a stranger who checks the code is told."""

        VALID = "valid", _("valid")
        REPLACED = "replaced", _("replaced")
        REVOKED = "revoked", _("revoked")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("event")
    )
    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("registration"),
    )
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("province"),
    )
    number = models.CharField(_("number"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    code = models.CharField(_("verification code"), max_length=27, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.VALID)
    snapshot = models.JSONField(_("what is printed"))
    issued_at = models.DateTimeField(_("issued on"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificates_issued",
        verbose_name=_("issued by"),
    )
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("number", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["number", "version"], name="certificates_number_version_once"
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state="valid"),
                name="certificates_one_valid_a_registration",
                violation_error_message=_("This person already has the certificate."),
            ),
            models.CheckConstraint(
                name="certificates_revoked_has_its_date",
                condition=Q(state="revoked", revoked_at__isnull=False)
                | (~Q(state="revoked") & Q(revoked_at__isnull=True)),
                violation_error_message=_("Say since when the certificate is revoked."),
            ),
            models.CheckConstraint(
                name="certificates_state_known",
                condition=Q(state__in=["valid", "replaced", "revoked"]),
            ),
        )

    def __str__(self) -> str:
        return self.number
