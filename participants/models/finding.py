"""The first people of a search, the best ones, however many there are and however many answer.

Two ways lead to them. A rare name is looked up, in the trigram indexes of PostgreSQL, and all who
bear it are sorted. A common one is met soon in the sorted index of names, which is read from the
best place on until enough are found. Looking up a common name, or reading on for a rare one,
would take a hundred times as long; which one it is, a thousand rows tell. Both ways give the same
people.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db.models import Case, F, Model, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat
from django.db.models.sql import Query

from participants.models.organisations import Organisation, organisation_named
from participants.searching import Words, begins, name_holds, phones_hold

# So many rows tell how common words are: the newest ones, which are at hand.
NEWEST = 1_000
# Of them, words that so many hold are common: where a long list of the whole network is wanted...
COMMON = 8
# ... and where a few people are enough, or all of them are in a province or two.
COMMON_AMONG_FEW = 2
FEW = 100
# Of organisations a few hundred are wanted in any case.
COMMON_OF_ORGANISATIONS = 20
# Organisations whose people are looked up at a time, and the most of them beyond one's provinces.
ORGANISATIONS = 300
FIRST_ORGANISATIONS = 30

Found = list[tuple[str, int]]


class FoundPeople(Sequence[Any]):
    """People in the order in which they were found; only the asked part of them is read.

    ``rows`` has all of them, to be read in another order. It stands in for a queryset in lists.
    """

    def __init__(self, rows: QuerySet[Any], pks: Sequence[int]) -> None:
        self.model: type[Model] = rows.model
        self.pks = pks
        self._rows = rows

    @property
    def rows(self) -> QuerySet[Any]:
        """The people as a queryset, in no order."""
        return self._rows.order_by().filter(pk__in=self.pks)

    @property
    def query(self) -> Query:
        """What a table reads the order of a queryset from; here it is none of columns."""
        return self._rows.order_by().query

    def order_by(self, *fields: str) -> QuerySet[Any]:
        """Return the people in another order."""
        return self.rows.order_by(*fields)

    def count(self, _value: Any = None) -> int:
        """Return how many were found."""
        return len(self.pks)

    def __len__(self) -> int:
        return len(self.pks)

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    @overload
    def __getitem__(self, position: int) -> Any: ...
    @overload
    def __getitem__(self, position: slice) -> list[Any]: ...
    def __getitem__(self, position: int | slice) -> Any:
        """Read one of them, or a part; whoever has gone meanwhile is left out."""
        if isinstance(position, int):
            return self._rows.get(pk=self.pks[position])
        wanted = self.pks[position]
        by_key = self._rows.order_by().in_bulk(wanted)
        return [by_key[pk] for pk in wanted if pk in by_key]


@dataclass(frozen=True)
class Finder:
    """Finds the first ``at_most`` among ``people`` who answer to ``words``.

    ``provinces`` are those in which all of ``people`` live, None for the whole network.
    """

    people: QuerySet[Any]
    words: Words
    at_most: int
    provinces: Collection[int] | None = None

    def find(self) -> list[int]:
        """Return primary keys: first whose name begins with all that was typed, then by name.

        Where more answer than are wanted, those are taken whose name begins with it, or with one
        of the words, before those whose name holds it, and people of organisations last. Of
        organisations elsewhere only the first three hundred are asked for people of ``provinces``.
        """
        found = self._by_name() if self.words else []
        if len(found) < self.at_most and self.words.are_of_names:
            found += self._by_organisation(self.at_most - len(found))
        field, beginning = self.words.beginning
        best = [pk for key, pk in found if field and key.startswith(beginning)]
        others = sorted(found[len(best) :])
        return best + [pk for _key, pk in others]

    @property
    def _field(self) -> str:
        return self.words.beginning[0] or "key_ar"

    @property
    def _ranks(self) -> list[Q]:
        """The conditions under which a name is among the best, and among the second best."""
        field, beginning = self.words.beginning
        if not field:
            return []
        single = self.words.arabic if field == "key_ar" else self.words.latin
        firsts = [begins(field, beginning)]
        return [*firsts, *(begins(field, word) for word in single)] if len(single) > 1 else firsts

    def _by_name(self) -> Found:
        # Few hold a part of a phone, and the index of names does not know it.
        if self.words.are_of_names and not self.words.phones:
            holds = name_holds(self.words, "key_ar", "key_latin", by_reading=True)
            if self._are_common(holds):
                return self._read_on(holds)
        holds = name_holds(self.words, "key_ar", "key_latin")
        return self._look_up(self.people.filter(holds & phones_hold(self.words)))

    def _look_up(self, people: QuerySet[Any]) -> Found:
        """Take all who answer and sort them: not by the index of all names, a long way to few."""
        best, *second = self._ranks or [Q(pk__in=())]
        ranked = people.alias(
            rank=Case(When(best, then=0), *(When(either, then=1) for either in second), default=2)
        )
        return self._first(ranked, "rank", Concat(self._field, Value("")), number=self.at_most)

    def _read_on(self, holds: Q) -> Found:
        """Read the index of names where the best ones stand, then the second best, then all."""
        best, *second = self._ranks
        people = self.people.filter(holds)
        found = self._first(people.filter(best), self._field, number=self.at_most)
        behind = [
            key
            for rank in second
            if len(found) < self.at_most
            for key in self._first(
                people.filter(rank).exclude(best), self._field, number=self.at_most
            )
        ]
        found += sorted(set(behind))[: self.at_most - len(found)]
        if len(found) < self.at_most:
            for rank in (best, *second):
                people = people.exclude(rank)
            found += self._first(people, self._field, number=self.at_most - len(found))
        return found

    def _by_organisation(self, number: int) -> Found:
        """Return people who stand for an organisation of this name, of the earliest ones first."""
        holds = organisation_named(self.words, by_reading=True)
        are_common = self._number_of_newest(Organisation, holds) >= COMMON_OF_ORGANISATIONS
        if not are_common:
            holds = organisation_named(self.words)
        # Few are sorted apart, as are those of a province, whom the index of all does not tell.
        apart = F("pk") + 0
        named = Organisation.objects.filter(holds).order_by("pk" if are_common else apart)
        if self.provinces is None:
            return self._people_of(named, number)
        here = named.filter(province__in=self.provinces).order_by(apart)
        found = self._people_of(here, number)
        if len(found) < number:
            elsewhere = named.exclude(province__in=self.provinces)
            found += self._people_of(elsewhere, number - len(found), is_all=False)
        return found

    def _people_of(
        self, named: QuerySet[Organisation], number: int, *, is_all: bool = True
    ) -> Found:
        people = self.people.filter(phones_hold(self.words)).exclude(
            name_holds(self.words, "key_ar", "key_latin", by_reading=True)
        )
        found: Found = []
        last = 0
        # A handful of people mostly stand for the first few of them.
        size = FIRST_ORGANISATIONS if is_all and number <= FEW else ORGANISATIONS
        while len(found) < number:
            pks = list(named.filter(pk__gt=last).values_list("pk", flat=True)[:size])
            if pks:
                these = people.filter(organisation__in=pks)
                found += self._first(these, "organisation", number=number - len(found))
            if len(pks) < size or not is_all:
                break
            last, size = pks[-1], ORGANISATIONS
        return found

    def _first(self, people: QuerySet[Any], *order: Any, number: int) -> Found:
        rows = people.select_related(None).order_by(*order, "pk")
        return list(rows.values_list(self._field, "pk")[:number])

    def _are_common(self, holds: Q) -> bool:
        is_among_few = self.provinces is not None or self.at_most <= FEW
        enough = COMMON_AMONG_FEW if is_among_few else COMMON
        return self._number_of_newest(self.people.model, holds) >= enough

    def _number_of_newest(self, model: type[Model], holds: Q) -> int:
        """Count the newest rows that hold the words."""
        held = Case(When(holds, then=1), default=0)
        newest = model._default_manager.order_by("-pk").annotate(held=held)
        number: int | None = newest.values("held")[:NEWEST].aggregate(number=Sum("held"))["number"]
        return number or 0
