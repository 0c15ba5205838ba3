"""Self-registration: a link that is off until somebody opens it, and what came in through it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from network.models import Commune, Province
from network.scope import ProvinceScopedQuerySet
from participants.models.affiliations import Capacity
from participants.models.organisations import Organisation
from participants.models.persons import Gender, validate_birth_year
from participants.models.registrations import Registration, reason_in_words
from participants.names import reader_uses_arabic, validate_arabic_name, validate_latin_name
from trainings.models import Event


class ApplicationLinkQuerySet(ProvinceScopedQuerySet["ApplicationLink"]):
    """Reads of links."""

    def accepting(self) -> Self:
        """Keep those through which somebody may apply now."""
        return self.filter(closed_at__isnull=True, event__state=Event.State.OPEN)


class ApplicationLink(models.Model):
    """A secret address under which anybody may apply for a province's places at an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="application_links")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    # 128 random bits or more, in letters that an address may have.
    token = models.CharField(max_length=43, unique=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApplicationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-registration link")
        verbose_name_plural = _("self-registration links")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["event", "province"],
                condition=Q(closed_at__isnull=True),
                name="participants_application_link_one_open",
                violation_error_message=_("Self-registration is open already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} — {self.province}"


class ApplicationQuerySet(ProvinceScopedQuerySet["Application"]):
    """Reads of applications."""

    province_path = "link__province_id"


class Application(models.Model):
    """What a stranger typed about themselves. No person is made of it before it is approved."""

    class State(models.TextChoices):
        """Where the application stands."""

        WAITING = "waiting", _("waiting for an answer")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    link = models.ForeignKey(ApplicationLink, on_delete=models.PROTECT, related_name="applications")
    given_name_ar = models.CharField(
        _("given name in Arabic"), max_length=80, validators=[validate_arabic_name]
    )
    family_name_ar = models.CharField(
        _("family name in Arabic"), max_length=80, validators=[validate_arabic_name]
    )
    given_name_latin = models.CharField(
        _("given name in Latin letters"), max_length=80, validators=[validate_latin_name]
    )
    family_name_latin = models.CharField(
        _("family name in Latin letters"), max_length=80, validators=[validate_latin_name]
    )
    gender = models.CharField(_("sex"), max_length=1, choices=Gender, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"), null=True, blank=True, validators=[validate_birth_year]
    )
    phone = PhoneNumberField(_("phone"))
    email = models.EmailField(_("e-mail address"), blank=True)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name=_("commune")
    )
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    organisation_kind = models.CharField(
        _("kind of organisation"), max_length=24, choices=Organisation.Kind, blank=True
    )
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, blank=True)
    consent_version = models.CharField(_("consent text"), max_length=20)
    # Made by the form, once: a form sent twice over a bad connection applies once.
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    applied_at = models.DateTimeField(_("applied on"), default=timezone.now, editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.WAITING, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications_decided",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=200, blank=True)
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("applied_at", "pk")
        indexes = (models.Index(fields=["link", "state"], name="participants_application_wait"),)
        constraints = (
            models.CheckConstraint(
                name="participants_application_state_known",
                condition=Q(state__in=["waiting", "approved", "declined"]),
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name in the reader's script."""
        return self.full_name_ar if reader_uses_arabic() else self.full_name_latin

    @property
    def full_name_ar(self) -> str:
        """Given and family name in Arabic letters."""
        return f"{self.given_name_ar} {self.family_name_ar}"

    @property
    def full_name_latin(self) -> str:
        """Given and family name in Latin letters."""
        return f"{self.given_name_latin} {self.family_name_latin}"

    @property
    def decline_reason_in_words(self) -> str:
        """Why it was declined: that the event was cancelled, or the words of whoever declined."""
        return reason_in_words(self.decline_reason)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.state == self.State.WAITING
