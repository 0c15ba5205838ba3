"""Drawing up a certificate, be it the first version of a number or a later one."""

import datetime as dt

from django.utils import timezone

from certificates.codes import new_code
from certificates.kinds import Kind
from certificates.models import Certificate
from certificates.services.recipients import Recipient, columns_of
from certificates.services.snapshots import Snapshot, build_snapshot
from network.models import User


def draw_up(
    facts: Snapshot,
    recipient: Recipient,
    *,
    event_id: int,
    kind: Kind,
    number: str,
    at: dt.datetime,
    by: User,
    exception_id: int | None = None,
) -> Certificate:
    """Return an unsaved certificate with a code of its own.

    ``facts`` are those of `event_facts`, or the snapshot of an earlier version, of which
    everything stays but what the registers say of the recipient. A registration's person,
    organisation and province should have been fetched with it.
    """
    code = new_code()
    snapshot = build_snapshot(
        facts, recipient, number=number, code=code, issued_on=timezone.localdate(at)
    )
    # That of the version before: whoever issues this one seals it.
    snapshot.pop("qr", None)
    return Certificate(
        event_id=event_id,
        kind=kind,
        **columns_of(recipient),
        number=number,
        code=code,
        issued_at=at,
        issued_by=by,
        exception_id=exception_id,
        design_version_id=snapshot.get("design_version"),
        snapshot=snapshot,
    )
