"""The offer to ask for somebody whom another province knows, in a page that tells nothing of them.

What the link holds is sealed: neither the person's key nor what was typed can be read from it.
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

from network.models import Province, User
from network.sealing import CannotUnseal, seal, unseal
from participants.matching import KnownElsewhere
from participants.models import Person

PURPOSE = "transfer-offer"
VALID_SECONDS = 60 * 60


class OfferNotValid(Exception):
    """The link was changed, is more than an hour old, or was made for somebody else."""


@dataclass(frozen=True)
class Offer:
    """Who may be asked for, and what was typed when they were found."""

    person_id: int
    asked_as: str


def offer_transfers(
    known: Iterable[KnownElsewhere], asked_as: str, user: User
) -> list[tuple[Province, str]]:
    """Return each province with the token of its offer, empty where nobody certain is meant."""
    return [
        (each.province, make_offer(Offer(each.person.pk, asked_as), user) if each.person else "")
        for each in known
    ]


def make_offer(offer: Offer, user: User) -> str:
    """Return the token that lets ``user``, and nobody else, ask within the hour."""
    plain = json.dumps([offer.person_id, offer.asked_as]).encode()
    sealed = base64.urlsafe_b64encode(seal(plain, purpose=PURPOSE)).decode()
    return _signer(user).sign(sealed)


def read_offer(token: str, user: User) -> Offer:
    """Return what the token offers ``user``; raises ``OfferNotValid``."""
    try:
        sealed = base64.urlsafe_b64decode(_signer(user).unsign(token, max_age=VALID_SECONDS))
        person_id, asked_as = json.loads(unseal(sealed, purpose=PURPOSE))
    except (signing.BadSignature, CannotUnseal) as wrong:
        raise OfferNotValid from wrong
    return Offer(person_id, asked_as)


def find_offered_person(token: str, user: User) -> tuple[Person, str]:
    """Return the person and what was typed. Raises ``OfferNotValid``, also for a merged person."""
    offer = read_offer(token, user)
    person = Person.objects.standing().filter(pk=offer.person_id).select_related("province").first()
    if person is None:
        raise OfferNotValid
    return person, offer.asked_as


def _signer(user: User) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{PURPOSE}:{user.pk}")
