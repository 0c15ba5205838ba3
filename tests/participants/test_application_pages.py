import re
import uuid

import pytest
from django.core.cache import cache

from participants.models import Application, ApplicationLink, Person, Registration
from participants.services import applications as service
from participants.services.applications import close_applications, open_applications
from participants.views import applying
from tests import factories
from trainings.models import Event

ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    """The limits count in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def link(event, quota, province, coordinator):
    return open_applications(event, province=province, by=coordinator)


@pytest.fixture
def address(link):
    return f"/apply/{link.token}/"


@pytest.fixture
def typed(commune):
    return {
        "form_key": str(uuid.uuid4()),
        "given_name_ar": "سعاد",
        "family_name_ar": "الناصري",
        "given_name_latin": "Souad",
        "family_name_latin": "Naciri",
        "phone": "0662112233",
        "gender": "f",
        "birth_year": "1991",
        "commune": commune.pk,
        "consent": "on",
    }


@pytest.fixture
def send(client, address, typed):
    """Send the public form, as nobody who is signed in."""

    def send_form(**changes):
        return client.post(address, {**typed, **changes}, headers=ENGLISH)

    return send_form


@pytest.fixture
def application(link, commune):
    return factories.ApplicationFactory(link=link, commune=commune, gender="f")


def inside(application):
    return f"/applications/{application.pk}/"


def without_tokens(text):
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |form_key" value=)"[^"]+"', "", text)


# The public page ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_stranger_sees_the_event_in_each_language(client, address, event, language):
    answer = client.get(address, headers={"accept-language": language})
    title = event.title_ar if language == "ar" else event.title_fr
    assert (answer.status_code, title in answer.text) == (200, True)


def test_the_page_is_kept_out_of_caches_and_search_engines(client, address):
    answer = client.get(address)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"], answer["Referrer-Policy"]) == (
        "no-store",
        "noindex, nofollow",
        "same-origin",
    )


def test_an_application_arrives_and_the_stranger_is_thanked(send, client, address):
    answer = send()
    assert (answer.status_code, answer["Location"]) == (302, f"{address}sent/")
    assert "Thank you" in client.get(answer["Location"], headers=ENGLISH).text
    assert Application.objects.get().consent_version == "09-08/1"


def test_the_same_form_sent_twice_applies_once(send):
    answers = [send().status_code for _ in range(2)]
    assert (answers, Application.objects.count()) == ([302, 302], 1)


def test_another_person_typed_into_the_same_form_applies_too(send):
    send()
    send(given_name_ar="هدى", given_name_latin="Houda")
    assert Application.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consent": ""}, "consent"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"given_name_ar": "Souad"}, "given_name_ar"),
        ({"commune": "0"}, "commune"),
        ({"organisation_name": "Nakhil"}, "organisation_kind"),
        ({"organisation_kind": "cooperative"}, "organisation_name"),
        ({"form_key": "x"}, "form_key"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(send, changes, field):
    answer = send(**changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert 'value="Naciri"' in answer.text


def test_a_commune_of_another_province_is_refused(send, other_province):
    elsewhere = factories.CommuneFactory(province=other_province)
    assert list(send(commune=elsewhere.pk).context["form"].errors) == ["commune"]


def test_known_and_unknown_people_get_the_same_bytes(send, client, person, organisation):
    known = {
        "phone": "0661123456",
        "given_name_ar": person.given_name_ar,
        "family_name_ar": person.family_name_ar,
        "given_name_latin": person.given_name_latin,
        "family_name_latin": person.family_name_latin,
        "organisation_name": organisation.name_fr,
        "organisation_kind": "association",
    }
    unknown = {"organisation_name": "Nulle part", "organisation_kind": "association"}
    pages = []
    for changes in (known, unknown):
        answer = send(**changes)
        thanks = client.get(answer["Location"], headers=ENGLISH)
        pages.append((answer.status_code, answer.content, without_tokens(thanks.text)))
    assert pages[0] == pages[1]


def test_a_form_sent_back_to_a_known_person_names_nothing_that_is_known(send, person, organisation):
    answer = send(
        phone="0661123456",
        organisation_name=organisation.name_fr,
        organisation_kind="association",
        consent="",
    )
    told = [person.family_name_ar, person.family_name_latin, organisation.name_ar]
    assert [word for word in told if word in answer.text] == []


def test_known_and_unknown_people_cost_the_same_queries(
    send, person, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as unknown:
        send()
    with django_assert_num_queries(len(unknown)):
        send(phone="0661123456", given_name_ar="فاطمة", form_key=str(uuid.uuid4()))


@pytest.mark.parametrize("path", ["", "sent/"])
def test_an_unknown_address_answers_404_with_one_friendly_page(client, db, path):
    answer = client.get(f"/apply/no-such-token/{path}", headers=ENGLISH)
    assert (answer.status_code, "Applications are closed" in answer.text) == (404, True)


def test_a_closed_link_looks_like_an_unknown_one(client, link, address, coordinator):
    close_applications(link, by=coordinator)
    closed, unknown = (client.get(url, headers=ENGLISH) for url in (address, "/apply/none/"))
    assert (closed.status_code, without_tokens(closed.text)) == (
        404,
        without_tokens(unknown.text).replace("/apply/none/", address),
    )


def test_what_is_sent_to_a_closed_link_is_not_kept(send, event):
    Event.objects.filter(pk=event.pk).update(state=Event.State.CLOSED)
    assert (send().status_code, Application.objects.count()) == (404, 0)


def test_who_sends_too_often_is_asked_to_wait_and_keeps_what_was_typed(send, monkeypatch):
    monkeypatch.setattr(applying, "SENDINGS_A_QUARTER", 1)
    send()
    answer = send(family_name_latin="Idrissi")
    assert (answer.status_code, Application.objects.count()) == (429, 1)
    assert 'value="Idrissi"' in answer.text


def test_who_looks_too_often_is_asked_to_wait(client, address, monkeypatch):
    monkeypatch.setattr(applying, "LOOKS_A_MINUTE", 1)
    assert [client.get(address).status_code for _ in range(2)] == [200, 429]


def test_a_full_link_says_so(send, monkeypatch):
    monkeypatch.setattr(service, "MOST_WAITING", 0)
    assert "no more can be taken today" in send().text


# The link, from inside ---------------------------------------------------------------------


def test_the_link_is_off_until_the_coordinator_opens_it(page, sign_in, event, quota, coordinator):
    before = page(coordinator, f"/events/{event.code}/applications/").text
    sign_in(coordinator).post(f"/events/{event.code}/applications/{quota.pk}/open/")
    link = ApplicationLink.objects.get()
    after = page(coordinator, f"/events/{event.code}/applications/").text
    assert ("/apply/" in before, f"/apply/{link.token}/" in after) == (False, True)


def test_the_open_link_comes_as_code_and_to_share(page, link, event, coordinator):
    text = page(coordinator, f"/events/{event.code}/applications/").text
    assert ('class="application-qr"' in text, "https://wa.me/?text=" in text) == (True, True)


def test_the_coordinator_closes_the_link(sign_in, link, coordinator, client, address):
    sign_in(coordinator).post(f"/applications/links/{link.pk}/close/")
    assert client.get(address).status_code == 404


def test_another_coordinator_neither_sees_nor_moves_the_link(
    sign_in, page, link, event, quota, other_quota, application, other_coordinator
):
    text = page(other_coordinator, f"/events/{event.code}/applications/").text
    client = sign_in(other_coordinator)
    answers = [
        client.post(f"/applications/links/{link.pk}/close/").status_code,
        client.post(f"/events/{event.code}/applications/{quota.pk}/open/").status_code,
        client.get(inside(application)).status_code,
        client.post(inside(application), {"decision": "approve"}).status_code,
    ]
    assert (answers, link.token in text, application.family_name_latin in text) == (
        [404] * 4,
        False,
        False,
    )


def test_an_observer_may_not_come_in(sign_in, observer, event, link, application):
    client = sign_in(observer)
    answers = [
        client.get(f"/events/{event.code}/applications/").status_code,
        client.get(inside(application)).status_code,
        client.post(f"/applications/links/{link.pk}/close/").status_code,
    ]
    assert answers == [403] * 3


# Applications, from inside -----------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(
    sign_in, link, commune, event, staff, number, django_assert_num_queries
):
    factories.ApplicationFactory.create_batch(number, link=link, commune=commune)
    client = sign_in(staff)
    with django_assert_num_queries(8):
        answer = client.get(f"/events/{event.code}/applications/")
    assert len(answer.context["table"].rows) == number


@pytest.mark.parametrize(("state", "number"), [("waiting", 1), ("declined", 0), ("", 1)])
def test_the_list_is_narrowed_by_state(page, application, event, staff, state, number):
    answer = page(staff, f"/events/{event.code}/applications/", state=state)
    assert len(answer.context["table"].rows) == number


def test_approval_registers_somebody_new(sign_in, application, coordinator):
    sign_in(coordinator).post(inside(application), {"decision": "approve"})
    registration = Registration.objects.get()
    assert registration.person.full_name_latin == application.full_name_latin


@pytest.fixture
def of_known(link, person, commune):
    """An application with the phone of somebody who is known."""
    return factories.ApplicationFactory(
        link=link, commune=commune, phone=str(person.phone), gender="f"
    )


def test_who_may_be_meant_stands_beside_the_application(page, of_known, coordinator, person):
    assert page(coordinator, inside(of_known)).context["matches"] == [person]


def test_approval_asks_who_it_is_where_somebody_like_this_is_known(
    sign_in, of_known, coordinator, person
):
    answer = sign_in(coordinator).post(inside(of_known), {"decision": "approve"}, headers=ENGLISH)
    assert "Say whether it is the same person" in answer.text
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(("chosen", "people"), [("known", 1), ("new", 2)])
def test_approval_takes_the_known_person_or_a_new_one(
    sign_in, of_known, coordinator, person, chosen, people
):
    answer = person.pk if chosen == "known" else "new"
    typed = {"decision": "approve", "known_person": answer}
    sign_in(coordinator).post(inside(of_known), typed)
    assert (Registration.objects.count(), Person.objects.count()) == (1, people)


def test_a_person_who_is_no_match_cannot_be_chosen(sign_in, of_known, coordinator, province):
    other = factories.PersonFactory(province=province, given_name_ar="هند", given_name_latin="Hind")
    typed = {"decision": "approve", "known_person": other.pk}
    sign_in(coordinator).post(inside(of_known), typed)
    assert Registration.objects.count() == 0


def test_declining_asks_why(sign_in, application, coordinator):
    answer = sign_in(coordinator).post(inside(application), {"decision": "decline"})
    assert list(answer.context["form"].errors) == ["reason"]


def test_a_declined_application_says_why(sign_in, page, application, coordinator):
    typed = {"decision": "decline", "reason": "hors du thème"}
    sign_in(coordinator).post(inside(application), typed)
    assert "hors du thème" in page(coordinator, inside(application)).text


def test_an_answer_that_came_second_is_told_so(sign_in, application, coordinator):
    client = sign_in(coordinator)
    client.post(inside(application), {"decision": "decline", "reason": "complet"})
    answer = client.post(inside(application), {"decision": "approve"}, headers=ENGLISH)
    assert ("is answered already: declined" in answer.text, Person.objects.count()) == (True, 0)
