"""The pages of messages, by role: the list, the text, who is told, telling by hand."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from participants.models import Announcement, Recipient, UsualText
from participants.services.sending import send_waiting
from participants.usual_texts import USUAL_TEXTS
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import Event, EventStep, Session

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def post(sign_in):
    def send(user, url, typed=None):
        return sign_in(user).post(url, typed or {}, headers=ENGLISH)

    return send


@pytest.fixture
def announcement(event, staff, quota):
    return AnnouncementFactory(event=event, created_by=staff)


@pytest.fixture
def given_out(announcement, registration, staff):
    """The message given out: one person of ours is to be told by hand."""
    Announcement.objects.filter(pk=announcement.pk).update(
        state="under_way", sent_by=staff, sent_at=timezone.now()
    )
    announcement.refresh_from_db()
    return announcement


@pytest.fixture
def by_hand(given_out, registration):
    return RecipientFactory(
        announcement=given_out, person=registration.person, state="by_hand", channel=""
    )


@pytest.fixture
def theirs(given_out, register, other_quota, other_province):
    """Somebody of another province on the same list."""
    registration = register(other_province, family_name_latin="Elsewhere")
    return RecipientFactory(
        announcement=given_out, person=registration.person, state="by_hand", channel=""
    )


def messages_of(answer):
    return [str(message) for message in answer.context["messages"]]


# Who comes in ------------------------------------------------------------------------------

PAGES = ("", "edit/", "people/", "by-hand/")
DEEDS = ("close/", "discard/", "retry/")


@pytest.mark.parametrize("path", [*PAGES, *DEEDS])
def test_an_observer_has_no_business_with_messages(post, page, observer, announcement, path):
    answer = (post if path in DEEDS else page)(observer, f"/messages/{announcement.pk}/{path}")
    assert answer.status_code == 403


@pytest.mark.parametrize("path", [*PAGES, *DEEDS])
def test_a_message_of_others_is_unknown_to_a_coordinator(
    post, page, coordinator, announcement, path
):
    answer = (post if path in DEEDS else page)(coordinator, f"/messages/{announcement.pk}/{path}")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["edit/", "close/", "discard/"])
def test_a_coordinator_does_not_change_what_staff_wrote_for_own_people(
    post, coordinator, by_hand, path
):
    assert post(coordinator, f"/messages/{by_hand.announcement_id}/{path}").status_code == 403


@pytest.mark.parametrize("path", ["told/", "decide/"])
def test_a_row_of_another_province_is_unknown(post, coordinator, by_hand, theirs, path):
    typed = {"channel": "sms", "decision": "withdraw"}
    own, other = (
        post(coordinator, f"/messages/recipients/{row.pk}/{path}", typed).status_code
        for row in (by_hand, theirs)
    )
    assert (own, other) == (302, 404)


def test_the_messages_of_an_event_out_of_sight_are_unknown(page, other_coordinator, event, quota):
    assert page(other_coordinator, f"/events/{event.code}/messages/").status_code == 404


# The list of messages ----------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_queries_for_one_and_three(
    sign_in, staff, event, quota, registration, number, django_assert_num_queries
):
    for _ in range(number):
        RecipientFactory(
            announcement=AnnouncementFactory(event=event, state="under_way"),
            person=registration.person,
        )
    client = sign_in(staff)
    client.get("/")
    with django_assert_num_queries(8):
        client.get(f"/events/{event.code}/messages/", headers=ENGLISH)


def offered(page, user, event):
    text = page(user, f"/events/{event.code}/messages/").text
    return re.findall(r"kind=(\w+)", text)


def set_state(event, staff, state):
    EventStep.objects.create(
        event=event, from_state=event.state, to_state=state, reason="عطب", by=staff
    )
    Event.objects.filter(pk=event.pk).update(state=state)


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("draft", []),
        ("scheduled", ["invitation", "reminder", "other"]),
        ("open", ["reminder", "invitation", "other"]),
        ("postponed", ["postponement", "other"]),
        ("cancelled", ["cancellation", "other"]),
        ("held", ["other"]),
    ],
)
def test_what_can_be_said_follows_from_where_the_event_stands(page, staff, event, state, kinds):
    set_state(event, staff, state)
    assert offered(page, staff, event) == kinds


def test_after_a_postponement_the_new_date_comes_first(page, staff, event):
    set_state(event, staff, "postponed")
    set_state(event, staff, "open")
    assert offered(page, staff, event)[0] == "new_date"


def test_staff_invite_to_a_workshop_where_there_is_one(page, staff, coordinator, event, quota):
    factories.SessionFactory(event=event, kind=Session.Kind.WORKSHOP)
    found = ["workshop" in offered(page, user, event) for user in (staff, coordinator)]
    assert found == [True, False]


@pytest.mark.parametrize(
    ("states", "kind"),
    [
        (["postponed"], "postponement"),
        (["cancelled"], "cancellation"),
        (["postponed", "open"], "new_date"),
    ],
)
def test_the_page_of_an_event_that_was_called_off_leads_to_its_people(
    page, staff, event, quota, states, kind
):
    for state in states:
        set_state(event, staff, state)
        event.refresh_from_db()
    text = page(staff, f"/events/{event.code}/").text
    address = f"/events/{event.code}/messages/new/?kind={kind}"
    assert f'href="{address}"' in text
    assert page(staff, address).context["announcement"].kind == kind


# Writing -----------------------------------------------------------------------------------

TYPED = {
    "language": "ar",
    "subject_ar": "موضوع {اللقاء}",
    "body_ar": "نص {الاسم}",
    "reason": "",
}


def test_the_usual_text_and_the_reason_of_the_postponement_stand_there(page, staff, event):
    set_state(event, staff, "postponed")
    form = page(staff, f"/events/{event.code}/messages/new/?kind=postponement").context["form"]
    assert form["body_ar"].value() == USUAL_TEXTS["postponement"]["body_ar"]
    assert form["reason"].value() == "عطب"


def test_a_kind_that_cannot_be_said_now_leads_back_to_the_list(page, staff, event):
    answer = page(staff, f"/events/{event.code}/messages/new/?kind=cancellation")
    assert answer.url == f"/events/{event.code}/messages/"


def test_a_coordinator_writes_a_message(post, coordinator, event, quota):
    answer = post(coordinator, f"/events/{event.code}/messages/new/?kind=reminder", TYPED)
    written = Announcement.objects.get()
    assert (answer.url, written.created_by, written.body_ar) == (
        f"/messages/{written.pk}/",
        coordinator,
        "نص {الاسم}",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body_ar": "نص {اسم}"}, "body_ar"),
        ({"body_ar": ""}, "body_ar"),
        ({"subject_ar": "{"}, "subject_ar"),
        ({"language": "both"}, "body_fr"),
        ({"language": "tr"}, "language"),
        ({"body_ar": "ا" * 2001}, "body_ar"),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_stays(post, staff, event, change, field):
    typed = {**TYPED, **change}
    answer = post(staff, f"/events/{event.code}/messages/new/?kind=reminder", typed)
    form = answer.context["form"]
    assert field in form.errors
    assert form["body_ar"].value() == typed["body_ar"]
    assert Announcement.objects.exists() is False


def test_a_line_break_in_the_subject_goes(post, staff, event):
    typed = {**TYPED, "subject_ar": "موضوع\r\nBcc: all@example.org"}
    post(staff, f"/events/{event.code}/messages/new/?kind=reminder", typed)
    assert Announcement.objects.get().subject_ar == "موضوع Bcc: all@example.org"


def test_staff_keep_a_text_as_the_usual_one(post, page, staff, event):
    url = f"/events/{event.code}/messages/new/?kind=reminder"
    post(staff, url, {**TYPED, "keep_as_usual": "on"})
    shown = [
        page(staff, url + more).context["form"]["body_ar"].value() for more in ("", "&original")
    ]
    assert shown == ["نص {الاسم}", USUAL_TEXTS["reminder"]["body_ar"]]


def test_a_coordinator_does_not_change_the_network_s_usual_text(post, coordinator, event, quota):
    url = f"/events/{event.code}/messages/new/?kind=reminder"
    post(coordinator, url, {**TYPED, "keep_as_usual": "on"})
    assert UsualText.objects.exists() is False


def test_who_was_overtaken_is_told_and_keeps_what_was_typed(post, staff, announcement):
    url = f"/messages/{announcement.pk}/edit/"
    post(staff, url, {**TYPED, "edition": 1})
    answer = post(staff, url, {**TYPED, "edition": 1, "body_ar": "الثاني"})
    assert "Somebody has changed this message" in answer.text
    assert answer.context["form"]["body_ar"].value() == "الثاني"


def test_a_message_that_was_given_out_has_no_text_to_change(page, staff, given_out):
    assert page(staff, f"/messages/{given_out.pk}/edit/").status_code == 302


# Looking at it -----------------------------------------------------------------------------


def test_the_preview_goes_from_person_to_person(page, staff, announcement, register, province):
    for name in ("Amina", "Badia"):
        register(province, given_name_latin=name, key_latin=name.lower())
    read = [
        page(staff, f"/messages/{announcement.pk}/?n={number}").context["preview"]
        for number in ("1", "2", "99", "x")
    ]
    assert [each["number"] for each in read] == [1, 2, 2, 1]
    assert [each["addressee"].person.given_name_latin for each in read[:2]] == ["Amina", "Badia"]


def test_the_preview_shows_a_coordinator_own_people_only(
    page, coordinator, event, quota, other_quota, registration, register, other_province
):
    register(other_province)
    own = AnnouncementFactory(event=event, created_by=coordinator)
    preview = page(coordinator, f"/messages/{own.pk}/").context["preview"]
    assert (preview["total"], preview["addressee"].person) == (1, registration.person)


def test_a_gap_is_marked(page, staff, announcement, registration):
    announcement.body_ar = "السبب: {السبب}"
    announcement.save()
    assert "<mark>{السبب}</mark>" in page(staff, f"/messages/{announcement.pk}/").text


def test_without_anybody_to_tell_the_page_says_so(page, staff, announcement):
    assert "Nobody to tell yet" in page(staff, f"/messages/{announcement.pk}/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_ledger_asks_the_same_number_of_queries_for_one_and_three(
    sign_in, staff, given_out, number, django_assert_num_queries
):
    RecipientFactory.create_batch(number, announcement=given_out)
    client = sign_in(staff)
    client.get("/")
    with django_assert_num_queries(12):
        client.get(f"/messages/{given_out.pk}/", headers=ENGLISH)


def test_the_ledger_shows_a_coordinator_nobody_of_another_province(
    page, coordinator, staff, by_hand, theirs
):
    name = theirs.person.full_name_latin
    url = f"/messages/{by_hand.announcement_id}/"
    assert (name in page(staff, url).text, name in page(coordinator, url).text) == (True, False)


def test_while_emails_go_out_the_page_asks_again(sign_in, staff, given_out):
    row = RecipientFactory(announcement=given_out)
    client = sign_in(staff)
    headers = {**ENGLISH, "hx-request": "true"}
    first = client.get(f"/messages/{given_out.pk}/", headers=headers).text
    Recipient.objects.filter(pk=row.pk).update(state="by_hand", channel="")
    then = client.get(f"/messages/{given_out.pk}/", headers=headers).text
    assert ("every 1s" in first, "every 1s" in then, "<h1" in then) == (True, False, False)


def test_the_page_says_that_nothing_leaves_the_machine(page, staff, announcement, settings):
    url = f"/messages/{announcement.pk}/"
    said = "No mail server is set up here"
    before = said in page(staff, url).text
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert (before, said in page(staff, url).text) == (True, False)


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
