"""Telling people by hand, deciding of e-mails, and where else it is read who was told."""

import pytest

from participants.models import Announcement, Recipient
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import Event

ENGLISH = {"accept-language": "en"}
OUT_OF_DATE = (
    "The event stands otherwise since this message was written: nobody more is told by it. "
    "Write another one."
)


def messages_of(answer):
    return [str(message) for message in answer.context["messages"]]


# By hand -----------------------------------------------------------------------------------


def test_the_links_open_the_text_on_the_phone(page, coordinator, by_hand):
    text = page(coordinator, f"/messages/{by_hand.announcement_id}/by-hand/").text
    assert 'href="https://wa.me/212661123456?text=%D8%A7' in text
    assert 'href="sms:+212661123456?body=%D8%A7' in text


@pytest.mark.parametrize("phone", ["+212523350000", ""])
def test_a_phone_that_takes_no_message_has_no_link(page, coordinator, by_hand, phone):
    by_hand.person.phone = phone
    by_hand.person.save()
    text = page(coordinator, f"/messages/{by_hand.announcement_id}/by-hand/").text
    assert ("wa.me" in text, 'value="spoken"' in text) == (False, True)


def test_who_gave_up_the_place_since_is_marked(page, coordinator, by_hand, registration):
    registration.state = "cancelled"
    registration.save()
    text = page(coordinator, f"/messages/{by_hand.announcement_id}/by-hand/").text
    assert "Has given the place up since." in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_hand_list_asks_the_same_number_of_queries(
    sign_in, staff, given_out, register, other_province, number, django_assert_num_queries
):
    factories.QuotaFactory(event=given_out.event, province=other_province, places=5)
    for _ in range(number):
        RecipientFactory(
            announcement=given_out,
            person=register(other_province).person,
            state="by_hand",
            channel="",
        )
    client = sign_in(staff)
    client.get("/")
    with django_assert_num_queries(12):
        client.get(f"/messages/{given_out.pk}/by-hand/", headers=ENGLISH)


def test_the_hand_list_shows_own_people_only(page, coordinator, by_hand, theirs):
    answer = page(coordinator, f"/messages/{by_hand.announcement_id}/by-hand/")
    assert [line.recipient for line in answer.context["lines"]] == [by_hand]


def test_told_the_person_leaves_the_list(post, page, coordinator, by_hand):
    post(coordinator, f"/messages/recipients/{by_hand.pk}/told/", {"channel": "whatsapp"})
    answer = page(coordinator, f"/messages/{by_hand.announcement_id}/by-hand/")
    assert (answer.context["lines"], list(answer.context["told_last"])) == ([], [by_hand])


def test_told_by_two_the_second_learns_of_it(post, page, coordinator, staff, by_hand):
    url = f"/messages/recipients/{by_hand.pk}/told/"
    post(coordinator, url, {"channel": "sms"})
    post(staff, url, {"channel": "whatsapp"})
    answer = page(staff, f"/messages/{by_hand.announcement_id}/by-hand/")
    assert "by somebody else" in messages_of(answer)[0]
    by_hand.refresh_from_db()
    assert (by_hand.channel, by_hand.told_by) == ("sms", coordinator)


@pytest.mark.parametrize("channel", ["", "email", "pigeon"])
def test_by_hand_nobody_is_told_by_email(post, coordinator, by_hand, channel):
    url = f"/messages/recipients/{by_hand.pk}/told/"
    assert post(coordinator, url, {"channel": channel}).status_code == 400


@pytest.mark.parametrize(
    ("state", "fields", "decision", "then"),
    [
        ("by_hand", {"channel": ""}, "withdraw", "withdrawn"),
        ("failed", {"failure": "server"}, "by_hand", "by_hand"),
        ("uncertain", {}, "went_out", "told"),
        ("uncertain", {}, "send_again", "waiting"),
        ("waiting", {}, "went_out", "waiting"),
    ],
)
def test_what_a_machine_cannot_know_is_decided(
    post, staff, given_out, state, fields, decision, then
):
    row = RecipientFactory(announcement=given_out, state=state, **fields)
    post(staff, f"/messages/recipients/{row.pk}/decide/", {"decision": decision})
    row.refresh_from_db()
    assert row.state == then


def test_a_wrong_tick_is_taken_back_from_the_same_page(post, staff, coordinator, by_hand):
    post(coordinator, f"/messages/recipients/{by_hand.pk}/told/", {"channel": "sms"})
    typed = {"decision": "not_told", "hand": "yes"}
    answer = post(coordinator, f"/messages/recipients/{by_hand.pk}/decide/", typed)
    by_hand.refresh_from_db()
    assert (answer.url, by_hand.state) == (
        f"/messages/{by_hand.announcement_id}/by-hand/",
        "by_hand",
    )


def test_a_decision_that_there_is_not_is_refused(post, staff, by_hand):
    url = f"/messages/recipients/{by_hand.pk}/decide/"
    assert post(staff, url, {"decision": "shout"}).status_code == 400


def test_closing_says_how_many_are_taken_off(post, page, staff, by_hand):
    post(staff, f"/messages/{by_hand.announcement_id}/close/")
    answer = page(staff, f"/messages/{by_hand.announcement_id}/")
    assert messages_of(answer) == ["The message is closed. 1 person was taken off the list."]


def test_a_draft_is_thrown_away(post, staff, announcement):
    answer = post(staff, f"/messages/{announcement.pk}/discard/")
    assert (answer.url, Announcement.objects.exists()) == (
        f"/events/{announcement.event.code}/messages/",
        False,
    )


def test_a_message_that_was_given_out_is_not_thrown_away(post, staff, by_hand):
    post(staff, f"/messages/{by_hand.announcement_id}/discard/")
    assert Announcement.objects.exists() is True


def test_failed_emails_are_tried_again_by_a_button(post, staff, given_out):
    RecipientFactory(announcement=given_out, state="failed", failure="server")
    post(staff, f"/messages/{given_out.pk}/retry/")
    assert Recipient.objects.get().state == "waiting"


# A message that is over --------------------------------------------------------------------


@pytest.fixture
def called_off(by_hand):
    """The reminder is half given out when the event is cancelled."""
    Event.objects.update(state="cancelled")
    return by_hand


def test_a_reminder_of_an_event_called_off_since_is_not_given_out_by_hand(page, staff, called_off):
    answer = page(staff, f"/messages/{called_off.announcement_id}/by-hand/")
    assert (answer.context["lines"], OUT_OF_DATE in answer.text) == ([], True)


def test_nobody_is_ticked_as_told_by_it(post, page, staff, called_off):
    post(staff, f"/messages/recipients/{called_off.pk}/told/", {"channel": "spoken"})
    answer = page(staff, f"/messages/{called_off.announcement_id}/")
    called_off.refresh_from_db()
    assert (called_off.state, messages_of(answer)) == ("by_hand", [OUT_OF_DATE])


def test_its_page_offers_to_close_it_and_nothing_that_tells(page, staff, called_off):
    RecipientFactory(announcement=called_off.announcement, state="failed", failure="server")
    number = called_off.announcement_id
    text = page(staff, f"/messages/{number}/").text
    offered = [part for part in ("people", "by-hand", "retry", "close") if f"/{part}/" in text]
    assert (offered, 'value="by_hand"' in text.partition("<table")[2]) == (["close"], False)


def test_a_failed_email_of_a_closed_message_is_not_told_by_hand(post, page, staff, given_out):
    row = RecipientFactory(announcement=given_out, state="failed", failure="server")
    Announcement.objects.update(state="closed")
    post(staff, f"/messages/recipients/{row.pk}/decide/", {"decision": "by_hand"})
    answer = page(staff, f"/messages/{given_out.pk}/")
    row.refresh_from_db()
    assert (row.state, messages_of(answer)) == (
        "failed",
        ["This message is closed: nobody more is told by it."],
    )


# Where else it is read ---------------------------------------------------------------------


def test_what_a_person_was_told_stands_on_their_pages(post, page, coordinator, by_hand):
    post(coordinator, f"/messages/recipients/{by_hand.pk}/told/", {"channel": "whatsapp"})
    registration = by_hand.person.registrations.get()
    for url in (f"/persons/{by_hand.person_id}/", f"/registrations/{registration.pk}/"):
        answer = page(coordinator, url)
        assert [row for row, _badge, _words in answer.context["tellings"]] == [by_hand]
        assert "WhatsApp" in answer.text


def test_what_was_told_at_another_event_is_not_of_this_registration(
    page, coordinator, by_hand, registration
):
    other = AnnouncementFactory(event=factories.EventFactory(), state="under_way")
    elsewhere = RecipientFactory(announcement=other, person=registration.person)
    told = [
        {row for row, _badge, _words in page(coordinator, url).context["tellings"]}
        for url in (f"/persons/{by_hand.person_id}/", f"/registrations/{registration.pk}/")
    ]
    assert told == [{by_hand, elsewhere}, {by_hand}]
