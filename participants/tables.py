"""The lists of registrations and persons."""

from typing import Any

import django_tables2 as tables
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.tables import badge
from network.templatetags.ui import ltr
from participants.models import Person, Registration

STATE_TONES = {
    Registration.State.APPLIED: "accent",
    Registration.State.REGISTERED: "success",
    Registration.State.WAITLISTED: "warning",
    Registration.State.CANCELLED: "neutral",
}


def state_badge(registration: Registration) -> SafeString:
    """Return the state of a registration as a badge."""
    tone = STATE_TONES[Registration.State(registration.state)]
    return badge(registration.get_state_display(), tone)


def other_script_heading() -> str:
    """Name the script that the reader's language does not use."""
    reads_arabic = (get_language() or "ar").startswith("ar")
    return gettext("in Latin letters") if reads_arabic else gettext("in Arabic")


IN_ONE_LINE = {"td": {"class": "text-nowrap"}}
OTHER_SCRIPT = lazy(other_script_heading, str)()


def name_in_other_script(person: Person) -> SafeString:
    """Return the name in the script that the reader's language does not use."""
    if (get_language() or "ar").startswith("ar"):
        return ltr(person.full_name_latin)
    return format_html('<bdi lang="ar" dir="rtl">{}</bdi>', person.full_name_ar)


class RegistrationTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Who is registered, waits or has given up."""

    person = tables.Column(
        linkify=("registration_detail", {"pk": tables.A("pk")}), order_by=("person__key_ar", "pk")
    )
    other_name = tables.Column(OTHER_SCRIPT, accessor="person", orderable=False)
    phone = tables.Column(accessor="person__phone", orderable=False, attrs=IN_ONE_LINE)
    organisation = tables.Column(orderable=False)
    commune = tables.Column(_("commune"), accessor="person__commune", orderable=False)
    province = tables.Column(_("province"), order_by=("province__hcp_code", "person__key_ar"))
    state = tables.Column(pgettext_lazy("of a registration", "state"))

    class Meta:
        model = Registration
        fields = ("person", "other_name", "phone", "organisation", "commune", "province", "state")
        empty_text = _("No registration matches this search.")

    def render_other_name(self, value: Person) -> SafeString:
        """Show the name as it stands in the other script."""
        return name_in_other_script(value)

    def render_phone(self, value: Any) -> SafeString:
        """Keep the number left to right."""
        return ltr(value)

    def render_state(self, record: Registration) -> SafeString:
        """Show the state as a badge."""
        return state_badge(record)


class PersonTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """People the network knows."""

    name = tables.Column(
        _("name"),
        accessor="full_name",
        linkify=("person_detail", {"pk": tables.A("pk")}),
        order_by=("key_ar", "pk"),
    )
    other_name = tables.Column(OTHER_SCRIPT, accessor="pk", orderable=False)
    phone = tables.Column(orderable=False, attrs=IN_ONE_LINE)
    organisation = tables.Column(orderable=False)
    commune = tables.Column(orderable=False)
    province = tables.Column(order_by=("province__hcp_code", "key_ar"))

    class Meta:
        model = Person
        fields = ("name", "other_name", "phone", "organisation", "commune", "province")
        empty_text = _("Nobody matches this search.")

    def render_other_name(self, record: Person) -> SafeString:
        """Show the name as it stands in the other script."""
        return name_in_other_script(record)

    def render_phone(self, value: Any) -> SafeString:
        """Keep the number left to right."""
        return ltr(value)
