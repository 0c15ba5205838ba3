"""The list of an event's applications, and how it is narrowed."""

import datetime as dt
from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.dates import write_date
from network.tables import badge
from network.templatetags.ui import ltr
from participants.models import Application
from participants.tables import IN_ONE_LINE, OTHER_SCRIPT, in_other_script

State = Application.State
STATE_TONES = {State.WAITING: "warning", State.APPROVED: "success", State.DECLINED: "neutral"}


def application_badge(application: Application) -> SafeString:
    """Return the state of an application as a badge."""
    return badge(application.get_state_display(), STATE_TONES[State(application.state)])


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Applications by state."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of an application", "state"),
        choices=State,
        empty_label=_("all states"),
    )

    class Meta:
        model = Application
        fields = ("state",)


class ApplicationTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Who applied, and what was answered."""

    name = tables.Column(
        _("name"),
        accessor="full_name",
        linkify=("application_detail", {"pk": tables.A("pk")}),
        orderable=False,
    )
    other_name = tables.Column(OTHER_SCRIPT, accessor="pk", orderable=False)
    phone = tables.Column(orderable=False, attrs=IN_ONE_LINE)
    organisation_name = tables.Column(_("organisation"), orderable=False)
    commune = tables.Column(orderable=False)
    applied_at = tables.Column(order_by=("applied_at", "pk"))
    state = tables.Column(pgettext_lazy("of an application", "state"), orderable=False)

    class Meta:
        model = Application
        fields = (
            "name",
            "other_name",
            "phone",
            "organisation_name",
            "commune",
            "applied_at",
            "state",
        )
        empty_text = _("No application matches this search.")

    def render_other_name(self, record: Application) -> SafeString:
        """Show the name as it stands in the other script."""
        return in_other_script(record.full_name_ar, record.full_name_latin)

    def render_phone(self, value: Any) -> SafeString:
        """Keep the number left to right."""
        return ltr(value)

    def render_applied_at(self, value: dt.datetime) -> str:
        """Say the day and the minute."""
        return write_date(localtime(value), "DATETIME_FORMAT")

    def render_state(self, record: Application) -> SafeString:
        """Show the state as a badge."""
        return application_badge(record)
