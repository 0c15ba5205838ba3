"""Pairs of persons who may be one, what was decided of them, and merges that can be undone."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Province
from network.scope import ProvinceScopedQuerySet
from participants.models.persons import Person


class DuplicatePairQuerySet(ProvinceScopedQuerySet["DuplicatePair"]):
    """Reads of pairs. A pair across provinces belongs to none: only staff see it."""

    def open(self) -> Self:
        """Keep those that nobody has decided, the certain ones first.

        A pair with somebody who was merged meanwhile waits for the day when that is undone.
        """
        standing = self.filter(first__merged_into=None, second__merged_into=None)
        return standing.filter(state=DuplicatePair.State.OPEN).order_by("certainty", "-score", "pk")


class DuplicatePair(models.Model):
    """Two persons who may be the same one; kept once, the earlier person first."""

    class Certainty(models.TextChoices):
        """How sure the finding is; a person decides in any case."""

        CERTAIN = "certain", _("certain")
        POSSIBLE = "possible", _("possible")

    class Reason(models.TextChoices):
        """What made the pair stand out."""

        NATIONAL_ID = "national_id", _("the same national ID number")
        PHONE = "phone", _("the same phone and year of birth, and a near name")
        NAME = "name", _("a near name in the same province")

    class State(models.TextChoices):
        """What was decided."""

        OPEN = "open", _("to decide")
        DISTINCT = "distinct", _("not the same person")
        MERGED = "merged", _("merged")

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # That of both; none where they live in different ones.
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="duplicate_pairs"
    )
    certainty = models.CharField(_("certainty"), max_length=8, choices=Certainty)
    reason = models.CharField(_("reason"), max_length=11, choices=Reason)
    # How near the names are, 0 to 100.
    score = models.PositiveSmallIntegerField(_("nearness of the names"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ("certainty", "-score", "pk")
        indexes = (
            models.Index(
                fields=["province", "certainty", "-score", "id"],
                condition=Q(state="open"),
                name="participants_pair_open",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["first", "second"], name="participants_duplicate_pair_once"
            ),
            models.CheckConstraint(
                name="participants_duplicate_pair_in_order", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="participants_duplicate_certainty_known",
                condition=Q(certainty__in=["certain", "possible"]),
            ),
            models.CheckConstraint(
                name="participants_duplicate_reason_known",
                condition=Q(reason__in=["national_id", "phone", "name"]),
            ),
            models.CheckConstraint(
                name="participants_duplicate_state_known",
                condition=Q(state__in=["open", "distinct", "merged"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class MergeQuerySet(ProvinceScopedQuerySet["Merge"]):
    """Reads of merges."""

    province_path = "kept__province_id"


class Merge(models.Model):
    """``gone`` turned out to be ``kept``. ``undo`` holds what brings both back as they were."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_here")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_away")
    undo = models.JSONField(default=dict)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at__isnull=True),
                name="participants_merge_once",
                violation_error_message=_("This person has been merged already."),
            ),
            models.CheckConstraint(name="participants_merge_of_two", condition=~Q(kept=F("gone"))),
        )

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
