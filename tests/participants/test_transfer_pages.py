import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing

from participants.models import ProvinceTransfer
from participants.services.transfers import (
    accept_transfer,
    decline_transfer,
    request_transfer,
    withdraw_transfer,
)
from participants.transfer_offers import (
    VALID_SECONDS,
    Offer,
    OfferNotValid,
    make_offer,
    read_offer,
)
from tests import factories

PHONE = "0661123456"


@pytest.fixture
def new_commune(other_province):
    return factories.CommuneFactory(province=other_province, name_fr="Moulay Abdellah")


@pytest.fixture
def transfer(person, other_province, new_commune, other_coordinator):
    return request_transfer(
        person,
        to_province=other_province,
        to_commune=new_commune,
        asked_as="+212661123456",
        reason="mariage",
        by=other_coordinator,
    )


@pytest.fixture
def look(sign_in, event, quota, other_quota):
    """Type into the search box of the registration screen; give what the page gets back."""

    def look_for(user, **typed):
        url = f"/events/{event.code}/registrations/known-persons/"
        headers = {"accept-language": "en", "hx-request": "true"}
        return sign_in(user).post(url, typed, headers=headers).text

    return look_for


def offered(text):
    """The address that a page offers for asking."""
    found = re.search(r'href="(/transfers/new/\?asked=[^"]+)"', text)
    return found and found[1]


@pytest.fixture
def offer(look, other_coordinator, person):
    return offered(look(other_coordinator, who=PHONE))


@pytest.fixture
def send(sign_in, offer, new_commune):
    """Ask for the transfer by the form that the offer leads to."""

    def send_request(user, **changes):
        token = parse_qs(urlsplit(offer).query)["asked"][0]
        typed = {"asked": token, "commune": new_commune.pk, "reason": "mariage"}
        return sign_in(user).post(
            "/transfers/new/", {**typed, **changes}, headers={"accept-language": "en"}
        )

    return send_request


# The line on the registration screen -------------------------------------------------------


def test_another_province_is_named_and_nothing_else_of_the_person(look, other_coordinator, person):
    text = look(other_coordinator, who=PHONE)
    told = [
        person.given_name_ar,
        person.family_name_latin,
        f'value="{person.pk}"',
        str(person.birth_year),
        person.commune.name_fr,
    ]
    assert ("Known in the province of Sidi Bennour." in text, [x for x in told if x in text]) == (
        True,
        [],
    )


def test_the_own_coordinator_reads_all_of_it(look, coordinator, person):
    assert person.family_name_latin in look(coordinator, who=PHONE)


def test_the_line_stands_on_the_page_without_javascript_too(
    sign_in, event, quota, other_quota, other_coordinator, person
):
    url = f"/events/{event.code}/registrations/new/"
    answer = sign_in(other_coordinator).post(
        url, {"who": PHONE, "search": "known"}, headers={"accept-language": "en"}
    )
    assert ("Sidi Bennour" in answer.text, bool(offered(answer.text))) == (True, True)


def test_of_several_people_nobody_is_offered(look, other_coordinator, person):
    factories.PersonFactory(province=person.province, phone=person.phone)
    text = look(other_coordinator, who=PHONE)
    assert ("Several people answer to this" in text, offered(text)) == (True, None)


def test_the_link_holds_no_key_that_can_be_read(offer, person, other_coordinator):
    token = make_offer(Offer(person.pk, PHONE), other_coordinator)
    assert PHONE not in signing.b64_decode(token.split(":")[0].rstrip("=").encode()).decode(
        "latin1"
    )


# The token ---------------------------------------------------------------------------------


def test_a_token_says_who_and_what_was_typed(coordinator):
    assert read_offer(make_offer(Offer(7, "x"), coordinator), coordinator) == Offer(7, "x")


def test_a_token_is_good_for_its_own_user_only(coordinator, other_coordinator):
    with pytest.raises(OfferNotValid):
        read_offer(make_offer(Offer(7, "x"), coordinator), other_coordinator)


def test_a_token_is_good_for_an_hour(coordinator, monkeypatch):
    token = make_offer(Offer(7, "x"), coordinator)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + VALID_SECONDS - 5)
    in_time = read_offer(token, coordinator)
    monkeypatch.setattr(signing.time, "time", lambda: now + VALID_SECONDS + 5)
    with pytest.raises(OfferNotValid):
        read_offer(token, coordinator)
    assert in_time == Offer(7, "x")


@pytest.mark.parametrize("change", [lambda t: "", lambda t: "x", lambda t: f"A{t[1:]}B", str.upper])
def test_a_token_that_was_changed_is_refused(coordinator, change):
    with pytest.raises(OfferNotValid):
        read_offer(change(make_offer(Offer(7, "x"), coordinator)), coordinator)


# Asking ------------------------------------------------------------------------------------


def test_the_form_shows_what_was_typed_and_nothing_of_the_person(
    page, offer, other_coordinator, person
):
    text = page(other_coordinator, offer).text
    told = [person.given_name_ar, person.family_name_latin, person.commune.name_fr]
    assert ("+212661123456" in text, [x for x in told if x in text]) == (True, [])


def test_only_communes_of_the_own_province_are_offered(page, offer, other_coordinator, new_commune):
    choices = page(other_coordinator, offer).context["form"].fields["commune"].choices
    assert choices[1:] == [(new_commune.pk, new_commune.name)]


def test_a_transfer_is_asked_for(send, other_coordinator, person, other_province):
    answer = send(other_coordinator)
    made = ProvinceTransfer.objects.get()
    assert (answer.url, made.person, made.to_province, made.asked_as, made.reason) == (
        f"/transfers/{made.pk}/",
        person,
        other_province,
        "+212661123456",
        "mariage",
    )


def test_asking_again_is_refused_with_a_sentence(send, other_coordinator, transfer):
    answer = send(other_coordinator)
    assert "asked for already" in str(answer.context["form"].non_field_errors())


def test_what_was_typed_stays_when_the_commune_is_missing(send, other_coordinator):
    answer = send(other_coordinator, commune="")
    form = answer.context["form"]
    assert (list(form.errors), form["reason"].value()) == (["commune"], "mariage")


def test_a_commune_of_another_province_is_not_among_the_choices(send, other_coordinator, commune):
    assert list(send(other_coordinator, commune=commune.pk).context["form"].errors) == ["commune"]


@pytest.mark.parametrize("asked", ["", "nonsense"])
def test_an_offer_that_is_not_valid_is_said_so(send, other_coordinator, asked):
    answer = send(other_coordinator, asked=asked)
    assert (answer.status_code, "no longer valid" in answer.text) == (404, True)


def test_an_offer_of_somebody_else_is_not_valid(send, coordinator):
    assert (send(coordinator).status_code, ProvinceTransfer.objects.exists()) == (404, False)


def test_who_was_merged_meanwhile_is_not_asked_for(send, other_coordinator, person, province):
    person.merged_into = factories.PersonFactory(province=province)
    person.save()
    assert send(other_coordinator).status_code == 404


# Answering ---------------------------------------------------------------------------------


@pytest.fixture
def answer(sign_in, transfer):
    def send_answer(user, **typed):
        return sign_in(user).post(
            f"/transfers/{transfer.pk}/", typed, headers={"accept-language": "en"}
        )

    return send_answer


def test_who_knows_the_person_sees_who_it_is_and_may_answer(page, transfer, coordinator, person):
    shown = page(coordinator, f"/transfers/{transfer.pk}/")
    assert (person.full_name_latin in shown.text, shown.context["may_answer"]) == (True, True)


def test_the_asker_sees_only_what_was_typed(page, transfer, other_coordinator, person):
    shown = page(other_coordinator, f"/transfers/{transfer.pk}/")
    told = [person.given_name_ar, person.family_name_latin, person.commune.name_fr]
    assert (
        "+212661123456" in shown.text,
        [x for x in told if x in shown.text],
        f"/persons/{person.pk}/" in shown.text,
        shown.context["may_answer"],
    ) == (True, [], False, False)


@pytest.mark.parametrize("role", ["coordinator", "staff", "administrator"])
def test_a_yes_moves_the_person(answer, role, person, other_province, request):
    answer(request.getfixturevalue(role), decision="accept")
    person.refresh_from_db()
    assert person.province == other_province


def test_after_a_yes_the_asker_sees_the_person(
    page, transfer, coordinator, other_coordinator, person
):
    accept_transfer(transfer, by=coordinator)
    url = f"/transfers/{transfer.pk}/"
    seen = [
        person.full_name_latin in page(user, url).text for user in (other_coordinator, coordinator)
    ]
    assert seen == [True, False]


def test_a_no_with_its_reason_is_read_by_the_asker(
    answer, page, coordinator, transfer, other_coordinator
):
    answer(coordinator, decision="decline", reason="Habite ici")
    shown = page(other_coordinator, f"/transfers/{transfer.pk}/")
    assert ("Habite ici" in shown.text, "declined" in shown.text) == (True, True)


def test_the_asker_cannot_answer(answer, other_coordinator, person, province):
    status = answer(other_coordinator, decision="accept").status_code
    person.refresh_from_db()
    assert (status, person.province) == (403, province)


def test_an_answer_that_is_neither_yes_nor_no_changes_nothing(answer, coordinator, transfer):
    answer(coordinator, decision="perhaps", reason="x")
    transfer.refresh_from_db()
    assert transfer.state == "requested"


def test_whoever_is_too_late_is_told(answer, coordinator, transfer, other_coordinator):
    withdraw_transfer(transfer, by=other_coordinator)
    text = answer(coordinator, decision="accept").text
    assert "This request is closed already: withdrawn." in text


@pytest.fixture
def stranger(db):
    return factories.UserFactory(role="coordinator", provinces=[factories.ProvinceFactory()])


def test_a_third_province_finds_nothing(page, answer, stranger, transfer):
    codes = [
        page(stranger, f"/transfers/{transfer.pk}/").status_code,
        answer(stranger, decision="accept").status_code,
    ]
    assert codes == [404, 404]


# Withdrawing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status", "state"),
    [
        ("other_coordinator", 302, "withdrawn"),
        ("staff", 302, "withdrawn"),
        ("coordinator", 403, "requested"),
        ("stranger", 404, "requested"),
        ("observer", 403, "requested"),
    ],
)
def test_withdrawing_is_the_askers(sign_in, transfer, role, status, state, request):
    user = request.getfixturevalue(role)
    found = sign_in(user).post(f"/transfers/{transfer.pk}/withdraw/").status_code
    transfer.refresh_from_db()
    assert (found, transfer.state) == (status, state)


def test_withdrawing_too_late_is_told(sign_in, transfer, other_coordinator, coordinator):
    decline_transfer(transfer, by=coordinator)
    answer = sign_in(other_coordinator).post(
        f"/transfers/{transfer.pk}/withdraw/", headers={"accept-language": "en"}, follow=True
    )
    assert "closed already: declined" in answer.text


# The list ----------------------------------------------------------------------------------


def listed(answer):
    return [row.record for row in answer.context["table"].page.object_list]


def test_both_sides_find_the_request_in_their_lists(
    page, transfer, coordinator, other_coordinator, staff, stranger
):
    found = [
        listed(page(user, "/transfers/"))
        for user in (coordinator, other_coordinator, staff, stranger)
    ]
    assert found == [[transfer], [transfer], [transfer], []]


def test_the_list_names_the_person_to_who_knows_them_only(
    page, transfer, coordinator, other_coordinator, person
):
    named = [
        person.full_name_latin in page(user, "/transfers/").text
        for user in (coordinator, other_coordinator)
    ]
    assert named == [True, False]


@pytest.mark.parametrize(
    ("query", "of_asked", "of_asker"),
    [
        ({"whose": "answer"}, 1, 0),
        ({"whose": "asked"}, 0, 1),
        ({"state": "requested"}, 1, 1),
        ({"state": "declined"}, 0, 0),
        ({"state": "nonsense"}, 1, 1),
    ],
)
def test_the_list_is_narrowed(
    page, transfer, coordinator, other_coordinator, query, of_asked, of_asker
):
    numbers = [
        len(listed(page(user, "/transfers/", **query))) for user in (coordinator, other_coordinator)
    ]
    assert numbers == [of_asked, of_asker]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in, coordinator, province, new_commune, staff, number, django_assert_num_queries
):
    for _ in range(number):
        request_transfer(
            factories.PersonFactory(province=province),
            to_province=new_commune.province,
            to_commune=new_commune,
            asked_as="x",
            by=staff,
        )
    client = sign_in(coordinator)
    with django_assert_num_queries(6):
        client.get("/transfers/")


# At once -----------------------------------------------------------------------------------


@pytest.fixture
def move(sign_in, person, new_commune):
    def send_move(user, **changes):
        typed = {"commune": new_commune.pk, "reason": "", **changes}
        return sign_in(user).post(f"/persons/{person.pk}/move/", typed)

    return send_move


def test_staff_move_somebody_in_one_step(move, staff, person, other_province):
    answer = move(staff)
    person.refresh_from_db()
    assert (answer.url, person.province) == (f"/persons/{person.pk}/", other_province)


def test_a_coordinator_of_both_provinces_moves_in_one_step(
    move, coordinator, person, other_province
):
    coordinator.provinces.add(other_province)
    move(coordinator)
    person.refresh_from_db()
    assert person.province == other_province


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 403), ("other_coordinator", 404), ("observer", 403)]
)
def test_nobody_else_moves_anybody(move, page, role, status, person, province, request):
    user = request.getfixturevalue(role)
    codes = [move(user).status_code, page(user, f"/persons/{person.pk}/move/").status_code]
    person.refresh_from_db()
    assert (codes, person.province) == ([status] * 2, province)


def test_without_a_commune_nobody_is_moved(move, staff, person, province):
    answer = move(staff, commune="")
    person.refresh_from_db()
    assert (list(answer.context["form"].errors), person.province) == (["commune"], province)
