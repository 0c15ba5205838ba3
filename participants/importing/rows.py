"""A row of a list becomes values, or faults that say which field is wrong and why."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from network.models import Commune, Province
from participants.importing.columns import NAMES
from participants.importing.communes import communes_by_spelling, find_communes
from participants.importing.faults import Fault
from participants.importing.words import (
    kind_said_by_name,
    read_capacity,
    read_gender,
    read_kind,
    read_yes_or_no,
)
from participants.models.persons import EARLIEST_BIRTH_YEAR
from participants.names import (
    arabic_key,
    clean_name,
    has_arabic_letters,
    latin_key,
    validate_arabic_name,
    validate_latin_name,
    western_digits,
)
from participants.national_ids import normal_national_id
from participants.phones import phone_in_e164

# The usual spellings of Moroccan numbers, read a hundred times as fast as by the library.
USUAL_PHONE = re.compile(r"(?:\+212|00212|0)?([5-8][0-9]{8})")
# Names that are clean and in their script at first sight, as nearly all are.
USUAL_ARABIC = re.compile(r"[اب-غف-ي][ء-غف-ي]*(?: [اب-غف-ي][ء-غف-ي]*)*")
USUAL_LATIN = re.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+)*")
YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.]+)?")
DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
NAME_LENGTH, ORGANISATION_LENGTH, EMAIL_LENGTH = 80, 200, 254
# What belongs to the word after it, or before it, in a full name.
_FIRST_HALVES = {"عبد", "ابو", "أبو", "abd", "abdel", "abou", "ait", "aït"}
_SECOND_HALVES = {"الزهراء", "الزهرا", "الدين", "الله", "zahra", "zohra", "ezzahra", "ezzohra",
                  "eddine", "allah"}  # fmt: skip


@dataclass(slots=True)
class RowValues:
    """What a row says of one person, as it would be kept. ``commune`` is a primary key."""

    given_name_ar: str
    family_name_ar: str
    given_name_latin: str
    family_name_latin: str
    key_ar: str
    key_latin: str
    gender: str
    birth_year: int | None
    birth_date: dt.date | None
    phone: str
    email: str
    commune: int
    organisation: str
    organisation_key: str
    kind: str
    capacity: str
    national_id: str
    has_disability: bool | None

    def stored(self) -> list[Any]:
        """Return the values as JSON can hold them, for `stored_values`."""
        return [_stored(getattr(self, name)) for name in self.__slots__]

    @property
    def organisation_is_arabic(self) -> bool:
        """Whether the organisation's name is written in Arabic letters."""
        return has_arabic_letters(self.organisation)


def stored_values(stored: list[Any] | None) -> RowValues | None:
    """Return the values that were stored; None where they are not those of today's fields."""
    if stored is None or len(stored) != len(RowValues.__slots__):
        return None
    values = RowValues(*stored)
    if values.birth_date is not None:
        values.birth_date = dt.date.fromisoformat(str(values.birth_date))
    return values


class _Wrong(Exception):
    """A cell that cannot be taken."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params


class RowReader:
    """Reads rows of one list, each repeated cell once.

    ``national_ids`` says whether the network may keep these numbers; else their column is passed
    over. Of organisations whose keys are in ``settled_organisations`` no kind is asked.
    """

    def __init__(
        self, mapping: Mapping[str, int], *, province: Province, national_ids: bool
    ) -> None:
        self.mapping = {field: index for field, index in mapping.items() if index >= 0}
        if not national_ids:
            self.mapping.pop("national_id", None)
        self.this_year = timezone.localdate().year
        self.today = timezone.localdate()
        self._communes = _communes_by_spelling(province)
        self.settled_organisations: set[str] = set()
        self._read_before: dict[tuple[str, str], tuple[Any, Fault | None]] = {}

    def read(self, cells: Sequence[str]) -> tuple[RowValues | None, list[Fault]]:
        """Return what the row says, or None and what is wrong with it."""
        faults: list[Fault] = []

        def take(field: str, read: Callable[[str], Any], nothing: Any = "") -> Any:
            value, fault = self._take(field, read, cells, nothing)
            if fault:
                faults.append(fault)
            return value

        names = self._names(cells, take, faults)
        organisation, kind = self._organisation(take, faults)
        birth_date = take("birth_date", self._birth, None)
        values = RowValues(
            given_name_ar=names[0],
            family_name_ar=names[1],
            given_name_latin=names[2],
            family_name_latin=names[3],
            key_ar=arabic_key(f"{names[0]} {names[1]}"),
            key_latin=latin_key(f"{names[2]} {names[3]}"),
            gender=take("gender", _gender),
            birth_year=self._birth_year(birth_date, take("birth_year", self._birth, None), faults),
            birth_date=birth_date if isinstance(birth_date, dt.date) else None,
            phone=take("phone", read_phone),
            email=take("email", _email),
            commune=self._commune(take, faults),
            organisation=organisation[0],
            organisation_key=organisation[1],
            kind=kind,
            capacity=take("capacity", _capacity),
            national_id=take("national_id", normal_national_id),
            has_disability=take("has_disability", _answer, None),
        )
        faults.sort(key=lambda fault: self.mapping.get(fault["field"], len(cells)))
        return (None, faults) if faults else (values, faults)

    def organisation_key(self, cells: Sequence[str]) -> str:
        """Return the search key of the organisation that the row names; empty for none."""
        (_name, key), _fault = self._take("organisation", _organisation_name, cells, ("", ""))
        return str(key)

    def says_kind(self, cells: Sequence[str]) -> bool:
        """Say whether the row gives its organisation's kind, in a word that is known."""
        return bool(self._take("kind", _kind, cells, "")[0])

    def cell(self, field: str, cells: Sequence[str]) -> str:
        """Return what stands in the field's column; empty where it has none."""
        index = self.mapping.get(field)
        return cells[index] if index is not None and index < len(cells) else ""

    def _take(
        self, field: str, read: Callable[[str], Any], cells: Sequence[str], nothing: Any
    ) -> tuple[Any, Fault | None]:
        index = self.mapping.get(field)
        if index is None or index >= len(cells):
            return nothing, None
        text = cells[index]
        if not text or text.isspace():
            return nothing, None
        known = self._read_before.get((field, text))
        if known is None:
            known = self._read_before[field, text] = _try(field, read, text, nothing)
        return known

    def _names(self, cells: Sequence[str], take: Any, faults: list[Fault]) -> list[str]:
        names: list[str] = []
        for full, script in (("full_name_ar", _arabic), ("full_name_latin", _latin)):
            parts = [take(part, script) for part in NAMES[full]]
            if not any(parts) and self.cell(full, cells).strip():
                parts = list(take(full, lambda text, script=script: _split(text, script), ("", "")))
            names += parts
            self._require_names(full, parts, faults)
        return names

    def _require_names(self, full: str, parts: list[str], faults: list[Fault]) -> None:
        said = {fault["field"] for fault in faults}
        if full in said:
            return
        only_full = full in self.mapping and not set(NAMES[full]) & set(self.mapping)
        needed = [full] if only_full and not any(parts) else []
        if not only_full:
            needed = [
                field
                for field, value in zip(NAMES[full], parts, strict=True)
                if not value and field not in said
            ]
        faults += [_fault(field, "missing") for field in needed]

    def _birth(self, text: str) -> dt.date | int:
        text = western_digits(clean_name(text))
        if found := YEAR.fullmatch(text):
            return self._plausible(int(found[1]))
        if found := YEAR_FIRST.fullmatch(text):
            year, month, day = found.groups()
        elif found := DAY_FIRST.fullmatch(text):
            day, month, year = found.groups()
        else:
            raise _Wrong("impossible_date")
        self._plausible(int(year))
        try:
            date = dt.date(int(year), int(month), int(day))
        except ValueError:
            raise _Wrong("impossible_date") from None
        if date > self.today:
            raise _Wrong("implausible_birth_year")
        return date

    def _plausible(self, year: int) -> int:
        if not EARLIEST_BIRTH_YEAR <= year <= self.this_year:
            raise _Wrong("implausible_birth_year")
        return year

    def _birth_year(
        self, date: dt.date | int | None, year: dt.date | int | None, faults: list[Fault]
    ) -> int | None:
        years = [value.year if isinstance(value, dt.date) else value for value in (date, year)]
        if None not in years and years[0] != years[1]:
            faults.append(_fault("birth_year", "other_birth_year"))
        return years[0] or years[1]

    def _commune(self, take: Any, faults: list[Fault]) -> int:
        before = len(faults)
        commune: int = take("commune", self._find_commune, 0)
        if not commune and len(faults) == before:
            faults.append(_fault("commune", "missing"))
        return commune

    def _find_commune(self, text: str) -> int:
        found = find_communes(clean_name(text), self._communes)
        if len(found) == 1:
            return found[0]
        raise _Wrong("ambiguous_commune" if found else "unknown_commune")

    def _organisation(self, take: Any, faults: list[Fault]) -> tuple[tuple[str, str], str]:
        organisation: tuple[str, str] = take("organisation", _organisation_name, ("", ""))
        before = len(faults)
        kind: str = take("kind", _kind)
        name, key = organisation
        if name and not kind and len(faults) == before and key not in self.settled_organisations:
            kind = kind_said_by_name(name)
            if not kind:
                field = "kind" if "kind" in self.mapping else "organisation"
                faults.append(_fault(field, "kind_missing"))
        return organisation, kind


def read_phone(text: str) -> str:
    """Return the number in E.164, as `phone_in_e164` does, the usual spellings at once."""
    typed = re.sub(r"[\s().-]", "", western_digits(clean_name(text)))
    if usual := USUAL_PHONE.fullmatch(typed):
        return f"+212{usual[1]}"
    return phone_in_e164(text)


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _try(
    field: str, read: Callable[[str], Any], text: str, nothing: Any
) -> tuple[Any, Fault | None]:
    try:
        return read(text), None
    except _Wrong as wrong:
        return nothing, _fault(field, wrong.code, **wrong.params)
    except ValidationError as invalid:
        return nothing, _fault(field, str(invalid.code))


def _fault(field: str, code: str, **params: Any) -> Fault:
    return Fault(field=field, code=code, params=params)


def _arabic(text: str) -> str:
    return _name(text, validate_arabic_name, USUAL_ARABIC)


def _latin(text: str) -> str:
    return _name(text, validate_latin_name, USUAL_LATIN)


def _name(text: str, validate: Callable[[str], None], usual: re.Pattern[str]) -> str:
    name = text
    if not usual.fullmatch(text):
        name = clean_name(text)
        validate(name)
    if len(name) > NAME_LENGTH:
        raise _Wrong("too_long", most=NAME_LENGTH)
    return name


def _split(text: str, read: Callable[[str], str]) -> tuple[str, str]:
    words = read(text).split()
    number = 1
    while number < len(words) - 1 and (
        words[number - 1].lower() in _FIRST_HALVES or words[number].lower() in _SECOND_HALVES
    ):
        number += 1
    if len(words) == 1:
        raise _Wrong("one_word_name")
    return " ".join(words[:number]), " ".join(words[number:])


def _gender(text: str) -> str:
    return _known(read_gender(text), "unknown_gender")


def _capacity(text: str) -> str:
    return _known(read_capacity(text), "unknown_capacity")


def _kind(text: str) -> str:
    return _known(read_kind(text), "unknown_kind")


def _answer(text: str) -> bool:
    answer = read_yes_or_no(text)
    if answer is None:
        raise _Wrong("unknown_answer")
    return answer


def _known(value: str | None, code: str) -> str:
    if value is None:
        raise _Wrong(code)
    return value


def _email(text: str) -> str:
    address = clean_name(text)
    try:
        validate_email(address)
    except ValidationError:
        raise _Wrong("impossible_email") from None
    if len(address) > EMAIL_LENGTH:
        raise _Wrong("too_long", most=EMAIL_LENGTH)
    return address


def _organisation_name(text: str) -> tuple[str, str]:
    name = clean_name(text)
    if len(name) > ORGANISATION_LENGTH:
        raise _Wrong("too_long", most=ORGANISATION_LENGTH)
    key = arabic_key(name) if has_arabic_letters(name) else latin_key(name)
    if not key:
        raise _Wrong("unreadable_name")
    return name, key


def _communes_by_spelling(province: Province) -> dict[str, list[int]]:
    return communes_by_spelling(Commune.objects.filter(province=province).order_by("pk"))
