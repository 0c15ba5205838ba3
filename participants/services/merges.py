"""Merging: two persons turn out to be one. Always by a person, never by a machine.

What hung on the one that goes hangs on the one that is kept; a certificate hangs on its
registration and moves with it, its frozen snapshot as it was. Everything that changes is written
into `Merge.undo`, see `participants.services.unmerging`.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from network.models import User
from network.services.audit import record
from participants.models import (
    Affiliation,
    DuplicatePair,
    ImportRow,
    ImportRun,
    Merge,
    NationalId,
    Person,
    ProvinceTransfer,
)
from participants.names import arabic_key, latin_key
from participants.services.corrections import ChangedMeanwhile
from participants.services.duplicates import enqueue_duplicate_search
from participants.services.merge_ledger import Ledger
from participants.services.merging_messages import move_messages
from participants.services.merging_places import move_registrations

# What can be taken from the person that goes, and the columns that go together.
DETAILS: dict[str, tuple[str, ...]] = {
    "name_ar": ("given_name_ar", "family_name_ar"),
    "name_latin": ("given_name_latin", "family_name_latin"),
    "gender": ("gender",),
    "birth": ("birth_year", "birth_date"),
    "phone": ("phone",),
    "email": ("email",),
    "has_disability": ("has_disability",),
    "commune": ("commune_id",),
    "organisation": ("organisation_id",),
}
CONSENT = ("consent_at", "consent_version", "consent_channel")


@transaction.atomic
def merge_persons(
    kept: Person,
    gone: Person,
    *,
    take: Collection[str] = (),
    versions: tuple[int, int],
    by: User,
) -> Merge:
    """Make one person of two: ``gone`` was ``kept`` all along.

    ``take`` names the `DETAILS`, and ``national_id``, that are taken from ``gone``; of two
    consents the earlier one is kept. ``versions`` are those of kept and gone that whoever decides
    has seen. Where both have a place at one event, the registration with a certificate stays,
    then the one with presence, then the one with a place; the other is cancelled and its marks
    are united into the one that stays.

    Raises ``ChangedMeanwhile`` if either was corrected or merged since, and ``BothCertified``
    where both have a valid certificate of the same event.
    """
    kept, gone = _claim(kept, gone, versions)
    ledger = Ledger()
    taken = _take_details(ledger, kept, gone, take)
    if "national_id" in take:
        taken += _take_national_id(ledger, kept, gone)
    move_registrations(ledger, kept, gone, by=by)
    _move_affiliations(ledger, kept, gone)
    _move_transfers(ledger, kept, gone, by)
    _move_staged_rows(ledger, kept, gone)
    move_messages(ledger, kept, gone)
    for follower in Person.objects.filter(merged_into=gone):
        ledger.change(follower, merged_into_id=kept.pk)
    ledger.change(gone, merged_into_id=kept.pk)
    _close_pair(ledger, kept, gone, by)
    merge = Merge.objects.create(
        kept=kept, gone=gone, undo={"entries": ledger.entries}, merged_by=by
    )
    record("person.merged", kept, by=by, fields=taken)
    record("person.merged_away", gone, by=by, fields=["merged_into"])
    enqueue_duplicate_search([kept.pk])
    return merge


def _claim(kept: Person, gone: Person, versions: tuple[int, int]) -> tuple[Person, Person]:
    """Take both persons for this transaction, in the order in which everybody takes them."""
    seen = {kept.pk: versions[0], gone.pk: versions[1]}
    for pk, version in sorted(seen.items()):
        standing = Person.objects.standing().filter(pk=pk, version=version)
        if not standing.update(version=F("version") + 1):
            raise ChangedMeanwhile
    persons = Person.objects.select_related("province").in_bulk([kept.pk, gone.pk])
    return persons[kept.pk], persons[gone.pk]


def _take_details(ledger: Ledger, kept: Person, gone: Person, take: Collection[str]) -> list[str]:
    if "commune" in take and kept.province_id != gone.province_id:
        raise ValueError("A commune of another province cannot be taken.")
    groups = [columns for name, columns in DETAILS.items() if name in take]
    if gone.consent_at and (kept.consent_at is None or gone.consent_at < kept.consent_at):
        groups.append(CONSENT)
    changed: list[str] = []
    for columns in groups:
        values = {name: getattr(gone, name) for name in columns}
        if any(getattr(kept, name) != value for name, value in values.items()):
            ledger.change(kept, **values, **_key(columns, gone))
            changed += columns
    return changed


def _key(columns: tuple[str, ...], gone: Person) -> dict[str, str]:
    if columns == DETAILS["name_ar"]:
        return {"key_ar": arabic_key(gone.full_name_ar)}
    return (
        {"key_latin": latin_key(gone.full_name_latin)} if columns == DETAILS["name_latin"] else {}
    )


def _take_national_id(ledger: Ledger, kept: Person, gone: Person) -> list[str]:
    theirs = NationalId.objects.filter(person=gone).first()
    if theirs is None:
        return []
    sealed = {"keyed_index": theirs.keyed_index, "ciphertext": theirs.ciphertext}
    if ours := NationalId.objects.filter(person=kept).first():
        ledger.change(ours, **sealed)
    else:
        ledger.create(NationalId(person=kept, **sealed), **sealed)
    return ["national_id"]


def _move_affiliations(ledger: Ledger, kept: Person, gone: Person) -> None:
    # Where both stand for one organisation now, one affiliation is enough.
    ours = Affiliation.objects.current().filter(person=kept).values("organisation")
    twice = Q(ended_on__isnull=True, organisation__in=ours)
    for affiliation in Affiliation.objects.filter(person=gone).exclude(twice):
        ledger.change(affiliation, person_id=kept.pk)


def _move_transfers(ledger: Ledger, kept: Person, gone: Person, by: User) -> None:
    """Let open requests for ``gone`` go on for ``kept``, unless nothing is left to ask for."""
    waiting = ProvinceTransfer.objects.filter(state=ProvinceTransfer.State.REQUESTED)
    asked = set(waiting.filter(person=kept).values_list("to_province", flat=True))
    for transfer in waiting.filter(person=gone):
        if transfer.to_province_id in asked | {kept.province_id}:
            closed = {"decided_by_id": by.pk, "decided_at": timezone.now()}
            ledger.change(transfer, state=ProvinceTransfer.State.WITHDRAWN, **closed)
            record("transfer.withdrawn", transfer, by=by, fields=["state"])
        else:
            ledger.change(transfer, person_id=kept.pk, from_province_id=kept.province_id)
            record("transfer.turned", transfer, by=by, fields=["person", "from_province"])


def _move_staged_rows(ledger: Ledger, kept: Person, gone: Person) -> None:
    # Rows of a finished import tell what it made, and stay.
    staged = ImportRow.objects.filter(person=gone, run__state=ImportRun.State.STAGED)
    for row in staged:
        ledger.change(row, person_id=kept.pk)


def _close_pair(ledger: Ledger, kept: Person, gone: Person, by: User) -> None:
    first, second = sorted((kept.pk, gone.pk))
    if pair := DuplicatePair.objects.filter(first=first, second=second).first():
        decided = {"decided_by_id": by.pk, "decided_at": timezone.now()}
        ledger.change(pair, state=DuplicatePair.State.MERGED, **decided)
        record("duplicate_pair.merged", pair, by=by, fields=["state"])
