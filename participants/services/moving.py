"""Somebody who cannot come to one event comes to another: one step, all or nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from network.models import User
from participants.models import Registration
from participants.models.registrations import CancellationReason
from participants.services.registrations import (
    RegistrationRefused,
    cancel_registration,
    register_person,
    require_standing,
)
from trainings.models import Event


class SameEvent(RegistrationRefused):
    """The person is at that event already."""

    def __str__(self) -> str:
        return _("This registration is for that event already.")


@transaction.atomic
def move_registration(
    registration: Registration, *, to_event: Event, by: User
) -> tuple[Registration, list[Registration]]:
    """Cancel here and register there, for the same organisation in the same capacity.

    Returns the new registration, with a place or on the waiting list, and who moved up here.
    Raises what `cancel_registration` and `register_person` raise; nothing has moved then.
    """
    if to_event.pk == registration.event_id:
        raise SameEvent
    require_standing(registration.person)
    # In one order, so that two who move in opposite directions never wait for each other.
    both = Event.objects.select_for_update(no_key=True).order_by("pk")
    list(both.filter(pk__in=[registration.event_id, to_event.pk]))
    promoted = cancel_registration(registration, reason=CancellationReason.MOVED, by=by)
    moved = register_person(
        to_event,
        person=registration.person,
        organisation=registration.organisation,
        capacity=registration.capacity,
        by=by,
    )
    return moved, promoted
