"""What a consultation workshop takes up, says and decides, and the numbers it had before it."""

import datetime as dt
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import transaction

from network.models import User
from network.services.audit import record, record_many
from trainings.counts import ProvinceCount
from trainings.models import Decision, FrozenCount, FrozenProvinceCount, Session, WorkshopPoint
from trainings.services.facts import save_facts
from trainings.services.ordering import last_position, move_row
from trainings.services.standing_rows import hold_row, remove_row
from trainings.services.workshop_errors import NothingToFreeze

# What the network's workshops always take up, Arabic and French; the first names the year.
USUAL_POINTS = (
    (
        "التذكير بمنهجية الاشتغال المعتمدة برسم سنة %(year)s",
        "Rappel de la méthode de travail adoptée au titre de l'année %(year)s",
    ),
    (
        "تحديد مراحل الإعداد للدورات التكوينية المقبلة",
        "Définition des étapes de préparation des prochaines sessions de formation",
    ),
    (
        "مناقشة الجوانب التنظيمية واللوجستية",
        "Discussion des aspects organisationnels et logistiques",
    ),
    (
        "اقتراح أماكن وتواريخ الأنشطة المقبلة",
        "Proposition de lieux et de dates pour les prochaines activités",
    ),
    (
        "تقديم معطيات حول عدد المستفيدين المسجلين بكل إقليم",
        "Présentation du nombre de bénéficiaires inscrits dans chaque province",
    ),
)


class PointFacts(TypedDict):
    """What is known of a point: what it is, and what was said on it."""

    text_ar: str
    text_fr: str
    discussion_ar: str
    discussion_fr: str


class DecisionFacts(TypedDict):
    """What was decided, who carries it out, until when."""

    text_ar: str
    text_fr: str
    responsible: str
    due_on: dt.date | None


@transaction.atomic
def load_usual_points(session: Session, *, by: User) -> int:
    """Fill an empty list with the points of `USUAL_POINTS`; return how many were added."""
    _lock(session)
    if session.points.exists():
        return 0
    year = {"year": session.event.programme.year}
    points = WorkshopPoint.objects.bulk_create(
        WorkshopPoint(session=session, position=position, text_ar=ar % year, text_fr=fr % year)
        for position, (ar, fr) in enumerate(USUAL_POINTS, start=1)
    )
    record_many("workshop_point.created", points, by=by, fields=["text_ar", "text_fr"])
    return len(points)


@transaction.atomic
def add_point(session: Session, *, by: User, **facts: Unpack[PointFacts]) -> WorkshopPoint:
    """Add a point at the end of the list."""
    _lock(session)
    position = last_position(session.points.all()) + 1
    point = WorkshopPoint.objects.create(session=session, position=position, **facts)
    record("workshop_point.created", point, by=by, fields=facts)
    return point


@transaction.atomic
def change_point(point: WorkshopPoint, *, by: User, **facts: Unpack[PointFacts]) -> WorkshopPoint:
    """Change a point or what was said on it; return it as it stands now; raises `RowGone`."""
    current = hold_row(point)
    if changed := save_facts(current, facts):
        record("workshop_point.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def remove_point(point: WorkshopPoint, *, by: User) -> None:
    """Take a point off the list, with what was said on it; raises `RowGone`."""
    remove_row(point, "workshop_point.removed", by=by)


@transaction.atomic
def move_point(point: WorkshopPoint, *, up: bool, by: User) -> None:
    """Let a point change places with the one before it (``up``) or after it."""
    if move_row(WorkshopPoint.objects.filter(session=point.session_id), point, up=up):
        record("workshop_point.moved", point, by=by, fields=["position"])


@transaction.atomic
def add_decision(session: Session, *, by: User, **facts: Unpack[DecisionFacts]) -> Decision:
    """Add a decision at the end of the list."""
    _lock(session)
    position = last_position(session.decisions.all()) + 1
    decision = Decision.objects.create(session=session, position=position, **facts)
    record("decision.created", decision, by=by, fields=facts)
    return decision


@transaction.atomic
def change_decision(decision: Decision, *, by: User, **facts: Unpack[DecisionFacts]) -> Decision:
    """Change a decision; return it as it stands now; raises `RowGone`."""
    current = hold_row(decision)
    if changed := save_facts(current, facts):
        record("decision.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def remove_decision(decision: Decision, *, by: User) -> None:
    """Take a decision off the list; raises `RowGone`."""
    remove_row(decision, "decision.removed", by=by)


@transaction.atomic
def move_decision(decision: Decision, *, up: bool, by: User) -> None:
    """Let a decision change places with the one before it (``up``) or after it."""
    if move_row(Decision.objects.filter(session=decision.session_id), decision, up=up):
        record("decision.moved", decision, by=by, fields=["position"])


@transaction.atomic
def name_rapporteur(session: Session, *, rapporteur: str, by: User) -> None:
    """Write down who writes the minutes and signs them."""
    current = _lock(session)
    if changed := save_facts(current, {"rapporteur": rapporteur}):
        record("session.updated", current, by=by, fields=changed)


@transaction.atomic
def freeze_counts(session: Session, *, counts: Collection[ProvinceCount], by: User) -> FrozenCount:
    """Keep these numbers for the workshop, beside those that were kept before.

    Whoever counts does so in the same transaction. Raises `NothingToFreeze`.
    """
    if not counts:
        raise NothingToFreeze
    frozen = FrozenCount.objects.create(session=session, frozen_by=by)
    FrozenProvinceCount.objects.bulk_create(
        FrozenProvinceCount(
            count=frozen,
            province=count.province,
            places=count.places,
            registered=count.registered,
            women=count.women,
            waiting=count.waiting,
        )
        for count in counts
    )
    record("frozen_count.created", frozen, by=by)
    return frozen


def _lock(session: Session) -> Session:
    """Read the workshop anew and let others who change its lists wait until this is done."""
    return hold_row(session)
