"""Sentences about a registration that was just made or a place that moved."""

from django.contrib import messages
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.access import SignedInRequest
from network.templatetags.ui import ltr
from participants.models import Registration
from trainings.models import Quota


def say_place(registration: Registration) -> str:
    """Say what the person has: a place of how many, or which position on the waiting list."""
    if registration.is_waiting:
        return _("%(person)s: on the waiting list, position %(position)s.") % {
            "person": registration.person,
            "position": registration.waiting_position,
        }
    quota = Quota.objects.get(event=registration.event_id, province=registration.province_id)
    return ngettext(
        "%(person)s: registered, place %(taken)s of %(places)s.",
        "%(person)s: registered, place %(taken)s of %(places)s.",
        quota.places,
    ) % {"person": registration.person, "taken": quota.taken, "places": quota.places}


def tell_who_moved_up(request: SignedInRequest, promoted: list[Registration]) -> None:
    """Name those of the reader's scope who now have a place, with their phones."""
    pks = [registration.pk for registration in promoted]
    visible = Registration.objects.filter(pk__in=pks).visible_to(request.user)
    for registration in visible.select_related("person"):
        sentence = _("%(person)s moved up from the waiting list and now has a place. Phone: ") % {
            "person": registration.person
        }
        messages.info(request, format_html("{}{}", sentence, ltr(registration.person.phone or "—")))
