"""What happened to somebody of a province while its coordinator was not looking."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Province
from network.scope import ProvinceScopedQuerySet
from participants.models.registrations import Registration
from trainings.models import Event


class NoticeQuerySet(ProvinceScopedQuerySet["Notice"]):
    """Reads of notices."""

    def unseen(self) -> Self:
        """Keep those that nobody of the province has put aside yet, the latest first."""
        return self.filter(seen_at__isnull=True).order_by("-pk")


class Notice(models.Model):
    """A sentence on the first page of the province's coordinators, until one puts it aside."""

    class Kind(models.TextChoices):
        """What happened."""

        PROMOTED = "promoted", _("moved up from the waiting list")
        POSTPONED = "postponed", _("the event is postponed")
        MOVED = "moved", _("the event has new days")
        CANCELLED = "cancelled", _("the event is cancelled")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="notices")
    # Of one person, or of an event and how many people of the province should be told.
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    people = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=["province", "-id"],
                condition=Q(seen_at__isnull=True),
                name="participants_notice_unseen",
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="participants_notice_kind_known",
                condition=Q(kind__in=["promoted", "postponed", "moved", "cancelled"]),
            ),
            models.CheckConstraint(
                name="participants_notice_of_person_or_event",
                condition=Q(kind="promoted", registration__isnull=False, event__isnull=True)
                | Q(~Q(kind="promoted"), registration__isnull=True, event__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.registration or self.event}"
