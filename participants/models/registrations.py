"""A person's place at an event, or the wait for one."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Province
from network.scope import ProvinceScopedQuerySet
from participants.models.affiliations import Capacity
from participants.models.organisations import Organisation
from participants.models.persons import Person, person_search_condition
from trainings.models import Event, HalfDay, Session


class CancellationReason(models.TextChoices):
    """The usual reasons, kept by their code so that each reader reads them in their language."""

    UNAVAILABLE = "unavailable", _("cannot come on these days")
    ILLNESS = "illness", _("ill, or somebody of the family is")
    TRANSPORT = "transport", _("no transport")
    REPLACED = "replaced", _("the organisation sends somebody else")
    UNREACHABLE = "unreachable", _("cannot be reached")
    MISTAKE = "mistake", _("registered by mistake")
    MOVED = "moved", _("moved to another event")
    EVENT_CANCELLED = "event_cancelled", _("the event was cancelled")

    @property
    def is_offered(self) -> bool:
        """Whether people choose it; the others are given by what they do."""
        return self not in {CancellationReason.MOVED, CancellationReason.EVENT_CANCELLED}


def reason_in_words(reason: str) -> str:
    """Return one of the usual reasons in the reader's language, or the words that were typed."""
    if reason in CancellationReason.values:
        return str(CancellationReason(reason).label)
    return reason


class RegistrationQuerySet(ProvinceScopedQuerySet["Registration"]):
    """Reads of registrations."""

    def registered(self) -> Self:
        """Keep those that hold a place."""
        return self.filter(state=Registration.State.REGISTERED)

    def waiting(self) -> Self:
        """Keep those on the waiting list, who waits longest first."""
        return self.filter(state=Registration.State.WAITLISTED).order_by("registered_at", "pk")

    def search(self, text: str) -> Self:
        """Keep those whose person's name in either script, or phone, holds what was typed."""
        return self.filter(person_search_condition(text, "person__"))

    def expecting_the_event(self) -> Self:
        """Keep whoever counts on the event, or did until it was cancelled: with or without place.

        These are the people to tell when it is called off.
        """
        called_off = Q(
            state=Registration.State.CANCELLED,
            cancellation_reason=CancellationReason.EVENT_CANCELLED,
        )
        return self.filter(~Q(state=Registration.State.CANCELLED) | called_off)

    def count_by_state(self) -> dict[str, int]:
        """Count the registrations of each state, none left out, in one query."""
        states = Registration.State.values
        return self.aggregate(**{state: Count("pk", filter=Q(state=state)) for state in states})

    def with_mark(self, half_day: HalfDay) -> Self:
        """Add ``present``: True, False, or None where nothing is marked for the half-day."""
        return self.annotate(
            mark=FilteredRelation("attendance", condition=Q(attendance__half_day=half_day)),
            present=F("mark__present"),
        )

    def with_presence(self) -> Self:
        """Add ``present``, how many half-days the person was there, of ``half_days`` in all.

        Only the event's training days count.
        """
        training = HalfDay.objects.filter(
            session__event=OuterRef("event"), session__kind=Session.Kind.TRAINING
        )
        number = training.order_by().values("session__event").annotate(number=Count("pk"))
        return self.annotate(
            present=Count("attendance", filter=Q(attendance__present=True)),
            half_days=Coalesce(Subquery(number.values("number")), 0),
        )


class Registration(models.Model):
    """A person's place at an event, on a province's quota, for an organisation.

    Whether the person came is derived from `Attendance`, never kept here.
    """

    class State(models.TextChoices):
        """Where the registration stands."""

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
    # In which capacity the person represents the organisation at this event.
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, blank=True)
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
    # Renewed when a cancelled registration revives: the waiting list goes by it.
    registered_at = models.DateTimeField(_("registered on"), default=timezone.now, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=["event", "province", "state", "registered_at"],
                name="participants_reg_place",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["event", "person"],
                name="participants_person_once_an_event",
                violation_error_message=_("This person is already registered for this event."),
            ),
            models.CheckConstraint(
                name="participants_registration_capacity_known",
                condition=Q(capacity__in=[*Capacity.values, ""]),
            ),
            models.CheckConstraint(
                name="participants_registration_state_known",
                condition=Q(state__in=["registered", "waitlisted", "cancelled"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} — {self.event}"

    @property
    def is_cancelled(self) -> bool:
        """Whether the place or the wait was given up."""
        return self.state == self.State.CANCELLED

    @property
    def reason_in_words(self) -> str:
        """Why it was cancelled: one of the usual reasons, or the words of whoever cancelled."""
        return reason_in_words(self.cancellation_reason)

    @property
    def is_waiting(self) -> bool:
        """Whether the person is on the waiting list."""
        return self.state == self.State.WAITLISTED

    @property
    def waiting_position(self) -> int:
        """The position on the province's waiting list, the first is 1. Costs a query."""
        ahead = Q(registered_at__lt=self.registered_at) | Q(
            registered_at=self.registered_at, pk__lt=self.pk
        )
        waiting = Registration.objects.waiting()
        return waiting.filter(ahead, event=self.event_id, province=self.province_id).count() + 1


def count_waiting_by_province(event: Event) -> dict[int, int]:
    """Count who waits for a place at the event, by the province's primary key."""
    waiting = event.registrations.filter(state=Registration.State.WAITLISTED).order_by()
    return dict(waiting.values_list("province_id").annotate(number=Count("pk")))
