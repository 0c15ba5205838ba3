"""Changes of venues."""

from typing import TypedDict, Unpack

from django.db import transaction

from network.models import Commune, User
from network.services.audit import record
from network.services.changes import kept_once
from trainings.models import Venue
from trainings.services.errors import VenueKnown
from trainings.services.facts import save_facts


class VenueFacts(TypedDict):
    """What is known of a venue."""

    name_ar: str
    name_fr: str
    commune: Commune
    capacity: int


@transaction.atomic
def create_venue(*, by: User, **facts: Unpack[VenueFacts]) -> Venue:
    """Create a venue; raises `VenueKnown`."""
    with kept_once(VenueKnown()):
        venue = Venue.objects.create(**facts)
    record("venue.created", venue, by=by, fields=facts)
    return venue


@transaction.atomic
def update_venue(venue: Venue, *, by: User, **facts: Unpack[VenueFacts]) -> Venue:
    """Change a venue; return it as it stands now; raises `VenueKnown`."""
    current = Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
    with kept_once(VenueKnown()):
        changed = save_facts(current, facts)
    if changed:
        record("venue.updated", current, by=by, fields=changed)
    return current
