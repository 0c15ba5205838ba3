"""The snapshot of a certificate: all that is printed, in both languages, frozen as text.

It depends on what is stored alone, never on the language of whoever issues it.
"""

import datetime as dt
from decimal import Decimal
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.urls import reverse

from certificates.services.recipients import Recipient, Teaching
from network.french import of_name
from network.models import NetworkIdentity, Partner, Province, User
from participants.models import Registration
from trainings.models import Event, Session

Snapshot = dict[str, Any]

DESIGN = "participation-1"
# The words of a paper, not of the interface: they must not change with a translation.
TERRITORY_AR = {Province.Kind.PROVINCE: "إقليم", Province.Kind.PREFECTURE: "عمالة"}
TERRITORY_FR = {Province.Kind.PROVINCE: "Province", Province.Kind.PREFECTURE: "Préfecture"}
# Of the presidency, not of the president: it holds for a woman and a man.
CAPACITY_AR, CAPACITY_FR = "رئاسة الشبكة", "La présidence du Réseau"


def event_facts(event: Event) -> Snapshot:
    """Return what the certificates of an event have in common, as read now."""
    partnerships = list(event.programme.partnerships.select_related("partner"))
    return {
        "design": DESIGN,
        "event_title_ar": event.title_ar,
        "event_title_fr": event.title_fr,
        "venue_ar": f"{event.venue.name_ar}، {event.venue.commune.name_ar}",
        "venue_fr": f"{event.venue.name_fr}, {event.venue.commune.name_fr}",
        "days": _training_days(event),
        "hours": _plain_number(event.hours),
        "project_ar": event.programme.project_ar,
        "project_fr": event.programme.project_fr,
        "partners_ar": [partnership.partner.name_ar for partnership in partnerships],
        "partners_fr": [partnership.partner.name_fr for partnership in partnerships],
        **_issuer_facts(NetworkIdentity.current()),
    }


def build_snapshot(
    facts: Snapshot, recipient: Recipient, *, number: str, code: str, issued_on: dt.date
) -> Snapshot:
    """Return the snapshot of one certificate.

    ``facts`` are those of `event_facts`; a registration's person, organisation and province
    should have been fetched with it.
    """
    return {
        **facts,
        "number": number,
        "code": code,
        "verify_url": settings.SITE_URL + reverse("verify", args=[code]),
        **recipient_facts(recipient),
        "issued_on": issued_on.isoformat(),
    }


@singledispatch
def recipient_facts(recipient: Recipient) -> Snapshot:
    """Return what is printed of a recipient: names, organisation, province, what they led."""
    raise TypeError(f"Nobody issues a certificate to {recipient!r}.")


@recipient_facts.register
def _registered(registration: Registration) -> Snapshot:
    person, organisation = registration.person, registration.organisation
    return {
        "name_ar": person.full_name_ar,
        "name_latin": person.full_name_latin,
        "gender": person.gender,
        "organisation_ar": organisation.name_ar if organisation else "",
        "organisation_fr": organisation.name_fr if organisation else "",
        "province_ar": province_name_ar(registration.province),
        "province_fr": province_name_fr(registration.province),
    }


@recipient_facts.register
def _trainer(teaching: Teaching) -> Snapshot:
    trainer = teaching.trainer
    return {
        **_unregistered(trainer.name_ar, trainer.name_fr),
        "organisation_ar": trainer.organisation_ar,
        "organisation_fr": trainer.organisation_fr,
        "modules_ar": [title_ar for title_ar, _title_fr in teaching.modules],
        "modules_fr": [title_fr for _title_ar, title_fr in teaching.modules],
    }


@recipient_facts.register
def _coordinator(user: User) -> Snapshot:
    # Accounts are mostly named in Arabic; a Latin name in its place would be no Arabic one.
    is_arabic = any("\u0621" <= letter <= "\u064a" for letter in user.full_name)
    return _unregistered(user.full_name if is_arabic else "", user.name_latin)


@recipient_facts.register
def _partner(partner: Partner) -> Snapshot:
    # The sentences for a body are others than those for a person.
    return {**_unregistered(partner.name_ar, partner.name_fr), "recipient": "partner"}


def _unregistered(name_ar: str, name_latin: str) -> Snapshot:
    """Return what is printed of somebody of whom no more than the names is known."""
    unknown = ("gender", "organisation_ar", "organisation_fr", "province_ar", "province_fr")
    return {"name_ar": name_ar, "name_latin": name_latin, **dict.fromkeys(unknown, "")}


def province_name_ar(province: Province) -> str:
    """Return a territory's name with its kind: إقليم سيدي بنور."""
    return f"{TERRITORY_AR[Province.Kind(province.kind)]} {province.name_ar}"


def province_name_fr(province: Province) -> str:
    """Return a territory's name with its kind: Province de Nouaceur, Province d’El Jadida."""
    return f"{TERRITORY_FR[Province.Kind(province.kind)]} {of_name(province.name_fr)}"


def _training_days(event: Event) -> list[str]:
    training = event.sessions.filter(kind=Session.Kind.TRAINING)
    return [date.isoformat() for date in training.values_list("date", flat=True)]


def _issuer_facts(network: NetworkIdentity) -> Snapshot:
    return {
        "issuer_ar": network.name_ar,
        "issuer_fr": network.name_fr,
        "issuer_contact": " · ".join(filter(None, (network.phone, network.email))),
        "city_ar": network.city_ar,
        "city_fr": network.city_fr,
        "signatories": [
            {
                "name_ar": network.president_name_ar,
                "name_fr": network.president_name_fr,
                "capacity_ar": CAPACITY_AR,
                "capacity_fr": CAPACITY_FR,
            }
        ],
    }


def _plain_number(value: Decimal) -> str:
    """Return ``"6"`` for 6.0 and ``"6.5"`` for 6.5."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
