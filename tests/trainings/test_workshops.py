"""What a workshop takes up and decides, and the numbers that it keeps."""

import pytest

from network.models import Province
from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from tests.trainings.conftest import workshop as workshop_day
from tests.trainings.workshop_makers import (
    DecisionFactory,
    InvitationFactory,
    PointFactory,
    WorkshopFactory,
    in_days,
)
from trainings.counts import ProvinceCount, compare_counts, kept_counts
from trainings.models import Decision, FrozenCount, Session, WorkshopPoint
from trainings.services.days import set_days
from trainings.services.workshop_errors import NothingToFreeze, WorkshopWritten
from trainings.services.workshops import (
    USUAL_POINTS,
    add_decision,
    add_point,
    change_decision,
    change_point,
    freeze_counts,
    load_usual_points,
    move_decision,
    move_point,
    name_rapporteur,
    remove_decision,
    remove_point,
)

pytestmark = pytest.mark.django_db
POINT = {"text_ar": "المنهجية", "text_fr": "Méthode", "discussion_ar": "", "discussion_fr": ""}
DECISION = {"text_ar": "حجز القاعة", "text_fr": "", "responsible": "المنسقة", "due_on": None}


@pytest.fixture
def workshop(db):
    return WorkshopFactory()


def points():
    return list(WorkshopPoint.objects.values_list("text_ar", flat=True))


# Points


def test_the_usual_points_fill_an_empty_list_with_the_programme_s_year(workshop, staff):
    assert load_usual_points(workshop, by=staff) == len(USUAL_POINTS)
    assert points()[0] == "التذكير بمنهجية الاشتغال المعتمدة برسم سنة 2026"


def test_the_usual_points_leave_a_list_alone(workshop, staff):
    point = PointFactory(session=workshop)
    assert (load_usual_points(workshop, by=staff), points()) == (0, [point.text_ar])


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_usual_points_at_once_get_them_once(workshop, staff):
    loaded = run_together(lambda _wait: load_usual_points(workshop, by=staff), times=2)
    assert sorted(loaded) == [0, len(USUAL_POINTS)]


def test_a_new_point_comes_last(workshop, staff):
    PointFactory(session=workshop, position=7, text_ar="قبلها")
    add_point(workshop, by=staff, **POINT)
    assert (points(), audited()) == (
        ["قبلها", "المنهجية"],
        [("workshop_point.created", sorted(POINT))],
    )


def test_what_was_said_is_written_down(staff):
    point = PointFactory(text_ar="المنهجية", text_fr="Méthode")
    change_point(point, by=staff, **{**POINT, "discussion_ar": "اتفق الحاضرون"})
    assert (WorkshopPoint.objects.get().discussion, audited()) == (
        "اتفق الحاضرون",
        [("workshop_point.updated", ["discussion_ar"])],
    )


def test_a_point_saved_unchanged_leaves_no_trace(staff):
    change_point(PointFactory(text_ar="المنهجية", text_fr="Méthode"), by=staff, **POINT)
    assert audited() == []


def test_a_point_is_removed(staff):
    remove_point(PointFactory(), by=staff)
    assert (points(), audited()) == ([], [("workshop_point.removed", [])])


@pytest.mark.parametrize(
    ("moved", "up", "order"),
    [(1, True, "bac"), (1, False, "acb"), (0, True, "abc"), (2, False, "abc")],
)
def test_a_point_changes_places_with_its_neighbour(workshop, staff, moved, up, order):
    rows = [PointFactory(session=workshop, position=1, text_ar=letter) for letter in "abc"]
    PointFactory(text_ar="elsewhere", position=1)
    move_point(rows[moved], up=up, by=staff)
    shown = "".join(workshop.points.values_list("text_ar", flat=True))
    assert (shown, len(audited())) == (order, int(order != "abc"))


def test_moving_a_point_that_is_gone_changes_nothing(workshop, staff):
    point = PointFactory(session=workshop)
    WorkshopPoint.objects.all().delete()
    move_point(point, up=True, by=staff)
    assert audited() == []


# Decisions


def test_a_decision_is_added_with_who_and_until_when(workshop, staff):
    add_decision(workshop, by=staff, **{**DECISION, "due_on": in_days(20)})
    decision = Decision.objects.get()
    assert (decision.responsible, decision.due_on, decision.position) == (
        "المنسقة",
        in_days(20),
        1,
    )


def test_a_decision_is_changed_and_the_log_names_what(staff):
    change_decision(DecisionFactory(text_ar="حجز القاعة", text_fr=""), by=staff, **DECISION)
    assert audited() == [("decision.updated", ["responsible"])]


def test_a_decision_is_moved_and_removed(workshop, staff):
    first, second = (DecisionFactory(session=workshop) for _ in range(2))
    move_decision(second, up=True, by=staff)
    order = list(workshop.decisions.all())
    remove_decision(first, by=staff)
    assert (order, list(workshop.decisions.all())) == ([second, first], [second])


def test_who_writes_the_minutes_is_named(workshop, staff):
    name_rapporteur(workshop, rapporteur="نادية السباعي", by=staff)
    assert (Session.objects.get().rapporteur, audited()) == (
        "نادية السباعي",
        [("session.updated", ["rapporteur"])],
    )


# Numbers that are kept


def counted(province, **numbers):
    numbers = {"places": 10, "registered": 4, "women": 2, "waiting": 1, **numbers}
    return ProvinceCount(province, **numbers)


def test_numbers_are_kept_with_who_kept_them(workshop, province, staff):
    frozen = freeze_counts(workshop, counts=[counted(province)], by=staff)
    assert (kept_counts(frozen), frozen.frozen_by, audited()) == (
        [counted(province)],
        staff,
        [("frozen_count.created", [])],
    )


def test_numbers_kept_later_stand_beside_the_earlier_ones(workshop, province, staff):
    first = freeze_counts(workshop, counts=[counted(province)], by=staff)
    second = freeze_counts(workshop, counts=[counted(province, registered=9)], by=staff)
    assert list(workshop.frozen_counts.all()) == [second, first]
    assert [kept_counts(one)[0].registered for one in (first, second)] == [4, 9]


def test_without_any_number_there_is_nothing_to_keep(workshop, staff):
    with pytest.raises(NothingToFreeze):
        freeze_counts(workshop, counts=[], by=staff)
    assert FrozenCount.objects.count() == 0


# Side by side


def differences(table):
    return {row.province: row.registered.difference for row in table.rows}


def test_today_s_numbers_are_compared_province_by_province(province, other_province):
    then = [counted(province, registered=4), counted(other_province, registered=8)]
    now = [counted(province, registered=9), counted(other_province, registered=6)]
    assert differences(compare_counts(now, then)) == {province: 5, other_province: -2}


def test_a_province_that_came_later_had_nothing_before(province, other_province):
    table = compare_counts([counted(province), counted(other_province)], [counted(province)])
    assert differences(table) == {province: 0, other_province: 4}


def test_a_province_that_has_gone_is_still_shown(province):
    assert differences(compare_counts([], [counted(province)])) == {province: -4}


def test_without_an_earlier_moment_nothing_is_compared(province):
    (row,) = compare_counts([counted(province)]).rows
    assert (row.registered.then, row.registered.difference) == (None, 0)


def test_the_last_line_adds_up_all_provinces(province, other_province):
    both = [counted(province), counted(other_province, waiting=5)]
    total = compare_counts(both, both[:1]).total
    assert [(m.now, m.then) for m in (total.places, total.waiting)] == [(20, 10), (6, 1)]


def test_provinces_stand_in_the_order_of_their_codes(province, other_province):
    rows = compare_counts([counted(other_province), counted(province)]).rows
    assert [row.province for row in rows] == list(Province.objects.order_by("hcp_code"))


def test_bars_are_drawn_to_one_scale(province, other_province):
    table = compare_counts(
        [counted(province, places=3, registered=7, waiting=4), counted(other_province)]
    )
    assert (table.reach, compare_counts([]).reach) == (11, 1)


# A workshop with minutes stays


def written_by_invitation(session):
    InvitationFactory(session=session, present=False)


def written_by_numbers(session):
    freeze_counts(
        session, counts=[counted(factories.ProvinceFactory())], by=factories.UserFactory()
    )


def written_by_discussion(session):
    PointFactory(session=session, discussion_fr="Les coordinateurs conviennent")


def written_by_decision(session):
    DecisionFactory(session=session)


WRITTEN = [written_by_invitation, written_by_numbers, written_by_discussion, written_by_decision]


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize("days", ["none", "training"])
def test_a_workshop_with_minutes_neither_goes_nor_becomes_a_training_day(staff, write, days):
    session = WorkshopFactory(date=in_days(-3))
    write(session)
    changed = workshop_day(session.date, kind=Session.Kind.TRAINING, session_id=session.pk)
    with pytest.raises(WorkshopWritten):
        set_days(session.event, days=[] if days == "none" else [changed], by=staff)
    assert Session.objects.get().kind == Session.Kind.WORKSHOP


def test_a_workshop_that_is_only_prepared_can_go(staff):
    session = WorkshopFactory()
    InvitationFactory(session=session)
    PointFactory(session=session)
    set_days(session.event, days=[], by=staff)
    assert Session.objects.count() == 0


def test_a_workshop_with_minutes_can_move_to_another_day(staff):
    session = WorkshopFactory()
    DecisionFactory(session=session)
    set_days(session.event, days=[workshop_day(in_days(30), session_id=session.pk)], by=staff)
    assert Session.objects.get().date == in_days(30)
