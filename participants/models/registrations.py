"""A person's place at an event, or the wait for one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Province
from network.scope import ProvinceScopedQuerySet
from participants.models.organisations import Organisation
from participants.models.persons import Person
from trainings.models import Event


class RegistrationQuerySet(ProvinceScopedQuerySet["Registration"]):
    """Reads of registrations."""


class Registration(models.Model):
    """A person's place at an event, on a province's quota, for an organisation.

    Whether the person came is derived from `Attendance`, never kept here.
    """

    class State(models.TextChoices):
        """Where the registration stands."""

        APPLIED = "applied", _("applied")
        REGISTERED = "registered", _("registered")
        WAITLISTED = "waitlisted", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("event")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("person")
    )
    province = models.ForeignKey(
        Province,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=_("on the quota of"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("organisation"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    cancellation_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # Made by the form, once: a form sent twice over a bad connection registers once.
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="registrations_made",
        verbose_name=_("registered by"),
    )
    registered_at = models.DateTimeField(_("registered on"), auto_now_add=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["event", "province", "state"], name="participants_reg_place"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["event", "person"],
                name="participants_person_once_an_event",
                violation_error_message=_("This person is already registered for this event."),
            ),
            models.CheckConstraint(
                name="participants_registration_state_known",
                condition=Q(state__in=["applied", "registered", "waitlisted", "cancelled"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} — {self.event}"
