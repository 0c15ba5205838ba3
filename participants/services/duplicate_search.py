"""Finding duplicates: who may be the same person as somebody else, kept as pairs to decide.

Names are compared within a province only, phones and CIN in the whole network.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from network.models import Province
from participants.likeness import Finding, Likeness, find_likeness
from participants.models import DuplicatePair, Person
from participants.models.persons import PersonQuerySet
from participants.services.neighbourhoods import (
    STEP,
    Neighbourhood,
    Neighbours,
    in_steps,
    likenesses,
    neighbours_of,
)

Pair = tuple[int, int]


def search_persons(person_ids: Iterable[int]) -> int:
    """Look for duplicates of these persons and keep what is found; return how many pairs that is.

    What no longer holds after a correction is taken out of the queue; what somebody decided
    stays decided. Safe to call at any time, as often as one likes.
    """
    ids = sorted(set(person_ids))
    by_province: dict[int, list[Likeness]] = defaultdict(list)
    for some in in_steps(ids, STEP):
        persons = {person.pk: person for person in likenesses(Person.objects.filter(pk__in=some))}
        for person in persons.values():
            by_province[person.province].append(person)
        _keep([pk for pk in some if pk not in persons], {})
    pairs: set[Pair] = set()
    for people in by_province.values():
        pairs |= _search(people, neighbours_of(people))
    return len(pairs)


def search_province(province: Province) -> int:
    """Look through everybody of a province; return how many pairs were found."""
    everybody = likenesses(Person.objects.filter(province=province))
    return len(_search(everybody, Neighbourhood(everybody)))


def _search(people: Sequence[Likeness], neighbours: Neighbours) -> set[Pair]:
    """Keep what is found of these people of one province, some at a time."""
    pairs: set[Pair] = set()
    for some in in_steps(people, STEP):
        found = _find([neighbours.people.get(each.pk, each) for each in some], neighbours)
        _keep([person.pk for person in some], found)
        pairs |= found.keys()
    return pairs


def _find(
    persons: Collection[Likeness], neighbours: Neighbours
) -> dict[Pair, tuple[Finding, int | None]]:
    found = {}
    mates = _Mates(persons)
    for person in persons:
        others = mates.of(person) | neighbours.around(person)
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
        shared = list(likenesses(everybody.filter(phone__in=phones))) if phones else []
        if numbers:
            shared += likenesses(everybody.filter(national_id__keyed_index__in=numbers))
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
