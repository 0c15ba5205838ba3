"""What must be done before an event: the network's usual steps, and those of each event."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.localise import localised
from network.models import Province, User
from trainings.models.events import Event
from trainings.models.sessions import Session

EARLIEST = 365
# A step is said to be due so many days ahead.
SOON = dt.timedelta(days=7)


class TemplateStepQuerySet(models.QuerySet["TemplateStep"]):
    """Reads of the usual steps."""

    def visible_to(self, user: User) -> Self:
        """Keep the usual steps that ``user`` may see: staff see all, others none."""
        return self if user.is_staff_member else self.none()


class TemplateStep(models.Model):
    """A usual step of the network: every event that is shown to the coordinators begins with it."""

    class Whose(models.TextChoices):
        """Whom the step falls to."""

        STAFF = "staff", _("the network’s staff")
        HOST = "host", _("the coordinators of the province where it takes place")
        EACH = "each", _("the coordinators of each province with places")

    position = models.PositiveSmallIntegerField(_("order"), editable=False)
    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150)
    days_before = models.PositiveSmallIntegerField(
        _("days before the event"), validators=[MaxValueValidator(EARLIEST)]
    )
    whose = models.CharField(pgettext_lazy("of a step", "whose"), max_length=5, choices=Whose)

    objects = TemplateStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("usual step")
        verbose_name_plural = _("usual steps")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                name="trainings_template_step_whose_known",
                condition=Q(whose__in=["staff", "host", "each"]),
            ),
            models.CheckConstraint(
                name="trainings_template_step_within_a_year",
                condition=Q(days_before__lte=EARLIEST),
                violation_error_message=_("Give at most 365 days."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")


class DaysBefore(models.Func):
    """The day that lies a number of days before another one, on both engines."""

    output_field = models.DateField()
    arity = 2

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Any:
        """Reckon with SQLite's modifiers of a date."""
        template = "date(%(expressions)s || ' days')"
        return self.as_sql(
            compiler, connection, template=template, arg_joiner=", '-' || ", **context
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Any:
        """Take the number from the date."""
        return self.as_sql(
            compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context
        )


class PreparationStepQuerySet(models.QuerySet["PreparationStep"]):
    """Reads of steps. They hold no personal data, but show who has not done their part."""

    def visible_to(self, user: User) -> Self:
        """Keep the steps that ``user`` may see and tick.

        Staff see all; a coordinator those of own provinces, or named to them, at events that
        they see; others none.
        """
        if user.is_staff_member:
            return self
        if not user.is_coordinator:
            return self.none()
        own = Q(province_id__in=user.province_ids) | Q(person=user)
        return self.filter(own, event__in=Event.objects.visible_to(user))

    def with_due_on(self) -> Self:
        """Add ``first_day`` of the event and ``due_on``, both None while it has no day.

        An event that was postponed or cancelled has none that counts: nothing is due for it.
        """
        counting = Session.objects.filter(event__state__in=Event.BOOKING)
        days = counting.filter(event=OuterRef("event")).order_by().values("event")
        first_day = Subquery(days.annotate(first=Min("date")).values("first"))
        return self.annotate(first_day=first_day).annotate(
            due_on=DaysBefore(F("first_day"), F("days_before"))
        )

    def in_order(self) -> Self:
        """Put what is to do first, the earliest due first; needs `with_due_on`."""
        return self.order_by(
            F("done_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
        )

    def to_do(self) -> Self:
        """Keep what is not done for events that have not begun; adds `with_due_on`."""
        ahead = Q(first_day__gte=timezone.localdate()) | Q(first_day=None)
        return (
            self.filter(done_at__isnull=True)
            .filter(event__state__in=Event.PLANNED)
            .with_due_on()
            .filter(ahead)
        )

    def late(self) -> Self:
        """Keep what should have been done by yesterday."""
        return self.to_do().filter(due_on__lt=timezone.localdate())

    def due_soon(self) -> Self:
        """Keep what is late or to be done within a week."""
        return self.to_do().filter(due_on__lte=timezone.localdate() + SOON)


class PreparationStep(models.Model):
    """A thing to be done before an event. The day it is due moves with the event."""

    class Responsible(models.TextChoices):
        """Who does it."""

        STAFF = "staff", _("the network’s staff")
        PERSON = "person", _("somebody by name")
        PROVINCE = "province", _("the coordinators of a province")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="preparation_steps")
    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150)
    days_before = models.PositiveSmallIntegerField(
        _("days before the event"), validators=[MaxValueValidator(EARLIEST)]
    )
    responsible = models.CharField(_("who does it"), max_length=8, choices=Responsible)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="preparation_steps",
    )
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="preparation_steps",
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    objects = PreparationStepQuerySet.as_manager()

    # Added by `with_due_on`.
    due_on: dt.date | None

    class Meta:
        verbose_name = _("preparation step")
        verbose_name_plural = _("preparation steps")
        ordering = ("-days_before", "pk")
        indexes = (
            models.Index(
                fields=["event"],
                condition=Q(done_at__isnull=True),
                name="trainings_step_to_do",
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="trainings_step_falls_to_one",
                condition=Q(responsible="staff", person__isnull=True, province__isnull=True)
                | Q(responsible="person", person__isnull=False, province__isnull=True)
                | Q(responsible="province", person__isnull=True, province__isnull=False),
            ),
            models.CheckConstraint(
                name="trainings_step_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="trainings_step_within_a_year",
                condition=Q(days_before__lte=EARLIEST),
                violation_error_message=_("Give at most 365 days."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")

    @property
    def is_done(self) -> bool:
        """Whether somebody ticked it."""
        return self.done_at is not None

    @property
    def is_late(self) -> bool:
        """Whether it should have been done by yesterday; needs `with_due_on`."""
        return not self.is_done and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def is_due_soon(self) -> bool:
        """Whether it is to be done within a week from now; needs `with_due_on`."""
        latest = timezone.localdate() + SOON
        return (
            not (self.is_done or self.is_late) and self.due_on is not None and self.due_on <= latest
        )

    @property
    def responsible_name(self) -> str:
        """Who does it, by name."""
        if self.person:
            return str(self.person)
        return self.province.full_name if self.province else str(self.Responsible.STAFF.label)
