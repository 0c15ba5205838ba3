"""Who was there, half-day by half-day."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import User
from network.scope import ProvinceScopedQuerySet
from participants.models.registrations import Registration
from trainings.models import Event, HalfDay, Session


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


def training_half_days(event: Event) -> models.QuerySet[HalfDay]:
    """Return the half-days for which presence is taken: those of the event's training days."""
    half_days = HalfDay.objects.filter(session__event=event, session__kind=Session.Kind.TRAINING)
    return half_days.select_related("session").order_by("session__date", "period")


def marks_of(half_day: HalfDay, registration_ids: Iterable[int]) -> dict[int, bool | None]:
    """Return the marks of these registrations, None where nothing is marked.

    Only those that hold a place at the half-day's event are in the answer.
    """
    asked = list(registration_ids)
    registered = Registration.objects.registered().filter(
        event=half_day.session.event_id, pk__in=asked
    )
    marked = Attendance.objects.filter(half_day=half_day, registration__in=asked)
    marks = dict(marked.values_list("registration_id", "present"))
    return {pk: marks.get(pk) for pk in registered.values_list("pk", flat=True)}


def count_marks_by_half_day(event: Event, user: User) -> dict[int, int]:
    """Count the marks that ``user`` may see, by the half-day's primary key."""
    marks = Attendance.objects.visible_to(user).filter(
        registration__event=event, registration__state=Registration.State.REGISTERED
    )
    return dict(marks.order_by().values_list("half_day_id").annotate(number=models.Count("pk")))
