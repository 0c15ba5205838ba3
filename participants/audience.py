"""Who can be told a message about an event, by which way, and who has been told before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from network.models import Province, Role, User
from participants.models import Announcement, MessageKind, Person, Recipient, Registration
from participants.models.persons import order_by_reader
from participants.models.registrations import CancellationReason
from trainings.models import Event, Invitation

# More than that nobody looks through: the list asks to be narrowed to provinces.
MOST_PEOPLE = 1_000


class Group(models.TextChoices):
    """Those whom a message can be for."""

    REGISTERED = "registered", _("who is registered")
    WAITING = "waiting", _("who is on the waiting list")
    CALLED_OFF = "called_off", _("who had a place or waited until it was cancelled")
    COORDINATORS = "coordinators", _("the coordinators of the provinces with places")
    INVITED = "invited", _("the coordinators who are invited to the workshop")


# Of these only staff write to.
OF_STAFF = (Group.COORDINATORS, Group.INVITED)
# What makes a registration one of a group.
REGISTRATIONS = {
    Group.REGISTERED: Q(state=Registration.State.REGISTERED),
    Group.WAITING: Q(state=Registration.State.WAITLISTED),
    Group.CALLED_OFF: Q(cancellation_reason=CancellationReason.EVENT_CANCELLED),
}
# Whom each kind is for, first the people, then the coordinators.
EVERYBODY = (Group.REGISTERED, Group.WAITING, Group.COORDINATORS)
USUAL_GROUPS: dict[str, tuple[Group, ...]] = {
    MessageKind.WORKSHOP: (Group.INVITED,),
    MessageKind.POSTPONEMENT: EVERYBODY,
    MessageKind.NEW_DATE: EVERYBODY,
    MessageKind.CANCELLATION: (Group.CALLED_OFF, Group.COORDINATORS),
}


class Way(models.TextChoices):
    """How people are to be told."""

    EMAIL = "email", _("by e-mail where there is an address, else by hand")
    HAND = "hand", _("all by hand: WhatsApp, SMS or a call")


@dataclass(frozen=True)
class Addressee:
    """Somebody who can be told: a person with a place or a wait, or a coordinator.

    ``place`` is the state of the registration, empty for a coordinator and where the event itself
    was cancelled.
    """

    person: Person | None = None
    coordinator: User | None = None
    province: Province | None = None
    place: str = ""

    @property
    def key(self) -> str:
        """What stands for them in a form: ``p12`` for a person, ``c3`` for a coordinator."""
        return f"p{self.person.pk}" if self.person else f"c{self._user.pk}"

    @property
    def _user(self) -> User:
        if self.coordinator is None:
            raise ValueError("An addressee is a person or a coordinator.")
        return self.coordinator

    @property
    def has_lost_place(self) -> bool:
        """Whether their registration was cancelled, but not with the whole event."""
        return self.place == Registration.State.CANCELLED

    @property
    def name(self) -> str:
        """What they are called, in the reader's script."""
        return self.person.full_name if self.person else str(self._user)

    @property
    def gender(self) -> str:
        """What sentences about them agree with; blank where it is not known."""
        return self.person.gender if self.person else ""

    @property
    def email(self) -> str:
        """The e-mail address, or empty."""
        return self.person.email if self.person else self._user.email

    @property
    def phone(self) -> PhoneNumber | str:
        """The phone, written as people read it, or empty."""
        return self.person.phone if self.person else self._user.phone

    @property
    def dialled(self) -> str:
        """The phone in E.164, or empty."""
        return str(getattr(self.phone, "as_e164", ""))


def usual_groups(kind: str, event: Event, user: User) -> tuple[Group, ...]:
    """Return whom a message of this kind is for, unless ``user`` says otherwise."""
    offered = groups_for(event, user)
    usual = [group for group in USUAL_GROUPS.get(kind, ()) if group in offered]
    return tuple(usual) or offered[:1]


def groups_for(event: Event, user: User) -> tuple[Group, ...]:
    """Return whom ``user`` may write to: a coordinator to people only."""
    people: tuple[Group, ...] = (Group.REGISTERED, Group.WAITING)
    if event.state == Event.State.CANCELLED:
        people = (Group.CALLED_OFF,)
    return (*people, *OF_STAFF) if user.is_staff_member else people


def list_addressees(
    event: Event, user: User, *, groups: Collection[str], provinces: Collection[Province] = ()
) -> list[Addressee]:
    """Return those of the groups whom ``user`` may tell, at most `MOST_PEOPLE` and one.

    Coordinators come first, then people by province and name. ``provinces`` narrows both
    to these; none means all in scope.
    """
    chosen = [group for group in groups_for(event, user) if group in groups]
    people = _people(event, user, chosen, provinces)
    others: list[Addressee] = []
    if Group.COORDINATORS in chosen:
        others += _coordinators_with_places(event, provinces)
    if Group.INVITED in chosen:
        others += _invited_coordinators(event, provinces)
    known = {addressee.key: addressee for addressee in (*others, *people)}
    return list(known.values())[: MOST_PEOPLE + 1]


def _people(
    event: Event, user: User, groups: Sequence[Group], provinces: Collection[Province]
) -> list[Addressee]:
    conditions = [REGISTRATIONS[group] for group in groups if group in REGISTRATIONS]
    if not conditions:
        return []
    wanted = reduce(or_, conditions)
    registrations = Registration.objects.visible_to(user).filter(wanted, event=event)
    if provinces:
        registrations = registrations.filter(province__in=provinces)
    rows = registrations.select_related("person", "province").order_by(
        "province__hcp_code", *order_by_reader("person__")
    )
    return [addressee_of(row) for row in rows[: MOST_PEOPLE + 1]]


def addressee_of(registration: Registration) -> Addressee:
    """Return whom a registration is of; who lost the place with the whole event has none."""
    went_with_event = registration.cancellation_reason == CancellationReason.EVENT_CANCELLED
    return Addressee(
        person=registration.person,
        province=registration.province,
        place="" if went_with_event else registration.state,
    )


def addressees_now(event: Event, recipients: Sequence[Recipient]) -> dict[int, Addressee]:
    """Return whom rows of the ledger are of, as they stand at the event now, by the row's key.

    Costs a query. Somebody whose registration is not there any more has no place.
    """
    persons = [row.person_id for row in recipients if row.person_id]
    rows = Registration.objects.filter(event=event, person__in=persons)
    places = {row.person_id: row for row in rows.select_related("person", "province")}
    return {row.pk: _addressee_now(row, places) for row in recipients}


def _addressee_now(recipient: Recipient, places: dict[int, Registration]) -> Addressee:
    if recipient.person is None:
        return Addressee(coordinator=recipient.coordinator)
    if registration := places.get(recipient.person.pk):
        return addressee_of(registration)
    return Addressee(person=recipient.person, province=recipient.province)


def _coordinators_with_places(event: Event, provinces: Collection[Province]) -> list[Addressee]:
    with_places = event.quotas.filter(places__gt=0)
    if provinces:
        with_places = with_places.filter(province__in=provinces)
    users = User.objects.filter(
        role=Role.COORDINATOR, is_active=True, provinces__in=with_places.values("province")
    )
    return [Addressee(coordinator=user) for user in users.distinct().order_by("full_name", "pk")]


def _invited_coordinators(event: Event, provinces: Collection[Province]) -> list[Addressee]:
    invitations = Invitation.objects.filter(
        session__event=event, coordinator__is_active=True
    ).select_related("coordinator")
    if provinces:
        invitations = invitations.filter(coordinator__provinces__in=provinces)
    rows = invitations.order_by("coordinator__full_name", "coordinator_id").distinct()
    return [Addressee(coordinator=invitation.coordinator) for invitation in rows]


@dataclass(frozen=True)
class Line:
    """An addressee on the list that is looked at before sending.

    ``told`` is the row by which they were told this kind before, ``here`` their row of this very
    message, ``gaps`` the placeholders that have no value for them.
    """

    addressee: Addressee
    by_email: bool
    told: Recipient | None = None
    here: Recipient | None = None
    gaps: tuple[str, ...] = ()

    @cached_property
    def can_be_reached(self) -> bool:
        """Whether there is an address for the way that was chosen."""
        return bool(self.by_email or self.addressee.phone)

    @property
    def can_be_chosen(self) -> bool:
        """Whether they may be put on the list now."""
        return self.here is None and self.can_be_reached and not self.gaps

    @property
    def is_chosen_first(self) -> bool:
        """Whether their box is ticked before anybody touches it."""
        return self.can_be_chosen and self.told is None


def draw_up_lines(
    announcement: Announcement, addressees: Iterable[Addressee], *, way: str
) -> list[Line]:
    """Return a line for each addressee, with what the ledger knows of them; gaps are not looked at.

    Costs two queries.
    """
    told = _by_key(
        Recipient.objects.of_event(announcement.event, announcement.kind)
        .standing()
        .exclude(announcement=announcement)
    )
    here = _by_key(announcement.recipients.exclude(state=Recipient.State.WITHDRAWN))
    return [
        Line(
            addressee,
            by_email=way == Way.EMAIL and bool(addressee.email),
            told=told.get(addressee.key),
            here=here.get(addressee.key),
        )
        for addressee in addressees
    ]


def _by_key(rows: models.QuerySet[Recipient]) -> dict[str, Recipient]:
    """Return the rows by whom they are of; of several the last one."""
    return {
        key_of(row): row
        for row in rows.select_related("told_by", "added_by", "announcement").order_by("pk")
    }


def key_of(recipient: Recipient) -> str:
    """Return the key of the addressee whom a row of the ledger is of."""
    if recipient.person_id:
        return f"p{recipient.person_id}"
    return f"c{recipient.coordinator_id}"
