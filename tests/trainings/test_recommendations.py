"""Practical workshops and recommendations: written down, put in order, followed up."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories
from tests.trainings.conftest import audited
from trainings.models import FollowUp, PracticeGroup, Recommendation
from trainings.services.recommendations import (
    FollowedUp,
    NothingToFollowUp,
    add_group,
    add_recommendation,
    change_group,
    change_recommendation,
    follow_up,
    move_recommendation,
    remove_group,
    remove_recommendation,
)

State, Horizon = Recommendation.State, Recommendation.Horizon


@pytest.fixture
def event(db):
    return factories.EventFactory(code="SB01")


@pytest.fixture
def session(event):
    return factories.SessionFactory(event=event, date=dt.date(2026, 2, 1))


@pytest.fixture
def group(session, staff):
    return add_group(session=session, name_ar="جودة المنتوجات", by=staff)


@pytest.fixture
def recommendation(event, staff):
    return add_recommendation(event, text_ar="اعتماد دليل للجودة", by=staff)


def with_agreed_on(recommendation):
    return Recommendation.objects.with_agreed_on().get(pk=recommendation.pk)


# Practical workshops -----------------------------------------------------------------------


def test_a_practical_workshop_comes_last_on_its_day(group, session, staff):
    second = add_group(session=session, name_ar="اللوجستيك", by=staff)
    assert [g.pk for g in session.practice_groups.all()] == [group.pk, second.pk]


def test_a_practical_workshop_that_changes_names_what_changed(group, session, staff):
    change_group(group, session=session, name_ar="جودة المنتوجات", output_ar="بطاقة", by=staff)
    assert audited()[-1] == ("practice_group.updated", ["output_ar"])


def test_a_practical_workshop_that_stays_as_it_is_leaves_no_audit_row(group, session, staff):
    before = audited()
    change_group(group, session=session, name_ar="جودة المنتوجات", by=staff)
    assert audited() == before


def test_the_recommendations_of_a_removed_workshop_stay(group, event, staff):
    kept = add_recommendation(event, text_ar="توصية", group=group, by=staff)
    remove_group(group, by=staff)
    kept.refresh_from_db()
    assert (kept.group, PracticeGroup.objects.count()) == (None, 0)


# Recommendations ---------------------------------------------------------------------------


def test_a_recommendation_comes_last_and_is_not_begun(recommendation, event, staff):
    second = add_recommendation(event, text_ar="توصية أخرى", by=staff)
    assert (second.position, second.state) == (recommendation.position + 1, State.OPEN)


def test_changing_a_recommendation_leaves_how_far_it_is(recommendation, staff):
    follow_up(recommendation, state=State.UNDER_WAY, by=staff)
    changed = change_recommendation(
        recommendation, text_ar="نص آخر", horizon=Horizon.SHORT, by=staff
    )
    assert (changed.text_ar, changed.state) == ("نص آخر", State.UNDER_WAY)


def test_a_recommendation_changes_places_with_the_one_before(recommendation, event, staff):
    second = add_recommendation(event, text_ar="توصية أخرى", by=staff)
    move_recommendation(second, up=True, by=staff)
    assert list(event.recommendations.all()) == [second, recommendation]


def test_the_first_recommendation_cannot_go_up(recommendation, staff):
    before = audited()
    move_recommendation(recommendation, up=True, by=staff)
    assert audited() == before


def test_a_recommendation_is_removed_with_an_audit_row(recommendation, staff):
    remove_recommendation(recommendation, by=staff)
    assert (Recommendation.objects.count(), audited()[-1][0]) == (0, "recommendation.removed")


def test_a_recommendation_that_was_followed_up_stays(recommendation, staff):
    follow_up(recommendation, state=State.OPEN, note="لم يبدأ بعد", by=staff)
    with pytest.raises(FollowedUp):
        remove_recommendation(recommendation, by=staff)
    assert Recommendation.objects.count() == 1


# Follow-up ---------------------------------------------------------------------------------


def test_a_follow_up_keeps_what_was_found_and_by_whom(recommendation, staff):
    follow_up(recommendation, state=State.UNDER_WAY, note="بدأ العمل", by=staff)
    found = FollowUp.objects.get()
    recommendation.refresh_from_db()
    assert (found.note, found.by, recommendation.state) == ("بدأ العمل", staff, State.UNDER_WAY)


def test_a_follow_up_without_another_state_needs_words(recommendation, staff):
    with pytest.raises(NothingToFollowUp):
        follow_up(recommendation, state=State.OPEN, by=staff)
    assert FollowUp.objects.count() == 0


def test_the_latest_follow_up_stands_first(recommendation, staff):
    follow_up(recommendation, state=State.UNDER_WAY, by=staff)
    follow_up(recommendation, state=State.DONE, by=staff)
    assert [found.state for found in recommendation.follow_ups.all()] == ["done", "under_way"]


@pytest.mark.parametrize(
    ("state", "is_kept"),
    [(State.OPEN, True), (State.UNDER_WAY, True), (State.DONE, False), (State.DROPPED, False)],
)
def test_unfinished_is_what_is_still_to_be_carried_out(recommendation, state, is_kept):
    Recommendation.objects.update(state=state)
    recommendation.refresh_from_db()
    assert (Recommendation.objects.unfinished().exists(), recommendation.is_unfinished) == (
        is_kept,
        is_kept,
    )


# Horizons ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("horizon", "expected"),
    [
        (Horizon.SHORT, dt.date(2026, 5, 4)),
        (Horizon.MEDIUM, dt.date(2027, 2, 1)),
        (Horizon.LONG, None),
        ("", None),
    ],
)
def test_a_horizon_is_reckoned_from_the_last_day(recommendation, session, horizon, expected):
    Recommendation.objects.update(horizon=horizon)
    assert with_agreed_on(recommendation).expected_by == expected


def test_without_a_day_there_is_no_end(recommendation):
    Recommendation.objects.update(horizon=Horizon.SHORT)
    assert with_agreed_on(recommendation).expected_by is None


@pytest.mark.parametrize(
    ("days_ago", "state", "is_late"),
    [
        (92, State.OPEN, False),
        (93, State.OPEN, True),
        (93, State.UNDER_WAY, True),
        (93, State.DONE, False),
    ],
)
def test_late_is_what_is_unfinished_after_its_horizon(
    event, recommendation, days_ago, state, is_late
):
    factories.SessionFactory(event=event, date=timezone.localdate() - dt.timedelta(days=days_ago))
    Recommendation.objects.update(horizon=Horizon.SHORT, state=state)
    assert with_agreed_on(recommendation).is_late is is_late
