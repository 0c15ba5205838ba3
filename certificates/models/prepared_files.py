"""Files of many certificates that are made in the background, and kept for a day."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import User
from trainings.models import Event

# How long a finished file can be fetched.
KEPT = dt.timedelta(days=1)


class PreparedFileQuerySet(models.QuerySet["PreparedFile"]):
    """Reads of prepared files. One belongs to whoever asked for it, as far as their scope goes."""

    def visible_to(self, user: User) -> "PreparedFileQuerySet":
        """Keep the files that ``user`` asked for and may still see."""
        own = self.filter(requested_by=user)
        if user.is_staff_member:
            return own
        if not user.is_coordinator:
            return own.none()
        # A file goes out of sight with the scope in which it was asked for.
        return own.filter(scope=scope_of(user))

    def current(self) -> "PreparedFileQuerySet":
        """Keep those that are being made, or can still be fetched."""
        over = Q(expires_at__lte=timezone.now()) | Q(forgotten_at__isnull=False)
        return self.exclude(over)


def scope_of(user: User) -> str:
    """Return what ``user`` may see as a text: equal texts stand for equal scopes."""
    if user.is_staff_member:
        return "all"
    return ",".join(str(pk) for pk in sorted(user.province_ids))


class PreparedFile(models.Model):
    """A pile, a receipt list or a ZIP of many certificates.

    ``certificates`` are the primary keys in the order of the file, ``options`` how it is made.
    A worker holds it while ``lease_until`` lies ahead; ``attempts`` counts the takings. The file
    itself lies in the private storage under ``name`` until it expires.
    """

    class Kind(models.TextChoices):
        """What kind of file it is."""

        PILE = "pdf", _("one PDF to print")
        RECEIPTS = "receipts", _("the receipt list alone")
        ZIP = "zip", _("a ZIP of single files")

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped by an error")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="prepared_files", verbose_name=_("event")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    options = models.JSONField(default=dict)
    certificates = models.JSONField(default=list)
    scope = models.TextField(editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="prepared_files",
        verbose_name=_("asked for by"),
    )
    requested_at = models.DateTimeField(_("asked for on"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_holder = models.CharField(max_length=40, blank=True, editable=False)
    name = models.CharField(max_length=120, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared file")
        verbose_name_plural = _("prepared files")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="certificates_prepared_file_kind_known",
                condition=Q(kind__in=["pdf", "receipts", "zip"]),
            ),
            models.CheckConstraint(
                name="certificates_prepared_file_state_known",
                condition=Q(state__in=["queued", "running", "done", "failed"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_id} {self.kind} {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        """Whether nobody works on it any more, be it done or stopped."""
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def can_be_fetched(self) -> bool:
        """Whether the file lies ready."""
        return (
            self.state == self.State.DONE
            and self.forgotten_at is None
            and self.expires_at is not None
            and self.expires_at > timezone.now()
        )
