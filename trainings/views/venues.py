"""The pages of venues."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from network.access import SignedInRequest, allow
from network.models import Role
from trainings.forms.venues import VenueForm
from trainings.models import Venue
from trainings.services.errors import VenueKnown
from trainings.services.venues import create_venue, update_venue
from trainings.tables import VenueTable


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_safe
def venue_list(request: SignedInRequest) -> HttpResponse:
    """List the venues."""
    venues = Venue.objects.visible_to(request.user).select_related("commune__province")
    # Several communes have a house of youth of the same name: the key decides between pages.
    table = VenueTable(venues.order_by("name_ar", "pk"))
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(request, "trainings/venue_list.html", {"table": table})


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def venue_create(request: SignedInRequest) -> HttpResponse:
    """Add a venue."""
    return _edit(request, None)


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a venue."""
    return _edit(request, get_object_or_404(Venue.objects.visible_to(request.user), pk=pk))


def _edit(request: SignedInRequest, venue: Venue | None) -> HttpResponse:
    form = VenueForm(request.POST or None, instance=copy(venue))
    if form.is_valid():
        try:
            if venue is None:
                venue = create_venue(by=request.user, **form.cleaned_data)
            else:
                venue = update_venue(venue, by=request.user, **form.cleaned_data)
        except VenueKnown as error:
            form.add_error("name_ar", str(error))
        else:
            messages.success(request, _("“%(venue)s” is saved.") % {"venue": venue.name})
            return redirect("venue_list")
    return render(request, "trainings/venue_form.html", {"form": form, "venue": venue})
