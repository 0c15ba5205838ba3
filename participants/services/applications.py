"""Self-registration: a link that is opened and closed, and what strangers sent in through it.

A person, an organisation and a registration are made of an application only when somebody of ours
approves it.
"""

import datetime as dt
import secrets
import uuid
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Commune, Province, User
from network.services.audit import record
from participants.models import (
    Application,
    ApplicationLink,
    ConsentChannel,
    Organisation,
    Person,
    Registration,
)
from participants.names import clean_name, has_arabic_letters
from participants.phones import phone_in_e164
from participants.services.organisations import OrganisationFields
from participants.services.persons import PersonFields
from participants.services.registrations import (
    ProvinceWithoutQuota,
    RegistrationClosed,
    register_beneficiary,
)
from trainings.models import Event, Quota
from trainings.services.places import stand_in_line

State = Application.State
# More than a province's places many times over: whoever sends more is no applicant.
MOST_WAITING = 500
KEPT_FOR = dt.timedelta(days=30)


class ApplicationFields(TypedDict, total=False):
    """What a stranger types; phone in any spelling, names in both scripts, the rest optional."""

    given_name_ar: str
    family_name_ar: str
    given_name_latin: str
    family_name_latin: str
    phone: str
    gender: str
    birth_year: int | None
    email: str
    commune: Commune
    organisation_name: str
    organisation_kind: str
    capacity: str
    consent_version: str


class ApplicationRefused(Exception):
    """Why an application is not taken or not decided; ``str()`` is a sentence to act on."""


class ApplicationsClosed(ApplicationRefused):
    """The link was closed, or the event takes no registrations now."""

    def __str__(self) -> str:
        return _("Applications through this link are closed.")


class TooManyWaiting(ApplicationRefused):
    """As many applications wait for an answer as one link may hold."""

    def __str__(self) -> str:
        return _(
            "So many applications wait for an answer that no more can be taken today. "
            "Try again in a few days."
        )


class AlreadyDecided(ApplicationRefused):
    """Somebody has approved or declined the application before."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __str__(self) -> str:
        return _("The application of %(person)s is answered already: %(state)s.") % {
            "person": self.application,
            "state": self.application.get_state_display(),
        }


class PersonElsewhere(ApplicationRefused):
    """The person chosen lives in another province than the one whose places the link gives."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def __str__(self) -> str:
        return _("%(person)s is known in %(province)s, and this link gives other places.") % {
            "person": self.person,
            "province": self.person.province.full_name,
        }


@transaction.atomic
def open_applications(event: Event, *, province: Province, by: User) -> ApplicationLink:
    """Open self-registration for the province's places at the event; return the link.

    One that is open already stays as it is. After a closed one there is a new address. Raises
    ``RegistrationClosed`` and ``ProvinceWithoutQuota``.
    """
    if not Event.objects.filter(pk=event.pk, state=Event.State.OPEN).exists():
        raise RegistrationClosed(event)
    if not Quota.objects.filter(event=event, province=province).exists():
        raise ProvinceWithoutQuota(province)
    standing = ApplicationLink.objects.filter(event=event, province=province, closed_at=None)
    if link := standing.first():
        return link
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            link = ApplicationLink.objects.create(
                event=event, province=province, token=token, opened_by=by
            )
    except IntegrityError:
        # Somebody else opened it in the meantime.
        return standing.get()
    record("application_link.opened", link, by=by)
    return link


@transaction.atomic
def close_applications(link: ApplicationLink, *, by: User) -> bool:
    """Close the link for good; what waits can still be decided. False if it was closed before."""
    closed = ApplicationLink.objects.filter(pk=link.pk, closed_at=None)
    if not closed.update(closed_at=timezone.now()):
        return False
    record("application_link.closed", link, by=by, fields=["closed_at"])
    return True


@transaction.atomic
def apply(
    link: ApplicationLink, *, submission_key: uuid.UUID, **fields: Unpack[ApplicationFields]
) -> Application:
    """Keep what a stranger sent in, once for each ``submission_key``.

    Nobody is looked up: the answer and its time are the same for who is known and who is not.
    There is no audit row, since nothing of ours changes and no user acts; approval and decline
    write theirs. Raises ``ApplicationsClosed``, ``TooManyWaiting``, and ``ValidationError`` with a
    sentence for each wrong field.
    """
    if first := Application.objects.filter(submission_key=submission_key).first():
        return first
    # Whoever applies through one link stands in line, so that the count holds.
    accepting = ApplicationLink.objects.accepting().select_for_update(no_key=True, of=("self",))
    if not accepting.filter(pk=link.pk).first():
        raise ApplicationsClosed
    if first := Application.objects.filter(submission_key=submission_key).first():
        return first
    if link.applications.filter(state=State.WAITING).count() >= MOST_WAITING:
        raise TooManyWaiting
    return _save_new(Application(link=link, submission_key=submission_key, **fields))


@transaction.atomic
def approve_application(
    application: Application, *, person: Person | None, by: User
) -> Registration:
    """Register the applicant, with a place or on the waiting list; return the registration.

    ``person`` is the known one whom somebody of ours recognised; without one a new person is made.
    Raises ``AlreadyDecided``, ``PersonElsewhere`` and what `register_beneficiary` raises; the
    application waits on then.
    """
    link = application.link
    if person and person.province_id != link.province_id:
        raise PersonElsewhere(person)
    stand_in_line([link.event_id])
    _decide(application, State.APPROVED, by)
    registration = register_beneficiary(
        link.event,
        person=person or _person_of(application),
        organisation=_organisation_of(application),
        capacity=application.capacity,
        consent_version=application.consent_version,
        consent_channel=ConsentChannel.ONLINE,
        submission_key=application.submission_key,
        by=by,
    )
    Application.objects.filter(pk=application.pk).update(registration=registration)
    application.refresh_from_db()
    record("application.approved", application, by=by, fields=["state", "registration"])
    return registration


@transaction.atomic
def decline_application(application: Application, *, reason: str, by: User) -> None:
    """Answer that there will be no place, and keep why. Raises ``AlreadyDecided``."""
    _decide(application, State.DECLINED, by, decline_reason=reason)
    application.refresh_from_db()
    record("application.declined", application, by=by, fields=["state", "decline_reason"])


def find_forgettable_applications() -> list[int]:
    """Return the keys of applications whose answer, or whose event's last day, is 30 days past."""
    since = timezone.now() - KEPT_FOR
    past = (
        Event.objects.annotate(last_day=Max("sessions__date"))
        .filter(last_day__lt=timezone.localdate(since))
        .values("pk")
    )
    old = Application.objects.filter(Q(decided_at__lt=since) | Q(link__event__in=past))
    return list(old.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def forget_applications() -> int:
    """Delete what `find_forgettable_applications` names; return how many. A chore of each day.

    Persons and registrations that were made of them stay.
    """
    deleted, _by_model = Application.objects.filter(pk__in=find_forgettable_applications()).delete()
    return deleted


def _save_new(application: Application) -> Application:
    for name in ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin"):
        setattr(application, name, clean_name(getattr(application, name)))
    application.organisation_name = clean_name(application.organisation_name)
    application.phone = phone_in_e164(str(application.phone or ""))
    # The phone's own validator knows fewer numbers than there are; a line of ours has read it.
    application.full_clean(exclude=["link", "phone"], validate_unique=False)
    application.save(force_insert=True)
    return application


def _decide(application: Application, state: str, by: User, **more: str) -> None:
    waiting = Application.objects.filter(pk=application.pk, state=State.WAITING)
    if not waiting.update(state=state, decided_by=by, decided_at=timezone.now(), **more):
        application.refresh_from_db()
        raise AlreadyDecided(application)


def _person_of(application: Application) -> PersonFields:
    return PersonFields(
        given_name_ar=application.given_name_ar,
        family_name_ar=application.family_name_ar,
        given_name_latin=application.given_name_latin,
        family_name_latin=application.family_name_latin,
        phone=str(application.phone),
        gender=application.gender,
        birth_year=application.birth_year,
        email=application.email,
        province=application.link.province,
        commune=application.commune,
        capacity=application.capacity,
        consent_at=application.applied_at,
    )


def _organisation_of(application: Application) -> Organisation | OrganisationFields | None:
    name = application.organisation_name
    if not name:
        return None
    arabic = has_arabic_letters(name)
    return OrganisationFields(
        name_ar=name if arabic else "",
        name_fr="" if arabic else name,
        kind=application.organisation_kind,
        province=application.link.province,
        commune=application.commune,
    )
