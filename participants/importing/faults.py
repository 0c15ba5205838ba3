"""What can be wrong with a row, and the sentence that says so to each reader.

A fault is kept as field, code and parameters. The value that was typed is not among them: it
stands in the row's sealed cells only, and is put into the sentence when it is read.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from network.models import Province
from participants.importing.columns import FIELDS
from participants.models.persons import EARLIEST_BIRTH_YEAR


class Fault(TypedDict):
    """One thing that is wrong, at one field of the row."""

    field: str
    code: str
    params: dict[str, Any]


SENTENCES: dict[str, str | Promise] = {
    "missing": _("This is missing. It is needed for each person."),
    "too_long": _("“%(value)s” is too long: %(most)s letters at most."),
    "one_word_name": _("“%(value)s” is one word. Give a given name and a family name."),
    "not_arabic": _("Write “%(name)s” in Arabic letters."),
    "not_latin": _("Write “%(name)s” in Latin letters, as on the identity card."),
    "impossible_phone": _(
        "“%(phone)s” cannot be a phone number. Moroccan numbers have ten digits: 0612345678."
    ),
    "unknown_gender": _("“%(value)s” says neither woman nor man."),
    "impossible_date": _("“%(value)s” is no date. Write it like 1987-05-31, or the year alone."),
    "implausible_birth_year": _(
        "Give a year of birth between %(first)s and %(last)s, not %(year)s."
    ),
    "other_birth_year": _("“%(value)s” does not fit the date of birth in this row."),
    "unknown_commune": _("“%(value)s” is no commune of %(province)s."),
    "ambiguous_commune": _(
        "Several communes of %(province)s are called “%(value)s”. Write its full name."
    ),
    "unknown_kind": _("“%(value)s” is no kind of organisation that is known here."),
    "kind_missing": _("“%(organisation)s” is not known yet. Say what kind of organisation it is."),
    "unknown_capacity": _("“%(value)s” is no capacity that is known here."),
    "impossible_email": _("“%(value)s” cannot be an e-mail address."),
    "impossible_national_id": _(
        "“%(number)s” cannot be a national ID number: one or two letters, then digits."
    ),
    "unknown_answer": _("Write yes or no, not “%(value)s”."),
    "unreadable_name": _("“%(value)s” has no letter to find it by."),
    "same_row": _("This is the same person as in row %(row)s."),
    "known_elsewhere": _(
        "This person is known in %(elsewhere)s. Ask that province for a transfer."
    ),
}


class FaultTeller:
    """Tells the faults of one list's rows in the reader's language."""

    def __init__(
        self, headers: Sequence[str], mapping: Mapping[str, int], *, province: Province
    ) -> None:
        self.headers, self.mapping, self.province = headers, mapping, province

    def column_of(self, fault: Fault) -> str:
        """Return the heading of the column that is wrong; where there is none, what is asked."""
        index = self.mapping.get(fault["field"], len(self.headers))
        if index < len(self.headers) and self.headers[index].strip():
            return self.headers[index]
        return str(FIELDS[fault["field"]])

    def sentence(self, fault: Fault, cells: Sequence[str]) -> str:
        """Say what is wrong, with the value that stands in the cell."""
        value = self._cell(fault["field"], cells)
        named = dict.fromkeys(("value", "name", "phone", "number", "year"), value)
        params = {
            **named,
            "first": EARLIEST_BIRTH_YEAR,
            "last": timezone.localdate().year,
            "province": self.province.full_name,
            "organisation": self._cell("organisation", cells),
            **fault["params"],
        }
        if "elsewhere" in params:
            params["elsewhere"] = self._names[params["elsewhere"]]
        return str(SENTENCES[fault["code"]]) % params

    @cached_property
    def _names(self) -> dict[str, str]:
        return {province.iso: province.full_name for province in Province.objects.all()}

    def _cell(self, field: str, cells: Sequence[str]) -> str:
        index = self.mapping.get(field, len(cells))
        return cells[index] if index < len(cells) else ""
