"""The pages of one certificate: who comes in, what they read, what the buttons do."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from certificates.models import Certificate, RevocationReason
from certificates.services.correcting import allow_reissue
from tests import factories
from tests.certificates.conftest import rename

PAGES = ("certificate_detail", "certificate_correct", "certificate_revoke")
BUTTONS = (*PAGES[1:], "certificate_reissue")


@pytest.fixture
def registration(attend):
    organisation = factories.OrganisationFactory(name_ar="تعاونية الأمل", name_fr="Al Amal")
    return attend(True, True, organisation=organisation, person__family_name_latin="Benani")


@pytest.fixture
def certificate(registration, issue):
    issue()
    return registration.certificates.get()


@pytest.fixture
def misspelt(certificate):
    rename(certificate.registration, family_name_latin="Bennani")
    return certificate


@pytest.fixture
def visit(client):
    """Get the page of a certificate as somebody, in English."""

    def visit(user, name, certificate):
        client.force_login(user)
        return client.get(reverse(name, args=[certificate.pk]), headers={"accept-language": "en"})

    return visit


@pytest.fixture
def send(client):
    """Send a form as somebody, and read what comes after it, in English."""

    def send(user, name, certificate, **fields):
        client.force_login(user)
        return client.post(
            reverse(name, args=[certificate.pk]),
            fields,
            follow=True,
            headers={"accept-language": "en"},
        )

    return send


def text_of(response):
    return response.content.decode()


def words_of(response):
    """Return what somebody reads, whatever the layout."""
    return " ".join(strip_tags(text_of(response)).split())


def address(name, certificate):
    return reverse(name, args=[certificate.pk])


def seen_on(page):
    return page.context["form"].initial["seen"]


# Who may come in


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("administrator", [200, 200, 200]),
        ("staff", [200, 403, 403]),
        ("coordinator", [200, 403, 403]),
        ("other_coordinator", [404, 403, 403]),
        ("observer", [403, 403, 403]),
    ],
)
def test_each_role_finds_what_is_for_it(certificate, visit, request, who, statuses):
    user = request.getfixturevalue(who)
    assert [visit(user, name, certificate).status_code for name in PAGES] == statuses


@pytest.mark.parametrize("who", ["staff", "coordinator", "observer"])
@pytest.mark.parametrize("name", BUTTONS)
def test_only_an_administrator_changes_anything(misspelt, send, request, who, name):
    user = request.getfixturevalue(who)
    assert send(user, name, misspelt, reason="other").status_code == 403
    assert list(Certificate.objects.values_list("state", flat=True)) == ["valid"]


@pytest.mark.parametrize("name", [*PAGES, "certificate_reissue"])
def test_strangers_are_led_to_the_sign_in_page(client, certificate, name):
    response = client.get(address(name, certificate))
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [*PAGES, "certificate_reissue"])
def test_a_certificate_that_is_none_is_not_there(client, administrator, name):
    client.force_login(administrator)
    assert client.get(reverse(name, args=[404])).status_code == 404


# The page of a certificate


def test_the_page_shows_what_is_printed(misspelt, visit, staff):
    text = text_of(visit(staff, "certificate_detail", misspelt))
    for shown in (
        misspelt.snapshot["name_ar"],
        "Fatima Benani",
        "Al Amal",
        "Province de Sidi Bennour",
        "Management de la qualité et logistique",
        "1 February 2026",
        "RAD/2026/SB01/0001",
    ):
        assert shown in text
    assert "Fatima Bennani" not in text


def test_the_page_leads_to_the_paper_and_to_what_the_public_sees(certificate, visit, coordinator):
    text = text_of(visit(coordinator, "certificate_detail", certificate))
    assert address("certificate_pdf", certificate) in text
    assert reverse("verify", args=[certificate.code]) in text


@pytest.mark.parametrize(
    ("who", "offered"), [("administrator", True), ("staff", False), ("coordinator", False)]
)
def test_only_an_administrator_finds_the_buttons(certificate, visit, request, who, offered):
    text = text_of(visit(request.getfixturevalue(who), "certificate_detail", certificate))
    assert (address("certificate_correct", certificate) in text) is offered
    assert (address("certificate_revoke", certificate) in text) is offered


@pytest.mark.parametrize(("who", "told"), [("administrator", True), ("staff", False)])
def test_an_administrator_is_told_that_the_register_says_something_else(
    misspelt, visit, request, who, told
):
    text = text_of(visit(request.getfixturevalue(who), "certificate_detail", misspelt))
    assert ("The register now says something else" in text) is told


def test_nothing_is_told_of_the_register_where_it_agrees(certificate, visit, administrator):
    text = text_of(visit(administrator, "certificate_detail", certificate))
    assert "The register now says something else" not in text


def test_the_page_lists_the_versions_with_who_and_why(
    certificate, registration, correct, visit, coordinator, administrator
):
    newer = correct(registration)
    response = visit(coordinator, "certificate_detail", newer)
    assert address("certificate_detail", certificate) in text_of(response)
    assert words_of(response).count(administrator.full_name) == 2
    assert "Why it was corrected Misspelt" in words_of(response)


def test_an_old_version_has_no_paper_and_no_buttons(
    certificate, registration, correct, visit, administrator
):
    correct(registration)
    text = text_of(visit(administrator, "certificate_detail", certificate))
    for name in ("certificate_pdf", *BUTTONS):
        assert address(name, certificate) not in text


def test_the_page_of_a_revoked_certificate_tells_reason_and_note(
    certificate, registration, revoke, visit, coordinator
):
    revoke(registration, RevocationReason.IDENTITY_WRONG, note="Her cousin came")
    words = words_of(visit(coordinator, "certificate_detail", certificate))
    assert "Why it was revoked It names the wrong person." in words
    assert "Note, not public Her cousin came" in words


def test_the_page_leads_to_what_was_issued_after_a_revocation(
    certificate, registration, revoke, visit, administrator, issue
):
    allow_reissue(revoke(registration), reason="It was right", by=administrator)
    issue()
    response = visit(administrator, "certificate_detail", certificate)
    newer = registration.certificates.get(state="valid")
    assert address("certificate_detail", newer) in text_of(response)
    assert "Why a new one is allowed It was right" in words_of(response)


def test_names_and_reasons_are_escaped(certificate, registration, revoke, visit, staff):
    revoke(registration, note="<b>note</b>")
    text = text_of(visit(staff, "certificate_detail", certificate))
    assert "&lt;b&gt;note&lt;/b&gt;" in text


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_costs_the_same_for_one_version_and_for_three(
    certificate, registration, correct, visit, client, staff, versions, django_assert_num_queries
):
    for number in range(1, versions):
        correct(registration, f"Bennani {'I' * number}")
    visit(staff, "certificate_detail", certificate)
    with django_assert_num_queries(7):
        client.get(address("certificate_detail", certificate))


# Correcting


def test_before_and_after_stand_side_by_side(misspelt, visit, administrator):
    facts = visit(administrator, "certificate_correct", misspelt).context["facts"]
    differing = [(fact.before, fact.after) for fact in facts if fact.differs]
    assert differing == [("Fatima Benani", "Fatima Bennani")]
    assert len(facts) == 7


def test_a_changed_sex_is_compared_in_words(certificate, visit, administrator):
    rename(certificate.registration, gender="m")
    text = text_of(visit(administrator, "certificate_correct", certificate))
    assert "<del>female</del>" in text
    assert "<ins>male</ins>" in text


def test_a_correction_leads_to_the_new_version(misspelt, visit, send, administrator):
    seen = seen_on(visit(administrator, "certificate_correct", misspelt))
    page = send(administrator, "certificate_correct", misspelt, reason="Misspelt", seen=seen)
    newer = Certificate.objects.get(version=2)
    assert page.redirect_chain[-1][0] == address("certificate_detail", newer)
    assert "Version 2 of certificate RAD/2026/SB01/0001 is issued." in text_of(page)


def test_a_correction_without_a_reason_is_asked_for_it(misspelt, visit, send, administrator):
    seen = seen_on(visit(administrator, "certificate_correct", misspelt))
    page = send(administrator, "certificate_correct", misspelt, reason=" ", seen=seen)
    assert "Say why the certificate is corrected." in text_of(page)
    assert Certificate.objects.count() == 1


def test_a_register_that_changed_meanwhile_is_shown_again(misspelt, visit, send, administrator):
    seen = seen_on(visit(administrator, "certificate_correct", misspelt))
    rename(misspelt.registration, family_name_latin="El Bennani")
    page = send(administrator, "certificate_correct", misspelt, reason="Misspelt", seen=seen)
    text = text_of(page)
    assert "Compare again, then confirm." in text
    assert "<ins>Fatima El Bennani</ins>" in text
    assert 'value="Misspelt"' in text
    assert Certificate.objects.count() == 1


def test_what_is_shown_again_can_be_confirmed(misspelt, send, administrator):
    page = send(administrator, "certificate_correct", misspelt, reason="Misspelt", seen="old")
    seen = page.context["form"]["seen"].value()
    send(administrator, "certificate_correct", misspelt, reason="Misspelt", seen=seen)
    assert Certificate.objects.get(version=2).correction_reason == "Misspelt"


def test_a_second_click_is_told_what_happened(misspelt, visit, send, administrator):
    seen = seen_on(visit(administrator, "certificate_correct", misspelt))
    fields = {"reason": "Misspelt", "seen": seen}
    send(administrator, "certificate_correct", misspelt, **fields)
    page = send(administrator, "certificate_correct", misspelt, **fields)
    assert "was replaced or revoked meanwhile" in text_of(page)
    assert page.redirect_chain[-1][0] == address("certificate_detail", misspelt)
    assert Certificate.objects.count() == 2


def test_where_nothing_differs_the_page_leads_to_the_person(certificate, visit, administrator):
    page = visit(administrator, "certificate_correct", certificate)
    text = text_of(page)
    assert "The register says what is printed already." in text
    assert reverse("person_detail", args=[certificate.registration.person_id]) in text
    assert 'name="reason"' not in text


def test_what_cannot_be_printed_is_said_before_anything_is_asked(certificate, visit, administrator):
    rename(certificate.registration, given_name_latin="愛")
    text = text_of(visit(administrator, "certificate_correct", certificate))
    assert "A letter cannot be printed by our typefaces." in text
    assert 'name="reason"' not in text


@pytest.mark.parametrize("name", BUTTONS[:2])
def test_a_certificate_that_stands_no_more_leads_back(
    certificate, registration, revoke, visit, administrator, name
):
    revoke(registration)
    response = visit(administrator, name, certificate)
    assert response.url == address("certificate_detail", certificate)


# Revoking, and allowing a new one


def test_a_revocation_leads_back_to_the_certificate(certificate, send, administrator):
    page = send(
        administrator, "certificate_revoke", certificate, reason="presence_wrong", note="Row 7"
    )
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revocation_note) == ("revoked", "Row 7")
    assert "The certificate is revoked. Take the paper back." in text_of(page)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Choose the reason."), ("because", "because is not one of the available choices.")],
)
def test_a_revocation_wants_one_of_the_reasons(certificate, send, administrator, reason, sentence):
    page = send(administrator, "certificate_revoke", certificate, reason=reason, note="Row 7")
    assert sentence in text_of(page)
    assert 'value="Row 7"' in text_of(page)
    assert Certificate.objects.get().is_valid


def test_a_second_revocation_is_told_what_happened(certificate, send, administrator):
    send(administrator, "certificate_revoke", certificate, reason="other")
    page = send(administrator, "certificate_revoke", certificate, reason="identity_wrong")
    assert "was replaced or revoked meanwhile" in text_of(page)
    assert Certificate.objects.get().revocation_reason == "other"


def test_a_new_certificate_is_allowed_with_its_reason(
    certificate, registration, revoke, send, administrator
):
    revoke(registration)
    page = send(administrator, "certificate_reissue", certificate, reason="It was right")
    assert "A new certificate may be issued, as soon as it is earned." in text_of(page)
    assert not Certificate.objects.get().bars_a_new_one


def test_a_new_certificate_is_not_allowed_without_a_reason(
    certificate, registration, revoke, send, administrator
):
    revoke(registration)
    page = send(administrator, "certificate_reissue", certificate, reason="")
    assert "Say why a new certificate is allowed." in text_of(page)
    assert Certificate.objects.get().bars_a_new_one


def test_a_valid_certificate_needs_no_allowance(certificate, send, administrator):
    page = send(administrator, "certificate_reissue", certificate, reason="It was right")
    assert "This certificate does not stand in the way of a new one." in text_of(page)


@pytest.mark.parametrize(("allowed", "offered"), [(False, True), (True, False)])
def test_the_allowance_is_offered_until_it_is_given(
    certificate, registration, revoke, visit, administrator, allowed, offered
):
    revoked = revoke(registration)
    if allowed:
        allow_reissue(revoked, reason="It was right", by=administrator)
    text = text_of(visit(administrator, "certificate_detail", certificate))
    assert (address("certificate_reissue", certificate) in text) is offered


# The list of the event


def listed(client, user):
    client.force_login(user)
    response = client.get(
        reverse("event_certificates", args=["SB01"]), headers={"accept-language": "en"}
    )
    return response.content.decode()


def test_the_list_leads_to_the_valid_version(certificate, registration, correct, client, staff):
    newer = correct(registration)
    text = listed(client, staff)
    assert f'href="{address("certificate_detail", newer)}"' in text
    assert f'href="{address("certificate_pdf", newer)}"' in text
    assert f'href="{address("certificate_detail", certificate)}"' not in text


def test_the_list_says_that_a_certificate_was_revoked_and_leads_to_it(
    certificate, registration, revoke, client, staff
):
    revoke(registration)
    text = listed(client, staff)
    assert "The certificate was revoked." in text
    assert f'href="{address("certificate_detail", certificate)}"' in text
    assert address("certificate_pdf", certificate) not in text


def test_figures_count_a_corrected_certificate_once_and_a_revoked_one_not(
    attend, issue, correct, revoke, client, staff
):
    corrected, revoked = attend(True, True), attend(True, True)
    issue()
    correct(corrected)
    revoke(revoked)
    client.force_login(staff)
    context = client.get(reverse("event_certificates", args=["SB01"])).context
    names = ("registered", "issued", "ready", "not_eligible")
    assert [context[name] for name in names] == [2, 1, 0, 1]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_page_is_in_the_readers_language(certificate, client, administrator, language):
    client.force_login(administrator)
    response = client.get(
        address("certificate_detail", certificate), headers={"accept-language": language}
    )
    assert f'<html lang="{language}"' in text_of(response)
