"""Which registered people have earned a certificate of an event, who has not, and why.

The rule of participation is the event's: so many percent of its training half-days. Whoever is to
be certified for the completed training was there at all of them, and the event has been held. It
is decided in the database, in whole numbers, so that a page, a count and a batch cannot disagree
and no list is read whole.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils import timezone
from django.utils.translation import ngettext

from certificates.kinds import Kind
from certificates.models import Certificate, DesignVersion, EligibilityException, Reason
from certificates.services.designs import default_version
from certificates.services.recipients import REGISTRATION_NEEDS, Recipient
from certificates.services.snapshots import build_snapshot
from certificates.services.trying import Trial
from participants.models import Attendance, Registration
from trainings.models import Event, HalfDay, Session

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

READY, ISSUED = "ready", "issued"
SPECIMEN_CODE = "0" * 27
# The share of the half-days, in percent, that completes a training.
WHOLE = 100


class Facts(TypedDict):
    """What `assess` adds to a registration.

    The certificate is the valid one, or else the revoked one that bars another. The exception is
    the one that stands, and ``by_exception`` whether nothing else lets the person through.
    """

    half_days_present: int
    half_days_marked: int
    half_days_total: int
    certificate_id: int | None
    certificate_number: str | None
    certificate_state: str | None
    exception_id: int | None
    exception_reason: str | None
    by_exception: bool
    verdict: str


if TYPE_CHECKING:
    AssessedRegistration = WithAnnotations[Registration, Facts]
    AssessedSet = QuerySet[AssessedRegistration]
else:
    AssessedRegistration, AssessedSet = Registration, QuerySet


@dataclass(frozen=True)
class PresenceRule:
    """The percent of half-days that a kind asks for, and whether it waits until all is over."""

    share: int
    once_held: bool


def presence_rule(event: Event, kind: Kind) -> PresenceRule:
    """Return what registered people have to fulfil for a kind."""
    if kind == Kind.COMPLETION:
        return PresenceRule(WHOLE, once_held=True)
    return PresenceRule(event.required_presence, once_held=False)


def list_candidates(
    event: Event, registrations: QuerySet[Registration], kind: Kind = Kind.PARTICIPATION
) -> QuerySet[Registration]:
    """Keep those of an event who hold a place, gave one up, or have the certificate."""
    certified = Certificate.objects.valid().of(kind).filter(registration=OuterRef("pk"))
    states = (Registration.State.REGISTERED, Registration.State.CANCELLED)
    return registrations.filter(Q(state__in=states) | Exists(certified), event=event)


def assess(
    event: Event,
    registrations: QuerySet[Registration],
    kind: Kind = Kind.PARTICIPATION,
    version: DesignVersion | None = None,
) -> AssessedSet:
    """Add to registrations of an event what `Facts` names, for one kind of certificate.

    ``verdict`` is ``READY``, ``ISSUED`` or the first `Reason` that stands against a certificate.
    The paper is tried, with ``version`` or else the kind's default, only for those whom nothing
    else stops; one query and one look at the fonts for each of them.
    """
    rule, total = presence_rule(event, kind), training_half_days(event)
    ruled = _with_facts(registrations, kind, total).annotate(
        by_exception=_by_exception(rule, total), ruling=_ruling(event, rule, total)
    )
    assessed: AssessedSet = ruled.annotate(
        verdict=_unless_unprintable(find_unprintable(event, ruled, kind, version))
    )
    return assessed


def training_half_days(event: Event) -> int:
    """Count the half-days that presence is measured by: those of training days."""
    return HalfDay.objects.filter(session__event=event, session__kind=Session.Kind.TRAINING).count()


def find_unprintable(
    event: Event, ruled: QuerySet[Any], kind: Kind, version: DesignVersion | None = None
) -> dict[int, Reason]:
    """Return what stops the paper of those whom the rule itself lets pass, by primary key."""
    specimens = Specimens(event, kind, version)
    ready = ruled.filter(ruling=READY).select_related(*REGISTRATION_NEEDS)
    problems = {}
    for registration in ready.iterator(chunk_size=500):
        if found := specimens.find_problem(registration):
            problems[registration.pk] = found
    return problems


class Specimens:
    """Certificates of an event that are tried and thrown away; reads its facts once.

    They are tried with ``version``, or else the kind's default.
    """

    def __init__(self, event: Event, kind: Kind, version: DesignVersion | None) -> None:
        self.trial = Trial(event, version or default_version(kind))
        self.number = f"XXXXXXXX/{event.programme.year}/{event.code}/0000"
        self.today: dt.date = timezone.localdate()

    def find_problem(self, recipient: Recipient) -> Reason | None:
        """Return the first thing that cannot be printed, None where all can."""
        specimen = build_snapshot(
            self.trial.facts,
            recipient,
            number=self.number,
            code=SPECIMEN_CODE,
            issued_on=self.today,
        )
        found = self.trial.find_problems(specimen)
        return Reason(found[0]) if found else None


def count_verdicts(assessed: AssessedSet) -> dict[str, int]:
    """Return how many there are of each verdict that occurs; one query."""
    counted = assessed.order_by().values("verdict").annotate(persons=Count("pk"))
    return {row["verdict"]: row["persons"] for row in counted}


def in_print_order(
    registrations: AssessedSet,
) -> AssessedSet:
    """Order as the papers are handed out: by province, organisation and name."""
    return registrations.order_by(
        "province__hcp_code",
        F("organisation__key_ar").asc(nulls_last=True),
        F("organisation__key_fr").asc(nulls_last=True),
        "person__key_ar",
        "pk",
    )


def explain(registration: AssessedRegistration, required_share: int) -> str:
    """Return why an assessed person has no certificate, in a sentence; empty if nothing is wrong.

    Presence is told in figures: "Attended 1 of 2 half-days; 80% are required."; the share is that
    of `presence_rule`.
    """
    if registration.verdict in {READY, ISSUED}:
        return ""
    if registration.verdict != Reason.PRESENCE_BELOW:
        return str(Reason(registration.verdict).label)
    return ngettext(
        "Attended %(present)s of %(total)s half-day; %(required)s%% are required.",
        "Attended %(present)s of %(total)s half-days; %(required)s%% are required.",
        registration.half_days_total,
    ) % {
        "present": registration.half_days_present,
        "total": registration.half_days_total,
        "required": required_share,
    }


def _with_facts(registrations: QuerySet[Registration], kind: Kind, total: int) -> QuerySet[Any]:
    marks = Attendance.objects.filter(
        registration=OuterRef("pk"),
        half_day__session__event=OuterRef("event"),
        half_day__session__kind=Session.Kind.TRAINING,
    )
    certificate = Certificate.objects.deciding().of(kind).filter(registration=OuterRef("pk"))
    exception = EligibilityException.objects.standing().filter(
        registration=OuterRef("pk"), kind=kind
    )
    return registrations.annotate(
        half_days_present=_count(marks.filter(present=True)),
        half_days_marked=_count(marks),
        half_days_total=Value(total, output_field=IntegerField()),
        certificate_id=Subquery(certificate.values("pk")[:1]),
        certificate_number=Subquery(certificate.values("number")[:1]),
        certificate_state=Subquery(certificate.values("state")[:1]),
        exception_id=Subquery(exception.values("pk")[:1]),
        exception_reason=Subquery(exception.values("reason")[:1]),
    )


def _count(marks: QuerySet[Attendance]) -> Coalesce:
    counted = marks.order_by().values("registration").annotate(marks=Count("pk")).values("marks")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _presence_conditions(rule: PresenceRule, total: int) -> dict[Reason, Q]:
    """Return what stands against somebody by the rule alone.

    Decided in whole numbers: present / total >= share / 100, multiplied out.
    """
    if not total:
        return {Reason.NO_HALF_DAYS: Q(pk__isnull=False)}
    needed = rule.share * total
    within_reach = (F("half_days_present") + total - F("half_days_marked")) * 100
    attended = F("half_days_present") * 100
    return {
        Reason.PRESENCE_BELOW: Q(LessThan(within_reach, needed)),
        Reason.PRESENCE_NOT_TAKEN: Q(LessThan(attended, needed)),
    }


def _by_exception(rule: PresenceRule, total: int) -> Case:
    excepted = Q(exception_id__isnull=False)
    conditions = _presence_conditions(rule, total).values()
    let_through = [When(condition & excepted, then=Value(True)) for condition in conditions]
    return Case(*let_through, default=Value(False), output_field=BooleanField())


def _ruling(event: Event, rule: PresenceRule, total: int) -> Case:
    too_early = rule.once_held and event.state != Event.State.HELD
    not_held = [When(pk__isnull=False, then=Value(Reason.NOT_HELD.value))]
    unless_excepted = Q(exception_id__isnull=True)
    return Case(
        When(certificate_state=Certificate.State.VALID, then=Value(ISSUED)),
        When(~Q(state=Registration.State.REGISTERED), then=Value(Reason.NOT_REGISTERED.value)),
        When(certificate_state=Certificate.State.REVOKED, then=Value(Reason.REVOKED.value)),
        *(not_held if too_early else []),
        *(
            When(condition & unless_excepted, then=Value(reason.value))
            for reason, condition in _presence_conditions(rule, total).items()
        ),
        When(_name_is_missing(), then=Value(Reason.NAME_MISSING.value)),
        default=Value(READY),
        output_field=CharField(),
    )


def _name_is_missing() -> Q:
    in_arabic = Q(person__given_name_ar="", person__family_name_ar="")
    in_latin = Q(person__given_name_latin="", person__family_name_latin="")
    return in_arabic | in_latin


def _unless_unprintable(problems: dict[int, Reason]) -> Case:
    """Turn the ruling into the verdict: what cannot be printed is not ready."""
    stopped: dict[Reason, list[int]] = {}
    for pk, reason in problems.items():
        stopped.setdefault(reason, []).append(pk)
    found = [When(pk__in=pks, then=Value(reason.value)) for reason, pks in stopped.items()]
    return Case(*found, default=F("ruling"), output_field=CharField())
