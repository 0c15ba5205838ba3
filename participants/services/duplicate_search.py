"""Finding duplicates: who may be the same person as somebody else, kept as pairs to decide.

Names are compared within a province only, and only where both parts of the name are near: the
parts in use are looked through once, and the persons who bear them are met by look-up. Phones and
CIN are compared in the whole network.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q

from network.models import Province
from participants.likeness import (
    Finding,
    Likeness,
    Name,
    arabic_name,
    find_likeness,
    latin_name,
    near_parts,
)
from participants.models import DuplicatePair, Person
from participants.models.persons import PersonQuerySet

# Persons a step: a short transaction, and fewer variables than SQLite takes.
STEP = 400
Pair = tuple[int, int]
RowT = TypeVar("RowT")
FIELDS = (
    "pk",
    "province_id",
    "key_ar",
    "given_name_ar",
    "family_name_ar",
    "key_latin",
    "given_name_latin",
    "family_name_latin",
    "gender",
    "birth_year",
    "phone",
    "commune_id",
    "organisation_id",
    "national_id__keyed_index",
)


class Neighbourhood:
    """The persons of one province, met by the parts of their names."""

    def __init__(self, persons: Iterable[Likeness]) -> None:
        self.same: dict[str, list[Likeness]] = defaultdict(list)
        self.by_parts: tuple[_Bearers, _Bearers] = (_Bearers(), _Bearers())
        for person in persons:
            for key in _same_keys(person):
                self.same[key].append(person)
            for bearers, name in zip(self.by_parts, _names(person), strict=True):
                bearers.add(name, person)

    def around(self, person: Likeness) -> dict[int, Likeness]:
        """Return who has nearly the same name, by primary key; the person may be among them."""
        met = {other.pk: other for key in _same_keys(person) for other in self.same[key]}
        for bearers, name in zip(self.by_parts, _names(person), strict=True):
            met.update((other.pk, other) for other in bearers.near(name))
        return met


class _Bearers:
    """Who bears which given and family name in one script."""

    def __init__(self) -> None:
        self.by_given: dict[str, dict[str, list[Likeness]]] = defaultdict(lambda: defaultdict(list))
        self.parts: dict[str, list[str] | None] = {}

    def add(self, name: Name, person: Likeness) -> None:
        if name.whole:
            self.by_given[name.given][name.family].append(person)
            self.parts |= {name.given: None, name.family: None}

    def near(self, name: Name) -> Iterator[Likeness]:
        """Yield who bears both parts in a near spelling, in this order or the other."""
        if not name.whole:
            return
        given, family = self._near_parts(name.given), self._near_parts(name.family)
        for these, those in ((given, family), (family, given)):
            for part in these & self.by_given.keys():
                bearers = self.by_given[part]
                for other in those & bearers.keys():
                    yield from bearers[other]

    def _near_parts(self, part: str) -> set[str]:
        known = self.parts.get(part)
        if known is None:
            known = self.parts[part] = near_parts(part, list(self.parts))
        return set(known)


def search_persons(person_ids: Iterable[int]) -> int:
    """Look for duplicates of these persons and keep what is found; return how many pairs that is.

    What no longer holds after a correction is taken out of the queue; what somebody decided
    stays decided. Safe to call at any time, as often as one likes.
    """
    searched = 0
    for ids in in_steps(sorted(set(person_ids)), STEP):
        by_province: dict[int, list[Likeness]] = defaultdict(list)
        for person in _likenesses(Person.objects.filter(pk__in=ids)):
            by_province[person.province].append(person)
        found: dict[Pair, tuple[Finding, int | None]] = {}
        for province, persons in by_province.items():
            found |= _find(persons, _neighbourhood_of(province))
        _keep(ids, found)
        searched += len(found)
    return searched


def search_province(province: Province) -> int:
    """Look through everybody of a province; return how many pairs were found."""
    everybody = _likenesses(Person.objects.filter(province=province))
    neighbourhood = Neighbourhood(everybody)
    pairs: set[Pair] = set()
    for persons in in_steps(everybody, STEP):
        found = _find(persons, neighbourhood)
        _keep([person.pk for person in persons], found)
        pairs |= found.keys()
    return len(pairs)


def in_steps(rows: Sequence[RowT], size: int) -> Iterator[Sequence[RowT]]:
    """Yield the rows ``size`` at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _neighbourhood_of(province: int) -> Neighbourhood:
    return Neighbourhood(_likenesses(Person.objects.filter(province=province)))


def _find(
    persons: Collection[Likeness], neighbourhood: Neighbourhood
) -> dict[Pair, tuple[Finding, int | None]]:
    found = {}
    mates = _Mates(persons)
    for person in persons:
        others = neighbourhood.around(person) | mates.of(person)
        others.pop(person.pk, None)
        for other in others.values():
            if finding := find_likeness(person, other):
                pair = (min(person.pk, other.pk), max(person.pk, other.pk))
                home = person.province if person.province == other.province else None
                found[pair] = (finding, home)
    return found


class _Mates:
    """Who shares a phone or a CIN with one of these persons, wherever they live."""

    def __init__(self, persons: Collection[Likeness]) -> None:
        phones = {person.phone for person in persons if person.phone}
        numbers = {person.national_id for person in persons if person.national_id}
        everybody: PersonQuerySet = Person.objects.all()
        shared = list(_likenesses(everybody.filter(phone__in=phones))) if phones else []
        if numbers:
            shared += _likenesses(everybody.filter(national_id__keyed_index__in=numbers))
        self.by_trait: dict[str | bytes, list[Likeness]] = defaultdict(list)
        for person in shared:
            for trait in _traits(person):
                self.by_trait[trait].append(person)

    def of(self, person: Likeness) -> dict[int, Likeness]:
        """Return them by primary key."""
        return {mate.pk: mate for trait in _traits(person) for mate in self.by_trait.get(trait, ())}


def _traits(person: Likeness) -> list[str | bytes]:
    return [trait for trait in (person.phone, person.national_id) if trait]


@transaction.atomic
def _keep(ids: Collection[int], found: dict[Pair, tuple[Finding, int | None]]) -> None:
    standing = DuplicatePair.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    known = {(pair.first_id, pair.second_id): pair for pair in standing}
    over = [
        pair.pk
        for key, pair in known.items()
        if key not in found and pair.state == DuplicatePair.State.OPEN
    ]
    still_open = DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN)
    still_open.filter(pk__in=over).delete()
    for key in found.keys() & known.keys():
        values = _values(*found[key])
        if any(getattr(known[key], name) != value for name, value in values.items()):
            still_open.filter(pk=known[key].pk).update(**values)
    _add({key: found[key] for key in found.keys() - known.keys() - _decided_of_merged()})


def _add(found: dict[Pair, tuple[Finding, int | None]]) -> None:
    # Whoever was merged or removed since they were read makes no pair.
    ids = {pk for pair in found for pk in pair}
    here: set[int] = set()
    for some in in_steps(sorted(ids), STEP):
        here.update(Person.objects.standing().filter(pk__in=some).values_list("pk", flat=True))
    # Another worker may have found the same pair meanwhile.
    DuplicatePair.objects.bulk_create(
        (
            DuplicatePair(first_id=first, second_id=second, **_values(*finding))
            for (first, second), finding in found.items()
            if {first, second} <= here
        ),
        ignore_conflicts=True,
        batch_size=100,
    )


def _values(finding: Finding, province: int | None) -> dict[str, Any]:
    return {**finding._asdict(), "province_id": province}


def _decided_of_merged() -> set[Pair]:
    """Return the pairs that were told apart when one of them went by a person merged since."""
    merged = Q(first__merged_into__isnull=False) | Q(second__merged_into__isnull=False)
    decided = DuplicatePair.objects.filter(merged, state=DuplicatePair.State.DISTINCT)
    pairs = decided.values_list(
        "first_id", "second_id", "first__merged_into", "second__merged_into"
    )
    ends = (
        (first_now or first, second_now or second) for first, second, first_now, second_now in pairs
    )
    return {(min(pair), max(pair)) for pair in ends}


def _likenesses(persons: PersonQuerySet) -> list[Likeness]:
    rows = persons.standing().order_by("pk").values_list(*FIELDS)
    return [
        Likeness(
            pk=row[0],
            province=row[1],
            arabic=arabic_name(*row[2:5]),
            latin=latin_name(*row[5:8]),
            gender=row[8],
            birth_year=row[9],
            phone=str(row[10] or ""),
            commune=row[11],
            organisation=row[12],
            national_id=bytes(row[13] or b""),
        )
        for row in rows
    ]


def _names(person: Likeness) -> tuple[Name, Name]:
    return person.arabic, person.latin


def _same_keys(person: Likeness) -> set[str]:
    """Return the keys under which persons of the same name meet, however it is divided."""
    wholes = [name.whole for name in _names(person) if name.whole]
    in_order = {" ".join(sorted(whole.split())) for whole in wholes}
    return in_order | {whole.replace(" ", "") for whole in wholes}
