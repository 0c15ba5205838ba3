"""What is kept of the paper itself: its digest, and with what software it was made.

Both are append-only: database triggers (certificates/paper_triggers.py) refuse every change.
"""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate


class Engine(models.Model):
    """The software that makes paper, in one state of it; nothing of it is ever changed.

    ``fingerprint`` is the SHA-256 of ``versions``, which names every part that can move a byte.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    versions = models.JSONField(_("versions"))
    first_used_at = models.DateTimeField(_("first used on"), auto_now_add=True)

    class Meta:
        verbose_name = _("printing software")
        verbose_name_plural = _("printing software")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.fingerprint[:12]


class PaperMarkQuerySet(models.QuerySet["PaperMark"]):
    """Reads of the marks of papers."""

    def with_engines(self) -> Self:
        """Fetch the engines too, the first mark of a certificate first."""
        return self.select_related("engine").order_by("pk")


class PaperMark(models.Model):
    """The SHA-256 of a certificate's PDF, as one engine made it the first time.

    It is of the file before any seal, which bears the moment of sealing. Rows are only added:
    one when the certificate is issued, another for every engine that makes it later.
    """

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="paper_marks"
    )
    engine = models.ForeignKey(Engine, on_delete=models.PROTECT, related_name="paper_marks")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)

    objects = PaperMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of a paper")
        verbose_name_plural = _("marks of papers")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["certificate", "engine"], name="certificates_paper_mark_once_an_engine"
            ),
        )

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.sha256[:12]}"
