"""Nominating somebody for several coming events at once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from network.models import User
from participants.models import ConsentChannel, Organisation, Person, Registration
from participants.services.persons import record_consent
from participants.services.registrations import RegistrationRefused, register_person
from trainings.models import Event


@dataclass(frozen=True)
class Nomination:
    """What came of one event: a registration, or why there is none."""

    event: Event
    registration: Registration | None = None
    refusal: RegistrationRefused | None = None


def nominate_person(
    person: Person,
    *,
    events: Iterable[Event],
    organisation: Organisation | None,
    capacity: str = "",
    consent_version: str = "",
    submission_key: uuid.UUID,
    by: User,
) -> list[Nomination]:
    """Register somebody for each event, with a place or on its waiting list.

    Each event stands for itself: one that refuses does not undo the others. The same
    ``submission_key`` again changes nothing and answers the same. A ``consent_version`` keeps
    that the person agreed to that text, read out to them.
    """
    if consent_version:
        record_consent(person, version=consent_version, channel=ConsentChannel.SPOKEN, by=by)
    return [
        _nominate(person, event, organisation, capacity, uuid.uuid5(submission_key, event.code), by)
        for event in events
    ]


def _nominate(
    person: Person,
    event: Event,
    organisation: Organisation | None,
    capacity: str,
    key: uuid.UUID,
    by: User,
) -> Nomination:
    try:
        with transaction.atomic():
            registration = register_person(
                event,
                person=person,
                organisation=organisation,
                capacity=capacity,
                submission_key=key,
                by=by,
            )
    except RegistrationRefused as refused:
        return Nomination(event, refusal=refused)
    return Nomination(event, registration=registration)
