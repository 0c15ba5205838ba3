"""The days of an event, their half-days and their agenda."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.localise import localised
from network.models import User
from trainings.models.events import Event
from trainings.models.modules import Module
from trainings.models.trainers import Trainer
from trainings.models.venues import Room


class SessionQuerySet(models.QuerySet["Session"]):
    """Reads of days."""

    def visible_to(self, user: User) -> Self:
        """Keep the days of events that ``user`` may see, and those a coordinator is invited to."""
        seen = Q(event__in=Event.objects.visible_to(user))
        if user.is_coordinator:
            invited = Q(pk__in=user.invitations.order_by().values("session"))
            seen |= invited & ~Q(event__state=Event.State.DRAFT)
        return self.filter(seen)

    def workshops(self) -> Self:
        """Keep the consultation workshops."""
        return self.filter(kind=Session.Kind.WORKSHOP)


class Session(models.Model):
    """One day of an event."""

    class Kind(models.TextChoices):
        """What the day is for."""

        WORKSHOP = "workshop", _("consultation workshop")
        TRAINING = "training", _("training day")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # Who signs the minutes of a workshop beside the president.
    rapporteur = models.CharField(_("rapporteur"), max_length=150, blank=True)
    # Counts the changes of the agenda, so that nobody moves what they have not seen.
    agenda_edition = models.PositiveIntegerField(default=0, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("date", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["event", "date"],
                name="trainings_session_once_a_day",
                violation_error_message=_("The event already has a session on this day."),
            ),
            models.CheckConstraint(
                name="trainings_session_kind_known",
                condition=Q(kind__in=["workshop", "training"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date:%d/%m/%Y}"

    @property
    def opens_at(self) -> dt.time | None:
        """When its first half-day begins; costs a query where half-days are not at hand."""
        return min((half.starts_at for half in self.half_days.all()), default=None)

    @property
    def closes_at(self) -> dt.time | None:
        """When its last half-day ends; costs a query where half-days are not at hand."""
        return max((half.ends_at for half in self.half_days.all()), default=None)

    @property
    def has_come(self) -> bool:
        """Whether its day is today or over."""
        return self.date <= timezone.localdate()

    @property
    def is_over(self) -> bool:
        """Whether its day has passed."""
        return self.date < timezone.localdate()


class HalfDay(models.Model):
    """A morning or afternoon of a session: presence is taken for each. Times are local."""

    class Period(models.TextChoices):
        """Which half of the day."""

        MORNING = "am", _("morning")
        AFTERNOON = "pm", _("afternoon")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="half_days")
    period = models.CharField(_("half-day"), max_length=2, choices=Period)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("half-day")
        verbose_name_plural = _("half-days")
        ordering = ("session__date", "period")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "period"],
                name="trainings_half_day_once",
                violation_error_message=_("This half-day is already there."),
            ),
            models.CheckConstraint(
                name="trainings_half_day_period_known", condition=Q(period__in=["am", "pm"])
            ),
            models.CheckConstraint(
                name="trainings_half_day_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A half-day ends after it starts."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.session} {self.get_period_display()}"


class AgendaItem(models.Model):
    """A slot of a session."""

    class Kind(models.TextChoices):
        """What happens in the slot."""

        OPENING = "opening", _("opening")
        MODULE = "module", _("module")
        PRACTICE = "practice", _("practical workshop")
        DISCUSSION = "discussion", _("discussion")
        BREAK = "break", _("break")
        CLOSING = "closing", _("closing")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    module = models.ForeignKey(
        Module,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("module"),
    )
    trainer = models.ForeignKey(
        Trainer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("trainer"),
    )
    room = models.ForeignKey(
        Room,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("room"),
    )
    title_ar = models.CharField(_("title in Arabic"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        ordering = ("session__date", "starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="trainings_agenda_kind_known",
                condition=Q(
                    kind__in=["opening", "module", "practice", "discussion", "break", "closing"]
                ),
            ),
            models.CheckConstraint(
                name="trainings_agenda_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A slot ends after it starts."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its own title, the module's, or else the kind of slot, in the reader's language."""
        own = localised(self, "title")
        if own:
            return own
        return self.module.title if self.module else self.get_kind_display()

    @property
    def has_name(self) -> bool:
        """Whether it is called by more than its kind."""
        return bool(self.title_ar or self.title_fr or self.module_id)
