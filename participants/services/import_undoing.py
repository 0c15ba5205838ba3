"""Taking an import back: what it made is removed, as long as nothing else hangs on it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import User
from network.services.audit import record, record_many
from participants.models import (
    Affiliation,
    DuplicatePair,
    ImportRow,
    ImportRun,
    NationalId,
    Organisation,
    Person,
    Registration,
)
from participants.services.imports import ImportRefused
from participants.services.registrations import promote_waiting
from trainings.services.places import free_places, stand_in_line

# What goes with a person or a registration that goes.
GOES_ALONG = (Affiliation, NationalId, DuplicatePair, ImportRow)
AT_ONCE = 500
SHOWN = 3


class NotCommitted(ImportRefused):
    """There is nothing to take back: the import was not committed, or was undone before."""

    def __str__(self) -> str:
        return _("This import is not in, so there is nothing to undo.")


class HangsTogether(ImportRefused):
    """Something hangs on ``blocked``, some of what the import made; ``number`` in all."""

    def __init__(self, blocked: list[tuple[models.Model, str]], number: int) -> None:
        self.blocked, self.number = blocked, number

    def __str__(self) -> str:
        named = _(", ").join(f"{row} ({what})" for row, what in self.blocked)
        return ngettext(
            "This import cannot be undone any more: something hangs on %(number)s of those it "
            "made: %(named)s.",
            "This import cannot be undone any more: something hangs on %(number)s of those it "
            "made, such as %(named)s.",
            self.number,
        ) % {"named": named, "number": self.number}


@transaction.atomic
def undo_import(run: ImportRun, *, by: User) -> list[Registration]:
    """Remove the registrations, persons and organisations that the import made; free the places.

    Registrations that it revived are cancelled again. Returns who moved up from the waiting list.
    Raises ``NotCommitted``, and ``HangsTogether`` where somebody was marked, certified, corrected,
    merged, moved or registered elsewhere since; then nothing has changed.
    """
    committed = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.COMMITTED)
    if not committed.update(state=ImportRun.State.UNDONE, undone_by=by, undone_at=timezone.now()):
        raise NotCommitted
    stand_in_line([run.event_id])
    made, persons, organisations = _made_by(run)
    _refuse_what_is_held(run, made, persons, organisations)
    freed = _remove_registrations(run, made, by)
    _remove(Person, persons, "person.removed", by)
    _remove(Organisation, organisations, "organisation.removed", by)
    record("import.undone", run, by=by, fields=["state"])
    free_places(run.event, run.province, freed)
    run.refresh_from_db()
    return promote_waiting(run.event, first=run.province, by=by)


def _made_by(run: ImportRun) -> tuple[list[int], list[int], list[int]]:
    rows = run.rows.exclude(registration=None)
    return (
        list(rows.filter(revived=False).values_list("registration_id", flat=True)),
        list(rows.filter(made_person=True).values_list("person_id", flat=True)),
        list(rows.exclude(made_organisation=None).values_list("made_organisation_id", flat=True)),
    )


def _refuse_what_is_held(
    run: ImportRun, registrations: list[int], persons: list[int], organisations: list[int]
) -> None:
    revived = list(run.rows.filter(revived=True).values_list("registration_id", flat=True))
    ours = {Registration: {*registrations, *revived}, Person: set(persons), Organisation: set()}
    held: dict[tuple[type[models.Model], int], str] = {}
    for model, keys in (
        (Registration, [*registrations, *revived]),
        (Person, persons),
        (Organisation, organisations),
    ):
        for key, what in _holds(model, keys, ours):
            held.setdefault((model, key), what)
    if held:
        some = list(held.items())[:SHOWN]
        named = [(model._default_manager.get(pk=key), what) for (model, key), what in some]
        raise HangsTogether(named, len(held))


def _holds(
    model: type[models.Model], keys: list[int], ours: dict[Any, set[int]]
) -> Iterator[tuple[int, str]]:
    """Yield each key on which something hangs that the import has not made, and what it is."""
    for some in _in_parts(keys):
        rows = model._default_manager.filter(pk__in=some)
        if any(field.name == "version" for field in model._meta.fields):
            for key in rows.filter(version__gt=1).values_list("pk", flat=True):
                yield key, _("corrected since")
        if model is Person:
            for key in rows.filter(merged_into__isnull=False).values_list("pk", flat=True):
                yield key, _("merged since")
        for relation in model._meta.related_objects:
            if relation.related_model not in GOES_ALONG:
                yield from _hold_by(relation, some, ours)


def _hold_by(
    relation: Any, keys: list[int], ours: dict[Any, set[int]]
) -> Iterator[tuple[int, str]]:
    other, name = relation.related_model, relation.field.name
    hanging = other._default_manager.filter(**{f"{name}__in": keys}).order_by()
    own = ours.get(other, set())
    for pk, key in hanging.values_list("pk", name):
        if pk not in own:
            yield key, str(other._meta.verbose_name)


def _remove_registrations(run: ImportRun, made: list[int], by: User) -> int:
    revived = list(run.rows.filter(revived=True).values_list("registration_id", flat=True))
    placed = 0
    for some in _in_parts([*made, *revived]):
        placed += Registration.objects.registered().filter(pk__in=some).count()
    for some in _in_parts(revived):
        again = Registration.objects.filter(pk__in=some)
        again.update(state=Registration.State.CANCELLED, cancellation_reason="")
        # What it made cannot stay for the sake of a registration that is cancelled again.
        made_here = run.rows.exclude(made_organisation=None).values("made_organisation")
        again.filter(organisation__in=made_here).update(organisation=None)
        record_many("registration.cancelled", again, by=by, fields=["state"])
    _remove(Registration, made, "registration.removed", by)
    return placed


def _remove(model: type[models.Model], keys: list[int], action: str, by: User) -> None:
    for some in _in_parts(keys):
        rows = model._default_manager.filter(pk__in=some)
        record_many(action, rows.only("pk"), by=by)
        rows.delete()


def _in_parts(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
