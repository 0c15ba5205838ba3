"""Who a list may mean: the persons that bear a phone, a name or a number of it, in few queries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, ExpressionWrapper, F, Q

from network.bulk import one_of
from network.models import Province
from participants.importing.rows import RowValues
from participants.models import NationalId, Organisation, Person, Registration
from participants.national_ids import indexes_of
from trainings.models import Event

# SQLite takes no more values in one statement everywhere; as one text it takes any number.
ONE_QUESTION, ONE_TEXT = 900, 5_000
SIGNS = ("pk", "province_id", "key_ar", "key_latin", "number", "birth_year", "gender")
# The same column as text: the field parses each number that goes in or out.
NUMBER = ExpressionWrapper(F("phone"), output_field=CharField())


@dataclass(slots=True, frozen=True)
class KnownPerson:
    """What tells a known person from another one. ``national_id`` is a keyed index, or empty."""

    pk: int
    province: int
    key_ar: str
    key_latin: str
    phone: str
    birth_year: int | None
    gender: str
    national_id: bytes = b""


@dataclass(slots=True)
class KnownPersons:
    """The persons who bear a sign of the list, by each sign."""

    by_key: dict[str, list[KnownPerson]] = field(default_factory=dict)
    by_phone: dict[str, list[KnownPerson]] = field(default_factory=dict)
    by_national_id: dict[bytes, list[KnownPerson]] = field(default_factory=dict)

    def bearing(self, values: RowValues, national_ids: Sequence[bytes]) -> list[KnownPerson]:
        """Return everybody who bears a sign of the row, each once."""
        found = [*self.by_key.get(values.key_ar, ()), *self.by_key.get(values.key_latin, ())]
        if values.phone:
            found += self.by_phone.get(values.phone, ())
        for index in national_ids:
            found += self.by_national_id.get(index, ())
        return list({person.pk: person for person in found}.values())


def find_known_persons(
    rows: Iterable[RowValues], *, province: Province, national_ids: dict[str, list[bytes]]
) -> KnownPersons:
    """Find the persons who bear a sign of a row: a name in ``province``, the rest anywhere.

    ``national_ids`` leads from each number of the list to its keyed indexes.
    """
    keys_ar, keys_latin, phones = set(), set(), set()
    for row in rows:
        keys_ar.add(row.key_ar)
        keys_latin.add(row.key_latin)
        phones.add(row.phone)
    indexes = {index for many in national_ids.values() for index in many}
    home = Q(province=province)
    questions = [
        *(home & Q(key_ar__in=one_of(some)) for some in _in_parts(keys_ar - {""})),
        *(home & Q(key_latin__in=one_of(some)) for some in _in_parts(keys_latin - {""})),
        *(Q(number__in=one_of(some)) for some in _in_parts(phones - {""})),
        *(Q(national_id__keyed_index__in=some) for some in _in_parts(indexes, ONE_QUESTION)),
    ]
    people: dict[int, KnownPerson] = {}
    standing = Person.objects.standing().annotate(number=NUMBER).order_by()
    for question in questions:
        for signs in standing.filter(question).values_list(*SIGNS):
            people[signs[0]] = KnownPerson(*signs)
    return _by_sign(_with_national_ids(people) if indexes else people.values())


def find_registrations(event: Event, person_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Return primary key and state of the registrations that these persons have at the event."""
    registrations = Registration.objects.filter(event=event).order_by()
    found: dict[int, tuple[int, str]] = {}
    for some in _in_parts(set(person_ids)):
        rows = registrations.filter(person__in=one_of(some)).values_list("person_id", "pk", "state")
        found |= {person: (pk, state) for person, pk, state in rows}
    return found


def find_organisations(province: Province, keys: Iterable[str]) -> dict[str, int]:
    """Return the primary keys of the province's organisations that bear one of the keys."""
    organisations = Organisation.objects.filter(province=province).order_by()
    found: dict[str, int] = {}
    for some in _in_parts({*keys} - {""}):
        bearing = organisations.filter(Q(key_ar__in=one_of(some)) | Q(key_fr__in=one_of(some)))
        for pk, key_ar, key_fr in bearing.values_list("pk", "key_ar", "key_fr"):
            found |= {key: pk for key in (key_ar, key_fr) if key}
    return found


def indexes_by_number(rows: Iterable[RowValues]) -> dict[str, list[bytes]]:
    """Return the keyed indexes of each national ID number in the rows."""
    numbers = {row.national_id for row in rows if row.national_id}
    return {number: indexes_of(number) for number in numbers}


def _with_national_ids(people: dict[int, KnownPerson]) -> list[KnownPerson]:
    indexes: dict[int, bytes] = {}
    for some in _in_parts(people):
        kept = NationalId.objects.filter(person__in=one_of(some))
        numbered = kept.values_list("person_id", "keyed_index")
        indexes |= {person: bytes(index) for person, index in numbered}
    return [
        KnownPerson(
            person.pk, person.province, person.key_ar, person.key_latin, person.phone,
            person.birth_year, person.gender, indexes.get(person.pk, b""),
        )
        for person in people.values()
    ]  # fmt: skip


def _by_sign(people: Iterable[KnownPerson]) -> KnownPersons:
    known = KnownPersons()
    for person in people:
        for key in {person.key_ar, person.key_latin} - {""}:
            known.by_key.setdefault(key, []).append(person)
        if person.phone:
            known.by_phone.setdefault(person.phone, []).append(person)
        if person.national_id:
            known.by_national_id.setdefault(person.national_id, []).append(person)
    return known


def _in_parts(values: Iterable[Any], most: int = ONE_TEXT) -> Iterator[list[Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), most):
        yield ordered[start : start + most]
