"""Which organisations a person has stood for over time, and as what."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.scope import ProvinceScopedQuerySet
from participants.models.organisations import Organisation
from participants.models.persons import Person


class Capacity(models.TextChoices):
    """The capacity (الصفة) in which somebody represents an organisation."""

    PRESIDENT = "president", _("president")
    SECRETARY = "secretary", _("general secretary")
    TREASURER = "treasurer", _("treasurer")
    BOARD_MEMBER = "board_member", _("board member")
    MEMBER = "member", _("member")
    MANAGER = "manager", _("manager")
    EMPLOYEE = "employee", _("employee")
    OWNER = "owner", _("owner or project holder")
    OTHER = "other", _("other")


class AffiliationQuerySet(ProvinceScopedQuerySet["Affiliation"]):
    """Reads of affiliations: who may see the person may see them."""

    province_path = "person__province_id"

    def current(self) -> Self:
        """Keep those that have not ended."""
        return self.filter(ended_on__isnull=True)


class Affiliation(models.Model):
    """A person's time with an organisation. `Person.organisation` is the one they stand for now."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organisation"),
    )
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, blank=True)
    # None where nobody knows since when.
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = (models.F("ended_on").desc(nulls_first=True), "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="participants_affiliation_once_at_a_time",
                violation_error_message=_("This person stands for this organisation already."),
            ),
            models.CheckConstraint(
                name="participants_affiliation_capacity_known",
                condition=Q(capacity__in=[*Capacity.values, ""]),
            ),
            models.CheckConstraint(
                name="participants_affiliation_ends_after_it_starts",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("It cannot end before it began."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} — {self.organisation}"
