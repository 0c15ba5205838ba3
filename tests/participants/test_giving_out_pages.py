"""Choosing who is told a message, the last look, and sending: by role, and without a way round."""

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from participants.models import Announcement, Recipient
from participants.services.sending import send_waiting
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import Event

ENGLISH = {"accept-language": "en"}


def messages_of(answer):
    return [str(message) for message in answer.context["messages"]]


# Who is told -------------------------------------------------------------------------------


def keys(registrations):
    return [f"p{each.person_id}" for each in registrations]


@pytest.fixture
def people(register, quota, province):
    return register(province, email="a@example.org"), register(province)


def ticked(answer):
    return answer.context["ticked"]


def test_everybody_who_was_not_told_is_ticked(page, staff, announcement, people):
    answer = page(staff, f"/messages/{announcement.pk}/people/")
    assert ticked(answer) == set(keys(people))


def test_who_was_told_is_not_ticked_and_it_is_said_by_whom(page, staff, announcement, people):
    told = RecipientFactory(
        announcement=AnnouncementFactory(event=announcement.event),
        person=people[0].person,
        state="told",
        told_at=timezone.now(),
        told_by=factories.UserFactory(full_name="Khadija"),
    )
    answer = page(staff, f"/messages/{announcement.pk}/people/")
    assert (ticked(answer), "by Khadija" in answer.text) == (set(keys(people[1:])), True)
    again = page(staff, f"/messages/{announcement.pk}/people/", everybody="yes")
    assert f"p{told.person_id}" in ticked(again)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_people_asks_the_same_number_of_queries(
    sign_in, staff, announcement, register, other_province, number, django_assert_num_queries
):
    factories.QuotaFactory(event=announcement.event, province=other_province, places=5)
    for _ in range(number):
        register(other_province)
    client = sign_in(staff)
    client.get("/")
    with django_assert_num_queries(13):
        client.get(f"/messages/{announcement.pk}/people/", headers=ENGLISH)


def test_the_list_has_nobody_of_another_province(
    page, staff, coordinator, by_hand, register, other_quota, other_province
):
    stranger = register(other_province, family_name_latin="Elsewhere")
    url = f"/messages/{by_hand.announcement_id}/people/"
    name = stranger.person.full_name_latin
    assert (name in page(staff, url).text, name in page(coordinator, url).text) == (True, False)


def test_a_coordinator_cannot_tick_anybody_of_another_province(
    post, coordinator, by_hand, register, other_quota, other_province
):
    stranger = register(other_province)
    url = f"/messages/{by_hand.announcement_id}/people/"
    typed = {"chosen": keys([stranger]), "send": "", "edition": 1}
    post(coordinator, url, typed)
    assert Recipient.objects.filter(person=stranger.person).exists() is False


def test_a_coordinator_cannot_ask_for_coordinators(post, coordinator, staff, by_hand):
    url = f"/messages/{by_hand.announcement_id}/people/?groups=coordinators"
    post(coordinator, url, {"chosen": [f"c{coordinator.pk}"], "send": "", "edition": 1})
    assert Recipient.objects.filter(coordinator=coordinator).exists() is False


def test_who_has_a_gap_cannot_be_ticked(page, staff, announcement, people):
    announcement.body_ar = "{السبب}"
    announcement.save()
    answer = page(staff, f"/messages/{announcement.pk}/people/")
    assert (ticked(answer), "The text has a gap" in answer.text) == (set(), True)


def test_before_sending_there_is_a_last_look_that_sends_nothing(post, staff, announcement, people):
    answer = post(staff, f"/messages/{announcement.pk}/people/", {"chosen": keys(people)})
    assert "Send 1 e-mail · 1 to tell by hand" in answer.text
    assert Recipient.objects.exists() is False


def test_who_was_unticked_is_named_as_left_out(post, staff, announcement, people):
    answer = post(staff, f"/messages/{announcement.pk}/people/", {"chosen": keys(people[:1])})
    assert [line.addressee.person for line in answer.context["left_out"]] == [people[1].person]


def test_back_from_the_last_look_the_ticks_are_still_there(post, staff, announcement, people):
    typed = {"chosen": keys(people[:1]), "back": ""}
    answer = post(staff, f"/messages/{announcement.pk}/people/", typed)
    assert ticked(answer) == set(keys(people[:1]))


def test_nobody_ticked_is_said(post, staff, announcement, people):
    answer = post(staff, f"/messages/{announcement.pk}/people/", {"look": ""})
    assert messages_of(answer) == ["Nobody is chosen. Tick whom you want to tell."]


@pytest.fixture
def send(post, announcement, people):
    def send_to(user, registrations=None, **typed):
        chosen = keys(people if registrations is None else registrations)
        typed = {"chosen": chosen, "edition": announcement.edition, "send": "", **typed}
        return post(user, f"/messages/{announcement.pk}/people/", typed)

    return send_to


def test_sent_the_email_goes_out_in_the_background(send, staff, announcement):
    answer = send(staff)
    assert (answer.url, mail.outbox) == (f"/messages/{announcement.pk}/", [])
    assert DBTaskResult.objects.filter(task_path__endswith="send_announcement_task").count() == 1
    send_waiting(announcement.pk)
    assert [m.to for m in mail.outbox] == [["a@example.org"]]


def test_with_nobody_to_write_to_the_way_leads_to_the_phone(send, staff, announcement, people):
    answer = send(staff, people[1:])
    assert answer.url == f"/messages/{announcement.pk}/by-hand/"


def test_a_second_click_tells_nobody_twice(send, staff, announcement):
    send(staff)
    send(staff)
    assert announcement.recipients.count() == 2


@pytest.mark.parametrize("edition", ["0", "", "x", "²", "99"])
def test_a_text_that_was_not_looked_at_is_not_sent(send, staff, announcement, edition):
    send(staff, edition=edition)
    assert announcement.recipients.exists() is False


def test_on_the_second_visit_everybody_is_on_the_list(send, page, staff, announcement):
    send(staff)
    answer = page(staff, f"/messages/{announcement.pk}/people/")
    assert (ticked(answer), answer.context["can_be_chosen"]) == (set(), False)


def test_who_sends_what_is_out_of_date_is_told_so(post, page, staff, announcement, people):
    Event.objects.update(state="cancelled")
    typed = {"send": "", "edition": "1", "chosen": keys(people)}
    answer = post(staff, f"/messages/{announcement.pk}/people/", typed)
    shown = page(staff, f"/messages/{announcement.pk}/")
    assert (answer.url, Recipient.objects.exists()) == (f"/messages/{announcement.pk}/", False)
    assert "stands otherwise" in messages_of(shown)[0]


def test_a_closed_message_asks_for_nobody(page, staff, given_out):
    Announcement.objects.update(state="closed")
    assert page(staff, f"/messages/{given_out.pk}/people/").status_code == 302


@pytest.mark.parametrize(
    "query", ["groups=nonsense", "groups=registered&way=pigeon", "groups=registered&province=x"]
)
def test_an_address_that_makes_no_sense_shows_the_usual_people(
    page, staff, announcement, people, query
):
    answer = page(staff, f"/messages/{announcement.pk}/people/?{query}")
    assert len(answer.context["lines"]) == 2
