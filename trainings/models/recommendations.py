"""Practical workshops of a day, what they brought, and the recommendations that are followed."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.localise import localised
from network.models import User
from trainings.models.events import Event
from trainings.models.modules import Module
from trainings.models.sessions import Session
from trainings.models.trainers import Trainer
from trainings.models.venues import MOST_PEOPLE


class PracticeGroupQuerySet(models.QuerySet["PracticeGroup"]):
    """Reads of practical workshops. They name who led and who reports, no beneficiary."""

    def visible_to(self, user: User) -> Self:
        """Keep the practical workshops of events that ``user`` may see."""
        return self.filter(session__event__in=Event.objects.visible_to(user))


class PracticeGroup(models.Model):
    """A group of the practical workshops of a day: its theme, who led it, what it brought."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="practice_groups")
    position = models.PositiveSmallIntegerField(_("order"))
    name_ar = models.CharField(_("name in Arabic"), max_length=150)
    name_fr = models.CharField(_("name in French"), max_length=150, blank=True)
    module = models.ForeignKey(
        Module,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_groups",
        verbose_name=_("theme"),
    )
    trainer = models.ForeignKey(
        Trainer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_groups",
        verbose_name=_("led by"),
    )
    reporter = models.CharField(_("who reports"), max_length=150, blank=True)
    people = models.PositiveSmallIntegerField(
        _("people"), null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    output_ar = models.TextField(_("what it brought, in Arabic"), max_length=3000, blank=True)
    output_fr = models.TextField(_("what it brought, in French"), max_length=3000, blank=True)

    objects = PracticeGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("practical workshop")
        verbose_name_plural = _("practical workshops")
        ordering = ("session__date", "position", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self, "name")

    @property
    def output(self) -> str:
        """What it brought, in the reader's language."""
        return localised(self, "output")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Recommendations hold no personal data: who sees the event sees them."""

    def visible_to(self, user: User) -> Self:
        """Keep the recommendations of events that ``user`` may see."""
        return self.filter(event__in=Event.objects.visible_to(user))

    def unfinished(self) -> Self:
        """Keep those that are still to be carried out."""
        return self.filter(state__in=UNFINISHED)

    def with_agreed_on(self) -> Self:
        """Add ``agreed_on``, the last day of the event (None while it has no day)."""
        days = Session.objects.filter(event=OuterRef("event")).order_by().values("event")
        return self.annotate(agreed_on=Subquery(days.annotate(last=Max("date")).values("last")))


class Recommendation(models.Model):
    """What an event recommends, whose it is to carry out, by when, and how far it is."""

    class Horizon(models.TextChoices):
        """How soon it should be carried out."""

        SHORT = "short", _("within three months")
        MEDIUM = "medium", _("within a year")
        LONG = "long", _("beyond a year")

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", pgettext_lazy("of a recommendation", "open")
        UNDER_WAY = "under_way", pgettext_lazy("of a recommendation", "under way")
        DONE = "done", pgettext_lazy("of a recommendation", "carried out")
        DROPPED = "dropped", pgettext_lazy("of a recommendation", "given up")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="recommendations")
    position = models.PositiveSmallIntegerField(_("order"))
    text_ar = models.CharField(_("recommendation in Arabic"), max_length=400)
    text_fr = models.CharField(_("recommendation in French"), max_length=400, blank=True)
    group = models.ForeignKey(
        PracticeGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("practical workshop"),
    )
    module = models.ForeignKey(
        Module,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("theme"),
    )
    responsible = models.CharField(_("who carries it out"), max_length=150, blank=True)
    horizon = models.CharField(_("horizon"), max_length=6, choices=Horizon, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)

    # Added by `RecommendationQuerySet.with_agreed_on`.
    agreed_on: dt.date | None

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                name="trainings_recommendation_horizon_known",
                condition=Q(horizon__in=["", "short", "medium", "long"]),
            ),
            models.CheckConstraint(
                name="trainings_recommendation_state_known",
                condition=Q(state__in=["open", "under_way", "done", "dropped"]),
            ),
        )

    def __str__(self) -> str:
        return localised(self, "text")

    @property
    def is_unfinished(self) -> bool:
        """Whether it is still to be carried out."""
        return self.state in UNFINISHED

    @property
    def expected_by(self) -> dt.date | None:
        """The day by which its horizon ends, if it has an end; needs `with_agreed_on`."""
        length = LENGTHS.get(self.horizon)
        if length is None or self.agreed_on is None:
            return None
        end: dt.date = self.agreed_on + length
        return end

    @property
    def is_late(self) -> bool:
        """Whether its horizon is over and it is unfinished; needs `with_agreed_on`."""
        end = self.expected_by
        return self.is_unfinished and end is not None and end < timezone.localdate()


UNFINISHED = (Recommendation.State.OPEN, Recommendation.State.UNDER_WAY)
# How long each horizon is after the event's last day; the long one has no end.
LENGTHS: dict[str, dt.timedelta] = {
    Recommendation.Horizon.SHORT: dt.timedelta(days=92),
    Recommendation.Horizon.MEDIUM: dt.timedelta(days=365),
}


class FollowUp(models.Model):
    """What was found when a recommendation was looked at again."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="follow_ups"
    )
    state = models.CharField(_("state"), max_length=9, choices=Recommendation.State)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follow_ups"
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="trainings_follow_up_state_known",
                condition=Q(state__in=["open", "under_way", "done", "dropped"]),
            ),
        )

    def __str__(self) -> str:
        return self.note or str(self.get_state_display())
