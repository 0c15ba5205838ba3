"""Lists of certificates: who may get one, and who was refused."""

from types import SimpleNamespace
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from certificates.kinds import Kind
from certificates.models import OVERRULABLE, BatchItem, Certificate, Group, Reason, RecipientKey
from certificates.services.candidates import Candidate
from certificates.services.eligibility import ISSUED, READY, explain
from certificates.services.recipients import Teaching
from certificates.services.snapshots import recipient_facts
from network.localise import localised
from network.models import User
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
# The form above the list that its ticks and buttons belong to.
ISSUE_FORM = "issue-form"


class VerdictTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Who may receive a kind of certificate of an event, with the verdict.

    With ``may_issue`` whoever is ready can be ticked or issued for alone, and with
    ``may_except`` exceptions lead to their page; ``ticked`` has everybody ticked at first.
    """

    def __init__(
        self,
        *args: Any,
        event_code: str,
        kind: Kind,
        may_issue: bool,
        may_except: bool,
        ticked: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.event_code, self.kind = event_code, kind
        self.may_issue, self.may_except, self.ticked = may_issue, may_except, ticked

    def show_person(self, key: RecipientKey, verdict: str, names: dict[str, Any]) -> SafeString:
        """Show the name as the paper has it, in both scripts, with a tick where that helps."""
        name = format_html(
            '<span lang="ar" dir="rtl">{}</span><br><small lang="fr" class="fw-normal">{}</small>',
            names["name_ar"],
            ltr(names["name_latin"]),
        )
        if not (self.may_issue and verdict == READY):
            return name
        return format_html(
            '<label class="choice"><input class="form-check-input" type="checkbox" form="{}"'
            ' name="chosen" value="{}"{}><span>{}</span></label>',
            ISSUE_FORM,
            key,
            " checked" if self.ticked else "",
            name,
        )

    def show_verdict(
        self, key: RecipientKey, verdict: str, reason: str, exception_reason: str
    ) -> SafeString:
        """Show a badge, and under it the reason, the exception and the button, where there are."""
        label, tone = str(LABELS.get(verdict, NOT_YET)), TONES.get(verdict, "warning")
        lines = [badge(label, tone), *self._lines(verdict, reason, exception_reason)]
        if self.may_issue and verdict == READY:
            lines.append(self._button(key))
        if self.may_except and (link := self._exception_link(key, verdict, exception_reason)):
            lines.append(link)
        return format_html_join("", '<div class="verdict-line">{}</div>', ((one,) for one in lines))

    def show_number(self, pk: int, number: str, verdict: str) -> SafeString:
        """Link the number to its page, and beside it the paper of a valid one."""
        link = format_html(
            '<a href="{}">{}</a>', reverse("certificate_detail", args=[pk]), ltr(number)
        )
        if verdict != ISSUED:
            return link
        return format_html(
            '{} <a href="{}">PDF<span class="visually-hidden"> {}</span></a>',
            link,
            reverse("certificate_pdf", args=[pk]),
            number,
        )

    def _lines(self, verdict: str, reason: str, exception_reason: str) -> list[SafeString]:
        said = [reason] if reason else []
        if exception_reason:
            said.append(gettext("By exception: %(reason)s") % {"reason": exception_reason})
        return [format_html("<small>{}</small>", sentence) for sentence in said]

    def _button(self, key: RecipientKey) -> SafeString:
        return format_html(
            '<button class="btn btn-sm btn-outline-primary" type="submit" form="{}" name="only"'
            ' value="{}">{}</button>',
            ISSUE_FORM,
            key,
            gettext("Issue this one"),
        )

    def _exception_link(
        self, key: RecipientKey, verdict: str, exception_reason: str
    ) -> SafeString | None:
        if exception_reason and verdict != ISSUED:
            label = gettext("See the exception")
        elif verdict in OVERRULABLE:
            label = gettext("Make an exception")
        else:
            return None
        address = reverse("exception_grant", args=[self.event_code, self.kind.value, str(key)])
        return format_html('<a class="verdict-link" href="{}">{}</a>', address, label)


class CandidateTable(VerdictTable):
    """Everybody who holds a place at an event, or gave it up; expects `assess`."""

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

    def __init__(self, *args: Any, required_share: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.required_share = required_share

    def render_person(self, record: Any) -> SafeString:
        """Show the name, with a tick where that helps."""
        person = record.person
        names = {"name_ar": person.full_name_ar, "name_latin": person.full_name_latin}
        return self.show_person(_key(record), record.verdict, names)

    def render_half_days_present(self, record: Any) -> SafeString:
        """Show attended of all: 1/2."""
        return ltr(f"{record.half_days_present}/{record.half_days_total}")

    def render_verdict(self, record: Any) -> SafeString:
        """Show the verdict, with presence in figures where it is too low."""
        reason = explain(record, self.required_share)
        return self.show_verdict(
            _key(record), record.verdict, reason, record.exception_reason or ""
        )

    def render_certificate_number(self, record: Any) -> SafeString:
        """Link the number."""
        return self.show_number(record.certificate_id, record.certificate_number, record.verdict)


class OthersTable(VerdictTable):
    """Trainers, coordinators and partners who may receive a certificate; rows are candidates."""

    person = tables.Column(accessor="recipient", verbose_name=_("Name"), orderable=False)
    group = tables.Column(
        accessor="key__group", verbose_name=pgettext_lazy("to an event", "As"), orderable=False
    )
    part = tables.Column(accessor="recipient", verbose_name=_("Details"), orderable=False)
    verdict = tables.Column(verbose_name=_("Certificate"), orderable=False)
    number = tables.Column(
        accessor="certificate__number", verbose_name=_("Number"), orderable=False, default="—"
    )

    class Meta:
        fields = ("person", "group", "part", "verdict", "number")

    def render_person(self, record: Candidate) -> SafeString:
        """Show the name, with a tick where that helps."""
        return self.show_person(record.key, record.verdict, recipient_facts(record.recipient))

    def render_group(self, value: Group) -> str:
        """Say what they are to the event."""
        return str(value.label)

    def render_part(self, value: Any) -> str:
        """Say what a trainer led, or for which provinces a coordinator answers."""
        if isinstance(value, Teaching):
            return " · ".join(_localised_title(titles) for titles in value.modules) or "—"
        if isinstance(value, User):
            return gettext(", ").join(province.name for province in value.provinces.all()) or "—"
        return "—"

    def render_verdict(self, record: Candidate) -> SafeString:
        """Show the verdict and its reason."""
        issuable = record.verdict in {READY, ISSUED}
        reason = "" if issuable else str(Reason(record.verdict).label)
        exception = record.exception.reason if record.exception else ""
        return self.show_verdict(record.key, record.verdict, reason, exception)

    def render_number(self, record: Candidate) -> SafeString:
        """Link the number."""
        assert record.certificate is not None  # noqa: S101 for the types: there is a number
        return self.show_number(record.certificate.pk, record.certificate.number, record.verdict)


class RefusedTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The persons that a batch refused, and why."""

    person = tables.Column(accessor="recipient_name", verbose_name=_("Name"), orderable=False)
    province = tables.Column(
        accessor="registration__province",
        verbose_name=_("Province"),
        orderable=False,
        default="—",
    )
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)

    class Meta:
        model = BatchItem
        fields = ("person", "province", "reason")
        attrs = {"caption": _("Refused")}


def badge(label: str, tone: str) -> SafeString:
    """Return the house's badge."""
    return render_to_string("ui/badge.html", {"label": label, "tone": tone})


def _key(record: Any) -> RecipientKey:
    return RecipientKey(Group.REGISTRATION, record.pk)


def _localised_title(titles: tuple[str, str]) -> str:
    title_ar, title_fr = titles
    return localised(SimpleNamespace(title_ar=title_ar, title_fr=title_fr), "title")
