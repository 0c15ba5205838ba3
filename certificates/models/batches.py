"""The ledger of a batch: what was asked for, what is done. A killed worker's batch resumes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.certificates import Certificate
from participants.models import Registration
from trainings.models import Event


class BatchQuerySet(models.QuerySet["Batch"]):
    """Reads of batches."""


class Batch(models.Model):
    """One request to issue certificates for an event.

    A worker holds the batch while ``lease_until`` lies ahead and moves it on with every step;
    once it has passed, another worker takes over where the items stand.
    """

    class State(models.TextChoices):
        """Where the batch stands."""

        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped by an error")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="batches", verbose_name=_("event")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="batches",
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested on"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_holder = models.CharField(max_length=40, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="certificates_batch_state_known",
                condition=Q(state__in=["queued", "running", "done", "failed"]),
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(state__in=["queued", "running"]),
                name="certificates_one_running_batch_an_event",
                violation_error_message=_("Certificates of this event are being issued already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_id} {self.requested_at:%Y-%m-%d %H:%M}"


class BatchItem(models.Model):
    """One person's certificate inside a batch."""

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", _("waiting")
        ISSUED = "issued", _("issued")
        REFUSED = "refused", _("refused")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="batch_items"
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    # A code of certificates.eligibility, for a refused one.
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="batch_items"
    )

    class Meta:
        verbose_name = _("batch item")
        verbose_name_plural = _("batch items")
        ordering = ("pk",)
        indexes = (models.Index(fields=["batch", "state"], name="certificates_item_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "registration"], name="certificates_item_once"
            ),
            models.CheckConstraint(
                name="certificates_item_state_known",
                condition=Q(state__in=["pending", "issued", "refused"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.state}"
