"""Who may receive a certificate without being registered: trainers, coordinators, partners.

Nobody of them receives one before the event has been held. A trainer's is for whoever led a module
or a practical workshop of it; a coordinator's for whoever was present in its consultation workshop
or registered people who hold a place; thanks are chosen by hand among all of them and the partners
of the programme. They are a few dozen at most, so they are read whole.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.kinds import Kind
from certificates.models import (
    GROUPS_OF,
    Certificate,
    DesignVersion,
    EligibilityException,
    Group,
    Reason,
    RecipientKey,
)
from certificates.services.eligibility import ISSUED, READY, Specimens
from certificates.services.recipients import Recipient, Teaching, list_teachings
from network.models import Partner, Role, User
from participants.models import Registration
from trainings.models import Event, Invitation, Quota, Session, Trainer


@dataclass(frozen=True)
class Candidate:
    """Somebody who may receive a certificate, and what stands against it.

    ``verdict`` is ``READY``, ``ISSUED`` or a `Reason`; the certificate is the valid one, or else
    the revoked one that bars another; the exception is the one that stands, and ``by_exception``
    whether nothing else lets them through.
    """

    key: RecipientKey
    recipient: Recipient
    verdict: str
    certificate: Certificate | None = None
    exception: EligibilityException | None = None
    by_exception: bool = False


@dataclass(frozen=True)
class Named:
    """Somebody whom the plan of an event names, and what the rule has against them."""

    key: RecipientKey
    recipient: Recipient
    hindrance: Reason | None = None


def assess_candidates(
    event: Event,
    kind: Kind,
    *,
    to: User | None = None,
    among: Collection[RecipientKey] | None = None,
    version: DesignVersion | None = None,
) -> list[Candidate]:
    """Return who may receive a kind of certificate, those whom ``to`` may see, or some of them.

    In the order of the papers: by group and name. The paper is tried for those whom nothing else
    stops, with ``version`` or else the kind's default. The number of queries does not grow with
    the people.
    """
    certificates = _deciding_certificates(event, kind)
    exceptions = {
        exception.recipient_key: exception
        for exception in EligibilityException.objects.standing().filter(event=event, kind=kind)
    }
    named = [
        one
        for one in _list_named(event, kind, certificates)
        if (to is None or _is_seen_by(one.key, to)) and (among is None or one.key in among)
    ]
    ruled = [_rule(event, one, certificates.get(one.key), exceptions.get(one.key)) for one in named]
    return _try_papers(event, kind, ruled, version)


def _deciding_certificates(event: Event, kind: Kind) -> dict[RecipientKey, Certificate]:
    """Return them by whom they are for; the latest one decides."""
    deciding = Certificate.objects.deciding().of(kind).filter(event=event).defer("snapshot")
    return {certificate.recipient_key: certificate for certificate in deciding.order_by("pk")}


def _is_seen_by(key: RecipientKey, user: User) -> bool:
    """Say whether somebody may know of a recipient: staff of all, a coordinator of themselves."""
    return user.is_staff_member or key == RecipientKey(Group.COORDINATOR, user.pk)


def _list_named(event: Event, kind: Kind, certificates: Collection[RecipientKey]) -> list[Named]:
    finders = {
        Group.TRAINER: _find_trainers,
        Group.COORDINATOR: _find_coordinators,
        Group.PARTNER: _find_partners,
    }
    ruled = kind != Kind.THANKS
    return [
        Named(key, recipient, hindrance if ruled else None)
        for group in GROUPS_OF[kind]
        for key, recipient, hindrance in finders[group](
            event, [key.pk for key in certificates if key.group == group]
        )
    ]


Found = list[tuple[RecipientKey, Recipient, Reason | None]]


def _find_trainers(event: Event, certified: list[int]) -> Found:
    """Find whom the agenda names, and whoever has the certificate already."""
    teachings = list_teachings(event)
    if gone := set(certified) - teachings.keys():
        others = Trainer.objects.filter(pk__in=gone)
        teachings |= {trainer.pk: Teaching(trainer) for trainer in others}
    in_order = sorted(teachings.values(), key=lambda one: (one.trainer.name_ar, one.trainer.pk))
    return [
        (
            RecipientKey(Group.TRAINER, teaching.trainer.pk),
            teaching,
            None if teaching.modules else Reason.NO_MODULE_LED,
        )
        for teaching in in_order
    ]


def _find_coordinators(event: Event, certified: list[int]) -> Found:
    """Find who was invited to the workshop, registered people, or answers for a province of it."""
    return [
        (RecipientKey(Group.COORDINATOR, user.pk), user, _hindrance(user))
        for user in _with_their_part(event, certified)
    ]


def _with_their_part(event: Event, certified: list[int]) -> QuerySet[Any]:
    invitations = Invitation.objects.filter(
        coordinator=OuterRef("pk"),
        session__event=event,
        session__kind=Session.Kind.WORKSHOP,
    )
    registered = Registration.objects.registered().filter(event=event, registered_by=OuterRef("pk"))
    quotas = Quota.objects.filter(event=event, province__coordinators=OuterRef("pk"))
    users = User.objects.annotate(
        is_invited=Exists(invitations),
        was_present=Exists(invitations.filter(present=True)),
        is_unmarked=Exists(invitations.filter(present__isnull=True)),
        has_registered=Exists(registered),
        has_places=Exists(quotas),
    )
    by_office = Q(role=Role.COORDINATOR) & (Q(has_registered=True) | Q(has_places=True))
    found = users.filter(Q(is_invited=True) | by_office | Q(pk__in=certified))
    return found.prefetch_related("provinces").order_by("full_name", "pk")


def _hindrance(user: Any) -> Reason | None:
    if user.was_present or user.has_registered:
        return None
    return Reason.PRESENCE_NOT_TAKEN if user.is_unmarked else Reason.NO_PART_TAKEN


def _find_partners(event: Event, certified: list[int]) -> Found:
    """Find the partners of the programme, in protocol order, and whoever was thanked already."""
    partnerships = event.programme.partnerships.select_related("partner")
    partners = {partnership.partner_id: partnership.partner for partnership in partnerships}
    if gone := set(certified) - partners.keys():
        partners |= Partner.objects.in_bulk(gone)
    return [(RecipientKey(Group.PARTNER, pk), partner, None) for pk, partner in partners.items()]


def _rule(
    event: Event,
    one: Named,
    certificate: Certificate | None,
    exception: EligibilityException | None,
) -> Candidate:
    """Say what stands against somebody, before the paper is tried."""
    verdict: str = READY
    if certificate:
        verdict = ISSUED if certificate.is_valid else Reason.REVOKED
    elif event.state != Event.State.HELD:
        verdict = Reason.NOT_HELD
    elif one.hindrance and not exception:
        verdict = one.hindrance
    by_exception = bool(exception and one.hindrance)
    return Candidate(one.key, one.recipient, verdict, certificate, exception, by_exception)


def _try_papers(
    event: Event, kind: Kind, candidates: list[Candidate], version: DesignVersion | None
) -> list[Candidate]:
    if all(candidate.verdict != READY for candidate in candidates):
        return candidates
    specimens = Specimens(event, kind, version)
    return [
        replace(candidate, verdict=specimens.find_problem(candidate.recipient) or READY)
        if candidate.verdict == READY
        else candidate
        for candidate in candidates
    ]
