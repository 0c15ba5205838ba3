"""Whether anything has changed by which the rows of a list were judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db.models import Count, Max, QuerySet, Sum

from participants.models import ImportRun, NationalId, Organisation, Person, Registration


@dataclass(frozen=True)
class Figures:
    """What is another when a row of a table has come or gone, or was corrected."""

    number: int
    last: int
    keys: int
    versions: int

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Self:
        """Return the figures of these rows, in one query."""
        told = rows.aggregate(
            number=Count("pk"), last=Max("pk"), keys=Sum("pk"), versions=Sum("version")
        )
        return cls(**{name: figure or 0 for name, figure in told.items()})

    def with_new(self, keys: Sequence[int]) -> Self:
        """Return what they are when rows of these keys have come, and nothing else has happened."""
        return replace(
            self,
            number=self.number + len(keys),
            last=max(self.last, *keys, 0),
            keys=self.keys + sum(keys),
            versions=self.versions + len(keys),
        )


@dataclass(frozen=True)
class Fingerprint:
    """Figures that change whenever anything changes that the rows of a list are judged by."""

    people: Figures
    organisations: Figures
    national_ids: int
    others: tuple[Any, ...]

    @classmethod
    def of(cls, run: ImportRun) -> Self:
        """Return what stands now."""
        home = run.province_id
        registrations = Registration.objects.filter(event=run.event_id).values_list("state")
        return cls(
            people=Figures.of(Person.objects.standing().filter(province=home)),
            organisations=Figures.of(Organisation.objects.filter(province=home)),
            national_ids=NationalId.objects.filter(person__province=home).count(),
            others=(
                *registrations.annotate(Count("pk"), Sum("pk")).order_by("state"),
                *ImportRun.objects.filter(pk=run.pk).values_list("mapping", "headers"),
            ),
        )

    def with_new(
        self, *, people: Sequence[int], organisations: Sequence[int], national_ids: int
    ) -> Self:
        """Return what stands when these have come, by primary key, and nothing else has happened.

        Of the ``national_ids`` their number is enough.
        """
        return replace(
            self,
            people=self.people.with_new(people),
            organisations=self.organisations.with_new(organisations),
            national_ids=self.national_ids + national_ids,
        )
