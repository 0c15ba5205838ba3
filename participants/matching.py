"""Who is known already: people met by phone or name, offered before a new one is made."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery

from network.models import User
from participants.models import Person, Registration
from participants.names import arabic_key, latin_key
from participants.phones import phone_in_e164
from trainings.models import Event

# More people of one name than that are not looked through on a phone.
MOST_MATCHES = 8


def find_known_persons(typed: Mapping[str, Any], *, event: Event, user: User) -> list[Person]:
    """Return people that ``user`` may see who have the phone or one of the names that were typed.

    ``typed`` holds ``phone`` and the four names of a person, any of them missing or half written.
    A name counts once given and family name are there, in either order. Each person carries
    ``registration_here`` and ``state_here``, their registration at ``event`` if there is one.
    """
    phone = _phone_or_nothing(str(typed.get("phone") or ""))
    known = Person.objects.visible_to(user).known_as(
        phone,
        _keys(arabic_key, typed.get("given_name_ar"), typed.get("family_name_ar")),
        _keys(latin_key, typed.get("given_name_latin"), typed.get("family_name_latin")),
    )
    here = Registration.objects.filter(event=event, person=OuterRef("pk"))
    return list(
        known.select_related("commune", "province", "organisation").annotate(
            registration_here=Subquery(here.values("pk")[:1]),
            state_here=Subquery(here.values("state")[:1]),
        )[:MOST_MATCHES]
    )


def _keys(fold: Any, given: str | None, family: str | None) -> list[str]:
    # Lists often have the family name first.
    if not (given and family):
        return []
    return [fold(f"{given} {family}"), fold(f"{family} {given}")]


def _phone_or_nothing(typed: str) -> str:
    try:
        return phone_in_e164(typed)
    except ValidationError:
        return ""
