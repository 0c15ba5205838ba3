"""Exceptions: letting somebody through whom a rule stops, and taking that back."""

from django.db import transaction
from django.utils import timezone

from certificates.kinds import Kind
from certificates.models import OVERRULABLE, EligibilityException, RecipientKey
from certificates.services.assessing import assess_keys
from certificates.services.errors import (
    ExceptionNeedsReason,
    ExceptionStands,
    ExceptionUsed,
    ExceptionWithdrawn,
    NoRuleToOverrule,
    NotAllowedToExcept,
)
from network.models import User
from network.services.audit import record
from network.services.changes import kept_once
from trainings.models import Event


def grant_exception(
    event: Event, kind: Kind, key: RecipientKey, *, reason: str, by: User
) -> EligibilityException:
    """Let a recipient through for a kind of certificate, whatever the rule says.

    Raises `NotAllowedToExcept`, `ExceptionNeedsReason`, `ExceptionStands`, or `NoRuleToOverrule`
    where no rule stands against it, but something else, or nothing.
    """
    _require_administrator(by)
    reason = reason.strip()
    if not reason:
        raise ExceptionNeedsReason
    standing = EligibilityException.objects.standing().filter(
        event=event, kind=kind, **_columns(key)
    )
    if standing.exists():
        raise ExceptionStands
    assessment = assess_keys(event, kind, [key]).get(key)
    if assessment is None or assessment.verdict not in OVERRULABLE:
        raise NoRuleToOverrule
    with transaction.atomic():
        with kept_once(ExceptionStands()):
            granted = EligibilityException.objects.create(
                event=event,
                kind=kind,
                **_columns(key),
                overruled=assessment.verdict,
                reason=reason,
                granted_by=by,
            )
        record("exception.granted", granted, by=by, fields=["kind", "overruled"])
    return granted


@transaction.atomic
def withdraw_exception(exception: EligibilityException, *, by: User) -> None:
    """Let the rule hold again; the exception stays as withdrawn.

    Raises `NotAllowedToExcept`, `ExceptionWithdrawn`, or `ExceptionUsed` once a certificate was
    issued by it.
    """
    _require_administrator(by)
    # A batch that is about to issue by it holds the row: whoever comes second sees what was done.
    held = EligibilityException.objects.select_for_update().get(pk=exception.pk)
    if not held.is_standing:
        raise ExceptionWithdrawn
    if held.certificates.exists():
        raise ExceptionUsed
    held.withdrawn_at, held.withdrawn_by = timezone.now(), by
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("exception.withdrawn", held, by=by, fields=["withdrawn_at"])
    exception.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])


def _columns(key: RecipientKey) -> dict[str, int]:
    return {f"{key.group.value}_id": key.pk}


def _require_administrator(by: User) -> None:
    if not (by.is_administrator and by.is_active):
        raise NotAllowedToExcept
