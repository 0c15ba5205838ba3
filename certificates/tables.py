"""Lists of certificates: who may get one, and who was refused."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from certificates.models import BatchItem, Certificate
from certificates.services.eligibility import ISSUED, READY, explain
from network.templatetags.ui import ltr
from participants.models import Registration

TONES = {READY: "accent", ISSUED: "success"}
LABELS = {READY: _("ready"), ISSUED: _("issued")}
NOT_YET = _("not yet")
STATE_TONES: dict[str, str] = {
    Certificate.State.VALID: "success",
    Certificate.State.REPLACED: "warning",
    Certificate.State.REVOKED: "danger",
}


class CandidateTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Everybody who holds a place at an event, with the verdict; expects `assess`.

    With ``may_issue`` whoever is ready has a button beside the verdict.
    """

    person = tables.Column(verbose_name=_("Name"), orderable=False)
    organisation = tables.Column(verbose_name=_("Organisation"), orderable=False, default="—")
    province = tables.Column(verbose_name=_("Province"), orderable=False)
    half_days_present = tables.Column(verbose_name=_("Half-days"), orderable=False)
    verdict = tables.Column(verbose_name=_("Certificate"), orderable=False)
    certificate_number = tables.Column(verbose_name=_("Number"), orderable=False, default="—")

    class Meta:
        model = Registration
        fields = (
            "person",
            "organisation",
            "province",
            "half_days_present",
            "verdict",
            "certificate_number",
        )

    def __init__(self, *args: Any, required_presence: int, may_issue: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.required_presence = required_presence
        self.may_issue = may_issue

    def render_person(self, record: Any) -> SafeString:
        """Show the name as the paper has it, in both scripts."""
        return format_html(
            '<span lang="ar" dir="rtl">{}</span><br><small lang="fr" class="fw-normal">{}</small>',
            record.person.full_name_ar,
            ltr(record.person.full_name_latin),
        )

    def render_half_days_present(self, record: Any) -> SafeString:
        """Show attended of all: 1/2."""
        return ltr(f"{record.half_days_present}/{record.half_days_total}")

    def render_verdict(self, record: Any) -> SafeString:
        """Show a badge, and under it the reason or the button, where there is one."""
        verdict = badge(
            str(LABELS.get(record.verdict, NOT_YET)), TONES.get(record.verdict, "warning")
        )
        if self.may_issue and record.verdict == READY:
            button = "certificates/_issue_one.html"
            return verdict + render_to_string(button, {"registration": record}, self.request)
        reason = self._reason(record)
        return format_html("{}<br><small>{}</small>" if reason else "{}", verdict, reason)

    def render_certificate_number(self, record: Any) -> SafeString:
        """Link the number to its page, and beside it the paper of a valid one."""
        number = format_html(
            '<a href="{}">{}</a>',
            reverse("certificate_detail", args=[record.certificate_id]),
            ltr(record.certificate_number),
        )
        if record.verdict != ISSUED:
            return number
        address = reverse("certificate_pdf", args=[record.certificate_id])
        return format_html(
            '{} <a href="{}">PDF<span class="visually-hidden"> {}</span></a>',
            number,
            address,
            record.certificate_number,
        )

    def _reason(self, record: Any) -> str:
        return explain(record, self.required_presence)


class RefusedTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The persons that a batch refused, and why."""

    person = tables.Column(accessor="registration__person", verbose_name=_("Name"), orderable=False)
    province = tables.Column(
        accessor="registration__province", verbose_name=_("Province"), orderable=False
    )
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)

    class Meta:
        model = BatchItem
        fields = ("person", "province", "reason")
        attrs = {"caption": _("Refused")}


def badge(label: str, tone: str) -> SafeString:
    """Return the house's badge."""
    return render_to_string("ui/badge.html", {"label": label, "tone": tone})
