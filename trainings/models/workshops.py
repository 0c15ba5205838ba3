"""The consultation workshop: who is asked to it, what is said there, what is agreed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.localise import localised
from network.models import Province, User
from trainings.models.events import Event
from trainings.models.sessions import Session


class WorkshopPoint(models.Model):
    """A point that the coordinators take up in a consultation workshop, and what was said on it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField(_("order"))
    text_ar = models.CharField(_("point in Arabic"), max_length=300)
    text_fr = models.CharField(_("point in French"), max_length=300, blank=True)
    discussion_ar = models.TextField(_("what was said, in Arabic"), max_length=3000, blank=True)
    discussion_fr = models.TextField(_("what was said, in French"), max_length=3000, blank=True)

    class Meta:
        verbose_name = _("workshop point")
        verbose_name_plural = _("workshop points")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return localised(self, "text")

    @property
    def discussion(self) -> str:
        """What was said, in the reader's language."""
        return localised(self, "discussion")


class Decision(models.Model):
    """What a consultation workshop decided, whose it is to carry out, and until when."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField(_("order"))
    text_ar = models.CharField(_("decision in Arabic"), max_length=500)
    text_fr = models.CharField(_("decision in French"), max_length=500, blank=True)
    responsible = models.CharField(_("who carries it out"), max_length=150, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return localised(self, "text")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Reads of invitations."""

    def visible_to(self, user: User) -> Self:
        """Keep the invitations that ``user`` may see.

        Staff see all; a coordinator those of workshops that they see; others none.
        """
        if user.is_staff_member:
            return self
        if not user.is_coordinator:
            return self.none()
        return self.filter(session__in=Session.objects.visible_to(user))

    def answerable_by(self, user: User) -> Self:
        """Keep the user's own invitations to workshops that take place, today or later."""
        coming = self.filter(coordinator=user, session__date__gte=timezone.localdate())
        return coming.exclude(session__event__state__in=Event.NOT_TAKING_PLACE)

    def unanswered(self) -> Self:
        """Keep those that nobody has answered."""
        return self.filter(answer=Invitation.Answer.NONE)


class Invitation(models.Model):
    """A coordinator's invitation to a consultation workshop, their answer and their presence."""

    class Answer(models.TextChoices):
        """What the coordinator said."""

        NONE = "none", _("no answer yet")
        COMING = "coming", _("comes")
        NOT_COMING = "not_coming", _("does not come")

    class Attendance(models.TextChoices):
        """What the minutes say of the coordinator."""

        PRESENT = "present", pgettext_lazy("in minutes", "present")
        EXCUSED = "excused", pgettext_lazy("in minutes", "excused")
        ABSENT = "absent", pgettext_lazy("in minutes", "absent")
        UNMARKED = "unmarked", pgettext_lazy("in minutes", "not marked")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitations")
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("coordinator"),
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # None until somebody marked it.
    present = models.BooleanField(_("present"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("coordinator__full_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "coordinator"],
                name="trainings_invitation_once",
                violation_error_message=_("This coordinator is already invited."),
            ),
            models.CheckConstraint(
                name="trainings_invitation_answer_known",
                condition=Q(answer__in=["none", "coming", "not_coming"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.coordinator}: {self.get_answer_display()}"

    @property
    def is_marked_absent(self) -> bool:
        """Whether somebody marked that the coordinator is not there."""
        return self.present is False

    @property
    def attendance(self) -> Attendance:
        """Whether the coordinator was there; who is not and had said so is excused."""
        if self.present:
            return self.Attendance.PRESENT
        if self.answer == self.Answer.NOT_COMING:
            return self.Attendance.EXCUSED
        return self.Attendance.UNMARKED if self.present is None else self.Attendance.ABSENT


class FrozenCount(models.Model):
    """Numbers registered per province as a workshop had them before it, kept as they were."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="frozen_counts")
    frozen_at = models.DateTimeField(_("frozen on"), auto_now_add=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="frozen_counts",
        verbose_name=_("frozen by"),
    )

    class Meta:
        verbose_name = _("frozen count")
        verbose_name_plural = _("frozen counts")
        ordering = ("-frozen_at", "-pk")

    def __str__(self) -> str:
        return f"{self.session}: {self.frozen_at:%d/%m/%Y %H:%M}"


class FrozenProvinceCount(models.Model):
    """A province's numbers in a frozen count: people once each, over the programme's events."""

    count = models.ForeignKey(FrozenCount, on_delete=models.CASCADE, related_name="provinces")
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="frozen_counts", verbose_name=_("province")
    )
    places = models.PositiveIntegerField(pgettext_lazy("of provinces", "places"))
    registered = models.PositiveIntegerField(_("registered"))
    women = models.PositiveIntegerField(_("women"))
    waiting = models.PositiveIntegerField(_("waiting"))

    class Meta:
        verbose_name = _("frozen count of a province")
        verbose_name_plural = _("frozen counts of provinces")
        ordering = ("province__hcp_code",)
        constraints = (
            models.UniqueConstraint(
                fields=["count", "province"], name="trainings_frozen_count_once_a_province"
            ),
        )

    def __str__(self) -> str:
        return f"{self.province}: {self.registered}"
