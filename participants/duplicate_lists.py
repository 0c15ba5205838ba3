"""The queue of possible duplicates: what can be asked of it, and how it is listed."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from network.models import Province
from network.tables import badge
from network.templatetags.ui import ltr
from participants.models import DuplicatePair, Person

CERTAINTY_TONES = {
    DuplicatePair.Certainty.CERTAIN: "danger",
    DuplicatePair.Certainty.POSSIBLE: "warning",
}
DECIDED = [
    (state.value, state.label)
    for state in (DuplicatePair.State.DISTINCT, DuplicatePair.State.MERGED)
]


class DuplicateFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Pairs by certainty, province and decision; without a decision those that wait for one."""

    certainty = django_filters.ChoiceFilter(
        label=_("certainty"),
        choices=DuplicatePair.Certainty,
        empty_label=_("certain and possible"),
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a pair", "decision"),
        choices=DECIDED,
        empty_label=DuplicatePair.State.OPEN.label,
    )
    province = django_filters.ModelChoiceFilter(
        label=_("province"), queryset=Province.objects.none(), empty_label=_("all provinces")
    )

    class Meta:
        model = DuplicatePair
        fields = ("certainty", "state", "province")

    def __init__(self, *args: Any, provinces: QuerySet[Province], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # With one province there is nothing to choose.
        if len(provinces) > 1:
            self.filters["province"].queryset = provinces
        else:
            del self.filters["province"]

    @property
    def idle_columns(self) -> tuple[str, ...]:
        """The columns that would say the same in every row."""
        return () if "province" in self.filters else ("province",)

    def filter_queryset(self, queryset: Any) -> Any:
        """Keep what waits for a decision unless decided ones are asked for."""
        pairs = super().filter_queryset(queryset)
        return pairs if self.form.cleaned_data.get("state") else pairs.open()


class DuplicateTable(tables.Table):  # type: ignore[misc]  # django-tables2 has no types
    """Pairs of persons who may be one."""

    persons = tables.Column(
        _("persons"),
        accessor="first",
        orderable=False,
        linkify=("duplicate_detail", {"pk": tables.A("pk")}),
    )
    reason = tables.Column(_("what they share"), orderable=False)
    phones = tables.Column(_("phones"), accessor="pk", orderable=False)
    birth_years = tables.Column(_("years of birth"), accessor="pk", orderable=False)
    province = tables.Column(_("province"), orderable=False, empty_values=())
    certainty = tables.Column(_("certainty"), orderable=False)

    class Meta:
        model = DuplicatePair
        fields = ("persons", "reason", "phones", "birth_years", "province", "certainty")
        empty_text = _("Nobody seems to be here twice.")

    def render_persons(self, record: DuplicatePair) -> SafeString:
        """Show both names, one below the other."""
        return _both(record.first.full_name, record.second.full_name)

    def render_phones(self, record: DuplicatePair) -> SafeString:
        """Show one phone where they share it."""
        first, second = (self._phone(person) for person in (record.first, record.second))
        return first if first == second else _both(first, second)

    def render_birth_years(self, record: DuplicatePair) -> SafeString | str:
        """Show one year where they share it."""
        first, second = (str(person.birth_year or "—") for person in (record.first, record.second))
        return first if first == second else _both(first, second)

    def render_province(self, record: DuplicatePair) -> str:
        """Name the province, or both where they live in different ones."""
        homes = (record.first.province.name, record.second.province.name)
        return homes[0] if record.province_id else " / ".join(homes)

    def render_certainty(self, record: DuplicatePair) -> SafeString:
        """Show the certainty as a badge."""
        return certainty_badge(record)

    @staticmethod
    def _phone(person: Person) -> SafeString:
        return ltr(person.phone or "—")


def certainty_badge(pair: DuplicatePair) -> SafeString:
    """Return how sure a pair is as a badge."""
    tone = CERTAINTY_TONES[DuplicatePair.Certainty(pair.certainty)]
    return badge(pair.get_certainty_display(), tone)


def _both(first: str, second: str) -> SafeString:
    return format_html("<div>{}</div><div>{}</div>", first, second)
