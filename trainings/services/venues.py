"""Changes of venues."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import F

from documents.pictures import Picture, drop_picture, keep_picture
from network.models import Commune, User
from network.services.audit import record
from network.services.changes import kept_once
from trainings.models import Room, Venue, VenuePhoto
from trainings.services.errors import VenueChanged, VenueKnown
from trainings.services.facts import save_facts
from trainings.services.standing_rows import remove_row


class VenueFacts(TypedDict):
    """What is known of a venue."""

    name_ar: str
    name_fr: str
    commune: Commune
    capacity: int
    address_ar: NotRequired[str]
    address_fr: NotRequired[str]
    contact_name: NotRequired[str]
    contact_phone: NotRequired[str]
    equipment_ar: NotRequired[str]
    equipment_fr: NotRequired[str]
    latitude: NotRequired[Decimal | None]
    longitude: NotRequired[Decimal | None]


@dataclass(frozen=True)
class RoomFacts:
    """A room as it is planned; ``room_id`` says which room it was so far, if any."""

    room_id: int | None
    name_ar: str
    name_fr: str
    capacity: int


@transaction.atomic
def create_venue(*, by: User, **facts: Unpack[VenueFacts]) -> Venue:
    """Create a venue; raises `VenueKnown`."""
    with kept_once(VenueKnown()):
        venue = Venue.objects.create(**facts)
    record("venue.created", venue, by=by, fields=facts)
    return venue


@transaction.atomic
def update_venue(venue: Venue, *, edition: int, by: User, **facts: Unpack[VenueFacts]) -> Venue:
    """Change a venue; return it as it stands now.

    ``edition`` is the one that whoever changes it, or its rooms in the same transaction, has seen.
    Raises `VenueChanged` where it is no longer the venue's, or `VenueKnown`.
    """
    row = Venue.objects.filter(pk=venue.pk)
    if not row.filter(edition=edition).update(edition=F("edition") + 1):
        raise VenueChanged(row.get().edition)
    current = row.get()
    with kept_once(VenueKnown()):
        changed = save_facts(current, facts)
    if changed:
        record("venue.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def set_rooms(venue: Venue, *, rooms: Sequence[RoomFacts], by: User) -> None:
    """Make the rooms of the venue those given; slots in a room that goes are in none then."""
    Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
    standing = {room.pk: room for room in venue.rooms.all()}
    gone = standing.keys() - {room.room_id for room in rooms}
    venue.rooms.filter(pk__in=gone).delete()
    _vacate_names(venue, [(standing[r.room_id], r) for r in rooms if r.room_id in standing])
    changed = [_keep_room(venue, standing.get(room.room_id or 0), room) for room in rooms]
    if gone or any(changed):
        record("venue.updated", venue, by=by, fields=["rooms"])


def _vacate_names(venue: Venue, rooms: Sequence[tuple[Room, RoomFacts]]) -> None:
    """Free the names of rooms about to get others, so that two of them can change names."""
    for room, wanted in rooms:
        if room.name_ar != wanted.name_ar:
            # No form takes a name that begins with a line break.
            venue.rooms.filter(pk=room.pk).update(name_ar=f"\n{room.pk}")


def _keep_room(venue: Venue, standing: Room | None, wanted: RoomFacts) -> bool:
    """Make a room the one wanted; return whether anything was different before."""
    facts = {"name_ar": wanted.name_ar, "name_fr": wanted.name_fr, "capacity": wanted.capacity}
    if standing:
        return bool(save_facts(standing, facts))
    Room.objects.create(venue=venue, **facts)
    return True


def add_photo(
    venue: Venue, *, picture: Picture, caption_ar: str = "", caption_fr: str = "", by: User
) -> VenuePhoto:
    """Keep a picture of the venue."""
    name = keep_picture(picture, folder="venues")
    captions = {"caption_ar": caption_ar, "caption_fr": caption_fr}
    try:
        with transaction.atomic():
            photo = VenuePhoto.objects.create(venue=venue, picture=name, **captions)
            record("venue_photo.added", photo, by=by, fields=["picture", *captions])
    except BaseException:
        drop_picture(name)
        raise
    return photo


@transaction.atomic
def remove_photo(photo: VenuePhoto, *, by: User) -> None:
    """Drop a picture of a venue, its file once that is committed; raises `RowGone`."""
    remove_row(photo, "venue_photo.removed", by=by)
    transaction.on_commit(partial(drop_picture, photo.picture))
