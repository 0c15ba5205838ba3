"""The lists of the ground floor."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from network.models import Partner, Role, User
from network.templatetags.ui import ltr

ROLE_TONES = {
    Role.ADMINISTRATOR: "accent",
    Role.STAFF: "success",
    Role.COORDINATOR: "neutral",
    Role.OBSERVER: "neutral",
}


def badge(label: str, tone: str) -> SafeString:
    """Return the badge component as HTML, for a cell."""
    return render_to_string("ui/badge.html", {"label": label, "tone": tone})


class UserTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Who signs in."""

    # Each order ends with the key: pages of a list whose rows tie would overlap on PostgreSQL.
    full_name = tables.Column(
        linkify=("user_edit", {"pk": tables.A("pk")}), order_by=("full_name", "pk")
    )
    role = tables.Column(order_by=("role", "full_name", "pk"))
    phone = tables.Column(order_by=("phone", "pk"))
    provinces = tables.Column(_("provinces"), orderable=False, empty_values=())
    is_active = tables.Column(
        pgettext_lazy("of an account", "state"), order_by=("is_active", "full_name", "pk")
    )

    class Meta:
        model = User
        fields = ("full_name", "role", "provinces", "email", "phone", "is_active")
        empty_text = _("Nobody matches this search.")

    def render_role(self, record: User) -> SafeString:
        """Show the role as a badge."""
        return badge(record.get_role_display(), ROLE_TONES[Role(record.role)])

    def render_provinces(self, record: User) -> str:
        """Name the provinces; an Arabic list is separated by Arabic commas."""
        return gettext(", ").join(province.name for province in record.provinces.all()) or "—"

    def render_email(self, value: str) -> SafeString:
        """Keep the address left to right."""
        return ltr(value)

    def render_phone(self, value: object) -> SafeString:
        """Keep the number left to right."""
        return ltr(value)

    def render_is_active(self, value: bool) -> SafeString:
        """Say whether the account is open."""
        return badge(gettext("active"), "success") if value else badge(gettext("closed"), "neutral")


class PartnerTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The partners, by their Arabic name."""

    name_ar = tables.Column(linkify=("partner_edit", {"pk": tables.A("pk")}))
    name_fr = tables.Column(order_by=("name_fr", "pk"))

    class Meta:
        model = Partner
        fields = ("name_ar", "name_fr")
