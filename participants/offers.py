"""The events that somebody can be registered for now, each with the state of its places."""

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from network.models import User
from participants.models import Person, Registration
from trainings.models import Event
from trainings.models.events import EventQuerySet


def events_open_to(person: Person, user: User) -> EventQuerySet:
    """Return the open events that give the person's province places, the first day first.

    Each carries ``starts_on``, ``ends_on``, the ``places`` and ``taken`` of the province's quota
    as ``own_places`` and ``own_taken``, and the person's ``state_here`` (None without one).
    """
    here = Registration.objects.filter(event=OuterRef("pk"), person=person)
    return (
        Event.objects.visible_to(user)
        .filter(state=Event.State.OPEN)
        .with_dates()
        .annotate(
            own=FilteredRelation("quotas", condition=Q(quotas__province=person.province_id)),
            own_places=F("own__places"),
            own_taken=F("own__taken"),
            state_here=Subquery(here.values("state")[:1]),
        )
        .filter(own_places__isnull=False)
        .select_related("venue__commune")
        .order_by(F("starts_on").asc(nulls_last=True), "pk")
    )
