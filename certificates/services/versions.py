"""Drawing up a certificate, be it the first version of a number or a later one."""

import datetime as dt

from django.utils import timezone

from certificates.codes import new_code
from certificates.models import Certificate
from certificates.services.snapshots import Snapshot, build_snapshot
from network.models import User
from participants.models import Registration


def draw_up(
    facts: Snapshot, registration: Registration, *, number: str, at: dt.datetime, by: User
) -> Certificate:
    """Return an unsaved certificate with a code of its own.

    ``facts`` are those of `event_facts`, or the snapshot of an earlier version, of which
    everything stays but what the registration says. Its person, organisation and province should
    have been fetched with it.
    """
    code = new_code()
    snapshot = build_snapshot(
        facts, registration, number=number, code=code, issued_on=timezone.localdate(at)
    )
    return Certificate(
        event_id=registration.event_id,
        registration=registration,
        province=registration.province,
        number=number,
        code=code,
        issued_at=at,
        issued_by=by,
        snapshot=snapshot,
    )
