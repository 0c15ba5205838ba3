"""The snapshot of a certificate: all that is printed, in both languages, frozen as text.

It depends on what is stored alone, never on the language of whoever issues it.
"""

import datetime as dt
from base64 import b64decode, b64encode
from collections.abc import Iterable
from decimal import Decimal
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.urls import reverse

from certificates.designs.look import Shown
from certificates.kinds import Kind
from certificates.models import DesignVersion
from certificates.services.designs import default_version
from certificates.services.pictures import keep_pictures, read_logos
from certificates.services.recipients import Recipient, Teaching
from documents.pictures import Picture
from network.french import of_name
from network.models import NetworkIdentity, Partner, Province, User
from network.sealing import CannotUnseal
from participants.models import Registration
from participants.national_ids import national_ids_are_collected, unseal_national_id
from trainings.models import Event, Session

Snapshot = dict[str, Any]

# The words of a paper, not of the interface: they must not change with a translation.
TERRITORY_AR = {Province.Kind.PROVINCE: "إقليم", Province.Kind.PREFECTURE: "عمالة"}
TERRITORY_FR = {Province.Kind.PROVINCE: "Province", Province.Kind.PREFECTURE: "Préfecture"}
# Of the presidency, not of the president: it holds for a woman and a man.
CAPACITY_AR, CAPACITY_FR = "رئاسة الشبكة", "La présidence du Réseau"


def event_facts(event: Event, version: DesignVersion | None = None) -> Snapshot:
    """Return what the certificates of an event have in common, as read now.

    ``version`` is what they look like; without one, the default for participation.
    """
    version, partners = version or default_version(Kind.PARTICIPATION), partners_in_order(event)
    return _facts(event, version, partners, _logos_for(version, partners))


def facts_to_issue(event: Event, version: DesignVersion | None = None) -> Snapshot:
    """Return `event_facts` for certificates that are issued now, and keep the logos they name.

    Call it in the transaction that issues; keeping costs one query once they are kept.
    """
    version, partners = version or default_version(Kind.PARTICIPATION), partners_in_order(event)
    logos = _logos_for(version, partners)
    if logos:
        keep_pictures(logos)
    return _facts(event, version, partners, logos)


def _logos_for(version: DesignVersion, partners: list[Partner]) -> dict[str, Picture]:
    return read_logos(partners) if version.look["logos"] else {}


def _facts(
    event: Event, version: DesignVersion, partners: list[Partner], logos: Iterable[str]
) -> Snapshot:
    return {
        **_design_facts(version, logos),
        "event_title_ar": event.title_ar,
        "event_title_fr": event.title_fr,
        "venue_ar": f"{event.venue.name_ar}، {event.venue.commune.name_ar}",
        "venue_fr": f"{event.venue.name_fr}, {event.venue.commune.name_fr}",
        "days": _training_days(event),
        "hours": _plain_number(event.hours),
        "project_ar": event.programme.project_ar,
        "project_fr": event.programme.project_fr,
        "partners_ar": [partner.name_ar for partner in partners],
        "partners_fr": [partner.name_fr for partner in partners],
        **issuer_facts(NetworkIdentity.current()),
    }


def partners_in_order(event: Event) -> list[Partner]:
    """Return the partners of an event's programme in protocol order."""
    partnerships = event.programme.partnerships.select_related("partner")
    return [partnership.partner for partnership in partnerships]


def _design_facts(version: DesignVersion, logos: Iterable[str]) -> Snapshot:
    """Return what a version has to say in snapshots; the logos by their SHA-256.

    ``cin_sealed`` is there where the look shows the CIN and the network may process it; it is
    filled in for each person.
    """
    look = version.look
    facts: Snapshot = {
        "design_version": version.pk,
        "kind": look["kind"],
        "logos": list(logos),
    }
    if Shown.CIN in look["shows"] and national_ids_are_collected():
        facts["cin_sealed"] = ""
    return facts


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
        **_sealed_cin(facts, recipient),
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


def _sealed_cin(facts: Snapshot, recipient: Recipient) -> Snapshot:
    """Return a registered person's CIN as it is kept, sealed, where it is to be printed.

    Where an earlier version says the same number, its sealing stays: each sealing is different.
    """
    if "cin_sealed" not in facts or not isinstance(recipient, Registration):
        return {}
    kept = getattr(recipient.person, "national_id", None)
    sealed = b64encode(bytes(kept.ciphertext)).decode("ascii") if kept else ""
    says_the_same = _unsealed(facts["cin_sealed"]) == _unsealed(sealed)
    return {"cin_sealed": facts["cin_sealed"] if says_the_same else sealed}


def _unsealed(cin_sealed: str) -> str | None:
    """Return a sealed CIN in clear, None where its key is not known any more."""
    try:
        return unseal_national_id(b64decode(cin_sealed)) if cin_sealed else ""
    except CannotUnseal:
        return None


def _training_days(event: Event) -> list[str]:
    training = event.sessions.filter(kind=Session.Kind.TRAINING)
    return [date.isoformat() for date in training.values_list("date", flat=True)]


def issuer_facts(network: NetworkIdentity) -> Snapshot:
    """Return who issues, and who signs where the look names nobody."""
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
