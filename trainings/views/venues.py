"""The pages of venues."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role
from network.paging import PAGES
from network.pictures import send_picture
from trainings.forms.editions import show_edition
from trainings.forms.rows import read_as_typed
from trainings.forms.venues import BaseRoomRows, PhotoForm, RoomRows, VenueForm, rooms_of
from trainings.models import Event, Venue, VenuePhoto
from trainings.services.errors import VenueChanged, VenueKnown
from trainings.services.standing_rows import RowGone
from trainings.services.venues import (
    add_photo,
    create_venue,
    remove_photo,
    set_rooms,
    update_venue,
)
from trainings.tables import VenueTable
from trainings.venue_lists import VenueEventTable, VenueFilter

MOST_PHOTOS = 24


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def venue_list(request: SignedInRequest) -> HttpResponse:
    """List the venues."""
    venues = Venue.objects.visible_to(request.user).select_related("commune__province")
    # Several communes have a house of youth of the same name: the key decides between pages.
    found = VenueFilter(request.GET, venues.order_by("name_ar", "pk"), request=request)
    table = VenueTable(found.qs)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "trainings/venue_list.html", {"table": table, "filter": found})


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def venue_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a venue: where it is, whom to call, its rooms and pictures, and what was held there."""
    venue = _venue_or_404(request, pk)
    events = Event.objects.visible_to(request.user).filter(venue=venue).with_dates()
    table = VenueEventTable(events.order_by(F("starts_on").desc(nulls_first=True), "-pk"))
    RequestConfig(request, paginate=PAGES).configure(table)
    context = {
        "venue": venue,
        "rooms": venue.rooms.all(),
        "photos": venue.photos.all(),
        "table": table,
    }
    return render(request, "trainings/venue_detail.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def venue_create(request: SignedInRequest) -> HttpResponse:
    """Add a venue."""
    return _edit(request, None)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a venue and its rooms."""
    return _edit(request, _venue_or_404(request, pk))


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def venue_photo_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a picture to a venue."""
    venue = _venue_or_404(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    is_full = venue.photos.count() >= MOST_PHOTOS
    if form.is_valid() and not is_full:
        add_photo(venue, by=request.user, **form.cleaned_data)
        messages.success(request, _("The picture is added."))
        return redirect("venue_detail", pk=venue.pk)
    context = {"form": form, "venue": venue, "is_full": is_full, "most": MOST_PHOTOS}
    return render(request, "trainings/venue_photo_form.html", context)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def venue_photo(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Send a picture of a venue."""
    return send_picture(request, _photo_or_404(request, pk).picture)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_POST
def venue_photo_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a picture of a venue away."""
    photo = _photo_or_404(request, pk)
    try:
        remove_photo(photo, by=request.user)
    except RowGone as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("The picture is removed."))
    return redirect("venue_detail", pk=photo.venue_id)


def _edit(request: SignedInRequest, venue: Venue | None) -> HttpResponse:
    if request.method != "POST":
        form, rooms = VenueForm(instance=venue), _rooms(venue)
    else:
        form = VenueForm(request.POST, instance=copy(venue))
        rooms = RoomRows(request.POST, prefix="rooms")
        if "add_rooms" in request.POST:
            form = VenueForm(instance=venue, initial=read_as_typed(form))
            rooms = rooms.with_another_row()
        elif _are_valid(form, rooms) and (saved := _save(request, venue, form, rooms)):
            messages.success(request, _("“%(venue)s” is saved.") % {"venue": saved.name})
            return redirect("venue_detail", pk=saved.pk)
    context: dict[str, Any] = {"form": form, "rooms": rooms, "venue": venue}
    return render(request, "trainings/venue_form.html", context)


def _rooms(venue: Venue | None) -> BaseRoomRows:
    return RoomRows.showing(rooms_of(venue), blank=1, prefix="rooms")


def _are_valid(form: VenueForm, rooms: BaseRoomRows) -> bool:
    """Check both, so that every error is said at once."""
    return not [one for one in (form, rooms) if not one.is_valid()]


def _save(
    request: SignedInRequest, venue: Venue | None, form: VenueForm, rooms: BaseRoomRows
) -> Venue | None:
    """Save what the valid forms hold; None, with the error at its field, where it is refused."""
    try:
        with transaction.atomic():
            if venue is None:
                saved = create_venue(by=request.user, **form.facts())
            else:
                saved = update_venue(
                    venue, edition=form.edition_seen, by=request.user, **form.facts()
                )
            set_rooms(saved, rooms=rooms.as_rooms(), by=request.user)
            return saved
    except VenueKnown as error:
        form.add_error("name_ar", str(error))
    except VenueChanged as error:
        show_edition(form, error.edition)
        form.add_error(None, str(error))
    return None


def _venue_or_404(request: SignedInRequest, pk: int) -> Venue:
    venues = Venue.objects.visible_to(request.user).select_related("commune__province")
    return get_object_or_404(venues, pk=pk)


def _photo_or_404(request: SignedInRequest, pk: int) -> VenuePhoto:
    venues = Venue.objects.visible_to(request.user)
    return get_object_or_404(VenuePhoto.objects.filter(venue__in=venues), pk=pk)
