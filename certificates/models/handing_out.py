"""Who was given a certificate, by whom and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate


class HandOut(models.Model):
    """The paper of one version of a certificate is in somebody's hands.

    Taken back by mistake or on purpose, the row goes and the audit log tells of it. Whoever takes
    it for another person is named, with the capacity in which they do.
    """

    class Receiver(models.TextChoices):
        """Into whose hands it went."""

        THEMSELVES = "self", _("the person themselves")
        ANOTHER = "other", _("somebody on their behalf")

    certificate = models.OneToOneField(
        Certificate,
        on_delete=models.PROTECT,
        related_name="hand_out",
        verbose_name=_("certificate"),
    )
    received_by = models.CharField(
        _("received by"), max_length=5, choices=Receiver, default=Receiver.THEMSELVES
    )
    receiver_name = models.CharField(_("name of the receiver"), max_length=120, blank=True)
    receiver_capacity = models.CharField(_("in what capacity"), max_length=120, blank=True)
    given_at = models.DateTimeField(_("given on"), default=timezone.now)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="certificates_given",
        verbose_name=_("given by"),
    )

    class Meta:
        verbose_name = _("handing out")
        verbose_name_plural = _("handings out")
        ordering = ("-given_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="certificates_hand_out_receiver_named",
                condition=Q(received_by="self", receiver_name="", receiver_capacity="")
                | (Q(received_by="other") & ~Q(receiver_name="") & ~Q(receiver_capacity="")),
                violation_error_message=_("Say who takes the certificate, and in what capacity."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.given_at:%Y-%m-%d}"

    @property
    def is_by_another(self) -> bool:
        """Whether somebody else took it for the person."""
        return self.received_by == self.Receiver.ANOTHER
