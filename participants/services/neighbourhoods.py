"""Who has nearly the same name as somebody, within a province.

Of many persons whose names are compared, everybody of the province is read once, the parts of
names in use are looked through once, and whoever bears them is met by look-up. Of a few, those
only are read whose name as a whole is near. Both ways meet the same people who may be one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol, TypeVar

from django.db.models import Count, Q

from participants.likeness import (
    YEARS_APART,
    Likeness,
    Name,
    arabic_name,
    latin_name,
    near_names,
    near_parts,
)
from participants.models import Person
from participants.models.persons import PersonQuerySet

# Persons a step: a short transaction, and fewer variables than SQLite takes.
STEP = 400
# So many persons are looked for one by one.
FEW = 10
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


class Neighbours(Protocol):
    """The persons of one province, met by their names; each knows how many bear its own."""

    people: dict[int, Likeness]

    def around(self, person: Likeness) -> dict[int, Likeness]:
        """Return who has nearly the same name, by primary key; the person may be among them."""


def neighbours_of(persons: Sequence[Likeness]) -> Neighbours:
    """Return the neighbours of some persons of one province."""
    if len(persons) <= FEW:
        return FewNeighbours(persons)
    return Neighbourhood(likenesses(Person.objects.filter(province=persons[0].province)))


class FewNeighbours:
    """The neighbours of a few persons, looked for one by one."""

    def __init__(self, persons: Sequence[Likeness]) -> None:
        self.people = {person.pk: person for person in _counted_in_the_province(persons)}

    def around(self, person: Likeness) -> dict[int, Likeness]:
        """Return who has nearly the same name, by primary key; the person may be among them."""
        here = Person.objects.standing().filter(province=person.province).order_by()
        if person.birth_year is not None:
            first, last = person.birth_year - YEARS_APART, person.birth_year + YEARS_APART
            near_years = Q(birth_year__range=(first, last))
            here = here.filter(near_years | Q(birth_year__isnull=True))
        if person.gender:
            here = here.filter(gender__in=(person.gender, ""))
        near = near_names(person, list(here.values_list("pk", "key_ar", "key_latin")))
        met: list[Likeness] = []
        for some in in_steps(near, STEP):
            met += likenesses(Person.objects.filter(pk__in=some))
        return {other.pk: other for other in _counted_in_the_province(met)}


class Neighbourhood:
    """Everybody of a province, met by the parts of their names."""

    def __init__(self, persons: Collection[Likeness]) -> None:
        self.people = {person.pk: person for person in _counted(persons)}
        self.same: dict[str, list[Likeness]] = defaultdict(list)
        self.by_parts: tuple[_Bearers, _Bearers] = (_Bearers(), _Bearers())
        for person in self.people.values():
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


def in_steps(rows: Sequence[RowT], size: int) -> Iterator[Sequence[RowT]]:
    """Yield the rows ``size`` at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def likenesses(persons: PersonQuerySet) -> list[Likeness]:
    """Read persons as they are compared, those who were merged left out; bearers uncounted."""
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


def _counted(everybody: Collection[Likeness]) -> Iterator[Likeness]:
    """Let everybody of a province know how many bear their name."""
    arabic = Counter(person.arabic.whole for person in everybody)
    latin = Counter(person.latin.whole for person in everybody)
    for person in everybody:
        yield person._replace(bearers=_in_the_commoner_script(person, arabic, latin))


def _counted_in_the_province(persons: Sequence[Likeness]) -> Iterator[Likeness]:
    """Let some people of one province know how many in all of it bear their name."""
    arabic: dict[str, int] = {}
    latin: dict[str, int] = {}
    for some in in_steps(persons, STEP):
        here = Person.objects.standing().filter(province=some[0].province).order_by()
        for counts, field, keys in (
            (arabic, "key_ar", {person.arabic.whole for person in some}),
            (latin, "key_latin", {person.latin.whole for person in some}),
        ):
            bearing = here.filter(**{f"{field}__in": keys - {""}}).values(field)
            counts.update(bearing.annotate(number=Count("pk")).values_list(field, "number"))
    for person in persons:
        yield person._replace(bearers=_in_the_commoner_script(person, arabic, latin))


def _in_the_commoner_script(person: Likeness, arabic: dict[str, int], latin: dict[str, int]) -> int:
    counts = ((arabic, person.arabic.whole), (latin, person.latin.whole))
    return max(numbers.get(name, 0) for numbers, name in counts if name)


def _names(person: Likeness) -> tuple[Name, Name]:
    return person.arabic, person.latin


def _same_keys(person: Likeness) -> set[str]:
    """Return the keys under which persons of the same name meet, however it is divided."""
    wholes = [name.whole for name in _names(person) if name.whole]
    in_order = {" ".join(sorted(whole.split())) for whole in wholes}
    return in_order | {whole.replace(" ", "") for whole in wholes}
