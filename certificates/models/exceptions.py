"""Exceptions: whom an administrator lets through although the rule is not met, and why."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from certificates.models.reasons import OVERRULABLE, Reason
from certificates.models.recipients import Addressed, Group, recipient_fits_kind
from network.models import User
from trainings.models import Event


class EligibilityExceptionQuerySet(models.QuerySet["EligibilityException"]):
    """Reads of exceptions."""

    def visible_to(self, user: User) -> Self:
        """Keep those that ``user`` may see: staff all, a coordinator those of own provinces."""
        if user.is_staff_member:
            return self
        if not user.is_coordinator:
            return self.none()
        own = Q(registration__province__in=user.province_ids) | Q(coordinator=user)
        return self.filter(own)

    def standing(self) -> Self:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class EligibilityException(Addressed):
    """Somebody may have a kind of certificate of an event although a rule stands against it.

    ``overruled`` is what stood against it when it was granted, ``reason`` why it was granted:
    for the house alone. One that was withdrawn stays.
    """

    event = models.ForeignKey(
        Event,
        on_delete=models.PROTECT,
        related_name="eligibility_exceptions",
        verbose_name=_("event"),
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    overruled = models.CharField(_("what was overruled"), max_length=20, choices=Reason)
    reason = models.CharField(_("why an exception is made"), max_length=300)
    granted_at = models.DateTimeField(_("granted on"), auto_now_add=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="exceptions_granted",
        verbose_name=_("granted by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exceptions_withdrawn",
        verbose_name=_("withdrawn by"),
    )

    objects = EligibilityExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ("pk",)
        constraints = (
            *(
                models.UniqueConstraint(
                    fields=[group, "event", "kind"],
                    condition=Q(withdrawn_at__isnull=True),
                    name=f"certificates_one_exception_a_{group}",
                    violation_error_message=_("There is an exception for this person already."),
                )
                for group in Group.values
            ),
            models.CheckConstraint(
                name="certificates_exception_fits_kind", condition=recipient_fits_kind()
            ),
            models.CheckConstraint(
                name="certificates_exception_overrules_a_rule",
                condition=Q(overruled__in=[reason.value for reason in OVERRULABLE]) & ~Q(reason=""),
                violation_error_message=_("Only a rule can be overruled, and with a reason."),
            ),
            models.CheckConstraint(
                name="certificates_exception_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient_key}: {self.overruled}"

    @property
    def is_standing(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None
