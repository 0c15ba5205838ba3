"""The certificate of one person, from the list of the event."""

import pytest
from django.urls import reverse

from certificates.models import Batch, Certificate
from certificates.services.batches import run_batch
from certificates.services.issuing import start_batch


@pytest.fixture
def press(client):
    """Press the button beside a person, and read what comes after it, in English."""

    def press(user, registration):
        client.force_login(user)
        return client.post(
            reverse("certificates_issue", args=["SB01"]),
            {"kind": "participation", "only": f"registration-{registration.pk}"},
            follow=True,
            headers={"accept-language": "en"},
        )

    return press


@pytest.fixture
def listed(client):
    """Read the list of the event as somebody."""

    def listed(user):
        client.force_login(user)
        return client.get(reverse("event_certificates", args=["SB01"])).content.decode()

    return listed


def button(registration):
    return f'name="only" value="registration-{registration.pk}"'


def test_the_button_issues_for_this_person_alone(attend, press, administrator):
    chosen, other = attend(True, True), attend(True, True)
    page = press(administrator, chosen)
    batch = Batch.objects.get()
    assert page.redirect_chain[-1][0] == reverse("batch_detail", args=[batch.pk])
    run_batch(batch.pk)
    assert Certificate.objects.get().registration == chosen
    assert not other.certificates.exists()


@pytest.mark.parametrize(
    ("presence", "sentence"),
    [
        ((True, False), "Attended 1 of 2 half-days; 80% are required."),
        ((None, None), "Presence has not been taken yet."),
    ],
)
def test_whoever_has_not_earned_it_is_told_why(attend, press, administrator, presence, sentence):
    page = press(administrator, attend(*presence))
    assert sentence in str(*page.context["messages"])
    assert not Batch.objects.exists()


def test_whoever_has_it_is_not_given_another(attend, issue, press, administrator):
    registration = attend(True, True)
    issue()
    page = press(administrator, registration)
    assert str(*page.context["messages"]) == "The certificate was issued already."
    assert registration.certificates.count() == 1


def test_whoever_lost_it_is_told_so(attend, issue, revoke, press, administrator):
    registration = attend(True, True)
    issue()
    revoke(registration)
    page = press(administrator, registration)
    assert str(*page.context["messages"]) == "The certificate was revoked."


def test_beside_another_batch_the_button_explains(event, attend, press, administrator):
    registration = attend(True, True)
    start_batch(event, by=administrator)
    page = press(administrator, registration)
    assert str(*page.context["messages"]) == "Certificates of this event are being issued already."
    assert Batch.objects.count() == 1


@pytest.mark.parametrize("who", ["staff", "coordinator", "observer"])
def test_only_an_administrator_presses_it(attend, press, request, who):
    registration = attend(True, True)
    assert press(request.getfixturevalue(who), registration).status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("who", "offered"), [("administrator", True), ("staff", False), ("coordinator", False)]
)
def test_the_button_stands_beside_whoever_is_ready(attend, listed, request, who, offered):
    ready, absent = attend(True, True), attend(False, False)
    text = listed(request.getfixturevalue(who))
    assert (button(ready) in text) is offered
    assert button(absent) not in text


def test_the_button_is_gone_while_a_batch_is_under_way(event, attend, listed, administrator):
    registration = attend(True, True)
    start_batch(event, by=administrator)
    assert button(registration) not in listed(administrator)


@pytest.mark.parametrize("persons", [1, 3])
def test_the_buttons_cost_no_query(
    attend, client, administrator, persons, django_assert_num_queries
):
    for _ in range(persons):
        attend(True, True)
    client.force_login(administrator)
    address = reverse("event_certificates", args=["SB01"])
    client.get(address)
    with django_assert_num_queries(17):
        client.get(address)
