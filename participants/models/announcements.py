"""Messages about an event, and the ledger of who was told what, when, how and by whom.

A message keeps its text with placeholders; what was made of it for one person, and the address
it went to, are kept nowhere.
"""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province, User
from network.scope import ProvinceScopedQuerySet
from participants.models.persons import Person
from trainings.models import Event, EventStep

LONGEST_TEXT = 2_000
# After so long without a word from the worker nobody knows whether an e-mail went out. Far longer
# than all the time-outs of one e-mail together.
PATIENCE = dt.timedelta(minutes=5)


class MessageKind(models.TextChoices):
    """What a message is for."""

    INVITATION = "invitation", pgettext_lazy("a message", "Invitation")
    WORKSHOP = "workshop", pgettext_lazy("a message", "Invitation to the workshop")
    REMINDER = "reminder", pgettext_lazy("a message", "Reminder")
    POSTPONEMENT = "postponement", pgettext_lazy("a message", "Postponement")
    NEW_DATE = "new_date", pgettext_lazy("a message", "New date")
    CANCELLATION = "cancellation", pgettext_lazy("a message", "Cancellation")
    OTHER = "other", pgettext_lazy("a message", "Something else")


# What is wrong to say once the event is postponed or cancelled.
BIDS_TO_COME = (
    MessageKind.INVITATION,
    MessageKind.WORKSHOP,
    MessageKind.REMINDER,
    MessageKind.NEW_DATE,
)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Reads of messages."""

    def visible_to(self, user: User) -> Self:
        """Keep the messages that ``user`` may see.

        Staff see all; a coordinator those of events of theirs that they wrote themselves, or that
        are for people of their provinces; an observer none.
        """
        if user.is_staff_member:
            return self
        if not user.is_coordinator:
            return self.none()
        own = Recipient.objects.visible_to(user).filter(announcement=OuterRef("pk"))
        return self.filter(
            Q(created_by=user) | Exists(own), event__in=Event.objects.visible_to(user)
        )

    def with_progress(self, user: User) -> Self:
        """Add ``told``, ``open`` and ``troubled``: how many recipients ``user`` sees of each."""
        own = Recipient.objects.visible_to(user).filter(announcement=OuterRef("pk")).order_by()

        def number(states: tuple[str, ...]) -> models.Subquery:
            rows = own.filter(state__in=states).values("announcement")
            return models.Subquery(rows.annotate(number=Count("pk")).values("number"))

        states = Recipient.State
        return self.annotate(
            told=number((states.TOLD,)),
            open=number((states.WAITING, states.CLAIMED, states.BY_HAND)),
            troubled=number((states.FAILED, states.UNCERTAIN)),
        )


class Announcement(models.Model):
    """A message about an event, in Arabic, French or both, with placeholders for each person."""

    class Language(models.TextChoices):
        """In which language people are told."""

        ARABIC = "ar", _("Arabic")
        FRENCH = "fr", _("French")
        BOTH = "both", _("Arabic, and French below it")

    class State(models.TextChoices):
        """Where the message stands."""

        DRAFT = "draft", pgettext_lazy("a message", "draft")
        UNDER_WAY = "under_way", pgettext_lazy("a message", "given out")
        CLOSED = "closed", pgettext_lazy("a message", "closed")

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="announcements", verbose_name=_("event")
    )
    kind = models.CharField(
        pgettext_lazy("a message", "what it is for"), max_length=12, choices=MessageKind
    )
    language = models.CharField(
        _("language of the message"), max_length=4, choices=Language, default=Language.ARABIC
    )
    subject_ar = models.CharField(_("subject in Arabic"), max_length=150, blank=True)
    body_ar = models.TextField(
        _("text in Arabic"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    subject_fr = models.CharField(_("subject in French"), max_length=150, blank=True)
    body_fr = models.TextField(
        _("text in French"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(
        pgettext_lazy("of a message", "state"), max_length=9, choices=State, default=State.DRAFT
    )
    # Counts the changes of the text: nobody sends what they have not seen.
    edition = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="announcements"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("to people", "message")
        verbose_name_plural = pgettext_lazy("to people", "messages")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="participants_announcement_kind_known",
                condition=Q(kind__in=MessageKind.values),
            ),
            models.CheckConstraint(
                name="participants_announcement_language_known",
                condition=Q(language__in=["ar", "fr", "both"]),
            ),
            models.CheckConstraint(
                name="participants_announcement_state_known",
                condition=Q(state__in=["draft", "under_way", "closed"]),
            ),
            models.CheckConstraint(
                name="participants_announcement_says_who_sent_it",
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.event}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody has been told yet, so that the text can be changed."""
        return self.state == self.State.DRAFT

    @property
    def is_under_way(self) -> bool:
        """Whether people are being told, and more may be added."""
        return self.state == self.State.UNDER_WAY

    @property
    def is_closed(self) -> bool:
        """Whether nobody more is told."""
        return self.state == self.State.CLOSED

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of its languages, in the order in which they are written."""
        return ("ar", "fr") if self.language == self.Language.BOTH else (self.language,)

    @property
    def is_out_of_date(self) -> bool:
        """Whether it asks people to come, or to wait, where the event stands otherwise by now."""
        if self.kind in BIDS_TO_COME:
            return self.event.is_called_off
        return self.kind == MessageKind.POSTPONEMENT and self.event.state != Event.State.POSTPONED

    @property
    def is_over(self) -> bool:
        """Whether nobody more is told by it, because it was closed or is out of date."""
        return self.is_closed or self.is_out_of_date

    def may_be_changed_by(self, user: User) -> bool:
        """Whether ``user`` answers for its text: staff, or who wrote it."""
        return user.is_staff_member or self.created_by_id == user.pk


class RecipientQuerySet(ProvinceScopedQuerySet["Recipient"]):
    """Reads of the ledger. Coordinators who were told have no province: only staff see them."""

    def of_event(self, event: Event, kind: str) -> Self:
        """Keep those who were or will be told this kind since the event was last upset.

        An event that is postponed, cancelled or moved makes earlier messages of any kind old.
        """
        steps = EventStep.objects.filter(event=event).upsetting().order_by("-at")
        rows = self.filter(announcement__event=event, announcement__kind=kind)
        last = steps.values_list("at", flat=True).first()
        return rows.filter(added_at__gte=last) if last else rows

    def standing(self) -> Self:
        """Keep those who were told, may have been, or are to be; not who was left out after all."""
        states = Recipient.State
        return self.exclude(state__in=(states.FAILED, states.WITHDRAWN))

    def to_act_on_first(self) -> Self:
        """Sort them: first what a human has to decide, then who is left to tell, then the told."""
        states = Recipient.State
        order = (states.UNCERTAIN, states.CLAIMED, states.FAILED, states.BY_HAND, states.WAITING)
        cases = [When(state=state, then=Value(place)) for place, state in enumerate(order)]
        last = Case(*cases, default=Value(len(order)), output_field=models.IntegerField())
        return self.order_by(last, "-told_at", "-pk")

    def uncertain(self) -> Self:
        """Keep those of whom nobody knows whether the e-mail went out."""
        silent = Q(state=Recipient.State.CLAIMED, claimed_at__lt=timezone.now() - PATIENCE)
        return self.filter(silent | Q(state=Recipient.State.UNCERTAIN))

    def count_by_state(self) -> dict[str, int]:
        """Count those of each state, none left out, in one query."""
        states = Recipient.State.values
        return self.aggregate(**{state: Count("pk", filter=Q(state=state)) for state in states})


class Recipient(models.Model):
    """Somebody who is told a message, once: a person of the event, or a coordinator.

    An e-mail goes out only by whoever moved the row from waiting to claimed. A row that stays
    claimed is one of which nobody knows: a human decides.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("e-mail waiting to go out")
        CLAIMED = "claimed", _("e-mail going out")
        BY_HAND = "by_hand", _("to tell by hand")
        TOLD = "told", pgettext_lazy("of a message", "told")
        FAILED = "failed", _("not sent")
        UNCERTAIN = "uncertain", _("uncertain")
        WITHDRAWN = "withdrawn", _("taken off the list")

    class Channel(models.TextChoices):
        """How somebody was told."""

        EMAIL = "email", _("e-mail")
        WHATSAPP = "whatsapp", _("WhatsApp")
        SMS = "sms", _("SMS")
        SPOKEN = "spoken", _("by phone or in person")

    class Failure(models.TextChoices):
        """Why an e-mail did not go out."""

        NO_ADDRESS = "no_address", _("there is no e-mail address any more")
        BAD_ADDRESS = "bad_address", _("the address is refused")
        REFUSED = "refused", _("the mail server refuses the e-mail")
        SERVER = "server", _("the mail server does not answer")
        MISSING = "missing", _("the message has a gap for this person")

    announcement = models.ForeignKey(
        Announcement, on_delete=models.PROTECT, related_name="recipients"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
    )
    # That of the person's registration when they were put on the list; none for coordinators.
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(pgettext_lazy("of a message", "state"), max_length=9, choices=State)
    channel = models.CharField(_("how"), max_length=8, choices=Channel, blank=True)
    failure = models.CharField(_("why not"), max_length=11, choices=Failure, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    # Which sending holds the row, and since when.
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(_("told on"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("told by"),
    )

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient of a message")
        verbose_name_plural = _("recipients of messages")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["announcement", "state"], name="participants_recipient_state"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["announcement", "person"], name="participants_person_told_once"
            ),
            models.UniqueConstraint(
                fields=["announcement", "coordinator"], name="participants_coordinator_told_once"
            ),
            models.CheckConstraint(
                name="participants_recipient_is_one",
                condition=Q(person__isnull=False, province__isnull=False, coordinator__isnull=True)
                | Q(person__isnull=True, province__isnull=True, coordinator__isnull=False),
            ),
            models.CheckConstraint(
                name="participants_recipient_state_known",
                condition=Q(
                    state__in=[
                        "waiting",
                        "claimed",
                        "by_hand",
                        "told",
                        "failed",
                        "uncertain",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="participants_recipient_channel_known",
                condition=Q(channel__in=["email", "whatsapp", "sms", "spoken", ""]),
            ),
            models.CheckConstraint(
                name="participants_recipient_told_says_how",
                condition=(
                    Q(state="told", told_at__isnull=False, told_by__isnull=False) & ~Q(channel="")
                )
                | (~Q(state="told") & Q(told_at__isnull=True, told_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="participants_recipient_failed_says_why",
                condition=(
                    Q(
                        state="failed",
                        failure__in=["no_address", "bad_address", "refused", "server", "missing"],
                    )
                )
                | (~Q(state="failed") & Q(failure="")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the person or the coordinator is called, in the reader's script."""
        return self.person.full_name if self.person else str(self.coordinator)

    @property
    def is_uncertain(self) -> bool:
        """Whether nobody knows if the e-mail went out; see `RecipientQuerySet.uncertain`."""
        if self.state == self.State.CLAIMED and self.claimed_at:
            return self.claimed_at < timezone.now() - PATIENCE
        return self.state == self.State.UNCERTAIN


class UsualText(models.Model):
    """The network's own usual text for a kind of message, in place of the one Takwin brings."""

    kind = models.CharField(
        pgettext_lazy("a message", "what it is for"),
        max_length=12,
        choices=MessageKind,
        unique=True,
    )
    subject_ar = models.CharField(_("subject in Arabic"), max_length=150, blank=True)
    body_ar = models.TextField(_("text in Arabic"), blank=True)
    subject_fr = models.CharField(_("subject in French"), max_length=150, blank=True)
    body_fr = models.TextField(_("text in French"), blank=True)

    class Meta:
        verbose_name = _("usual text")
        verbose_name_plural = _("usual texts")
        ordering = ("kind",)
        constraints = (
            models.CheckConstraint(
                name="participants_usual_text_kind_known",
                condition=Q(kind__in=MessageKind.values),
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
