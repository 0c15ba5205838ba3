"""Who has earned the certificate of an event, who has not, and why.

The rule is the event's: so many percent of its training half-days. It is decided in the database,
in whole numbers, so that a page, a count and a batch cannot disagree and no list is read whole.
"""

from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
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

from certificates.models import Certificate, Reason
from certificates.press import find_print_problems
from certificates.services.snapshots import build_snapshot, event_facts
from participants.models import Attendance, Registration
from trainings.models import Event, HalfDay, Session

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

READY, ISSUED = "ready", "issued"
SPECIMEN_CODE = "0" * 27


class Facts(TypedDict):
    """What `assess` adds to a registration.

    The certificate is the valid one, or else the revoked one that bars another.
    """

    half_days_present: int
    half_days_marked: int
    half_days_total: int
    certificate_id: int | None
    certificate_number: str | None
    certificate_state: str | None
    verdict: str


if TYPE_CHECKING:
    AssessedRegistration = WithAnnotations[Registration, Facts]
    AssessedSet = QuerySet[AssessedRegistration]
else:
    AssessedRegistration, AssessedSet = Registration, QuerySet


def list_candidates(event: Event, registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Keep those of an event who hold a place, or held one and have the certificate."""
    certified = Certificate.objects.valid().filter(registration=OuterRef("pk"))
    return registrations.filter(
        Q(state=Registration.State.REGISTERED) | Exists(certified), event=event
    )


def assess(event: Event, registrations: QuerySet[Registration]) -> AssessedSet:
    """Add to registrations of an event what `Facts` names.

    ``verdict`` is ``READY``, ``ISSUED`` or the first `Reason` that stands against a certificate.
    The paper is tried only for those whom nothing else stops; one query and one look at the
    fonts for each of them, none once all have their certificate.
    """
    total = training_half_days(event)
    ruled = _with_presence(registrations, total).annotate(ruling=_ruling(event, total))
    assessed: AssessedSet = ruled.annotate(
        verdict=_unless_unprintable(find_unprintable(event, ruled))
    )
    return assessed


def training_half_days(event: Event) -> int:
    """Count the half-days that presence is measured by: those of training days."""
    return HalfDay.objects.filter(session__event=event, session__kind=Session.Kind.TRAINING).count()


def find_unprintable(event: Event, ruled: QuerySet[Any]) -> dict[int, Reason]:
    """Return what stops the paper of those whom the rule itself lets pass, by primary key."""
    facts, today = event_facts(event), timezone.localdate()
    ready = ruled.filter(ruling=READY).select_related("person", "organisation", "province")
    problems = {}
    for registration in ready.iterator(chunk_size=500):
        specimen = build_snapshot(
            facts,
            registration,
            number=f"XXXXXXXX/{event.programme.year}/{event.code}/0000",
            code=SPECIMEN_CODE,
            issued_on=today,
        )
        if found := find_print_problems(specimen):
            problems[registration.pk] = Reason(found[0])
    return problems


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


def explain(registration: AssessedRegistration, required_presence: int) -> str:
    """Return why an assessed person has no certificate, in a sentence; empty if nothing is wrong.

    Presence is told in figures: "Attended 1 of 2 half-days; 80% are required."
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
        "required": required_presence,
    }


def _with_presence(registrations: QuerySet[Registration], total: int) -> QuerySet[Any]:
    marks = Attendance.objects.filter(
        registration=OuterRef("pk"),
        half_day__session__event=OuterRef("event"),
        half_day__session__kind=Session.Kind.TRAINING,
    )
    certificate = Certificate.objects.deciding().filter(registration=OuterRef("pk"))
    return registrations.annotate(
        half_days_present=_count(marks.filter(present=True)),
        half_days_marked=_count(marks),
        half_days_total=Value(total, output_field=IntegerField()),
        certificate_id=Subquery(certificate.values("pk")[:1]),
        certificate_number=Subquery(certificate.values("number")[:1]),
        certificate_state=Subquery(certificate.values("state")[:1]),
    )


def _count(marks: QuerySet[Attendance]) -> Coalesce:
    counted = marks.order_by().values("registration").annotate(marks=Count("pk")).values("marks")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _ruling(event: Event, total: int) -> Case:
    """Decide in whole numbers: present / total >= required / 100, multiplied out."""
    needed = event.required_presence * total
    within_reach = (F("half_days_present") + total - F("half_days_marked")) * 100
    attended = F("half_days_present") * 100
    no_half_days = [When(pk__isnull=False, then=Value(Reason.NO_HALF_DAYS.value))]
    return Case(
        When(certificate_state=Certificate.State.VALID, then=Value(ISSUED)),
        When(~Q(state=Registration.State.REGISTERED), then=Value(Reason.NOT_REGISTERED.value)),
        When(certificate_state=Certificate.State.REVOKED, then=Value(Reason.REVOKED.value)),
        *([] if total else no_half_days),
        When(LessThan(within_reach, needed), then=Value(Reason.PRESENCE_BELOW.value)),
        When(LessThan(attended, needed), then=Value(Reason.PRESENCE_NOT_TAKEN.value)),
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
