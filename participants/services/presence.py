"""Presence: who was there in a half-day, marked as often as it takes to be right."""

from collections.abc import Mapping

from django.db import transaction

from network.models import User
from network.services.audit import record_many
from participants.models import Attendance
from participants.models.attendance import marks_of
from trainings.models import HalfDay


@transaction.atomic
def mark_presence(half_day: HalfDay, *, marks: Mapping[int, bool | None], by: User) -> int:
    """Mark registrations, by primary key, as present (True), absent (False) or unmarked (None).

    Only people registered at the half-day's event are marked; other keys are left out. Returns
    how many marks changed: what stands already is not written again.
    """
    standing = marks_of(half_day, marks)
    changed = {pk: marks[pk] for pk, mark in standing.items() if marks[pk] is not mark}
    _write({pk: present for pk, present in changed.items() if present is not None}, half_day, by)
    _clear([pk for pk, present in changed.items() if present is None], half_day, by)
    return len(changed)


def _write(marks: dict[int, bool], half_day: HalfDay, by: User) -> None:
    attendance = Attendance.objects.bulk_create(
        [
            Attendance(registration_id=pk, half_day=half_day, present=present, marked_by=by)
            for pk, present in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["registration", "half_day"],
        update_fields=["present", "marked_by", "marked_at"],
    )
    record_many("attendance.marked", attendance, by=by, fields=["present"])


def _clear(registration_ids: list[int], half_day: HalfDay, by: User) -> None:
    cleared = Attendance.objects.filter(registration__in=registration_ids, half_day=half_day)
    record_many("attendance.cleared", list(cleared), by=by, fields=["present"])
    cleared.delete()
