"""National ID numbers (CIN): kept sealed, found by equality, shown in clear only on request."""

from django.db import transaction

from network.models import User
from network.services.audit import record
from participants.models import NationalId, Person
from participants.models.persons import PersonQuerySet
from participants.national_ids import (
    indexes_of,
    mask,
    national_ids_are_collected,
    normal_national_id,
    seal_national_id,
    unseal_national_id,
)
from participants.services.duplicates import enqueue_duplicate_search


@transaction.atomic
def record_national_id(person: Person, *, number: str, by: User) -> bool:
    """Keep a person's number, or remove it where ``number`` is empty; say whether that changed it.

    While the network has no CNDP authorisation nothing is kept. Raises ``ValidationError`` for
    what cannot be a number.
    """
    changed = write_national_id(person, normal_national_id(number))
    if changed:
        action = "person.national_id_recorded" if number else "person.national_id_removed"
        record(action, person, by=by, fields=["national_id"])
        enqueue_duplicate_search([person.pk])
    return changed


@transaction.atomic
def reveal_national_id(person: Person, *, by: User) -> str:
    """Return a person's number in clear, empty if none is kept. Who read it is written down.

    Raises ``CannotUnseal`` where it was sealed under a key that is not known any more.
    """
    kept = NationalId.objects.filter(person=person).first()
    if kept is None or not national_ids_are_collected():
        return ""
    number = unseal_national_id(bytes(kept.ciphertext))
    record("person.national_id_revealed", person, by=by, fields=["national_id"])
    return number


def masked_national_id(person: Person) -> str:
    """Return a person's number as pages show it, empty if none is kept. Costs two queries.

    Raises ``CannotUnseal`` like `reveal_national_id`.
    """
    kept = NationalId.objects.filter(person=person).first()
    if kept is None or not national_ids_are_collected():
        return ""
    return mask(unseal_national_id(bytes(kept.ciphertext)))


def persons_with_national_id(number: str) -> PersonQuerySet:
    """Return everybody who has this number, in its normal form, whatever key it was kept under."""
    persons: PersonQuerySet = Person.objects.all()
    if not number:
        return persons.none()
    return persons.filter(national_id__keyed_index__in=indexes_of(number))


def write_national_id(person: Person, number: str) -> bool:
    """Keep or remove a number in its normal form; say whether anything changed. No audit row.

    For the services that write their own: call it inside their transaction.
    """
    numbers = NationalId.objects.filter(person=person)
    if not number:
        return bool(numbers.delete()[0])
    if (
        not national_ids_are_collected()
        or numbers.filter(keyed_index__in=indexes_of(number)).exists()
    ):
        return False
    index, ciphertext = seal_national_id(number)
    sealed = {"keyed_index": index, "ciphertext": ciphertext}
    NationalId.objects.update_or_create(person=person, defaults=sealed)
    return True
