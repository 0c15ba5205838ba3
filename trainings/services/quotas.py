"""How many places each province has at an event."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from network.models import Province, User
from network.services.audit import record, record_many
from trainings.models import Event, Quota
from trainings.services.errors import NoPlacesToMove, QuotaBelowTaken


@transaction.atomic
def set_quotas(event: Event, *, places: Mapping[Province, int], by: User) -> None:
    """Make the quotas of the event those given; a province with 0 places, or unnamed, has none.

    Raises `QuotaBelowTaken` where a province has taken more than that; no quota has changed then.
    """
    # The event's row first, as whoever takes a place does.
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    standing = {quota.province: quota for quota in event.quotas.select_related("province")}
    for province in standing.keys() | places.keys():
        wanted, quota = places.get(province, 0), standing.get(province)
        if quota and quota.places != wanted:
            _resize(quota, wanted, by=by)
    created = Quota.objects.bulk_create(
        Quota(event=event, province=province, places=wanted)
        for province, wanted in places.items()
        if wanted and province not in standing
    )
    record_many("quota.created", created, by=by, fields=["places"])


@transaction.atomic
def reallocate_places(
    event: Event, *, from_province: Province, to_province: Province, places: int, by: User
) -> None:
    """Move places that nobody has taken from one province's quota to another's.

    The receiving province gets a quota where it has none. Raises `NoPlacesToMove` where fewer are
    left by now, which the UPDATE itself decides, and ``ValueError`` for fewer than one place or a
    province that gives to itself; nothing has changed then.
    """
    if places < 1 or from_province == to_province:
        raise ValueError("Places move from one province to another, at least one.")
    # The event's row first, as whoever takes a place does.
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    giving = Quota.objects.filter(event=event, province=from_province)
    if not giving.filter(places__gte=F("taken") + places).update(places=F("places") - places):
        quota = giving.first()
        raise NoPlacesToMove(from_province, quota.places_left if quota else 0)
    record("quota.reduced", giving.get(), by=by, fields=["places"])
    receiving, created = Quota.objects.get_or_create(
        event=event, province=to_province, defaults={"places": places}
    )
    if not created:
        Quota.objects.filter(pk=receiving.pk).update(places=F("places") + places)
    record("quota.created" if created else "quota.enlarged", receiving, by=by, fields=["places"])


def _resize(quota: Quota, places: int, *, by: User) -> None:
    """Change a quota unless more is taken by now, which the UPDATE itself decides."""
    row = Quota.objects.filter(pk=quota.pk, taken__lte=places)
    if not row.update(places=places):
        raise QuotaBelowTaken(quota.province, Quota.objects.get(pk=quota.pk).taken)
    record("quota.updated" if places else "quota.removed", quota, by=by, fields=["places"])
    if not places:
        row.delete()
