"""The pages of messages, by role: the list, the text, who is told, telling by hand."""

import re

import pytest

from participants.models import Announcement, Recipient, UsualText
from participants.usual_texts import USUAL_TEXTS
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import Event, EventStep, Session

ENGLISH = {"accept-language": "en"}


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


def test_filters_in_the_address_narrow_the_messages(page, staff, event, announcement):
    other = AnnouncementFactory(event=event, kind="other", state="under_way")
    address = f"/events/{event.code}/messages/"
    found = [
        list(page(staff, address, **query).context["table"].data)
        for query in ({}, {"kind": "reminder"}, {"state": "under_way"})
    ]
    assert found == [[other, announcement], [announcement], [other]]


def test_a_message_out_of_date_is_called_so_in_the_list(page, staff, event, announcement):
    Announcement.objects.update(state="under_way")
    Event.objects.update(state="cancelled")
    assert "out of date" in page(staff, f"/events/{event.code}/messages/").text


def offered(page, user, event):
    text = page(user, f"/events/{event.code}/messages/").text
    return re.findall(r"kind=(\w+)", text)


def set_state(event, staff, state):
    before = "draft" if event.state == state else event.state
    EventStep.objects.create(event=event, from_state=before, to_state=state, reason="عطب", by=staff)
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


def test_after_a_move_the_new_date_is_offered_and_nobody_counts_as_reminded(page, staff, event):
    before = offered(page, staff, event)
    EventStep.objects.create(event=event, from_state="open", to_state="open", by=staff)
    assert (offered(page, staff, event)[0], before[0]) == ("new_date", "reminder")
