"""The public halves of the keys that sign certificates: kept for ever, or old papers would fall."""

import hashlib
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.seals import decode_key


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Reads of keys."""

    def signing(self) -> Self:
        """Keep the one that signs now; none before the first certificate."""
        return self.filter(state=SigningKey.State.SIGNING)


class SigningKey(models.Model):
    """A key that signs, or once signed, certificates; the private half lies elsewhere.

    ``key_id`` and ``public_key`` (its 32 bytes in base64url) are those of `certificates.seals`.
    Database triggers refuse to change or remove a key, or to make one good again.
    """

    class State(models.TextChoices):
        """What a signature of the key is worth."""

        SIGNING = "signing", _("signs new certificates")
        RETIRED = "retired", _("retired: what it signed stands")
        COMPROMISED = "compromised", _("no longer trusted: its signatures prove nothing")

    key_id = models.CharField(_("key"), max_length=8, unique=True)
    public_key = models.CharField(_("public key"), max_length=43, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SIGNING)
    created_at = models.DateTimeField(_("valid from"), auto_now_add=True)
    retired_at = models.DateTimeField(_("signed until"), null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="signing"),
                name="certificates_one_key_signs",
                violation_error_message=_("Another key signs certificates already."),
            ),
            models.CheckConstraint(
                name="certificates_key_state_known",
                condition=Q(state__in=["signing", "retired", "compromised"]),
            ),
            models.CheckConstraint(
                name="certificates_key_says_since_when",
                condition=Q(state="signing", retired_at__isnull=True)
                | (~Q(state="signing") & Q(retired_at__isnull=False)),
                violation_error_message=_("Say since when the key signs no more."),
            ),
        )

    def __str__(self) -> str:
        return self.key_id

    @property
    def is_trusted(self) -> bool:
        """Whether a signature of it proves anything."""
        return self.state != self.State.COMPROMISED

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the 32 bytes as people compare it: hexadecimal, in groups of four."""
        digest = hashlib.sha256(decode_key(self.public_key)).hexdigest()
        return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
