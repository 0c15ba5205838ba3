"""The lists of messages: those of an event, and the ledger of one."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.dates import write_date
from network.tables import badge
from participants.models import Announcement, MessageKind, Recipient
from participants.models.announcements import RecipientQuerySet

TONES = {
    Recipient.State.WAITING: "accent",
    Recipient.State.CLAIMED: "accent",
    Recipient.State.BY_HAND: "warning",
    Recipient.State.TOLD: "success",
    Recipient.State.FAILED: "danger",
    Recipient.State.UNCERTAIN: "danger",
    Recipient.State.WITHDRAWN: "neutral",
}


def recipient_badge(recipient: Recipient) -> SafeString:
    """Return what became of somebody as a badge: who told them how, or why not."""
    if recipient.is_uncertain:
        return badge(str(Recipient.State.UNCERTAIN.label), "danger")
    return badge(recipient.get_state_display(), TONES[Recipient.State(recipient.state)])


class AnnouncementTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The messages of an event, the newest first."""

    kind = tables.Column(linkify=("announcement_detail", {"pk": tables.A("pk")}), orderable=False)
    state = tables.Column(empty_values=(), orderable=False)
    told = tables.Column(_("told"), orderable=False)
    created_by = tables.Column(_("written by"), orderable=False)

    class Meta:
        model = Announcement
        fields = ("kind", "state", "told", "created_by")

    def render_state(self, record: Any) -> SafeString:
        """Say where it stands, and whether something is left to do."""
        if record.is_draft:
            return badge(record.get_state_display(), "neutral")
        if record.is_out_of_date and not record.is_closed:
            return badge(gettext("out of date"), "neutral")
        if record.troubled:
            return badge(gettext("not all could be told"), "danger")
        if record.open:
            return badge(gettext("people are left to tell"), "warning")
        return badge(gettext("everybody told"), "success")

    def render_told(self, value: int) -> int:
        """Show how many were told."""
        return value

    def render_created_by(self, record: Announcement) -> SafeString:
        """Name who wrote it, and when."""
        written = write_date(localtime(record.created_at))
        return format_html("<bdi>{}</bdi> · {}", record.created_by, written)


class AnnouncementFilter(django_filters.FilterSet):  # type: ignore[misc]  # no types
    """The messages of an event by what they are for and where they stand."""

    kind = django_filters.ChoiceFilter(
        choices=MessageKind.choices, empty_label=pgettext_lazy("kinds of messages", "All")
    )
    state = django_filters.ChoiceFilter(
        choices=Announcement.State.choices, empty_label=pgettext_lazy("states", "All")
    )

    class Meta:
        model = Announcement
        fields = ("kind", "state")


class RecipientFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """The ledger by what became of people."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a message", "state"),
        choices=Recipient.State,
        empty_label=_("all states"),
    )

    class Meta:
        model = Recipient
        fields = ("state",)


class RecipientTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Who was told, how, when and by whom; and what can be decided of who was not."""

    name = tables.Column(_("name"), empty_values=(), orderable=False)
    province = tables.Column(_("province"), orderable=False, empty_values=())
    state = tables.Column(orderable=False)
    told_at = tables.Column(_("told"), empty_values=(), orderable=False)
    decide = tables.TemplateColumn(
        template_name="participants/recipient_tools.html",
        verbose_name=_("decision"),
        orderable=False,
    )

    class Meta:
        model = Recipient
        fields = ("name", "province", "state", "told_at", "decide")
        empty_text = _("Nobody of this state is on the list.")

    def render_name(self, record: Recipient) -> SafeString:
        """Name the person or the coordinator."""
        return format_html("<bdi>{}</bdi>", record.name)

    def render_province(self, record: Recipient) -> str:
        """Name the province; a coordinator is called what they are."""
        return record.province.name if record.province else gettext("province coordinator")

    def render_state(self, record: Recipient) -> SafeString:
        """Show what became of them, and why not."""
        if record.failure:
            why = record.get_failure_display()
            return format_html("{} <span>{}</span>", recipient_badge(record), why)
        return recipient_badge(record)

    def render_told_at(self, record: Recipient) -> str:
        """Say how, when and by whom."""
        return told_in_words(record) or "—"


def tellings(recipients: RecipientQuerySet) -> list[tuple[Recipient, SafeString, str]]:
    """Return rows of the ledger, the latest first, each with its badge and how it was told."""
    rows = recipients.select_related("announcement__event", "person", "told_by").order_by("-pk")
    return [(row, recipient_badge(row), told_in_words(row)) for row in rows]


def told_in_words(recipient: Recipient) -> str:
    """Return how, when and by whom somebody was told; empty where they were not."""
    if recipient.told_at is None:
        return ""
    return gettext("%(how)s, %(when)s, %(who)s") % {
        "how": recipient.get_channel_display(),
        "when": write_date(localtime(recipient.told_at), "DATETIME_FORMAT"),
        "who": recipient.told_by,
    }
