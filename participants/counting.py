"""How many people of each province a programme has, counted once each."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from network.models import Province
from participants.models import Gender, Registration
from trainings.counts import ProvinceCount
from trainings.models import Event, Programme, Quota

NOTHING = {"registered": 0, "women": 0, "waiting": 0}


def count_by_province(programme: Programme) -> list[ProvinceCount]:
    """Count places and people of each province over the programme's events, in three queries.

    Drafts and cancelled events are left out. Somebody registered at two events on the same
    province's places counts there once. What comes back is figures, which every role may read.
    """
    events = programme.events.exclude(state__in=[Event.State.DRAFT, Event.State.CANCELLED])
    places: dict[int, int] = dict(
        Quota.objects.filter(event__in=events)
        .order_by()
        .values_list("province")
        .annotate(Sum("places"))
    )
    people = {row.pop("province"): row for row in _people().filter(event__in=events)}
    provinces = Province.objects.filter(pk__in={*places, *people}).order_by("hcp_code")
    return [
        ProvinceCount(province, places.get(province.pk, 0), **people.get(province.pk, NOTHING))
        for province in provinces
    ]


def _people() -> QuerySet[Registration, Any]:
    """Return the people's numbers by province, for the caller to filter by event."""
    has_place = Q(state=Registration.State.REGISTERED)
    waits = Q(state=Registration.State.WAITLISTED)
    standing = Registration.objects.filter(has_place | waits).order_by()
    return standing.values("province").annotate(
        registered=Count("person", distinct=True, filter=has_place),
        women=Count("person", distinct=True, filter=has_place & Q(person__gender=Gender.FEMALE)),
        waiting=Count("person", distinct=True, filter=waits),
    )
