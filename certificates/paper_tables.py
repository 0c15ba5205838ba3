"""The list of papers to print, with a box to tick in each row."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from network.localise import localised
from network.templatetags.ui import ltr


class PaperTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Valid certificates; ``ticked`` holds the primary keys of those whose box is on."""

    person = tables.Column(verbose_name=_("Name"), empty_values=(), orderable=False)
    number = tables.Column(verbose_name=_("Number"), orderable=False)
    organisation = tables.Column(verbose_name=_("Organisation"), empty_values=(), orderable=False)
    province = tables.Column(verbose_name=_("Province"), orderable=False, default="—")
    standing = tables.Column(verbose_name=_("Paper"), empty_values=(), orderable=False)

    class Meta:
        model = Certificate
        fields = ("person", "number", "organisation", "province", "standing")
        empty_text = _("No certificate answers to this search.")

    def __init__(self, *args: Any, ticked: Collection[int] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.ticked = ticked

    def render_person(self, record: Certificate) -> SafeString:
        """Show the box, and the name in both scripts as its label."""
        context = {"certificate": record, "is_ticked": record.pk in self.ticked}
        return render_to_string("certificates/_tick.html", context)

    def render_number(self, record: Certificate) -> SafeString:
        """Link the number to its page."""
        address = reverse("certificate_detail", args=[record.pk])
        return format_html('<a href="{}">{}</a>', address, ltr(record.number))

    def render_organisation(self, record: Certificate) -> str:
        """Show the organisation as printed."""
        return printed_organisation(record) or "—"

    def render_standing(self, record: Certificate) -> SafeString:
        """Show whether it was printed and given out."""
        return render_to_string("certificates/_standing.html", {"certificate": record})


def printed_organisation(certificate: Certificate) -> str:
    """Return the organisation on a certificate, in the reader's language where it has both."""
    snapshot = certificate.snapshot
    printed = SimpleNamespace(
        organisation_ar=snapshot.get("organisation_ar", ""),
        organisation_fr=snapshot.get("organisation_fr", ""),
    )
    return localised(printed, "organisation")
