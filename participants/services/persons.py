"""Persons: made once, cleaned, with the keys by which they are found again."""

import datetime as dt
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from network.models import Commune, Province, User
from network.services.audit import record
from participants.models import Organisation, Person
from participants.names import arabic_key, clean_name, latin_key
from participants.phones import phone_in_e164

NAME_FIELDS = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")


class PersonFields(TypedDict, total=False):
    """What a person is made of, as it was typed. Names, province and commune are needed."""

    given_name_ar: str
    family_name_ar: str
    given_name_latin: str
    family_name_latin: str
    gender: str
    birth_year: int | None
    phone: str
    province: Province
    commune: Commune
    organisation: Organisation | None
    consent_at: dt.datetime | None
    consent_version: str


@transaction.atomic
def create_person(*, by: User, **fields: Unpack[PersonFields]) -> Person:
    """Make a person with clean names, a phone in E.164 and search keys.

    A consent version without its time is given now. Raises ``ValidationError`` with a sentence
    for each field: a name in the wrong script, a phone that cannot exist, a commune of another
    province, an implausible year of birth.
    """
    person = Person(**fields)
    for name in NAME_FIELDS:
        setattr(person, name, clean_name(getattr(person, name)))
    person.phone = phone_in_e164(str(fields.get("phone", "")))
    person.key_ar = arabic_key(person.full_name_ar)
    person.key_latin = latin_key(person.full_name_latin)
    if person.consent_version and person.consent_at is None:
        person.consent_at = timezone.now()
    # The phone's own validator knows fewer numbers than there are.
    kept_out = ["phone", "province", "commune", "organisation"]
    person.full_clean(exclude=kept_out, validate_unique=False)
    person.save()
    record("person.created", person, by=by, fields=fields)
    return person


@transaction.atomic
def record_consent(person: Person, *, version: str, by: User) -> None:
    """Keep that the person agreed to this text now, unless an agreement to it is kept already."""
    changed = (
        Person.objects.filter(pk=person.pk)
        .exclude(consent_version=version, consent_at__isnull=False)
        .update(consent_version=version, consent_at=timezone.now())
    )
    if changed:
        record("person.consented", person, by=by, fields=["consent_at", "consent_version"])
        person.refresh_from_db(fields=["consent_at", "consent_version"])
