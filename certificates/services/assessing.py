"""What holds for given recipients now, whichever group they are of: what a batch goes by."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from certificates.kinds import Kind
from certificates.models import (
    GROUPS_OF,
    DesignVersion,
    EligibilityException,
    Group,
    Reason,
    RecipientKey,
    keys_condition,
)
from certificates.services.candidates import assess_candidates
from certificates.services.eligibility import (
    ISSUED,
    READY,
    AssessedRegistration,
    assess,
    explain,
    presence_rule,
)
from certificates.services.recipients import REGISTRATION_NEEDS, Recipient
from participants.models import Registration
from trainings.models import Event


@dataclass(frozen=True)
class Assessment:
    """Whether somebody may be issued a certificate now.

    ``verdict`` as `assess` and `assess_candidates` give it; ``exception_id`` only where an
    exception is what lets them through.
    """

    recipient: Recipient
    verdict: str
    exception_id: int | None = None


def is_for_registered(kind: Kind) -> bool:
    """Say whether a kind is received by registered people, and by nobody else."""
    return GROUPS_OF[kind] == (Group.REGISTRATION,)


def assess_keys(
    event: Event,
    kind: Kind,
    keys: Collection[RecipientKey],
    version: DesignVersion | None = None,
) -> dict[RecipientKey, Assessment]:
    """Return what holds for each of these recipients; who is not named any more is left out.

    The paper is tried with ``version``, or else the kind's default.
    """
    return (_registered if is_for_registered(kind) else _others)(event, kind, keys, version)


def explain_assessment(event: Event, kind: Kind, assessment: Assessment) -> str:
    """Say in a sentence what stands against somebody; empty where nothing does."""
    if is_for_registered(kind):
        registration = cast("AssessedRegistration", assessment.recipient)
        return explain(registration, presence_rule(event, kind).share)
    return "" if assessment.verdict in {READY, ISSUED} else str(Reason(assessment.verdict).label)


def hold_exceptions(event: Event, kind: Kind, keys: Collection[RecipientKey]) -> None:
    """Keep the exceptions of these recipients from being withdrawn until the transaction ends."""
    standing = EligibilityException.objects.standing().filter(
        keys_condition(keys), event=event, kind=kind
    )
    list(standing.select_for_update().values_list("pk"))


def _registered(
    event: Event, kind: Kind, keys: Collection[RecipientKey], version: DesignVersion | None
) -> dict[RecipientKey, Assessment]:
    wanted = [key.pk for key in keys if key.group == Group.REGISTRATION]
    registrations = Registration.objects.filter(event=event, pk__in=wanted)
    assessed = assess(event, registrations, kind, version).select_related(*REGISTRATION_NEEDS)
    return {
        RecipientKey(Group.REGISTRATION, one.pk): Assessment(
            one, one.verdict, one.exception_id if one.by_exception else None
        )
        for one in assessed
    }


def _others(
    event: Event, kind: Kind, keys: Collection[RecipientKey], version: DesignVersion | None
) -> dict[RecipientKey, Assessment]:
    return {
        one.key: Assessment(
            one.recipient,
            one.verdict,
            one.exception.pk if one.exception and one.by_exception else None,
        )
        for one in assess_candidates(event, kind, among=keys, version=version)
    }
