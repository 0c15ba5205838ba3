"""The lists of imports and of their rows."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.tables import badge
from participants.importing.columns import NAMES
from participants.importing.faults import FaultTeller
from participants.importing.staged import unseal_cells
from participants.models import ImportRow, ImportRun
from participants.names import reader_uses_arabic

VERDICT_TONES = {
    ImportRow.Verdict.NEW: "success",
    ImportRow.Verdict.KNOWN: "accent",
    ImportRow.Verdict.POSSIBLE: "warning",
    ImportRow.Verdict.REGISTERED: "neutral",
    ImportRow.Verdict.WRONG: "danger",
}
STATE_TONES = {
    ImportRun.State.STAGED: "warning",
    ImportRun.State.COMMITTED: "success",
    ImportRun.State.UNDONE: "neutral",
    ImportRun.State.DISCARDED: "neutral",
}


class ImportTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The imports of an event, the last one first."""

    file_name = tables.Column(linkify=("import_detail", {"pk": tables.A("pk")}), orderable=False)
    province = tables.Column(_("province"), orderable=False)
    row_count = tables.Column(orderable=False)
    state = tables.Column(orderable=False)
    staged_by = tables.Column(_("by"), orderable=False)
    staged_at = tables.DateTimeColumn(orderable=False)

    class Meta:
        model = ImportRun
        fields = ("file_name", "province", "row_count", "state", "staged_by", "staged_at")
        empty_text = _("No list was imported yet.")

    def render_state(self, record: ImportRun) -> SafeString:
        """Show the state as a badge."""
        return badge(record.get_state_display(), STATE_TONES[ImportRun.State(record.state)])


class ImportRowTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """The rows of a staged list: who, what would happen, and what is wrong."""

    number = tables.Column(orderable=False)
    name = tables.Column(_("name"), accessor="pk", orderable=False)
    verdict = tables.Column(orderable=False)
    told = tables.Column("", accessor="pk", orderable=False)

    class Meta:
        model = ImportRow
        fields = ("number", "name", "verdict", "told")
        empty_text = _("No row is like this.")

    def __init__(self, rows: Any, *, run: ImportRun, **options: Any) -> None:
        super().__init__(rows, **options)
        self.run = run
        self.teller = FaultTeller(run.headers, run.mapping, province=run.province)

    def render_name(self, record: ImportRow) -> str:
        """Show the name as it stands in the row, in the reader's script where it can be."""
        cells = unseal_cells(record.sealed)
        in_order = list(NAMES.items())
        for full, parts in in_order if reader_uses_arabic() else in_order[::-1]:
            words = [self._cell(field, cells) for field in (*parts, full)]
            if name := " ".join(word for word in words if word):
                return name
        return "—"

    def render_verdict(self, record: ImportRow) -> SafeString:
        """Show the verdict as a badge."""
        tone = VERDICT_TONES[ImportRow.Verdict(record.verdict)]
        return badge(record.get_verdict_display(), tone)

    def render_told(self, record: ImportRow) -> SafeString | str:
        """Say what is wrong, who is meant, and where to put it right."""
        url = reverse("import_row", args=[self.run.pk, record.number])
        if record.faults:
            cells = unseal_cells(record.sealed)
            faults = format_html_join(
                "",
                "<li><strong><bdi>{}</bdi></strong><br>{}</li>",
                (
                    (self.teller.column_of(fault), self.teller.sentence(fault, cells))
                    for fault in record.faults
                ),
            )
            link = format_html('<a href="{}">{}</a>', url, gettext("Put it right"))
            return format_html('<ul class="row-faults">{}</ul>{}', faults, link)
        if record.verdict == ImportRow.Verdict.POSSIBLE:
            return self._choice(record, url)
        return self._person(record) if record.person else "—"

    def _choice(self, record: ImportRow, url: str) -> SafeString:
        if not record.is_chosen:
            return format_html('<a href="{}">{}</a>', url, gettext("Say who it is"))
        who = self._person(record) if record.person else gettext("somebody new")
        return format_html('{} <a href="{}">{}</a>', who, url, gettext("Change"))

    def _person(self, record: ImportRow) -> SafeString:
        url = reverse("person_detail", args=[record.person_id])
        return format_html('<a href="{}">{}</a>', url, record.person)

    def _cell(self, field: str, cells: list[str]) -> str:
        index = self.run.mapping.get(field, len(cells))
        return cells[index] if index < len(cells) else ""
