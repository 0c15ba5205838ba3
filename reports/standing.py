"""Where a programme stands: what it means to reach, has planned, and has reached, by province."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from certificates.models import Certificate
from network.models import Province
from participants.models import Attendance, Gender, Registration
from trainings.models import Event, Programme, Quota, Session

# Who is younger than this in the programme's year is counted among the youth.
YOUTH_BELOW = 35
UNCOUNTED = (Event.State.DRAFT, Event.State.CANCELLED)


@dataclass(frozen=True)
class Standing:
    """Numbers of a province, or of all of them. People are counted once over all the events.

    ``target`` and the two target shares (percent) are None where the programme sets none.
    ``undeclared`` are registered people whose sex or year of birth nobody gave.
    """

    target: int | None = None
    women_target: int | None = None
    youth_target: int | None = None
    planned: int = 0
    registered: int = 0
    women: int = 0
    youth: int = 0
    undeclared: int = 0
    present: int = 0
    certified: int = 0

    @property
    def reach(self) -> int:
        """The largest of the numbers, which a picture of them has to hold."""
        return max(self.target or 0, self.planned, self.registered, self.present, 1)

    @property
    def women_percent(self) -> int | None:
        """The share of women among the registered, None without any."""
        return _percent(self.women, self.registered)

    @property
    def youth_percent(self) -> int | None:
        """The share of youth among the registered, None without any."""
        return _percent(self.youth, self.registered)

    @property
    def target_percent(self) -> int | None:
        """How much of the target the certified are, None without a target."""
        return _percent(self.certified, self.target or 0)

    @classmethod
    def total(cls, standings: Iterable["Standing"]) -> "Standing":
        """Add up provinces; the target shares are those of all the people aimed at."""
        rows = list(standings)
        aimed = [row for row in rows if row.target]
        return cls(
            target=sum(row.target or 0 for row in aimed) if aimed else None,
            women_target=_share_of_all(aimed, "women_target"),
            youth_target=_share_of_all(aimed, "youth_target"),
            **{name: sum(getattr(row, name) for row in rows) for name in COUNTED},
        )


COUNTED = ("planned", "registered", "women", "youth", "undeclared", "present", "certified")


def programme_standing(programme: Programme) -> list[tuple[Province, Standing]]:
    """Return where each province stands that has a target, places or people, in their order.

    Drafts and cancelled events count nowhere. Six queries, however many events there are.
    """
    found: dict[int, dict[str, Any]] = {}
    for rows in (_targets(programme), _planned(programme), *_people(programme)):
        for province, numbers in rows.items():
            found.setdefault(province, {}).update(numbers)
    provinces = Province.objects.filter(pk__in=found).order_by("hcp_code")
    return [(province, Standing(**found[province.pk])) for province in provinces]


def _targets(programme: Programme) -> dict[int, dict[str, Any]]:
    return {
        target.province_id: {
            "target": target.people,
            "women_target": target.women_percent,
            "youth_target": target.youth_percent,
        }
        for target in programme.targets.all()
    }


def _planned(programme: Programme) -> dict[int, dict[str, Any]]:
    quotas = Quota.objects.filter(event__programme=programme)
    return _by_province(
        quotas.exclude(event__state__in=UNCOUNTED), "province", planned=Sum("places")
    )


def _people(programme: Programme) -> list[dict[int, dict[str, Any]]]:
    """Count who is registered, who came to a training day, and who has a certificate."""
    registered = Registration.objects.filter(event__programme=programme).registered()
    registered = registered.exclude(event__state__in=UNCOUNTED)
    marks = Attendance.objects.filter(
        registration=OuterRef("pk"), present=True, half_day__session__kind=Session.Kind.TRAINING
    )
    valid = Certificate.objects.valid().filter(
        event__programme=programme, registration__isnull=False
    )
    young = Q(person__birth_year__gt=programme.year - YOUTH_BELOW)
    unsaid = Q(person__gender="") | Q(person__birth_year__isnull=True)
    return [
        _by_province(
            registered,
            "province",
            registered=_persons(),
            women=_persons(Q(person__gender=Gender.FEMALE)),
            youth=_persons(young),
            undeclared=_persons(unsaid),
        ),
        _by_province(registered.filter(Exists(marks)), "province", present=_persons()),
        _by_province(valid, "province", certified=Count("registration__person", distinct=True)),
    ]


def _persons(condition: Q | None = None) -> Count:
    return Count("person", distinct=True, filter=condition)


def _by_province(rows: QuerySet[Any], path: str, **counted: Any) -> dict[int, dict[str, Any]]:
    grouped = rows.order_by().values(path).annotate(**counted)
    return {row.pop(path): row for row in grouped}


def _share_of_all(aimed: list[Standing], name: str) -> int | None:
    """Weigh the shares of the provinces that set one by the people they aim at."""
    set_ones = [row for row in aimed if getattr(row, name) is not None]
    wanted = sum((row.target or 0) * getattr(row, name) for row in set_ones)
    people = sum(row.target or 0 for row in set_ones)
    return round(wanted / people) if people else None


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
