"""Persons: made once and corrected, cleaned, with the keys by which they are found again."""

import datetime as dt
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from network.models import Commune, Province, User
from network.services.audit import record
from participants.models import Organisation, Person
from participants.names import arabic_key, clean_name, latin_key
from participants.phones import phone_in_e164
from participants.services.corrections import write_version
from participants.services.organisations import OrganisationFields, find_or_create_organisation

NAME_FIELDS = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")


class PersonDetails(TypedDict, total=False):
    """What is asked of a person, as it was typed."""

    given_name_ar: str
    family_name_ar: str
    given_name_latin: str
    family_name_latin: str
    gender: str
    birth_year: int | None
    phone: str
    commune: Commune


class PersonFields(PersonDetails, total=False):
    """What a person is made of. Names, province and commune are needed."""

    province: Province
    organisation: Organisation | None
    consent_at: dt.datetime | None
    consent_version: str


class PersonCorrection(PersonDetails, total=False):
    """What is corrected of a person; the province is not, since places hang on it."""

    organisation: Organisation | OrganisationFields | None


@transaction.atomic
def create_person(*, by: User, **fields: Unpack[PersonFields]) -> Person:
    """Make a person with clean names, a phone in E.164 and search keys.

    A consent version without its time is given now. Raises ``ValidationError`` with a sentence
    for each field: a name in the wrong script, a phone that cannot exist, a commune of another
    province, an implausible year of birth.
    """
    person = Person(**{**fields, "phone": phone_in_e164(fields.get("phone", ""))})
    if person.consent_version and person.consent_at is None:
        person.consent_at = timezone.now()
    _clean(person)
    person.save()
    record("person.created", person, by=by, fields=fields)
    return person


@transaction.atomic
def update_person(
    person: Person, *, version: int, by: User, **correction: Unpack[PersonCorrection]
) -> Person:
    """Correct a person, cleaned as by `create_person`; return them as they stand now.

    ``version`` is the one that whoever corrects has seen. Raises ``ChangedMeanwhile`` if another
    correction came first, unless it was the same, and ``ValidationError`` like `create_person`.
    """
    current = Person.objects.get(pk=person.pk)
    standing = {name: getattr(current, name) for name in correction}
    for name, value in _settle(correction, by).items():
        setattr(current, name, value)
    _clean(current)
    changed = [name for name, value in standing.items() if getattr(current, name) != value]
    if changed:
        write_version(current, version=version, fields=[*changed, "key_ar", "key_latin"])
        record("person.updated", current, by=by, fields=changed)
    return current


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


def _clean(person: Person) -> None:
    for name in NAME_FIELDS:
        setattr(person, name, clean_name(getattr(person, name)))
    person.key_ar = arabic_key(person.full_name_ar)
    person.key_latin = latin_key(person.full_name_latin)
    # The phone's own validator knows fewer numbers than there are.
    kept_out = ["phone", "province", "commune", "organisation"]
    person.full_clean(exclude=kept_out, validate_unique=False)


def _settle(correction: PersonCorrection, by: User) -> dict[str, Any]:
    settled: dict[str, Any] = {**correction}
    if "phone" in correction:
        settled["phone"] = phone_in_e164(correction["phone"])
    organisation = correction.get("organisation")
    if organisation and not isinstance(organisation, Organisation):
        settled["organisation"] = find_or_create_organisation(**organisation, by=by)
    return settled
