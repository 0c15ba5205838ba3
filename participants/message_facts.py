"""What the placeholders of a message stand for: of the event once, of each person apart."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import phonenumbers
from django.conf import settings

from documents import dates
from network.localise import localised
from network.models import NetworkIdentity, Role, User
from participants.audience import Addressee
from participants.models import Person, Registration
from trainings.models import Event, Session

# As on the papers: the bracket form where the gender is not known.
COURTESY = {
    "ar": {"f": "السيدة", "m": "السيد", "": "السيد(ة)"},
    "fr": {"f": "Mme", "m": "M.", "": "M. / Mme"},
}
PLACES = {
    "ar": {
        Registration.State.REGISTERED: {"f": "مسجلة", "m": "مسجل", "": "مسجل(ة)"},
        Registration.State.WAITLISTED: dict.fromkeys(("f", "m", ""), "في لائحة الانتظار"),
    },
    "fr": {
        Registration.State.REGISTERED: {"f": "inscrite", "m": "inscrit", "": "inscrit(e)"},
        Registration.State.WAITLISTED: dict.fromkeys(("f", "m", ""), "sur la liste d'attente"),
    },
}


@dataclass(frozen=True)
class Opening:
    """When a day of the event begins and ends; local times, None where no half-day is planned."""

    day: dt.date
    kind: str
    starts_at: dt.time | None
    ends_at: dt.time | None


@dataclass
class EventFacts:
    """All that the placeholders of one event's messages need, read with a few queries."""

    event: Event
    network: NetworkIdentity
    openings: list[Opening]
    by: User
    # By the province's primary key, whoever should be asked first coming first.
    coordinators: dict[int, list[User]] = field(default_factory=dict)

    @classmethod
    def read(cls, event: Event, by: User) -> "EventFacts":
        """Read them; of several coordinators of a province ``by`` is named before others."""
        sessions = event.sessions.prefetch_related("half_days")
        facts = cls(
            event, NetworkIdentity.current(), [_opening(session) for session in sessions], by
        )
        coordinators = User.objects.filter(role=Role.COORDINATOR, is_active=True)
        concerned = coordinators.filter(provinces__quotas__event=event).distinct()
        for user in sorted(
            concerned.prefetch_related("provinces"),
            key=lambda user: (user.pk != by.pk, not user.phone, user.pk),
        ):
            for province in user.provinces.all():
                facts.coordinators.setdefault(province.pk, []).append(user)
        return facts

    def values_for(self, addressee: Addressee, language: str, reason: str) -> dict[str, str]:
        """Return what each placeholder says to somebody, by its key; empty where not known."""
        contact, phone = self._contact_of(addressee, language)
        openings = self._openings_of(addressee)
        days = [opening.day for opening in openings]
        in_words = dates.arabic_days if language == "ar" else dates.french_days
        return {
            "courtesy": COURTESY[language][addressee.gender],
            "name": _name_of(addressee, language),
            "event": localised(self.event, "title", language),
            "dates": in_words(days) if days else "",
            "hours": hours_in_words(openings, language),
            "venue": localised(self.event.venue, "name", language),
            "commune": localised(self.event.venue.commune, "name", language),
            "reason": reason.rstrip(" .،"),
            "place": PLACES[language].get(addressee.place, {}).get(addressee.gender, ""),  # type: ignore[call-overload]  # a state or empty
            "province": localised(addressee.province, "name", language),
            "coordinator": contact,
            "coordinator_phone": phone,
            "network": localised(self.network, "name", language),
        }

    def _openings_of(self, addressee: Addressee) -> list[Opening]:
        """Return the days that concern them: training for people, the workshop for coordinators.

        Where the event has no such day, all of them.
        """
        kind = Session.Kind.WORKSHOP if addressee.coordinator else Session.Kind.TRAINING
        return [opening for opening in self.openings if opening.kind == kind] or self.openings

    def _contact_of(self, addressee: Addressee, language: str) -> tuple[str, str]:
        """Return the name and phone of whom to ask.

        That is the province's coordinator, else the network, else whoever sends: the first of
        them who has a phone.
        """
        province = addressee.province
        coordinators = self.coordinators.get(province.pk, []) if province else []
        named = [(str(user), str(user.phone)) for user in coordinators]
        named.append((localised(self.network, "name", language), self.network.phone))
        named.append((str(self.by), str(self.by.phone)))
        name, phone = next((each for each in named if each[1]), named[0])
        return name, written_phone(phone)


def written_phone(phone: str) -> str:
    """Return a number as people dial it, without spaces, which would turn it round in Arabic."""
    if not phone:
        return ""
    try:
        number = phonenumbers.parse(phone, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return phone.replace(" ", "")
    region = settings.PHONENUMBER_DEFAULT_REGION
    is_ours = number.country_code == phonenumbers.country_code_for_region(region)
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL if is_ours else phonenumbers.PhoneNumberFormat.E164
    )
    return "".join(c for c in phonenumbers.format_number(number, form) if c in "+0123456789")


def hours_in_words(openings: Sequence[Opening], language: str) -> str:
    """Return from when to when; day by day where the days differ, empty where it is not known."""
    known = [opening for opening in openings if opening.starts_at and opening.ends_at]
    if not known:
        return ""
    spans = [_span(opening, language) for opening in known]
    if len(set(spans)) == 1:
        return spans[0]
    weekdays = dates.ARABIC_WEEKDAYS if language == "ar" else dates.FRENCH_WEEKDAYS
    named = [
        f"{weekdays[opening.day.weekday()]} {span}"
        for opening, span in zip(known, spans, strict=True)
    ]
    return ("، " if language == "ar" else ", ").join(named)


def _opening(session: Session) -> Opening:
    half_days = session.half_days.all()
    return Opening(
        session.date,
        session.kind,
        min((half_day.starts_at for half_day in half_days), default=None),
        max((half_day.ends_at for half_day in half_days), default=None),
    )


def _span(opening: Opening, language: str) -> str:
    if language == "ar":
        return f"من {opening.starts_at:%H:%M} إلى {opening.ends_at:%H:%M}"
    return f"de {_french_hour(opening.starts_at)} à {_french_hour(opening.ends_at)}"


def _french_hour(time: dt.time | None) -> str:
    if time is None:
        return ""
    return f"{time.hour} h {time.minute:02}" if time.minute else f"{time.hour} h"


def _name_of(addressee: Addressee, language: str) -> str:
    if addressee.person is None:
        return addressee.name
    return _person_name(addressee.person, language)


def _person_name(person: Person, language: str) -> str:
    names = (person.full_name_ar, person.full_name_latin)
    in_order = names if language == "ar" else names[::-1]
    return next((name for name in in_order if name), "")
