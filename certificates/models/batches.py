"""The ledger of a batch: what was asked for, what is done. A killed worker's batch resumes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from certificates.models.certificates import Certificate
from certificates.models.designs import DesignVersion
from certificates.models.reasons import Reason
from certificates.models.recipients import Addressed, Group, exactly_one_recipient
from network.models import User
from trainings.models import Event

# How long a worker may be silent before another one takes its batch over.
LEASE = timedelta(seconds=30)


class BatchQuerySet(models.QuerySet["Batch"]):
    """Reads of batches. One spans all provinces of its event, so only staff see it."""

    def visible_to(self, user: User) -> Self:
        """Keep the batches that ``user`` may see."""
        return self if user.is_staff_member else self.none()

    def unfinished(self) -> Self:
        """Keep the batches that still have, or may have, work before them."""
        return self.filter(state__in=Batch.UNFINISHED)


@dataclass(frozen=True)
class Progress:
    """How far a batch has come, in persons."""

    total: int
    issued: int
    refused: int

    @property
    def done(self) -> int:
        """How many have been dealt with, one way or the other."""
        return self.issued + self.refused

    @property
    def percent(self) -> int:
        """The share dealt with, 0 to 100, rounded down so that 100 means all."""
        return 100 * self.done // self.total if self.total else 100


class Batch(models.Model):
    """One request to issue certificates of one kind for an event.

    A worker holds the batch while ``lease_until`` lies ahead and moves it on with every step;
    once it has passed, another worker takes over where the items stand. ``attempts`` counts the
    takings since the last step that succeeded: work that kills its worker every time is given up.
    """

    class State(models.TextChoices):
        """Where the batch stands."""

        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped by an error")

    UNFINISHED = (State.QUEUED, State.RUNNING)

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="batches", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.PARTICIPATION)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="batches",
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested on"), auto_now_add=True)
    # None stands for the default design of the kind.
    design_version = models.ForeignKey(
        DesignVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("design"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_holder = models.CharField(max_length=40, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(_("started on"), null=True, blank=True)
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
            models.CheckConstraint(
                name="certificates_batch_kind_known", condition=Q(kind__in=Kind.values)
            ),
            models.UniqueConstraint(
                fields=["event", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="certificates_one_running_batch_a_kind",
                violation_error_message=_("Certificates of this event are being issued already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_id} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        """Whether nobody works on it any more, be it done or stopped."""
        return self.state not in self.UNFINISHED

    @property
    def is_stalled(self) -> bool:
        """Whether nobody has taken it up for a lease's time, or whoever did has fallen silent."""
        silent_since = self.lease_until or self.requested_at + LEASE
        return not self.is_finished and silent_since <= timezone.now()

    @property
    def can_be_resumed(self) -> bool:
        """Whether somebody may take it up again by hand."""
        return self.is_stalled or self.state == self.State.FAILED

    def progress(self) -> Progress:
        """Count the items by what became of them; one query."""
        states = BatchItem.State
        counts = self.items.aggregate(
            total=models.Count("pk"),
            issued=models.Count("pk", filter=Q(state=states.ISSUED)),
            refused=models.Count("pk", filter=Q(state=states.REFUSED)),
        )
        return Progress(**counts)

    def time_left(self, progress: Progress) -> timedelta | None:
        """Estimate what remains from the pace so far; None before the first result."""
        if self.started_at is None or not progress.done or self.is_finished:
            return None
        elapsed = timezone.now() - self.started_at
        return elapsed * (progress.total - progress.done) / progress.done


class BatchItem(Addressed):
    """One recipient's certificate inside a batch."""

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", _("waiting")
        ISSUED = "issued", _("issued")
        REFUSED = "refused", _("refused")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="batch_items"
    )

    class Meta:
        verbose_name = _("batch item")
        verbose_name_plural = _("batch items")
        ordering = ("pk",)
        indexes = (models.Index(fields=["batch", "state"], name="certificates_item_state"),)
        constraints = (
            *(
                models.UniqueConstraint(
                    fields=["batch", group], name=f"certificates_item_once_a_{group}"
                )
                for group in Group.values
            ),
            models.CheckConstraint(
                name="certificates_item_has_one_recipient", condition=exactly_one_recipient()
            ),
            models.CheckConstraint(
                name="certificates_item_state_known",
                condition=Q(state__in=["pending", "issued", "refused"]),
            ),
            models.CheckConstraint(
                name="certificates_item_says_what_became_of_it",
                condition=Q(state="pending", certificate__isnull=True, reason="")
                | Q(state="issued", certificate__isnull=False, reason="")
                | (Q(state="refused", certificate__isnull=True) & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient_key}: {self.state}"
