"""A row of a list becomes values, or faults that say which field is wrong and why."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
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
UNSAID = re.compile(r"[\s().-]")
# Addresses that Django's validator would take, as nearly all are.
USUAL_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z]{2,63}"
)
# Names that are clean and in their script at first sight, as nearly all are.
USUAL_ARABIC = re.compile(r"[اب-غف-ي][ء-غف-ي]*(?: [اب-غف-ي][ء-غف-ي]*)*")
USUAL_LATIN = re.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+)*")
YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.]+)?")
DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
# Hardly two people of a list share these.
OWN = {"phone", "email", "national_id"}
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
        values = list(_all_values(self))
        if self.birth_date is not None:
            values[BIRTH_DATE] = self.birth_date.isoformat()
        return values

    @property
    def organisation_is_arabic(self) -> bool:
        """Whether the organisation's name is written in Arabic letters."""
        return has_arabic_letters(self.organisation)


_all_values = attrgetter(*RowValues.__slots__)
BIRTH_DATE = RowValues.__slots__.index("birth_date")


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


@dataclass(slots=True)
class _Column:
    """Where a field stands in the rows, how its texts are read, and what was read before."""

    name: str
    index: int
    read: Callable[[str], Any]
    nothing: Any
    known: dict[str, tuple[Any, Fault | None]] = field(default_factory=dict)

    def text(self, cells: Sequence[str]) -> str:
        """Return what stands in the column; empty where there is nothing to read."""
        text = cells[self.index] if self.index < len(cells) else ""
        return "" if text.isspace() else text

    def take(self, text: str) -> tuple[Any, Fault | None]:
        """Return what the text says, and what is wrong with it."""
        if text in self.known:
            return self.known[text]
        taken = _try(self, text)
        if self.name not in OWN:
            self.known[text] = taken
        return taken


class RowReader:
    """Reads rows of one list, each repeated cell once.

    ``national_ids`` says whether the network may keep these numbers; else their column is passed
    over. Of organisations whose keys are in ``settled_organisations`` no kind is asked.
    """

    def __init__(
        self, mapping: Mapping[str, int], *, province: Province, national_ids: bool
    ) -> None:
        self.mapping = {name: index for name, index in mapping.items() if index >= 0}
        if not national_ids:
            self.mapping.pop("national_id", None)
        self.today = timezone.localdate()
        self._communes = _communes_by_spelling(province)
        self.settled_organisations: set[str] = set()
        self._nothing, self._columns = self._list_columns()
        # Many have the same name in a long list.
        self._arabic_key, self._latin_key = cache(arabic_key), cache(latin_key)
        # A full name is read where its parts are not given.
        self._full = {name: self._columns.pop(name, None) for name in NAMES}

    def read(
        self, cells: Sequence[str], *, asks_kind: bool = True
    ) -> tuple[RowValues | None, list[Fault]]:
        """Return what the row says, or None and what is wrong with it.

        Without ``asks_kind`` an organisation may be of any kind, known or not.
        """
        faults: list[Fault] = []
        said = self._nothing.copy()
        width = len(cells)
        for name, column in self._columns.items():
            text = cells[column.index] if column.index < width else ""
            if text and not text.isspace():
                said[name], fault = column.known.get(text) or column.take(text)
                if fault:
                    faults.append(fault)
        birth_date, (organisation, organisation_key) = said["birth_date"], said["organisation"]
        given_ar, family_ar = self._names("full_name_ar", said, cells, faults)
        given_latin, family_latin = self._names("full_name_latin", said, cells, faults)
        values = RowValues(
            given_name_ar=given_ar,
            family_name_ar=family_ar,
            given_name_latin=given_latin,
            family_name_latin=family_latin,
            key_ar=self._arabic_key(f"{given_ar} {family_ar}"),
            key_latin=self._latin_key(f"{given_latin} {family_latin}"),
            gender=said["gender"],
            birth_year=self._birth_year(birth_date, said["birth_year"], faults),
            birth_date=birth_date if isinstance(birth_date, dt.date) else None,
            phone=said["phone"],
            email=said["email"],
            commune=self._require_commune(said["commune"], faults),
            organisation=organisation,
            organisation_key=organisation_key,
            kind=self._require_kind(said, faults) if asks_kind else said["kind"],
            capacity=said["capacity"],
            national_id=said["national_id"],
            has_disability=said["has_disability"],
        )
        faults.sort(key=lambda fault: self.mapping.get(fault["field"], len(cells)))
        return (None, faults) if faults else (values, faults)

    def organisation_key(self, cells: Sequence[str]) -> str:
        """Return the search key of the organisation that the row names; empty for none."""
        return str(self._value("organisation", cells)[1])

    def says_kind(self, cells: Sequence[str]) -> bool:
        """Say whether the row gives its organisation's kind, in a word that is known."""
        return bool(self._value("kind", cells))

    def _list_columns(self) -> tuple[dict[str, Any], dict[str, _Column]]:
        """Return what is kept of each field where nothing stands, and the fields' columns."""
        fields: dict[str, tuple[Callable[[str], Any], Any]] = {
            **dict.fromkeys(NAMES["full_name_ar"], (_arabic, "")),
            **dict.fromkeys(NAMES["full_name_latin"], (_latin, "")),
            "full_name_ar": (lambda text: _split(text, _arabic), ("", "")),
            "full_name_latin": (lambda text: _split(text, _latin), ("", "")),
            "organisation": (_organisation_name, ("", "")),
            "kind": (_kind, ""),
            "gender": (_gender, ""),
            "birth_date": (self._birth, None),
            "birth_year": (self._birth, None),
            "phone": (read_phone, ""),
            "email": (read_email, ""),
            "commune": (self._find_commune, 0),
            "capacity": (_capacity, ""),
            "national_id": (normal_national_id, ""),
            "has_disability": (_answer, None),
        }
        columns = {
            name: _Column(name, self.mapping[name], *how)
            for name, how in fields.items()
            if name in self.mapping
        }
        return {name: nothing for name, (_read, nothing) in fields.items()}, columns

    def _value(self, field: str, cells: Sequence[str]) -> Any:
        column = self._columns.get(field)
        if column and (text := column.text(cells)):
            return column.take(text)[0]
        return self._nothing[field]

    def _names(
        self, full: str, said: Mapping[str, Any], cells: Sequence[str], faults: list[Fault]
    ) -> tuple[str, str]:
        given, family = NAMES[full]
        names: tuple[str, str] = said[given], said[family]
        if all(names):
            return names
        column = self._full[full]
        if column and not any(names) and (text := column.text(cells)):
            names, fault = column.take(text)
            if fault:
                faults.append(fault)
                return names
        self._require_names(full, names, faults)
        return names

    def _require_names(self, full: str, names: tuple[str, str], faults: list[Fault]) -> None:
        said = {fault["field"] for fault in faults}
        only_full = full in self.mapping and not set(NAMES[full]) & set(self.mapping)
        needed = [full] if only_full and not any(names) else []
        if not only_full:
            needed = [
                field
                for field, name in zip(NAMES[full], names, strict=True)
                if not name and field not in said
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
        if not EARLIEST_BIRTH_YEAR <= year <= self.today.year:
            raise _Wrong("implausible_birth_year")
        return year

    def _birth_year(
        self, date: dt.date | int | None, year: dt.date | int | None, faults: list[Fault]
    ) -> int | None:
        years = [value.year if isinstance(value, dt.date) else value for value in (date, year)]
        if None not in years and years[0] != years[1]:
            faults.append(_fault("birth_year", "other_birth_year"))
        return years[0] or years[1]

    def _require_commune(self, commune: int, faults: list[Fault]) -> int:
        if not commune and not any(fault["field"] == "commune" for fault in faults):
            faults.append(_fault("commune", "missing"))
        return commune

    def _find_commune(self, text: str) -> int:
        found = find_communes(clean_name(text), self._communes)
        if len(found) == 1:
            return found[0]
        raise _Wrong("ambiguous_commune" if found else "unknown_commune")

    def _require_kind(self, said: Mapping[str, Any], faults: list[Fault]) -> str:
        name, key = said["organisation"]
        kind: str = said["kind"]
        if not name or kind or key in self.settled_organisations:
            return kind
        kind = kind_said_by_name(name)
        if not kind and not any(fault["field"] == "kind" for fault in faults):
            field = "kind" if "kind" in self.mapping else "organisation"
            faults.append(_fault(field, "kind_missing"))
        return kind


def read_phone(text: str) -> str:
    """Return the number in E.164, as `phone_in_e164` does, the usual spellings at once."""
    usual = USUAL_PHONE.fullmatch(text)
    if not usual:
        usual = USUAL_PHONE.fullmatch(UNSAID.sub("", western_digits(clean_name(text))))
    return f"+212{usual[1]}" if usual else phone_in_e164(text)


def read_email(text: str) -> str:
    """Return the address, cleaned. What is no address, or too long a one, is wrong."""
    address = text
    if not USUAL_EMAIL.fullmatch(text):
        address = clean_name(text)
        try:
            validate_email(address)
        except ValidationError:
            raise _Wrong("impossible_email") from None
    if len(address) > EMAIL_LENGTH:
        raise _Wrong("too_long", most=EMAIL_LENGTH)
    return address


def _try(column: _Column, text: str) -> tuple[Any, Fault | None]:
    try:
        return column.read(text), None
    except _Wrong as wrong:
        return column.nothing, _fault(column.name, wrong.code, **wrong.params)
    except ValidationError as invalid:
        return column.nothing, _fault(column.name, str(invalid.code))


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
