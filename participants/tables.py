"""The lists of registrations, persons and organisations."""

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.dates import write_date
from network.tables import badge
from network.templatetags.ui import ltr
from participants.models import Export, Organisation, Person, Registration
from participants.models.organisations import OrganisationQuerySet, order_organisations
from participants.models.persons import PersonQuerySet, order_by_reader
from participants.models.registrations import RegistrationQuerySet
from participants.names import reader_uses_arabic

STATE_TONES = {
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
    return gettext("in Latin letters") if reader_uses_arabic() else gettext("in Arabic")


IN_ONE_LINE = {"td": {"class": "text-nowrap"}}
OTHER_SCRIPT = lazy(other_script_heading, str)()


def in_other_script(name_ar: str, name_latin: str) -> SafeString:
    """Return the name in the script that the reader's language does not use."""
    if reader_uses_arabic():
        return ltr(name_latin)
    return format_html('<bdi lang="ar" dir="rtl">{}</bdi>', name_ar)


class RegistrationTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Who is registered, waits or has given up."""

    person = tables.Column(linkify=("registration_detail", {"pk": tables.A("pk")}))
    other_name = tables.Column(OTHER_SCRIPT, accessor="person", orderable=False)
    phone = tables.Column(accessor="person__phone", orderable=False, attrs=IN_ONE_LINE)
    organisation = tables.Column(orderable=False)
    commune = tables.Column(_("commune"), accessor="person__commune", orderable=False)
    province = tables.Column(_("province"))
    state = tables.Column(pgettext_lazy("of a registration", "state"))

    class Meta:
        model = Registration
        fields = ("person", "other_name", "phone", "organisation", "commune", "province", "state")
        empty_text = _("No registration matches this search.")

    def order_person(
        self, rows: RegistrationQuerySet, is_descending: bool
    ) -> tuple[RegistrationQuerySet, bool]:
        """Sort by the name that is shown first."""
        return rows.order_by(*order_by_reader("person__", descending=is_descending)), True

    def order_province(
        self, rows: RegistrationQuerySet, is_descending: bool
    ) -> tuple[RegistrationQuerySet, bool]:
        """Sort by province, then by the name that is shown first."""
        sign = "-" if is_descending else ""
        return rows.order_by(f"{sign}province__hcp_code", *order_by_reader("person__")), True

    def render_other_name(self, value: Person) -> SafeString:
        """Show the name as it stands in the other script."""
        return in_other_script(value.full_name_ar, value.full_name_latin)

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
    )
    other_name = tables.Column(OTHER_SCRIPT, accessor="pk", orderable=False)
    phone = tables.Column(orderable=False, attrs=IN_ONE_LINE)
    organisation = tables.Column(orderable=False)
    commune = tables.Column(orderable=False)

    class Meta:
        model = Person
        fields = ("name", "other_name", "phone", "organisation", "commune", "province")
        empty_text = _("Nobody matches this search.")

    def order_name(self, rows: PersonQuerySet, is_descending: bool) -> tuple[PersonQuerySet, bool]:
        """Sort by the name that is shown first."""
        return rows.order_by(*order_by_reader(descending=is_descending)), True

    def order_province(
        self, rows: PersonQuerySet, is_descending: bool
    ) -> tuple[PersonQuerySet, bool]:
        """Sort by province, then by the name that is shown first.

        By the key of the province, as an index has it; the census loads them in its own order.
        """
        names = order_by_reader(descending=is_descending)
        return rows.order_by("-province_id" if is_descending else "province_id", *names), True

    def render_other_name(self, record: Person) -> SafeString:
        """Show the name as it stands in the other script."""
        return in_other_script(record.full_name_ar, record.full_name_latin)

    def render_phone(self, value: Any) -> SafeString:
        """Keep the number left to right."""
        return ltr(value)


class OrganisationTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The bodies that people come for."""

    name = tables.Column(
        _("name"), accessor="name", linkify=("organisation_detail", {"pk": tables.A("pk")})
    )
    other_name = tables.Column(OTHER_SCRIPT, accessor="pk", orderable=False)
    kind = tables.Column(orderable=False)
    commune = tables.Column(orderable=False)
    people = tables.Column(_("people"), orderable=False)

    class Meta:
        model = Organisation
        fields = ("name", "other_name", "kind", "commune", "province", "people")
        empty_text = _("No organisation matches this search.")

    def order_name(
        self, rows: OrganisationQuerySet, is_descending: bool
    ) -> tuple[OrganisationQuerySet, bool]:
        """Sort by the name that is shown first."""
        return rows.order_by(*order_organisations(descending=is_descending)), True

    def order_province(
        self, rows: OrganisationQuerySet, is_descending: bool
    ) -> tuple[OrganisationQuerySet, bool]:
        """Sort by province, then by the name that is shown first."""
        sign = "-" if is_descending else ""
        return rows.order_by(f"{sign}province__hcp_code", *order_organisations()), True

    def render_other_name(self, record: Organisation) -> SafeString:
        """Show the name as it stands in the other script."""
        both_known = record.name_ar and record.name_fr
        return in_other_script(record.name_ar, record.name_fr) if both_known else SafeString("—")

    def render_kind(self, record: Organisation) -> str:
        """Say the kind, and of a women's cooperative that it is one."""
        return record.full_kind


# What the filters of the lists are called; a row of exports names those that were used.
FILTER_LABELS = {
    "words": _("Name or phone"),
    "province": _("province"),
    "state": pgettext_lazy("of a registration", "state"),
    "kind": _("kind of organisation"),
    "sector": _("sector"),
    "women": _("women's cooperatives only"),
    "gender": _("sex"),
    "setting": _("setting"),
    "missing": _("what is missing"),
}


class ExportTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Which lists left the house."""

    exported_at = tables.Column(order_by=("exported_at", "pk"))
    exported_by = tables.Column(_("exported by"), orderable=False)
    kind = tables.Column(orderable=False)
    event = tables.Column(
        orderable=False, linkify=("event_detail", {"code": tables.A("event__code")})
    )
    format = tables.Column(orderable=False)
    row_count = tables.Column(order_by=("row_count", "pk"))
    filters = tables.Column(_("chosen by"), orderable=False, empty_values=())
    reason = tables.Column(_("national ID numbers"), orderable=False, empty_values=())

    class Meta:
        model = Export
        fields = (
            "exported_at",
            "exported_by",
            "kind",
            "event",
            "format",
            "row_count",
            "filters",
            "reason",
        )
        empty_text = _("No list has left the house yet.")

    def render_exported_at(self, value: datetime.datetime) -> str:
        """Say the day and the minute."""
        return write_date(localtime(value), "DATETIME_FORMAT")

    def render_filters(self, value: list[str]) -> str:
        """Name the filters that were used, not what was typed."""
        return gettext(", ").join(str(FILTER_LABELS.get(name, name)) for name in value) or "—"

    def render_reason(self, record: Export) -> SafeString:
        """Mark a list that held the numbers, and say why it had to."""
        if not record.with_national_ids:
            return SafeString("—")
        return format_html("{} {}", badge(gettext("in clear"), "warning"), record.reason)
