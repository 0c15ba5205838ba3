"""Invitations to a workshop: sent once each, answered by whom they concern, presence marked."""

import pytest

from network.models import Role
from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from tests.trainings.workshop_makers import InvitationFactory, WorkshopFactory, in_days
from trainings.models import Invitation, Session
from trainings.services.invitations import (
    answer_invitation,
    invite_coordinators,
    mark_coordinators,
    withdraw_invitation,
)
from trainings.services.workshop_errors import (
    AnswerTooLate,
    DayNotCome,
    NotACoordinator,
    PresenceMarked,
)

Answer, Attendance = Invitation.Answer, Invitation.Attendance
pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(db):
    return WorkshopFactory()


@pytest.fixture
def today(db):
    """A workshop that takes place today."""
    return WorkshopFactory(date=in_days(0))


# Inviting


def test_coordinators_are_invited_and_have_not_answered(workshop, coordinator, staff):
    (invitation,) = invite_coordinators(workshop, [coordinator], by=staff)
    assert (invitation.coordinator, invitation.answer, audited()) == (
        coordinator,
        Answer.NONE,
        [("invitation.sent", [])],
    )


def test_inviting_twice_is_no_error_and_invites_once(workshop, coordinator, staff):
    invite_coordinators(workshop, [coordinator, coordinator], by=staff)
    again = invite_coordinators(workshop, [coordinator], by=staff)
    assert (again, Invitation.objects.count(), len(audited())) == ([], 1, 1)


def test_inviting_again_keeps_the_answer(workshop, coordinator, staff):
    (invitation,) = invite_coordinators(workshop, [coordinator], by=staff)
    answer_invitation(invitation, answer=Answer.COMING, by=coordinator)
    invite_coordinators(workshop, [coordinator], by=staff)
    assert Invitation.objects.get().answer == Answer.COMING


@pytest.mark.parametrize(
    "fields",
    [
        {"role": Role.STAFF},
        {"role": Role.OBSERVER},
        {"role": Role.COORDINATOR, "is_active": False},
    ],
)
def test_nobody_is_invited_with_somebody_who_cannot_be(workshop, coordinator, staff, fields):
    with pytest.raises(NotACoordinator):
        invite_coordinators(workshop, [coordinator, factories.UserFactory(**fields)], by=staff)
    assert Invitation.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_at_once_invite_once(workshop, coordinator, staff):
    invited = run_together(
        lambda _wait: len(invite_coordinators(workshop, [coordinator], by=staff)), times=2
    )
    assert sorted(invited) == [0, 1]


# Withdrawing


def test_an_invitation_is_withdrawn(staff):
    withdraw_invitation(InvitationFactory(), by=staff)
    assert (Invitation.objects.count(), audited()) == (0, [("invitation.withdrawn", [])])


@pytest.mark.parametrize("present", [True, False])
def test_an_invitation_with_presence_stays(staff, present):
    with pytest.raises(PresenceMarked):
        withdraw_invitation(InvitationFactory(present=present), by=staff)
    assert (Invitation.objects.count(), audited()) == (1, [])


# Answering


def test_an_answer_is_kept_with_its_moment(staff):
    answer_invitation(InvitationFactory(), answer=Answer.COMING, by=staff)
    kept = Invitation.objects.get()
    assert (kept.answer, kept.answered_at is None, audited()) == (
        Answer.COMING,
        False,
        [("invitation.answered", ["answer"])],
    )


def test_who_does_not_come_may_say_why(staff):
    answer_invitation(InvitationFactory(), answer=Answer.NOT_COMING, note="سفر", by=staff)
    assert Invitation.objects.get().note == "سفر"


def test_who_comes_after_all_has_nothing_to_explain(staff):
    invitation = InvitationFactory(answer=Answer.NOT_COMING, note="سفر")
    answer_invitation(invitation, answer=Answer.COMING, note="سفر", by=staff)
    assert Invitation.objects.get().note == ""


def test_the_same_answer_again_leaves_no_second_trace(staff):
    invitation = InvitationFactory()
    for _ in range(2):
        answer_invitation(invitation, answer=Answer.COMING, by=staff)
    assert len(audited()) == 1


def test_an_answer_taken_back_has_no_moment(staff):
    invitation = InvitationFactory()
    answer_invitation(invitation, answer=Answer.COMING, by=staff)
    answer_invitation(invitation, answer=Answer.NONE, by=staff)
    assert Invitation.objects.get().answered_at is None


def test_a_coordinator_still_answers_on_the_day(today):
    invitation = InvitationFactory(session=today)
    answer_invitation(invitation, answer=Answer.COMING, by=invitation.coordinator)
    assert Invitation.objects.get().answer == Answer.COMING


def test_a_coordinator_does_not_answer_after_the_day(db):
    invitation = InvitationFactory(session__date=in_days(-1))
    with pytest.raises(AnswerTooLate):
        answer_invitation(invitation, answer=Answer.COMING, by=invitation.coordinator)


def test_staff_write_an_excuse_down_after_the_day(staff):
    invitation = InvitationFactory(session__date=in_days(-1))
    answer_invitation(invitation, answer=Answer.NOT_COMING, by=staff)
    assert Invitation.objects.get().answer == Answer.NOT_COMING


# Presence


def test_presence_is_marked_and_counted_by_what_changed(today, staff):
    first, second = (InvitationFactory(session=today) for _ in range(2))
    mark_coordinators(today, marks={first.pk: True}, by=staff)
    changed = mark_coordinators(today, marks={first.pk: True, second.pk: False}, by=staff)
    assert (changed, dict(Invitation.objects.values_list("pk", "present")), len(audited())) == (
        1,
        {first.pk: True, second.pk: False},
        2,
    )


def test_a_mark_is_taken_off(today, staff):
    invitation = InvitationFactory(session=today, present=True)
    mark_coordinators(today, marks={invitation.pk: None}, by=staff)
    assert Invitation.objects.get().present is None


def test_an_invitation_to_another_workshop_is_left_alone(today, staff):
    other = InvitationFactory(session__date=in_days(0))
    assert mark_coordinators(today, marks={other.pk: True}, by=staff) == 0


def test_nobody_is_present_before_the_day(workshop, staff):
    invitation = InvitationFactory(session=workshop)
    with pytest.raises(DayNotCome):
        mark_coordinators(workshop, marks={invitation.pk: True}, by=staff)


@pytest.mark.parametrize(
    ("answer", "present", "said"),
    [
        (Answer.COMING, True, Attendance.PRESENT),
        (Answer.NOT_COMING, True, Attendance.PRESENT),
        (Answer.NOT_COMING, False, Attendance.EXCUSED),
        (Answer.NOT_COMING, None, Attendance.EXCUSED),
        (Answer.COMING, False, Attendance.ABSENT),
        (Answer.NONE, False, Attendance.ABSENT),
        (Answer.COMING, None, Attendance.UNMARKED),
    ],
)
def test_the_minutes_say_who_was_there_excused_or_absent(answer, present, said):
    assert Invitation(answer=answer, present=present).attendance == said


# Who sees what


def seen(user):
    return list(Session.objects.visible_to(user).workshops())


def test_a_coordinator_sees_workshops_of_own_events(coordinator, province, workshop):
    factories.QuotaFactory(event=workshop.event, province=province)
    assert seen(coordinator) == [workshop]


def test_a_coordinator_does_not_see_workshops_of_others(coordinator, workshop):
    assert seen(coordinator) == []


def test_who_is_invited_sees_the_workshop_without_places(coordinator, workshop):
    InvitationFactory(session=workshop, coordinator=coordinator)
    assert seen(coordinator) == [workshop]


def test_who_is_invited_to_a_draft_does_not_see_it_yet(coordinator):
    InvitationFactory(session__event__state="draft", coordinator=coordinator)
    assert seen(coordinator) == []


def test_an_observer_sees_what_is_no_draft(observer, workshop):
    WorkshopFactory(event__state="draft")
    assert seen(observer) == [workshop]


def test_a_training_day_is_no_workshop(staff):
    factories.SessionFactory()
    assert seen(staff) == []


def test_an_observer_sees_no_invitation(observer):
    InvitationFactory()
    assert not Invitation.objects.visible_to(observer).exists()


def test_a_coordinator_sees_who_else_is_invited(coordinator, province, workshop):
    factories.QuotaFactory(event=workshop.event, province=province)
    invitation = InvitationFactory(session=workshop)
    InvitationFactory()
    assert list(Invitation.objects.visible_to(coordinator)) == [invitation]


@pytest.mark.parametrize("state", ["draft", "postponed", "cancelled"])
def test_nobody_answers_where_nothing_takes_place(coordinator, state):
    InvitationFactory(coordinator=coordinator, session__event__state=state)
    assert not Invitation.objects.answerable_by(coordinator).exists()


def test_only_own_invitations_are_answered(coordinator, workshop):
    own = InvitationFactory(coordinator=coordinator)
    InvitationFactory()
    assert list(Invitation.objects.answerable_by(coordinator)) == [own]
