"""The first page asks a coordinator who is invited to a workshop whether they come."""

import pytest
from django.urls import reverse

from reports.waiting import invitations_for
from tests.trainings.workshop_makers import InvitationFactory, in_days
from trainings.models import Invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(coordinator):
    return InvitationFactory(coordinator=coordinator, session__event__code="JD02")


def answer_address(invitation):
    return reverse("workshop_answer", args=["JD02", invitation.session.date])


def test_an_invitation_waits_until_it_is_answered(coordinator, invitation):
    before = list(invitations_for(coordinator))
    Invitation.objects.update(answer="coming")
    assert (before, list(invitations_for(coordinator))) == ([invitation], [])


def test_the_next_workshop_comes_first(coordinator, invitation):
    sooner = InvitationFactory(coordinator=coordinator, session__date=in_days(2))
    assert list(invitations_for(coordinator)) == [sooner, invitation]


@pytest.mark.parametrize("days", [-1, -30])
def test_nobody_is_asked_after_the_day(coordinator, days):
    InvitationFactory(coordinator=coordinator, session__date=in_days(days))
    assert not invitations_for(coordinator).exists()


def test_invitations_of_others_are_not_shown(coordinator):
    InvitationFactory()
    assert not invitations_for(coordinator).exists()


def test_one_touch_on_the_first_page_answers_and_leads_back_to_it(client, coordinator, invitation):
    client.force_login(coordinator)
    page = client.get("/").content.decode()
    answered = client.post(answer_address(invitation), {"answer": "coming", "next": "/"})
    assert (answer_address(invitation) in page, 'name="next" value="/"' in page) == (True, True)
    assert (answered.url, Invitation.objects.get().answer) == ("/", "coming")


def test_who_waits_for_an_answer_is_not_told_that_nothing_waits(client, coordinator, invitation):
    client.force_login(coordinator)
    assert "all-calm" not in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["staff", "observer"])
def test_others_are_asked_nothing(client, request, invitation, role):
    client.force_login(request.getfixturevalue(role))
    page = client.get("/")
    assert ("invitations" in page.context, "/answer/" in page.content.decode()) == (False, False)


@pytest.mark.parametrize("count", [1, 3])
def test_invitations_take_one_query(coordinator, django_assert_num_queries, count):
    for _ in range(count):
        InvitationFactory(coordinator=coordinator)
    with django_assert_num_queries(1):
        for one in invitations_for(coordinator):
            str(one.session.event.venue.commune)
