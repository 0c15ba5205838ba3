"""Events, what they are called, who may see them, and how many places each province has."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.localise import localised
from network.models import Province, User
from network.scope import ProvinceScopedQuerySet
from trainings.models.programmes import Programme
from trainings.models.venues import Venue


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of events."""

    def booking(self) -> Self:
        """Keep the events whose days count: their venue, trainers and coordinators are taken.

        Drafts are among them; postponed and cancelled ones are not.
        """
        return self.filter(state__in=Event.BOOKING)

    def visible_to(self, user: User) -> Self:
        """Keep the events that ``user`` may see.

        Staff see all, observers all but drafts, coordinators those that give their provinces
        places and are no longer drafts.
        """
        if user.is_staff_member:
            return self
        published = self.exclude(state=Event.State.DRAFT)
        if user.is_observer:
            return published
        own = Quota.objects.filter(event=models.OuterRef("pk"), province_id__in=user.province_ids)
        return published.filter(models.Exists(own))

    def with_dates(self) -> Self:
        """Add ``starts_on`` and ``ends_on``, the first and last day (None without sessions)."""
        return self.annotate(
            starts_on=models.Min("sessions__date"), ends_on=models.Max("sessions__date")
        )


class Event(models.Model):
    """One gathering (لقاء تكويني) of one or more days at one venue."""

    class State(models.TextChoices):
        """Where an event stands on its way."""

        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        OPEN = "open", _("registration open")
        CLOSED = "closed", _("registration closed")
        HELD = "held", _("held")
        POSTPONED = "postponed", _("postponed")
        CANCELLED = "cancelled", _("cancelled")

    # Where nobody is expected on the days that are planned.
    NOT_TAKING_PLACE = (State.DRAFT, State.POSTPONED, State.CANCELLED)
    # The states in which something can still be planned, and those in which the days count.
    PLANNED = (State.DRAFT, State.SCHEDULED, State.OPEN, State.CLOSED)
    BOOKING = (*PLANNED, State.HELD)

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="events", verbose_name=_("programme")
    )
    # Part of every certificate's number and of the event's address.
    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z0-9-]{2,12}\Z", _("Capitals, digits and hyphens, 2 to 12."))
        ],
    )
    title_ar = models.CharField(_("theme in Arabic"), max_length=250)
    title_fr = models.CharField(_("theme in French"), max_length=250)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, related_name="events", verbose_name=_("venue")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    capacity = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1)])
    # Places given out; moved only by trainings.services.places.
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    required_presence = models.PositiveSmallIntegerField(
        _("required presence (percent of half-days)"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    hours = models.DecimalField(
        _("duration in hours"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(1)],
    )
    # Whether strangers find it on the public page of coming events, once it is no draft.
    is_announced = models.BooleanField(_("shown on the public page"), default=True)
    # Counts the changes of the plan, so that nobody saves over what they have not seen.
    edition = models.PositiveIntegerField(default=0, editable=False)
    # When the network's usual steps of preparation became this event's, which happens once.
    prepared_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="trainings_event_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "scheduled",
                        "open",
                        "closed",
                        "held",
                        "postponed",
                        "cancelled",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="trainings_event_not_oversold",
                condition=Q(taken__lte=F("capacity")),
                violation_error_message=_("More places are taken than that."),
            ),
            models.CheckConstraint(
                name="trainings_event_presence_is_a_share",
                condition=Q(required_presence__gte=1, required_presence__lte=100),
                violation_error_message=_("Give a share between 1 and 100 percent."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The theme in the reader's language."""
        return localised(self, "title")

    @property
    def is_public(self) -> bool:
        """Whether others than staff know of it."""
        return self.state != self.State.DRAFT

    @property
    def is_planned(self) -> bool:
        """Whether it is still to take place, and on days that stand."""
        return self.state in self.PLANNED

    @property
    def is_open(self) -> bool:
        """Whether people can be registered now."""
        return self.state == self.State.OPEN

    @property
    def is_called_off(self) -> bool:
        """Whether it was postponed or cancelled: its days count for nothing."""
        return self.state in {self.State.POSTPONED, self.State.CANCELLED}

    @property
    def places_left(self) -> int:
        """How many places nobody has taken yet."""
        return self.capacity - self.taken


class EventStepQuerySet(models.QuerySet["EventStep"]):
    """Reads of steps."""

    def upsetting(self) -> Self:
        """Keep those after which earlier messages are old: called off, or moved to other days."""
        called_off = Q(to_state__in=(Event.State.POSTPONED, Event.State.CANCELLED))
        return self.filter(called_off | Q(from_state=F("to_state")))

    def leading_to_new_days(self) -> Self:
        """Keep those that say that people know other days than the event has, or had none."""
        return self.filter(Q(to_state=Event.State.POSTPONED) | Q(from_state=F("to_state")))


class EventStep(models.Model):
    """A step that an event took from one state to another: when, by whom and why.

    One that leads to the state that it comes from says that the event was moved to other days.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=10, choices=Event.State)
    to_state = models.CharField(max_length=10, choices=Event.State)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="event_steps"
    )

    objects = EventStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an event")
        verbose_name_plural = _("steps of an event")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.event.code}: {self.from_state} → {self.to_state}"

    @property
    def is_move(self) -> bool:
        """Whether it led to other days, not to another state."""
        return self.from_state == self.to_state


class QuotaQuerySet(ProvinceScopedQuerySet["Quota"]):
    """Quotas hold no personal data: an observer reads all of them."""

    def visible_to(self, user: User) -> Self:
        """Keep the quotas that ``user`` may see."""
        return self if user.is_observer else super().visible_to(user)


class Quota(models.Model):
    """A province's places at an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="quotas")
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="quotas", verbose_name=_("province")
    )
    places = models.PositiveIntegerField(_("places"))
    # Places given out; moved only by trainings.services.places.
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ("province__hcp_code",)
        constraints = (
            models.UniqueConstraint(
                fields=["event", "province"],
                name="trainings_quota_once_a_province",
                violation_error_message=_("This province already has its quota."),
            ),
            models.CheckConstraint(
                name="trainings_quota_not_oversold",
                condition=Q(taken__lte=F("places")),
                violation_error_message=_("More places of this province are taken than that."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.province}: {self.taken}/{self.places}"

    @property
    def places_left(self) -> int:
        """How many places of the province nobody has taken yet."""
        return self.places - self.taken

    @property
    def percent_taken(self) -> int:
        """The share of places taken, 0 to 100; a quota of none counts as full."""
        return round(100 * self.taken / self.places) if self.places else 100
