"""Proposals: what coordinators want a coming event to be, and what became of it."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.localise import localised
from network.models import Commune, Province, User
from trainings.models.events import Event
from trainings.models.modules import Module
from trainings.models.programmes import Programme
from trainings.models.sessions import Session
from trainings.models.venues import MOST_PEOPLE, Venue


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Reads of proposals. They are there for all coordinators to support or to object."""

    def visible_to(self, user: User) -> Self:
        """Keep the proposals that ``user`` may see: staff and coordinators all, others none."""
        return self if user.is_staff_member or user.is_coordinator else self.none()

    def changeable_by(self, user: User) -> Self:
        """Keep those whose facts ``user`` may change: open, and of own provinces."""
        still_open = self.visible_to(user).filter(state__in=Proposal.UNDECIDED)
        if user.is_staff_member:
            return still_open
        return still_open.filter(province_id__in=user.province_ids)

    def in_discussion(self) -> Self:
        """Keep those that wait for a decision."""
        return self.filter(state=Proposal.State.OPEN)

    def unanswered_by(self, user: User) -> Self:
        """Keep those of others, in discussion, on which ``user`` has never taken a stance."""
        answered = ProposalEntry.objects.stances().filter(proposal=OuterRef("pk"), by=user)
        others = self.in_discussion().exclude(proposed_by=user)
        return others.exclude(Exists(answered))

    def latest_of_each_state(self, *, undecided: int, decided: int) -> Self:
        """Keep the latest so many of each state, in discussion or postponed more than closed."""
        numbered = self.annotate(
            number=Window(RowNumber(), partition_by="state", order_by=("-proposed_at", "-pk"))
        )
        return numbered.filter(
            Q(number__lte=decided) | Q(number__lte=undecided, state__in=Proposal.UNDECIDED)
        )

    def for_lists(self) -> Self:
        """Fetch with each what a list shows of it; ``stances`` are those that stand now."""
        return self.with_tallies().select_related(
            "province", "venue__commune", "new_venue_commune", "proposed_by"
        )

    def with_tallies(self) -> Self:
        """Fetch with each its days and, as ``stances``, who supports it and who objects now."""
        now = ProposalEntry.objects.current_stances().exclude(kind=ProposalEntry.Kind.STEPPED_BACK)
        stances = Prefetch("entries", now.select_related("by"), to_attr="stances")
        return self.prefetch_related("days", stances)


class Proposal(models.Model):
    """A coming event as a coordinator proposes it: theme, venue, days, expected people, reason."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("of a proposal", "open")
        ACCEPTED = "accepted", pgettext_lazy("of a proposal", "accepted")
        POSTPONED = "postponed", pgettext_lazy("of a proposal", "postponed")
        DECLINED = "declined", pgettext_lazy("of a proposal", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a proposal", "withdrawn")

    # Those that staff can still accept or decline.
    UNDECIDED = (State.OPEN, State.POSTPONED)

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("programme")
    )
    # The workshop that it is prepared for, if any.
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("consultation workshop"),
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("province")
    )
    title_ar = models.CharField(_("theme in Arabic"), max_length=250)
    title_fr = models.CharField(_("theme in French"), max_length=250, blank=True)
    module = models.ForeignKey(
        Module,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("module"),
    )
    # A venue that is known, or the name and commune of a new one.
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("venue"),
    )
    new_venue = models.CharField(_("name of a new venue"), max_length=150, blank=True)
    new_venue_commune = models.ForeignKey(
        Commune,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("commune of the new venue"),
    )
    expected = models.PositiveSmallIntegerField(
        _("people expected"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    reason = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed on"), auto_now_add=True)
    event = models.OneToOneField(
        Event,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="proposal",
        verbose_name=_("event"),
    )
    # Counts the changes, so that nobody decides on what they have not seen.
    edition = models.PositiveIntegerField(default=0, editable=False)
    # What `ProposalQuerySet.with_tallies` fetches.
    stances: "list[ProposalEntry]"

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="trainings_proposal_state_known",
                condition=Q(state__in=["open", "accepted", "postponed", "declined", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="trainings_proposal_accepted_has_event",
                condition=Q(state="accepted", event__isnull=False)
                | (~Q(state="accepted") & Q(event__isnull=True)),
            ),
            models.CheckConstraint(
                name="trainings_proposal_one_venue",
                condition=Q(venue__isnull=False, new_venue="", new_venue_commune__isnull=True)
                | (Q(venue__isnull=True, new_venue_commune__isnull=False) & ~Q(new_venue="")),
                violation_error_message=_("Choose a venue, or name a new one and its commune."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The theme in the reader's language."""
        return localised(self, "title")

    @property
    def venue_name(self) -> str:
        """The name of the venue, known or new."""
        return self.venue.name if self.venue else self.new_venue

    @property
    def commune(self) -> Commune:
        """Where the venue is, known or new."""
        commune = self.venue.commune if self.venue else self.new_venue_commune
        assert commune is not None  # noqa: S101 the database holds one of the two
        return commune

    @property
    def is_undecided(self) -> bool:
        """Whether staff can still accept or decline it."""
        return self.state in self.UNDECIDED

    @property
    def dates(self) -> list[dt.date]:
        """The days that it asks for, in order."""
        return [day.date for day in self.days.all()]

    @property
    def supporters(self) -> "list[ProposalEntry]":
        """Who supports it now, of a proposal that was read with its tallies."""
        return [one for one in self.stances if one.kind == ProposalEntry.Kind.SUPPORTED]

    @property
    def objectors(self) -> "list[ProposalEntry]":
        """Who objects now, of a proposal that was read with its tallies."""
        return [one for one in self.stances if one.kind == ProposalEntry.Kind.OBJECTED]


class ProposalDay(models.Model):
    """A day that a proposal asks for."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("date"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=Session.Kind, default=Session.Kind.TRAINING
    )

    class Meta:
        verbose_name = _("day of a proposal")
        verbose_name_plural = _("days of a proposal")
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(
                fields=["proposal", "date"],
                name="trainings_proposal_day_once",
                violation_error_message=_("This day is already in the list."),
            ),
            models.CheckConstraint(
                name="trainings_proposal_day_kind_known",
                condition=Q(kind__in=["workshop", "training"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}"


class ProposalEntryQuerySet(models.QuerySet["ProposalEntry"]):
    """Reads of the history of proposals."""

    def stances(self) -> Self:
        """Keep the lines in which somebody took a stance, or gave theirs up."""
        return self.filter(kind__in=ProposalEntry.STANCES)

    def current_stances(self) -> Self:
        """Keep each one's latest stance on each proposal, in the order in which it was taken."""
        later = ProposalEntry.objects.stances().filter(
            proposal=OuterRef("proposal"), by=OuterRef("by"), pk__gt=OuterRef("pk")
        )
        return self.stances().exclude(Exists(later))


class ProposalEntry(models.Model):
    """A line of a proposal's history: what somebody did or said. Nothing of it changes later.

    Who supports and who objects now is each one's latest such line.
    """

    class Kind(models.TextChoices):
        """What was done."""

        PROPOSED = "proposed", _("proposed it")
        CHANGED = "changed", _("changed it")
        SUPPORTED = "supported", _("supports it")
        OBJECTED = "objected", _("objects")
        STEPPED_BACK = "stepped_back", _("neither supports nor objects any more")
        COMMENTED = "commented", _("commented")
        ACCEPTED = "accepted", _("accepted it")
        POSTPONED = "postponed", _("postponed it")
        DECLINED = "declined", _("declined it")
        WITHDRAWN = "withdrawn", _("withdrew it")
        REOPENED = "reopened", _("opened it again")

    STANCES = (Kind.SUPPORTED, Kind.OBJECTED, Kind.STEPPED_BACK)

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.CharField(_("words"), max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposal_entries"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = ProposalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("history of a proposal")
        verbose_name_plural = _("histories of proposals")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="trainings_proposal_entry_kind_known",
                condition=Q(
                    kind__in=[
                        "proposed",
                        "changed",
                        "supported",
                        "objected",
                        "stepped_back",
                        "commented",
                        "accepted",
                        "postponed",
                        "declined",
                        "withdrawn",
                        "reopened",
                    ]
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.by} {self.get_kind_display()}"

    @property
    def is_stance(self) -> bool:
        """Whether somebody took a stance with it, or gave theirs up."""
        return self.kind in self.STANCES
