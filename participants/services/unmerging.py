"""Taking a merge back: two persons as they were, but for what was changed since."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import User
from network.services.audit import record, record_many
from participants.models import (
    Affiliation,
    Attendance,
    DuplicatePair,
    ImportRow,
    Merge,
    NationalId,
    Person,
    ProvinceTransfer,
    Recipient,
    Registration,
)
from participants.services.duplicates import enqueue_duplicate_search
from participants.services.merge_ledger import Entry, entries_of, take_back
from participants.services.merging_places import MergeRefused, park
from trainings.models import Event
from trainings.services.places import take_place

State = Registration.State
# Registrations come first: their marks follow them.
TABLES = (
    Attendance,
    NationalId,
    Affiliation,
    ProvinceTransfer,
    ImportRow,
    DuplicatePair,
    Recipient,
)


class UndoneAlready(MergeRefused):
    """Somebody has undone this merge before."""

    def __str__(self) -> str:
        return _("This merge has been undone already.")


class LaterMerge(MergeRefused):
    """The person who was kept took part in another merge since."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge

    def __str__(self) -> str:
        return _("This person was merged again since. Undo the later merge first.")


@transaction.atomic
def undo_merge(merge: Merge, *, by: User) -> list[str]:
    """Bring both persons back as they were; return a sentence for whatever could not go back.

    A detail that was changed since stays changed; a registration that lost its place waits for
    one if none is free. Raises ``UndoneAlready``, and ``LaterMerge`` where another merge has to be
    undone before.
    """
    _claim(merge, by)
    entries = merge.undo["entries"]
    left = _take_back_persons(entries_of(entries, Person))
    left += _take_back_registrations(entries_of(entries, Registration), by)
    changed_since = [
        model._meta.verbose_name
        for model in TABLES
        # Every one of them, not only up to the first that fails.
        if False in [take_back(entry) for entry in entries_of(entries, model)]
    ]
    if changed_since:
        left.append(_changed_since(str(name) for name in changed_since))
    record("person.merge_undone", merge.kept, by=by)
    record("person.merge_undone", merge.gone, by=by, fields=["merged_into"])
    enqueue_duplicate_search([merge.kept_id, merge.gone_id])
    return left


def later_merge(merge: Merge) -> Merge | None:
    """Return the merge that has to be undone before this one, if there is one."""
    standing = Merge.objects.filter(undone_at__isnull=True)
    later = standing.filter(kept=merge.kept_id, pk__gt=merge.pk).order_by("-pk").first()
    return standing.filter(gone=merge.kept_id).first() or later


def _claim(merge: Merge, by: User) -> None:
    standing = Merge.objects.filter(pk=merge.pk, undone_at__isnull=True)
    if not standing.update(undone_at=timezone.now(), undone_by=by):
        raise UndoneAlready
    for pk in sorted((merge.kept_id, merge.gone_id)):
        Person.objects.filter(pk=pk).update(version=F("version") + 1)
    if later := later_merge(merge):
        raise LaterMerge(later)


def _take_back_persons(entries: list[Entry]) -> list[str]:
    changed_since = [
        str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # columns only
        for entry in entries
        if not take_back(entry)
        for name in entry["before"]
        if not name.startswith("key_")
    ]
    return [_changed_since(changed_since)] if changed_since else []


def _take_back_registrations(entries: list[Entry], by: User) -> list[str]:
    owners = {e["pk"]: e for e in entries if "person_id" in e["before"]}
    states = [e for e in entries if "state" in e["before"]]
    going = _those_that_can_go(owners)
    park(list(going))
    for pk in going:
        Registration.objects.filter(pk=pk).update(person_id=owners[pk]["before"]["person_id"])
    stuck = owners.keys() - going
    left = [_("A registration stays where it is: it was changed since.")] if stuck else []
    moved = list(Registration.objects.filter(pk__in=going))
    record_many("registration.person_changed", moved, by=by, fields=["person"])
    for entry in states:
        if entry["pk"] not in stuck:
            left += _revive(entry, by)
    return left


def _those_that_can_go(owners: dict[int, Entry]) -> set[int]:
    """Return the registrations that are still where the merge put them, and wanted back."""
    rows = Registration.objects.in_bulk(owners.keys())
    here = {pk for pk, row in rows.items() if row.person_id == owners[pk]["after"]["person_id"]}
    for pk in sorted(here):
        back_to = owners[pk]["before"]["person_id"]
        others = Registration.objects.filter(event=rows[pk].event_id, person=back_to)
        if others.exclude(pk__in=here).exists():
            here.discard(pk)
    return here


def _revive(entry: Entry, by: User) -> list[str]:
    rows = Registration.objects.filter(pk=entry["pk"], **entry["after"])
    registration = rows.select_related("event", "province", "person").first()
    if registration is None:
        return [_("A registration stays as it is: it was changed since.")]
    if registration.event.state == Event.State.CANCELLED:
        sentence = _("“%(event)s” was cancelled meanwhile: the registration stays cancelled.")
        return [sentence % {"event": registration.event.title}]
    state = entry["before"]["state"]
    lost = state == State.REGISTERED and not take_place(registration.event, registration.province)
    rows.update(**{**entry["before"], "state": State.WAITLISTED if lost else state})
    record("registration.revived", registration, by=by, fields=["state"])
    if not lost:
        return []
    sentence = _("“%(event)s” has no place left: %(person)s is on the waiting list again.")
    return [sentence % {"event": registration.event.title, "person": registration.person}]


def _changed_since(names: Iterable[str]) -> str:
    sentence = _("Left as it is now, since it was changed after the merge: %(what)s.")
    return sentence % {"what": _(", ").join(names)}
