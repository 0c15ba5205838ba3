"""Working the search keys out again, after the rules of `participants.names` have changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from participants.models import Organisation, Person
from participants.names import arabic_key, latin_key

BATCH = 2_000


@dataclass(frozen=True)
class Rekeyed:
    """How many persons and organisations have other keys now."""

    persons: int
    organisations: int


def rekey_names(
    persons: models.QuerySet[Any] | None = None,
    organisations: models.QuerySet[Any] | None = None,
) -> Rekeyed:
    """Work out the keys of every person and organisation; safe to repeat.

    Batch by batch, each in a transaction of its own: a network of a million stays at work.
    Migrations hand in the rows of their own models. Two organisations of a province whose names
    are one name by now both stay: the key of the younger one ends with its number.
    """
    persons = Person.objects.all() if persons is None else persons
    organisations = Organisation.objects.all() if organisations is None else organisations
    return Rekeyed(
        persons=sum(_rekey_persons(rows) for rows in _batches(persons)),
        organisations=sum(_rekey_organisations(rows) for rows in _batches(organisations)),
    )


def _batches(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _rekey_persons(persons: list[Any]) -> int:
    changed = []
    for person in persons:
        key_ar = arabic_key(f"{person.given_name_ar} {person.family_name_ar}")
        key_latin = latin_key(f"{person.given_name_latin} {person.family_name_latin}")
        if (person.key_ar, person.key_latin) != (key_ar, key_latin):
            person.key_ar, person.key_latin = key_ar, key_latin
            changed.append(person)
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, ["key_ar", "key_latin"], 500)
    return len(changed)


@transaction.atomic
def _rekey_organisations(organisations: list[Any]) -> int:
    return sum(_rekey_organisation(organisation) for organisation in organisations)


def _rekey_organisation(organisation: Any) -> bool:
    keys = {
        "key_ar": _free_key(organisation, "key_ar", arabic_key(organisation.name_ar)),
        "key_fr": _free_key(organisation, "key_fr", latin_key(organisation.name_fr)),
    }
    if keys == {"key_ar": organisation.key_ar, "key_fr": organisation.key_fr}:
        return False
    type(organisation)._default_manager.filter(pk=organisation.pk).update(**keys)
    return True


def _free_key(organisation: Any, field: str, key: str) -> str:
    if not key or key == getattr(organisation, field):
        return key
    others = type(organisation)._default_manager.filter(province=organisation.province_id)
    taken = others.exclude(pk=organisation.pk).filter(**{field: key}).exists()
    # Still found by its name, and nothing but its next correction has to say that it came second.
    return f"{key} {organisation.pk}"[-200:] if taken else key
