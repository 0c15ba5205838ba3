"""What is odd about a plan, though allowed: said to those who plan, never refused."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trainings.models import Event, Quota


def find_oddities(event: Event, quotas: Collection[Quota]) -> list[str]:
    """Return a sentence for each number of the plan that does not fit another.

    ``quotas`` are all those of the event; its venue is at hand.
    """
    given, oddities = sum(quota.places for quota in quotas), []
    if quotas and given < event.capacity:
        oddities.append(_unassigned(event.capacity - given))
    if given > event.capacity:
        oddities.append(
            _(
                "The provinces have %(given)s places together, the event only %(capacity)s: "
                "the last ones will find it full."
            )
            % {"given": given, "capacity": event.capacity}
        )
    if event.capacity > event.venue.capacity:
        oddities.append(
            _("The event has %(capacity)s places, but %(venue)s holds only %(held)s people.")
            % {"capacity": event.capacity, "venue": event.venue.name, "held": event.venue.capacity}
        )
    return oddities


def _unassigned(places: int) -> str:
    return ngettext(
        "%(places)s place of the event belongs to no province.",
        "%(places)s places of the event belong to no province.",
        places,
    ) % {"places": places}
