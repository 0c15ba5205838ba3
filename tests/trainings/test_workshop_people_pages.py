"""Who comes to a workshop: the tick list, answers with one touch, presence on the day."""

import pytest

from network.models import Role
from tests import factories
from tests.factories import UserFactory
from tests.trainings.workshop_makers import (
    InvitationFactory,
    address,
    in_days,
    said,
    shown,
    text_of,
)
from trainings.models import Invitation, Session

Answer = Invitation.Answer


# Inviting


def test_who_has_places_at_the_event_is_ticked_already(as_staff, workshop, coordinator):
    other = UserFactory(role=Role.COORDINATOR)
    form = as_staff.get(address(workshop, "invite/")).context["form"]
    assert (form["coordinators"].value(), set(form.people.values())) == (
        [str(coordinator.pk)],
        {coordinator, other},
    )


def test_nobody_is_offered_twice_nor_without_an_account(as_staff, workshop, coordinator):
    InvitationFactory(session=workshop, coordinator=coordinator)
    UserFactory(role=Role.COORDINATOR, is_active=False)
    page = as_staff.get(address(workshop, "invite/"))
    assert (page.context["form"].people, "empty-state" in text_of(page)) == ({}, True)


def test_the_ticked_are_invited(as_staff, workshop, coordinator):
    UserFactory(role=Role.COORDINATOR)
    as_staff.post(address(workshop, "invite/"), {"coordinators": [coordinator.pk]})
    assert [one.coordinator for one in workshop.invitations.all()] == [coordinator]


def test_the_whole_network_is_invited_with_one_tick(as_staff, workshop, coordinator):
    UserFactory(role=Role.COORDINATOR)
    as_staff.post(address(workshop, "invite/"), {"whole_network": "on"})
    assert workshop.invitations.count() == 2


def test_an_invitation_of_nobody_is_refused(as_staff, workshop, coordinator):
    page = as_staff.post(address(workshop, "invite/"), {})
    assert (list(page.context["form"].errors), workshop.invitations.count()) == (
        ["coordinators"],
        0,
    )


def test_an_invitation_of_somebody_who_is_no_coordinator_is_refused(as_staff, workshop, observer):
    page = as_staff.post(address(workshop, "invite/"), {"coordinators": [observer.pk]})
    assert (page.status_code, workshop.invitations.count()) == (200, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_tick_list_takes_the_same_queries_for_one_and_three(
    as_staff, workshop, django_assert_num_queries, count
):
    for _ in range(count):
        UserFactory(role=Role.COORDINATOR, provinces=[factories.ProvinceFactory()])
    with django_assert_num_queries(7):
        as_staff.get(address(workshop, "invite/"))


# Answering


@pytest.fixture
def own(workshop, coordinator):
    return InvitationFactory(session=workshop, coordinator=coordinator)


def test_a_coordinator_answers_with_one_touch(as_coordinator, workshop, own):
    page = as_coordinator.post(address(workshop, "answer/"), {"answer": "coming"}, follow=True)
    assert (Invitation.objects.get().answer, said(page)) == (Answer.COMING, ["success"])


def test_a_coordinator_who_does_not_come_says_why(as_coordinator, workshop, own):
    as_coordinator.post(address(workshop, "answer/"), {"answer": "not_coming", "note": "سفر"})
    assert (Invitation.objects.get().answer, Invitation.objects.get().note) == (
        Answer.NOT_COMING,
        "سفر",
    )


def test_who_is_not_invited_has_nothing_to_answer(as_coordinator, workshop):
    InvitationFactory(session=workshop)
    answer = as_coordinator.post(address(workshop, "answer/"), {"answer": "coming"})
    assert (answer.status_code, Invitation.objects.get().answer) == (404, Answer.NONE)


@pytest.mark.parametrize("typed", [{}, {"answer": "none"}, {"answer": "coming", "note": "x" * 201}])
def test_an_answer_that_is_none_is_refused(as_coordinator, workshop, own, typed):
    page = as_coordinator.post(address(workshop, "answer/"), typed, follow=True)
    assert (Invitation.objects.get().answer, said(page)) == (Answer.NONE, ["error"])


def test_an_answer_after_the_day_is_refused_with_a_sentence(as_coordinator, workshop, own):
    Session.objects.update(date=in_days(-1))
    workshop.refresh_from_db()
    page = as_coordinator.post(address(workshop, "answer/"), {"answer": "coming"}, follow=True)
    assert (said(page), address(workshop, "answer/") in text_of(page)) == (["error"], False)


@pytest.mark.parametrize(
    ("came_from", "led_to"), [("/", "/"), ("//example.org/", None), ("https://example.org", None)]
)
def test_an_answer_leads_back_to_where_it_was_given(
    as_coordinator, workshop, own, came_from, led_to
):
    typed = {"answer": "coming", "next": came_from}
    answer = as_coordinator.post(address(workshop, "answer/"), typed)
    assert answer.url == (led_to or address(workshop))


def test_staff_write_down_what_was_said_by_phone(as_staff, workshop, own):
    typed = {"answer": "not_coming", "note": "مرض"}
    as_staff.post(address(workshop, f"invitations/{own.pk}/"), typed)
    assert Invitation.objects.get().note == "مرض"


def test_a_bad_answer_is_refused_and_what_was_typed_stays(as_staff, workshop, own):
    typed = {"answer": "perhaps", "note": "مرض"}
    form = as_staff.post(address(workshop, f"invitations/{own.pk}/"), typed).context["form"]
    assert (list(form.errors), form["note"].value()) == (["answer"], "مرض")


def test_an_invitation_is_withdrawn(as_staff, workshop, own):
    as_staff.post(address(workshop, f"invitations/{own.pk}/withdraw/"))
    assert workshop.invitations.count() == 0


def test_an_invitation_with_presence_is_not_withdrawn(as_staff, workshop, own):
    Invitation.objects.update(present=True)
    page = as_staff.post(address(workshop, f"invitations/{own.pk}/withdraw/"), follow=True)
    assert (said(page), workshop.invitations.count()) == (["error"], 1)


def test_answers_are_counted(as_staff, workshop):
    for answer in ("coming", "coming", "not_coming", "none"):
        InvitationFactory(session=workshop, answer=answer)
    assert shown(as_staff, workshop).context["answers"] == {
        "coming": 2,
        "not_coming": 1,
        "none": 1,
    }


# Presence


def test_presence_is_marked_with_one_touch(as_staff, today, own):
    as_staff.post(address(today, "presence/"), {f"mark-{own.pk}": "present"})
    assert Invitation.objects.get().present is True


def test_a_mark_is_taken_off_by_the_same_button(as_staff, today, own):
    Invitation.objects.update(present=True)
    page = text_of(shown(as_staff, today))
    as_staff.post(address(today, "presence/"), {f"mark-{own.pk}": "none"})
    button = f'name="mark-{own.pk}" value="none" aria-pressed="true"'
    assert (button in page, Invitation.objects.get().present) == (True, None)


def test_everybody_not_yet_marked_is_marked_at_once(as_staff, today, own):
    absent = InvitationFactory(session=today, present=False)
    InvitationFactory(session=today)
    unmarked = shown(as_staff, today).context["unmarked"]
    as_staff.post(address(today, "presence/"), {f"mark-{one.pk}": "present" for one in unmarked})
    marks = dict(workshop_marks())
    assert (marks.pop(absent.pk), set(marks.values())) == (False, {True})


def workshop_marks():
    return Invitation.objects.values_list("pk", "present")


def test_before_the_day_nobody_can_be_marked(as_staff, workshop, own):
    page = as_staff.post(address(workshop, "presence/"), {f"mark-{own.pk}": "present"}, follow=True)
    assert (said(page), "aria-pressed" in text_of(page)) == (["error"], False)


def test_a_mark_that_does_not_exist_is_a_broken_request(as_staff, today, own):
    assert as_staff.post(address(today, "presence/"), {f"mark-{own.pk}": "late"}).status_code == 400


def test_a_coordinator_marks_nobody(as_coordinator, today, own):
    assert "aria-pressed" not in text_of(shown(as_coordinator, today))
