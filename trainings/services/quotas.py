"""How many places each province has at an event."""

from collections.abc import Mapping

from django.db import transaction

from network.models import Province, User
from network.services.audit import record, record_many
from trainings.models import Event, Quota
from trainings.services.errors import QuotaBelowTaken


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


def _resize(quota: Quota, places: int, *, by: User) -> None:
    """Change a quota unless more is taken by now, which the UPDATE itself decides."""
    row = Quota.objects.filter(pk=quota.pk, taken__lte=places)
    if not row.update(places=places):
        raise QuotaBelowTaken(quota.province, Quota.objects.get(pk=quota.pk).taken)
    record("quota.updated" if places else "quota.removed", quota, by=by, fields=["places"])
    if not places:
        row.delete()
