"""What the practical workshops of an event brought, and how its recommendations are followed."""

from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext

from network.models import User
from network.services.audit import record
from trainings.models import (
    Event,
    FollowUp,
    Module,
    PracticeGroup,
    Recommendation,
    Session,
    Trainer,
)
from trainings.services.errors import PlanningError
from trainings.services.facts import save_facts
from trainings.services.ordering import last_position, move_row
from trainings.services.standing_rows import hold_row, remove_row


class NothingToFollowUp(PlanningError):
    """A follow-up that neither changes the state nor says anything."""

    def __str__(self) -> str:
        return gettext("Choose another state, or write what was found.")


class FollowedUp(PlanningError):
    """A recommendation to be removed that somebody has looked at again since."""

    def __str__(self) -> str:
        return gettext("This recommendation has been followed up: mark it as given up instead.")


class GroupFacts(TypedDict):
    """What is known of a practical workshop."""

    session: Session
    name_ar: str
    name_fr: NotRequired[str]
    module: NotRequired[Module | None]
    trainer: NotRequired[Trainer | None]
    reporter: NotRequired[str]
    people: NotRequired[int | None]
    output_ar: NotRequired[str]
    output_fr: NotRequired[str]


class RecommendationFacts(TypedDict):
    """What is known of a recommendation beside how far it is."""

    text_ar: str
    text_fr: NotRequired[str]
    group: NotRequired[PracticeGroup | None]
    module: NotRequired[Module | None]
    responsible: NotRequired[str]
    horizon: NotRequired[str]


@transaction.atomic
def add_group(*, by: User, **facts: Unpack[GroupFacts]) -> PracticeGroup:
    """Add a practical workshop to a day, as its last one."""
    position = last_position(facts["session"].practice_groups.all()) + 1
    group = PracticeGroup.objects.create(position=position, **facts)
    record("practice_group.created", group, by=by, fields=facts)
    return group


@transaction.atomic
def change_group(group: PracticeGroup, *, by: User, **facts: Unpack[GroupFacts]) -> PracticeGroup:
    """Change a practical workshop; return it as it stands now; raises `RowGone`."""
    current = hold_row(group)
    if changed := save_facts(current, facts):
        record("practice_group.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def remove_group(group: PracticeGroup, *, by: User) -> None:
    """Take a practical workshop off its day; its recommendations stay with the event.

    Raises `RowGone`.
    """
    remove_row(group, "practice_group.removed", by=by)


@transaction.atomic
def add_recommendation(
    event: Event, *, by: User, **facts: Unpack[RecommendationFacts]
) -> Recommendation:
    """Add a recommendation to an event, as its last one."""
    position = last_position(event.recommendations.all()) + 1
    recommendation = Recommendation.objects.create(event=event, position=position, **facts)
    record("recommendation.created", recommendation, by=by, fields=facts)
    return recommendation


@transaction.atomic
def change_recommendation(
    recommendation: Recommendation, *, by: User, **facts: Unpack[RecommendationFacts]
) -> Recommendation:
    """Change a recommendation; return it as it stands now. How far it is stays.

    Raises `RowGone`.
    """
    current = hold_row(recommendation)
    if changed := save_facts(current, facts):
        record("recommendation.updated", current, by=by, fields=changed)
    return current


@transaction.atomic
def move_recommendation(recommendation: Recommendation, *, up: bool, by: User) -> None:
    """Let a recommendation change places with its neighbour; at the end nothing happens."""
    rows = Recommendation.objects.filter(event=recommendation.event_id)
    if move_row(rows, recommendation, up=up):
        record("recommendation.moved", recommendation, by=by, fields=["position"])


@transaction.atomic
def remove_recommendation(recommendation: Recommendation, *, by: User) -> None:
    """Take a recommendation off its event; raises `FollowedUp` or `RowGone`."""
    # The lock lets nobody follow up what is about to go.
    current = hold_row(recommendation, no_key=False)
    if current.follow_ups.exists():
        raise FollowedUp
    remove_row(current, "recommendation.removed", by=by)


@transaction.atomic
def follow_up(recommendation: Recommendation, *, state: str, note: str = "", by: User) -> FollowUp:
    """Keep what was found when a recommendation was looked at again, and how far it is now.

    Raises `NothingToFollowUp` where the state is the one it has and nothing is said, or `RowGone`.
    """
    current = hold_row(recommendation)
    changed = save_facts(current, {"state": state})
    if not changed and not note:
        raise NothingToFollowUp
    found = FollowUp.objects.create(recommendation=current, state=state, note=note, by=by)
    record("recommendation.followed_up", current, by=by, fields=[*changed, "note"])
    return found
