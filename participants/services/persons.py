"""Persons: made once and corrected, cleaned, with the keys by which they are found again."""

import datetime as dt
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.models import Commune, Province, User
from network.services.audit import record
from participants.models import Affiliation, ConsentChannel, Organisation, Person
from participants.names import arabic_key, clean_name, latin_key
from participants.national_ids import normal_national_id
from participants.phones import phone_in_e164
from participants.services.affiliations import capacity_of, keep_affiliation
from participants.services.corrections import write_version
from participants.services.duplicates import enqueue_duplicate_search
from participants.services.national_ids import write_national_id
from participants.services.organisations import OrganisationFields, find_or_create_organisation

NAME_FIELDS = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")
# Kept beside the person, not in a column of theirs.
BESIDE = ("capacity", "national_id")


class PersonDetails(TypedDict, total=False):
    """What is asked of a person, as it was typed.

    ``capacity`` is the one in which they represent their organisation. ``national_id`` is the
    CIN in any spelling; empty means that none is kept.
    """

    given_name_ar: str
    family_name_ar: str
    given_name_latin: str
    family_name_latin: str
    gender: str
    birth_year: int | None
    birth_date: dt.date | None
    phone: str
    email: str
    has_disability: bool | None
    national_id: str
    commune: Commune
    capacity: str


class PersonFields(PersonDetails, total=False):
    """What a person is made of. Names, province and commune are needed."""

    province: Province
    organisation: Organisation | None
    consent_at: dt.datetime | None
    consent_version: str
    consent_channel: str


class PersonCorrection(PersonDetails, total=False):
    """What is corrected of a person; the province is not, since places hang on it."""

    organisation: Organisation | OrganisationFields | None
    consent_channel: str


@transaction.atomic
def create_person(*, by: User, **fields: Unpack[PersonFields]) -> Person:
    """Make a person with clean names, a phone in E.164 and search keys.

    A consent version without its time is given now. The CIN is kept only when the network
    collects it. Raises ``ValidationError`` with a sentence for each field: a name in the wrong
    script, a phone or a CIN that cannot exist, a commune of another province, an implausible year
    of birth, or one that contradicts the date.
    """
    columns: dict[str, Any] = {n: value for n, value in fields.items() if n not in BESIDE}
    person = Person(**{**columns, "phone": phone_in_e164(fields.get("phone", ""))})
    number = normal_national_id(fields.get("national_id", ""))
    if person.consent_version and person.consent_at is None:
        person.consent_at = timezone.now()
    clean_person(person)
    person.save()
    if person.organisation:
        keep_affiliation(person, person.organisation, fields.get("capacity", ""))
    kept_number = bool(number) and write_national_id(person, number)
    names = [name for name in fields if name != "national_id" or kept_number]
    record("person.created", person, by=by, fields=names)
    enqueue_duplicate_search([person.pk])
    return person


@transaction.atomic
def update_person(
    person: Person, *, version: int, by: User, **correction: Unpack[PersonCorrection]
) -> Person:
    """Correct a person, cleaned as by `create_person`; return them as they stand now.

    With another organisation the affiliation with the one before ends today; a capacity without
    an organisation is nobody's. ``version`` is the one that whoever corrects has seen. Raises
    ``ChangedMeanwhile`` if another correction came first, unless it was the same, and
    ``ValidationError`` like `create_person`.
    """
    current = Person.objects.get(pk=person.pk)
    settled = _settle(correction, by)
    standing = {name: getattr(current, name) for name in settled}
    for name, value in settled.items():
        setattr(current, name, value)
    clean_person(current)
    changed = [name for name, value in standing.items() if getattr(current, name) != value]
    beside = _write_beside(current, standing, correction)
    if changed or beside:
        write_version(current, version=version, fields=[*changed, "key_ar", "key_latin"])
        record("person.updated", current, by=by, fields=[*changed, *beside])
        enqueue_duplicate_search([current.pk])
    return current


@transaction.atomic
def record_consent(
    person: Person, *, version: str, by: User, channel: str = ConsentChannel.SPOKEN
) -> None:
    """Keep that the person agreed to this text now, unless an agreement to it is kept already.

    ``channel`` tells how: unless it is said otherwise the notice was read out.
    """
    changed = (
        Person.objects.filter(pk=person.pk)
        .exclude(consent_version=version, consent_at__isnull=False)
        .update(consent_version=version, consent_channel=channel, consent_at=timezone.now())
    )
    if changed:
        fields = ["consent_at", "consent_channel", "consent_version"]
        record("person.consented", person, by=by, fields=fields)
        person.refresh_from_db(fields=fields)


def clean_person(person: Person) -> None:
    """Clean what was typed of a person, not saved yet, and make the search keys. No queries.

    The phone is in E.164 before; province and commune are loaded, and only compared. The year
    follows the date of birth. Raises ``ValidationError`` with a sentence for each wrong field.
    """
    for name in NAME_FIELDS:
        setattr(person, name, clean_name(getattr(person, name)))
    person.email = clean_name(person.email)
    person.key_ar = arabic_key(person.full_name_ar)
    person.key_latin = latin_key(person.full_name_latin)
    _agree_on_birth(person)
    # The phone's own validator knows fewer numbers than there are.
    kept_out = ["phone", "province", "commune", "organisation", "merged_into"]
    # What the constraints say is said by the fields already, without asking the database.
    person.full_clean(exclude=kept_out, validate_unique=False, validate_constraints=False)


def _agree_on_birth(person: Person) -> None:
    born, year = person.birth_date, person.birth_year
    if born is None:
        return
    if born > timezone.localdate():
        sentence = _("%(day)s is still to come and cannot be a date of birth.")
        raise ValidationError({"birth_date": sentence % {"day": _short(born)}})
    if year not in {None, born.year}:
        sentence = _("The year of birth %(year)s contradicts the date of birth %(day)s.")
        raise ValidationError({"birth_year": sentence % {"year": year, "day": _short(born)}})
    person.birth_year = born.year


def _settle(correction: PersonCorrection, by: User) -> dict[str, Any]:
    settled: dict[str, Any] = {n: value for n, value in correction.items() if n not in BESIDE}
    if "phone" in correction:
        settled["phone"] = phone_in_e164(correction["phone"])
    if correction.get("birth_date"):
        settled.setdefault("birth_year", None)
    organisation = correction.get("organisation")
    if organisation and not isinstance(organisation, Organisation):
        settled["organisation"] = find_or_create_organisation(**organisation, by=by)
    return settled


def _write_beside(
    current: Person, standing: dict[str, Any], correction: PersonCorrection
) -> list[str]:
    """Keep affiliations and CIN in line with a corrected person; name what changed."""
    changed = []
    before = standing.get("organisation", current.organisation)
    if before and before != current.organisation:
        left = Affiliation.objects.current().filter(person=current, organisation=before)
        left.update(ended_on=timezone.localdate())
    if current.organisation and {"organisation", "capacity"} & set(correction):
        capacity = correction.get("capacity")
        if capacity is not None and capacity != capacity_of(current):
            changed.append("capacity")
        keep_affiliation(current, current.organisation, capacity)
    if "national_id" in correction:
        number = normal_national_id(correction["national_id"])
        if write_national_id(current, number):
            changed.append("national_id")
    return changed


def _short(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
