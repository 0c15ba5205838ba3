"""The list of transfers between provinces, and how it is narrowed."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import User
from network.tables import badge
from participants.models import ProvinceTransfer
from participants.models.transfers import ProvinceTransferQuerySet

State = ProvinceTransfer.State
STATE_TONES = {
    State.REQUESTED: "warning",
    State.ACCEPTED: "success",
    State.DECLINED: "danger",
    State.WITHDRAWN: "neutral",
}
TO_ANSWER = "answer"


def transfer_badge(transfer: ProvinceTransfer) -> SafeString:
    """Return the state of a transfer as a badge."""
    return badge(transfer.get_state_display(), STATE_TONES[State(transfer.state)])


class TransferFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Transfers by state, and by who is asked."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a transfer", "state"),
        choices=State,
        empty_label=_("all states"),
    )
    whose = django_filters.ChoiceFilter(
        label=_("which requests"),
        choices=((TO_ANSWER, _("for us to answer")), ("asked", _("asked by us"))),
        empty_label=_("all requests"),
        method="keep_side",
    )

    class Meta:
        model = ProvinceTransfer
        fields = ("state", "whose")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        # Staff stand on both sides.
        if user.is_staff_member:
            del self.filters["whose"]

    def keep_side(
        self, transfers: ProvinceTransferQuerySet, _name: str, side: str
    ) -> ProvinceTransferQuerySet:
        """Keep what other provinces ask of the reader's, or the reader's of others."""
        end = "from_province" if side == TO_ANSWER else "to_province"
        return transfers.filter(**{f"{end}__in": self.user.province_ids})


class TransferTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Who is asked for, from where to where. A stranger is called only what was typed."""

    asked_as = tables.Column(
        _("person"), linkify=("transfer_answer", {"pk": tables.A("pk")}), orderable=False
    )
    from_province = tables.Column(_("from"), orderable=False)
    to_province = tables.Column(_("to"), orderable=False)
    requested_at = tables.DateColumn(
        verbose_name=_("asked on"), format="DATE_FORMAT", orderable=False
    )
    state = tables.Column(pgettext_lazy("of a transfer", "state"), orderable=False)

    class Meta:
        model = ProvinceTransfer
        fields = ("asked_as", "from_province", "to_province", "requested_at", "state")
        empty_text = _("No transfer matches this search.")

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def render_asked_as(self, record: ProvinceTransfer) -> SafeString:
        """Name the person to whom they are of the reader's provinces."""
        known = self.reader.is_staff_member or (
            record.person.province_id in self.reader.province_ids
        )
        return format_html("<bdi>{}</bdi>", record.person.full_name if known else record.asked_as)

    def render_state(self, record: ProvinceTransfer) -> SafeString:
        """Show the state as a badge."""
        return transfer_badge(record)
