"""The places of the provinces at an event, and moving what one does not need to another."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from network.access import SignedInRequest, allow
from network.models import Role, User
from participants.models import Registration
from participants.models.registrations import count_waiting_by_province
from participants.services.registrations import promote_waiting
from trainings.forms.places import ReallocationForm
from trainings.models import Event
from trainings.reallocation import suggest_moves
from trainings.services.errors import NoPlacesToMove
from trainings.services.quotas import reallocate_places


@allow(Role.ADMINISTRATOR, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def event_places(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what each province has, has taken and waits for, and move places between them."""
    event = get_object_or_404(Event.objects.visible_to(request.user), code=code)
    waiting = count_waiting_by_province(event)
    quotas = [
        (quota, waiting.get(quota.province_id, 0))
        for quota in event.quotas.select_related("province")
    ]
    can_move = event.state in Event.PLANNED
    form = ReallocationForm(
        request.POST if request.method == "POST" else None, quotas=[quota for quota, _n in quotas]
    )
    if can_move and form.is_valid():
        promoted = _move(form, event, request.user)
        if promoted is not None:
            messages.success(request, _say_moved(form, len(promoted)))
            return redirect("event_places", code=event.code)
    context = {
        "event": event,
        "quotas": quotas,
        "form": form,
        "can_move": can_move and any(quota.places_left for quota, _n in quotas),
        "suggestions": suggest_moves(quotas) if can_move and event.places_left else [],
        "waiting": sum(waiting.values()),
        "unassigned": event.capacity - sum(quota.places for quota, _n in quotas),
    }
    return render(request, "trainings/event_places.html", context)


def _move(form: ReallocationForm, event: Event, by: User) -> list[Registration] | None:
    """Move the places and let who waits move up; None, with the error, where it is refused."""
    try:
        with transaction.atomic():
            reallocate_places(event, by=by, **form.cleaned_data)
            return promote_waiting(event, first=form.cleaned_data["to_province"], by=by)
    except NoPlacesToMove as error:
        form.add_error("places", str(error))
        return None


def _say_moved(form: ReallocationForm, moved_up: int) -> str:
    typed = form.cleaned_data
    done = ngettext(
        "%(places)s place has moved from %(giver)s to %(receiver)s.",
        "%(places)s places have moved from %(giver)s to %(receiver)s.",
        typed["places"],
    ) % {
        "places": typed["places"],
        "giver": typed["from_province"].full_name,
        "receiver": typed["to_province"].full_name,
    }
    if not moved_up:
        return done
    people = ngettext(
        "%(people)s person moved up from the waiting list.",
        "%(people)s people moved up from the waiting list.",
        moved_up,
    ) % {"people": moved_up}
    return f"{done} {people}"
