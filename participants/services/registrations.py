"""Registrations: a place on the province's quota, or on its waiting list, in order.

Places are moved by `trainings.services.places`, whose conditional updates decide; everything
here happens in one transaction with them.
"""

import uuid
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Province, User
from network.services.audit import record
from participants.models import Attendance, ConsentChannel, Organisation, Person, Registration
from participants.services.affiliations import represent_organisation
from participants.services.notices import notify_of_promotion
from participants.services.organisations import OrganisationFields, find_or_create_organisation
from participants.services.persons import PersonFields, create_person, record_consent
from trainings.models import Event, Quota
from trainings.services.places import free_place, stand_in_line, take_place

State = Registration.State
# While the event is still to come; afterwards nobody moves up.
PROMOTING_STATES = (Event.State.SCHEDULED, Event.State.OPEN, Event.State.CLOSED)


class RegistrationRefused(Exception):
    """Why somebody cannot be registered or cancelled; ``str()`` is a sentence to act on."""


class RegistrationClosed(RegistrationRefused):
    """The event takes no registrations now."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def __str__(self) -> str:
        return _("Registration for “%(event)s” is not open.") % {"event": self.event}


class ProvinceWithoutQuota(RegistrationRefused):
    """The event gives the person's province no places."""

    def __init__(self, province: Province) -> None:
        self.province = province

    def __str__(self) -> str:
        return _("This event has no places for %(province)s. Ask the network's staff.") % {
            "province": self.province.full_name
        }


class AlreadyRegistered(RegistrationRefused):
    """The person has a place at the event, or waits for one: ``registration``."""

    def __init__(self, registration: Registration) -> None:
        self.registration = registration

    def __str__(self) -> str:
        return _("%(person)s: already registered for this event (%(state)s).") % {
            "person": self.registration.person,
            "state": self.registration.get_state_display(),
        }


class PersonMerged(RegistrationRefused):
    """The record was merged into another one of the same person, while somebody chose it."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def __str__(self) -> str:
        return _(
            "The record of %(person)s has just been merged into another one: look for them again."
        ) % {"person": self.person}


class AlreadyCancelled(RegistrationRefused):
    """The registration was cancelled before."""

    def __str__(self) -> str:
        return _("This registration was already cancelled.")


class MarkedPresent(RegistrationRefused):
    """The person was there: what happened cannot be cancelled."""

    def __str__(self) -> str:
        return _(
            "This person is marked present. If that is wrong, take the mark away first, "
            "then cancel the registration."
        )


class _SentBefore(Exception):
    """Unwinds what a second sending of the same form has made so far."""

    def __init__(self, registration: Registration) -> None:
        self.registration = registration


@transaction.atomic
def register_person(
    event: Event,
    *,
    person: Person,
    organisation: Organisation | None,
    by: User,
    submission_key: uuid.UUID | None = None,
    capacity: str = "",
) -> Registration:
    """Give the person a place on the quota of their province, or the end of its waiting list.

    ``capacity`` is that in which they represent ``organisation`` there. The same
    ``submission_key`` again returns the first registration; a cancelled one of the same person
    revives. Raises ``PersonMerged``, ``RegistrationClosed``, ``ProvinceWithoutQuota`` and
    ``AlreadyRegistered``.
    """
    key = submission_key or uuid.uuid4()
    if first := _registration_sent_as(key):
        return first
    require_standing(person)
    _require_open(event, person.province)
    _require_not_registered(event, person)
    wanted = Registration(
        event=event,
        person=person,
        province=person.province,
        organisation=organisation,
        capacity=capacity,
        submission_key=key,
        registered_by=by,
    )
    try:
        with transaction.atomic():
            return _take_place_or_wait(wanted)
    except IntegrityError:
        # Another request registered the same form, or the same person, in the meantime.
        if first := _registration_sent_as(key):
            return first
        _require_not_registered(event, person)
        raise


@transaction.atomic
def register_beneficiary(
    event: Event,
    *,
    person: Person | PersonFields,
    organisation: Organisation | OrganisationFields | None,
    consent_version: str,
    by: User,
    submission_key: uuid.UUID | None = None,
    capacity: str = "",
    consent_channel: str = ConsentChannel.SPOKEN,
) -> Registration:
    """Register somebody who is known or new, with an organisation that is known or new.

    All or nothing: a form that is sent twice makes one person, one organisation, one
    registration. Somebody known stands for the organisation from now on. Raises what
    `register_person`, `create_person` and `find_or_create_organisation` raise.
    """
    key = submission_key or uuid.uuid4()
    if first := _registration_sent_as(key):
        return first
    try:
        with transaction.atomic():
            represented = _known_or_new_organisation(organisation, by)
            consent = {"consent_version": consent_version, "consent_channel": consent_channel}
            known = _known_or_new(person, represented, capacity, consent, by)
            registration = register_person(
                event,
                person=known,
                organisation=represented or known.organisation,
                by=by,
                submission_key=key,
                capacity=capacity,
            )
            if registration.person_id != known.pk:
                raise _SentBefore(registration)
            return registration
    except _SentBefore as sent:
        return sent.registration


@transaction.atomic
def cancel_registration(
    registration: Registration, *, reason: str = "", by: User
) -> list[Registration]:
    """Cancel, free the place and give it to who has waited longest.

    The province's own waiting list comes first; where nobody of it waits, the place goes to
    another province that has places left on its quota. Returns who moved up. Raises
    ``AlreadyCancelled``, and ``MarkedPresent`` for somebody who was there.
    """
    stand_in_line([registration.event_id])
    if Attendance.objects.filter(registration=registration, present=True).exists():
        raise MarkedPresent
    held_a_place = _cancel(registration, State.REGISTERED, reason)
    if not held_a_place and not _cancel(registration, State.WAITLISTED, reason):
        raise AlreadyCancelled
    record("registration.cancelled", registration, by=by, fields=["state", "cancellation_reason"])
    registration.refresh_from_db(fields=["state", "cancellation_reason"])
    if not held_a_place:
        return []
    free_place(registration.event, registration.province)
    return promote_waiting(registration.event, first=registration.province, by=by)


@transaction.atomic
def promote_waiting(event: Event, *, first: Province | None = None, by: User) -> list[Registration]:
    """Give every free place to who has waited longest, the province ``first`` before others.

    Returns who moved up. Call it after a quota or the capacity has grown. Nobody moves up
    at an event that is over, cancelled or postponed.
    """
    promoted: list[Registration] = []
    while (waiting := _next_in_line(event, first)) and take_place(event, waiting.province):
        moved = Registration.objects.filter(pk=waiting.pk, state=State.WAITLISTED)
        if moved.update(state=State.REGISTERED):
            record("registration.promoted", waiting, by=by, fields=["state"])
            notify_of_promotion(waiting)
            promoted.append(waiting)
        else:
            free_place(event, waiting.province)
    return promoted


def _next_in_line(event: Event, first: Province | None) -> Registration | None:
    room = Quota.objects.filter(event=event, province=OuterRef("province"), taken__lt=F("places"))
    coming = Event.objects.filter(pk=event.pk, state__in=PROMOTING_STATES, taken__lt=F("capacity"))
    waiting = (
        Registration.objects.waiting()
        .filter(Exists(room), Exists(coming), event=event)
        .select_related("person", "province")
    )
    own = waiting.filter(province=first).first() if first else None
    return own or waiting.first()


def require_standing(person: Person) -> None:
    """Hold the person's record until the transaction ends; raises ``PersonMerged``.

    A merge waits for it, or it for the merge: no registration is left with a record that has
    gone. Whoever holds events too takes the person first.
    """
    held = Person.objects.standing().select_for_update(no_key=True).filter(pk=person.pk)
    if not held.values_list("pk").first():
        raise PersonMerged(person)


def _take_place_or_wait(wanted: Registration) -> Registration:
    event, person = wanted.event, wanted.person
    # Who waits for a place that has become free meanwhile comes before who comes now.
    promote_waiting(event, first=wanted.province, by=wanted.registered_by)
    has_place = take_place(event, wanted.province)
    wanted.state = State.REGISTERED if has_place else State.WAITLISTED
    cancelled = Registration.objects.filter(event=event, person=person, state=State.CANCELLED)
    if earlier := cancelled.first():
        return _revive(earlier, wanted)
    wanted.save(force_insert=True)
    fields = ["state", "organisation", "capacity"]
    record("registration.created", wanted, by=wanted.registered_by, fields=fields)
    return wanted


def _revive(cancelled: Registration, wanted: Registration) -> Registration:
    still_cancelled = Registration.objects.filter(pk=cancelled.pk, state=State.CANCELLED)
    if not still_cancelled.update(
        state=wanted.state,
        province=wanted.province,
        organisation=wanted.organisation,
        capacity=wanted.capacity,
        submission_key=wanted.submission_key,
        registered_by=wanted.registered_by,
        registered_at=timezone.now(),
        cancellation_reason="",
    ):
        raise IntegrityError("The registration was revived by another request.")
    cancelled.refresh_from_db()
    by = wanted.registered_by
    record("registration.revived", cancelled, by=by, fields=["state", "organisation"])
    return cancelled


def _known_or_new_organisation(
    organisation: Organisation | OrganisationFields | None, by: User
) -> Organisation | None:
    if organisation is None or isinstance(organisation, Organisation):
        return organisation
    return find_or_create_organisation(**organisation, by=by)


def _known_or_new(
    person: Person | PersonFields,
    organisation: Organisation | None,
    capacity: str,
    consent: dict[str, str],
    by: User,
) -> Person:
    """Return the person, who has consented and stands for the organisation from now on."""
    if isinstance(person, Person):
        version, channel = consent["consent_version"], consent["consent_channel"]
        record_consent(person, version=version, channel=channel, by=by)
        if organisation:
            represent_organisation(person, organisation=organisation, capacity=capacity, by=by)
        return person
    fields = cast("PersonFields", {**consent, **person, "organisation": organisation})
    return create_person(by=by, **fields)


def _cancel(registration: Registration, state: str, reason: str) -> bool:
    standing = Registration.objects.filter(pk=registration.pk, state=state)
    return bool(standing.update(state=State.CANCELLED, cancellation_reason=reason))


def _registration_sent_as(key: uuid.UUID) -> Registration | None:
    sent = Registration.objects.select_related("person", "province")
    return sent.filter(submission_key=key).first()


def _require_open(event: Event, province: Province) -> None:
    # The lock keeps the waiting list in order: nobody joins it while a place is being freed.
    open_events = Event.objects.select_for_update(no_key=True).filter(state=Event.State.OPEN)
    if not open_events.filter(pk=event.pk).first():
        raise RegistrationClosed(event)
    if not Quota.objects.filter(event=event, province=province).exists():
        raise ProvinceWithoutQuota(province)


def _require_not_registered(event: Event, person: Person) -> None:
    standing = Registration.objects.filter(event=event, person=person)
    if registration := standing.exclude(state=State.CANCELLED).select_related("person").first():
        raise AlreadyRegistered(registration)
