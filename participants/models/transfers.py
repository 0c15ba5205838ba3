"""A person moves to another province, when the province that knows them agrees."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Commune, Province, User
from network.scope import ProvinceScopedQuerySet
from participants.models.persons import Person


class ProvinceTransferQuerySet(ProvinceScopedQuerySet["ProvinceTransfer"]):
    """Reads of requests."""

    def visible_to(self, user: User) -> Self:
        """Keep those that ``user`` has made, or may decide: staff all, a coordinator both ways."""
        if user.is_coordinator:
            own = user.province_ids
            return self.filter(Q(from_province__in=own) | Q(to_province__in=own))
        return super().visible_to(user)

    def decidable_by(self, user: User) -> Self:
        """Keep the open ones that ``user`` answers: staff, and who knows the person."""
        waiting = self.filter(state=ProvinceTransfer.State.REQUESTED)
        if user.is_coordinator:
            return waiting.filter(from_province__in=user.province_ids)
        return waiting.visible_to(user)


class ProvinceTransfer(models.Model):
    """The wish of one province to take over a person whom another one knows.

    Whoever asks sees nothing of the person but ``asked_as``, what was typed, until it is accepted.
    """

    class State(models.TextChoices):
        """Where the request stands."""

        REQUESTED = "requested", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    from_province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="transfers_away", verbose_name=_("from")
    )
    to_province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="transfers_here", verbose_name=_("to")
    )
    to_commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name=_("new commune")
    )
    asked_as = models.CharField(_("asked for as"), max_length=170)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.REQUESTED, editable=False
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="transfers_requested"
    )
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers_decided",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    objects = ProvinceTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer to another province")
        verbose_name_plural = _("transfers to another province")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["from_province", "state"], name="participants_transfer_from"),
            models.Index(fields=["to_province", "state"], name="participants_transfer_to"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["person", "to_province"],
                condition=Q(state="requested"),
                name="participants_transfer_asked_once",
                violation_error_message=_("This transfer has been asked for already."),
            ),
            models.CheckConstraint(
                name="participants_transfer_goes_elsewhere",
                condition=~Q(from_province=models.F("to_province")),
            ),
            models.CheckConstraint(
                name="participants_transfer_state_known",
                condition=Q(state__in=["requested", "accepted", "declined", "withdrawn"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked_as}: {self.from_province} → {self.to_province}"
