"""The day of handing out: each paper is ticked off once, by whom it falls to, and can be undone."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from certificates.models import Certificate, HandOut
from certificates.services.errors import NotValidAnyMore
from certificates.services.handing_out import (
    AlreadyGiven,
    ReceiverIncomplete,
    hand_out,
    take_back,
)
from network.models import AuditEvent
from tests.certificates.certificate_makers import make_certificate
from tests.certificates.test_correcting_races import at_once

OWN, FOREIGN = "العلوي الأصيل", "الدكالي الغريب"


@pytest.fixture
def certificate(event, province, staff):
    return make_certificate(
        event, province, staff, family_name_ar=OWN, family_name_latin="ZEROUALI"
    )


@pytest.fixture
def both(certificate, event, other_province, staff):
    """One certificate of each province."""
    foreign = make_certificate(event, other_province, staff, family_name_ar=FOREIGN)
    return [certificate, foreign]


@pytest.fixture
def page(client, event):
    """Open the page of the day as somebody, in English."""

    def page(user, **query):
        client.force_login(user)
        address = reverse("hand_outs", args=[event.code])
        return client.get(address, query, headers={"accept-language": "en"})

    return page


@pytest.fixture
def press(client):
    """Press a button as somebody."""

    def press(user, name, certificate, **typed):
        client.force_login(user)
        address = reverse(name, args=[certificate.pk])
        return client.post(address, typed, headers={"accept-language": "en"})

    return press


def actions():
    rows = AuditEvent.objects.filter(action__contains="hand").order_by("pk")
    return list(rows.values_list("action", flat=True))


# The service -------------------------------------------------------------------------------


def test_a_certificate_is_ticked_off_with_who_and_when(certificate, coordinator):
    given = hand_out(certificate, by=coordinator)
    assert (given.given_by, given.received_by, given.receiver_name) == (coordinator, "self", "")
    assert AuditEvent.objects.get(action="certificate.handed_out").actor == coordinator


def test_somebody_else_is_written_down_with_their_capacity(certificate, staff):
    given = hand_out(certificate, by=staff, receiver_name=" Ali BA ", receiver_capacity="brother")
    assert (given.received_by, given.receiver_name, given.receiver_capacity) == (
        "other",
        "Ali BA",
        "brother",
    )


@pytest.mark.parametrize("typed", [{"receiver_name": "Ali"}, {"receiver_capacity": "brother"}])
def test_somebody_else_needs_name_and_capacity(certificate, staff, typed):
    with pytest.raises(ReceiverIncomplete):
        hand_out(certificate, by=staff, **typed)
    assert not HandOut.objects.exists()


def test_a_second_tick_changes_nothing_and_names_the_first(certificate, staff, coordinator):
    first = hand_out(certificate, by=coordinator)
    with pytest.raises(AlreadyGiven) as refused:
        hand_out(certificate, by=staff, receiver_name="Ali", receiver_capacity="brother")
    assert refused.value.hand_out == first
    assert actions() == ["certificate.handed_out"]


def test_a_revoked_certificate_is_not_given(certificate, revoke, staff):
    revoke(certificate.registration)
    with pytest.raises(NotValidAnyMore):
        hand_out(certificate, by=staff)


def test_a_new_version_is_to_be_given_anew(certificate, correct, staff):
    hand_out(certificate, by=staff)
    newer = correct(certificate.registration)
    hand_out(newer, by=staff)
    assert HandOut.objects.count() == 2


def test_a_tick_is_undone_and_the_log_keeps_both(certificate, staff):
    hand_out(certificate, by=staff)
    assert take_back(certificate, by=staff) is True
    assert take_back(certificate, by=staff) is False
    hand_out(certificate, by=staff)
    assert actions() == [
        "certificate.handed_out",
        "certificate.hand_out_undone",
        "certificate.handed_out",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"received_by": "other"},
        {"received_by": "other", "receiver_name": "Ali"},
        {"received_by": "self", "receiver_name": "Ali", "receiver_capacity": "brother"},
    ],
)
def test_the_database_refuses_a_receiver_half_named(certificate, staff, fields):
    with pytest.raises(IntegrityError):
        HandOut.objects.create(certificate=certificate, given_by=staff, **fields)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_four_who_tick_at_once_one_does(certificate, staff, coordinator):
    def tick(by):
        own_copy = Certificate.objects.get(pk=certificate.pk)
        return lambda: hand_out(own_copy, by=by)

    outcomes = at_once(*[tick(by) for by in (staff, coordinator, staff, coordinator)])
    assert (outcomes.count(None), outcomes.count(AlreadyGiven)) == (1, 3)
    assert (HandOut.objects.count(), actions()) == (1, ["certificate.handed_out"])


# The page ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("staff", 200), ("coordinator", 200), ("observer", 403)],
)
def test_each_role_opens_what_is_for_it(certificate, page, request, who, status):
    assert page(request.getfixturevalue(who)).status_code == status


def test_a_coordinator_sees_and_counts_own_people_only(both, page, coordinator):
    response = page(coordinator)
    text = response.content.decode()
    assert OWN in text
    assert FOREIGN not in text
    assert response.context["all"].total == 1


BUTTONS = ("certificate_hand_out", "certificate_take_back", "certificate_hand_to")


@pytest.mark.parametrize("name", BUTTONS)
def test_a_coordinator_ticks_own_people_only(both, press, coordinator, name):
    own, foreign = both
    assert press(coordinator, name, own).status_code == 302
    assert press(coordinator, name, foreign).status_code == 404
    assert not HandOut.objects.filter(certificate=foreign).exists()


@pytest.mark.parametrize("name", BUTTONS)
def test_an_observer_ticks_nobody(certificate, press, observer, name):
    assert press(observer, name, certificate).status_code == 403
    assert not HandOut.objects.exists()


@pytest.mark.parametrize("name", BUTTONS[:2])
def test_a_link_does_not_press_a_button(certificate, client, staff, name):
    client.force_login(staff)
    assert client.get(reverse(name, args=[certificate.pk])).status_code == 405


def test_provinces_are_counted_given_and_left(both, page, staff):
    hand_out(both[0], by=staff)
    response = page(staff)
    counted = [(t.province.name_fr, t.given, t.left) for t in response.context["tallies"]]
    assert counted == [("Sidi Bennour", 1, 0), ("El Jadida", 0, 1)]
    assert (response.context["all"].given, response.context["all"].left) == (1, 1)


def test_a_tick_leads_back_to_the_same_search(both, press, staff, event):
    typed = {"words": "علوي", "standing": "not_given", "page": "1", "evil": "https://x.example"}
    response = press(staff, "certificate_hand_out", both[0], **typed)
    assert response.url.startswith(reverse("hand_outs", args=[event.code]) + "?words=")
    assert "standing=not_given" in response.url
    assert "evil" not in response.url


def test_a_double_click_is_harmless(certificate, press, staff):
    press(staff, "certificate_hand_out", certificate)
    assert press(staff, "certificate_hand_out", certificate).status_code == 302
    assert actions() == ["certificate.handed_out"]


def test_who_is_not_given_yet_can_be_shown_alone(both, page, staff):
    hand_out(both[0], by=staff)
    rows = list(page(staff, standing="not_given").context["page"].object_list)
    assert rows == [both[1]]


def test_what_was_ticked_last_can_be_undone_although_it_left_the_list(both, page, press, staff):
    hand_out(both[0], by=staff)
    response = page(staff, standing="not_given")
    undo = reverse("certificate_take_back", args=[both[0].pk])
    assert undo in response.content.decode()
    press(staff, "certificate_take_back", both[0])
    assert not HandOut.objects.exists()


@pytest.mark.parametrize("words", ["علوي", "zerouali", "1", "RAD/2026/SB01/0001"])
def test_a_person_is_found_by_name_or_number(both, page, staff, words):
    assert list(page(staff, words=words).context["page"].object_list) == [both[0]]


def test_nothing_found_says_what_to_type(certificate, page, staff):
    assert "Nobody matches the search" in page(staff, words="qqqq").content.decode()


def test_all_given_is_said(certificate, page, staff):
    hand_out(certificate, by=staff)
    assert "Everything is handed out" in page(staff, standing="not_given").content.decode()


def test_an_event_without_certificates_leads_to_who_has_earned_one(event, page, staff):
    assert "No certificate has been issued yet" in page(staff).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(
    event, province, client, staff, number, django_assert_num_queries
):
    made = [make_certificate(event, province, staff) for _ in range(number)]
    for certificate in made[:2]:
        hand_out(certificate, by=staff)
    client.force_login(staff)
    with django_assert_num_queries(HAND_OUT_QUERIES):
        client.get(reverse("hand_outs", args=["SB01"]))


HAND_OUT_QUERIES = 9


# To somebody else --------------------------------------------------------------------------


def test_half_a_receiver_is_asked_for_again_with_what_was_typed(certificate, press, staff):
    response = press(staff, "certificate_hand_to", certificate, receiver_name="Ali BA")
    text = response.content.decode()
    assert "Say in what capacity they take it." in text
    assert "Ali BA" in text


def test_the_receiver_is_shown_afterwards(certificate, press, page, staff):
    press(
        staff, "certificate_hand_to", certificate, receiver_name="Ali BA", receiver_capacity="uncle"
    )
    assert "<bdi>Ali BA</bdi> (<bdi>uncle</bdi>)" in page(staff).content.decode()


def test_whoever_was_given_meanwhile_is_not_given_again(certificate, press, staff):
    hand_out(certificate, by=staff)
    response = press(
        staff, "certificate_hand_to", certificate, receiver_name="Ali", receiver_capacity="uncle"
    )
    assert "Given on" in response.content.decode()
    assert HandOut.objects.get().receiver_name == ""


# Where else it shows -------------------------------------------------------------------------


def test_staff_who_scan_the_paper_can_tick_it_off_there(certificate, client, staff, press):
    client.force_login(staff)
    address = reverse("verify", args=[certificate.code])
    button = reverse("certificate_hand_out", args=[certificate.pk])
    assert button in client.get(address).content.decode()
    press(staff, "certificate_hand_out", certificate)
    assert button not in client.get(address).content.decode()


def test_strangers_observers_and_other_provinces_who_scan_see_no_button(
    certificate, client, observer, other_coordinator
):
    address = reverse("verify", args=[certificate.code])
    button = reverse("certificate_detail", args=[certificate.pk])
    assert button not in client.get(address).content.decode()
    for user in (observer, other_coordinator):
        client.force_login(user)
        assert button not in client.get(address).content.decode()


def test_the_page_of_a_certificate_suggests_a_duplicate_once_it_was_given(
    certificate, client, staff
):
    client.force_login(staff)
    address = reverse("certificate_detail", args=[certificate.pk])
    english = {"accept-language": "en"}
    assert "Never printed." in client.get(address, headers=english).content.decode()
    client.get(reverse("certificate_pdf", args=[certificate.pk]))
    printed = client.get(address, headers=english).content.decode()
    assert "Printed 1 time, last on" in printed
    assert "checked" not in printed
    hand_out(certificate, by=staff)
    assert "checked" in client.get(address, headers=english).content.decode()


@pytest.mark.parametrize("name", ["person_detail", "registration_detail"])
def test_the_pages_of_a_person_list_their_certificates(certificate, client, staff, name):
    registration = certificate.registration
    key = registration.person_id if name == "person_detail" else registration.pk
    client.force_login(staff)
    text = client.get(reverse(name, args=[key])).content.decode()
    for page in ("certificate_detail", "certificate_pdf", "certificate_send"):
        assert reverse(page, args=[certificate.pk]) in text


def test_an_old_paper_in_somebodys_hands_is_asked_back(certificate, correct, client, staff):
    hand_out(certificate, by=staff)
    correct(certificate.registration)
    client.force_login(staff)
    address = reverse("certificate_detail", args=[certificate.pk])
    text = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Ask for this paper back." in text
