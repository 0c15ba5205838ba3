"""Correcting and revoking certificates. Nothing that was issued is changed or deleted.

A certificate leaves the state ``valid`` by one conditional UPDATE, whose row count decides between
two who act at the same moment. Its snapshot stays as it was printed.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates.kinds import Kind
from certificates.models import Certificate, Reason, RevocationReason
from certificates.services.errors import (
    CorrectionNotPrintable,
    NewCertificateNotBarred,
    NotAllowedToCorrect,
    NothingToCorrect,
    NotValidAnyMore,
    ReasonMissing,
    RegisterHasChanged,
)
from certificates.services.paper import mark_papers
from certificates.services.recipients import present_recipient
from certificates.services.sealing import seal_certificates
from certificates.services.trying import find_snapshot_problems
from certificates.services.versions import draw_up
from network.models import User
from network.services.audit import record

# What every version has of its own, whatever the register says.
OF_THE_VERSION = frozenset({"code", "verify_url", "qr", "issued_on"})


@dataclass(frozen=True)
class Correction:
    """What a correction would make of a certificate: the next version, not saved."""

    certificate: Certificate
    draft: Certificate

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """What would be printed otherwise: the names in the snapshot, each with old and new."""
        before, after = self.certificate.snapshot, self.draft.snapshot
        return {
            name: (before.get(name, ""), after[name])
            for name in after
            if name not in OF_THE_VERSION and after[name] != before.get(name, "")
        }

    @property
    def problems(self) -> list[Reason]:
        """Why the next version could not be printed; empty when it can."""
        return [Reason(problem) for problem in find_snapshot_problems(self.draft.snapshot)]

    @property
    def fingerprint(self) -> str:
        """A mark of the changes, by which one can tell whether they are those that were seen."""
        changes = json.dumps(self.changes, sort_keys=True)
        return hashlib.sha256(changes.encode()).hexdigest()


def draft_correction(certificate: Certificate, *, by: User) -> Correction:
    """Draw up what the next version would be with what the register says of the recipient now.

    Facts of the event stay as they were printed, but for what a trainer led: they are not the
    recipient's to correct.
    """
    draft = draw_up(
        certificate.snapshot,
        present_recipient(certificate),
        event_id=certificate.event_id,
        kind=Kind(certificate.kind),
        number=certificate.number,
        at=timezone.now(),
        by=by,
        exception_id=certificate.exception_id,
    )
    draft.version = certificate.version + 1
    return Correction(certificate, draft)


def correct_certificate(
    certificate: Certificate, *, reason: str, by: User, seen: str = ""
) -> Certificate:
    """Replace a valid certificate by its next version: same number, new code; return that one.

    With ``seen``, the fingerprint of a `Correction`, nothing but what was seen is issued. Raises
    `NotAllowedToCorrect`, `ReasonMissing`, `NotValidAnyMore`, `NothingToCorrect`,
    `CorrectionNotPrintable` or `RegisterHasChanged`, and then changes nothing.
    """
    _require_administrator(by)
    reason = _require_reason(reason)
    # Trying the paper takes its time: nobody need wait to write meanwhile.
    correction = draft_correction(certificate, by=by)
    _require_right(correction, seen)
    correction.draft.correction_reason = reason
    _replace(correction, by=by)
    mark_papers([correction.draft], by=by)
    return correction.draft


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: User, note: str = "") -> None:
    """Take a valid certificate back for ever: whoever checks its code is told when and why.

    ``reason`` is one of `RevocationReason`, ``note`` is never shown to the public. Raises
    `NotAllowedToCorrect`, `ReasonMissing` or `NotValidAnyMore`, and then changes nothing.
    """
    _require_administrator(by)
    if reason not in RevocationReason:
        raise ReasonMissing
    revocation = {
        "state": Certificate.State.REVOKED,
        "revoked_at": timezone.now(),
        "revoked_by": by,
        "revocation_reason": reason,
        "revocation_note": note.strip(),
    }
    _leave_valid(certificate, **revocation)
    certificate.refresh_from_db(fields=revocation)
    record("certificate.revoked", certificate, by=by, fields=["state"])


@transaction.atomic
def allow_reissue(certificate: Certificate, *, reason: str, by: User) -> None:
    """Let whoever had this revoked certificate be issued a new one, under another number.

    The revocation stands. Raises `NotAllowedToCorrect`, `ReasonMissing`, or
    `NewCertificateNotBarred` when it is not revoked or a new one is allowed already.
    """
    _require_administrator(by)
    allowance = {
        "reissue_allowed_at": timezone.now(),
        "reissue_allowed_by": by,
        "reissue_reason": _require_reason(reason),
    }
    barring = Certificate.objects.filter(
        pk=certificate.pk, state=Certificate.State.REVOKED, reissue_allowed_at__isnull=True
    )
    if not barring.update(**allowance):
        raise NewCertificateNotBarred
    certificate.refresh_from_db(fields=allowance)
    record("certificate.reissue_allowed", certificate, by=by, fields=["reissue_allowed_at"])


def _require_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowedToCorrect


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _require_right(correction: Correction, seen: str) -> None:
    if not correction.changes:
        raise NothingToCorrect
    if correction.problems:
        raise CorrectionNotPrintable(correction.problems)
    if seen and seen != correction.fingerprint:
        raise RegisterHasChanged


@transaction.atomic
def _replace(correction: Correction, *, by: User) -> None:
    older, newer = correction.certificate, correction.draft
    _leave_valid(older, state=Certificate.State.REPLACED)
    seal_certificates([newer], by=by)
    newer.save(force_insert=True)
    older.refresh_from_db(fields=["state"])
    record("certificate.replaced", older, by=by, fields=["state"])
    record("certificate.corrected", newer, by=by, fields=correction.changes)


def _leave_valid(certificate: Certificate, **changes: object) -> None:
    """Let the first of those who act at the same moment through; the others change nothing."""
    if not Certificate.objects.valid().filter(pk=certificate.pk).update(**changes):
        raise NotValidAnyMore(certificate.number)
