"""Who was there, half-day by half-day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.scope import ProvinceScopedQuerySet
from participants.models.registrations import Registration
from trainings.models import HalfDay


class AttendanceQuerySet(ProvinceScopedQuerySet["Attendance"]):
    """Reads of attendance."""

    province_path = "registration__province_id"


class Attendance(models.Model):
    """What was marked for one registration in one half-day; no row means not marked yet."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="attendance"
    )
    half_day = models.ForeignKey(HalfDay, on_delete=models.PROTECT, related_name="attendance")
    present = models.BooleanField(_("present"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendance_marked"
    )
    marked_at = models.DateTimeField(_("marked at"), auto_now=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = (
            models.UniqueConstraint(
                fields=["registration", "half_day"], name="participants_attendance_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.registration_id} {self.half_day_id} {self.present}"
