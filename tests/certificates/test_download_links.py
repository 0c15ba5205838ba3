"""A link to one certificate: secret, for two weeks, to be taken back, and nothing else opens."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone

from certificates.models import DownloadLink
from certificates.services.errors import NotValidAnyMore
from certificates.services.links import address_of, close_link, find_link, open_link, token_of
from certificates.views import download_links
from network.models import AuditEvent
from participants.models import Person
from tests.certificates.certificate_makers import make_certificate
from tests.certificates.printed import pages_of
from tests.certificates.test_correcting_races import at_once


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def certificate(event, province, staff):
    return make_certificate(event, province, staff, phone="+212661123456")


@pytest.fixture
def link(certificate, staff):
    return open_link(certificate, by=staff)


def expire(link):
    DownloadLink.objects.filter(pk=link.pk).update(
        expires_at=timezone.now() - dt.timedelta(seconds=1)
    )


def path_of(link):
    return urlsplit(address_of(link)).path


def forge(text, **options):
    return Signer(salt="certificates.download-link", sep=".", **options).sign(text)


# The secret ----------------------------------------------------------------------------------


def test_whoever_has_the_link_sees_the_certificate(client, certificate, link):
    response = client.get(path_of(link))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('inline; filename="RAD-2026-SB01-0001')
    assert certificate.number in pages_of(response.content)[0]


def test_nobody_keeps_or_finds_it(client, link):
    response = client.get(path_of(link))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"


def test_the_secret_is_not_in_the_database_nor_the_code_on_the_paper(certificate, link):
    token = token_of(link)
    kept = [str(value) for row in DownloadLink.objects.values() for value in row.values()]
    assert token not in kept
    assert certificate.code not in token


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.partition(".")[0],
        lambda token: "9" + token,
        lambda token: token + "x" * 100,
        lambda _token: ".",
        lambda token: token.replace(".", ":"),
        lambda _token: forge("1", key="another key"),
    ],
)
def test_a_changed_secret_opens_nothing(client, link, change):
    assert client.get(reverse("certificate_link", args=[change(token_of(link))])).status_code == 404


def test_a_link_that_was_never_made_opens_nothing(link):
    assert find_link(forge(str(link.pk))).pk == link.pk
    assert find_link(forge(str(link.pk + 1))) is None


def test_a_link_is_for_two_weeks(link):
    days = (link.expires_at - timezone.now()).total_seconds() / 86_400
    assert 13.9 < days <= 14


@pytest.mark.parametrize("over", ["expired", "closed", "replaced", "revoked"])
def test_a_link_that_is_over_says_so_and_shows_nothing(
    client, certificate, link, staff, correct, revoke, over
):
    match over:
        case "expired":
            expire(link)
        case "closed":
            close_link(certificate, by=staff)
        case "replaced":
            correct(certificate.registration)
        case "revoked":
            revoke(certificate.registration)
    response = client.get(path_of(link), headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "This link leads nowhere any more" in response.content.decode()
    assert certificate.snapshot["name_latin"] not in response.content.decode()


def test_openings_are_counted(client, link):
    client.get(path_of(link))
    client.get(path_of(link))
    link.refresh_from_db()
    assert (link.times_used, link.last_used_at is not None) == (2, True)


def test_a_network_that_asks_too_often_waits(client, link, monkeypatch):
    monkeypatch.setattr(download_links, "OPENINGS_A_MINUTE", 2)
    assert [client.get(path_of(link)).status_code for _ in range(3)] == [200, 200, 429]


def test_a_network_that_guesses_waits_sooner(client, link, monkeypatch):
    monkeypatch.setattr(download_links, "GUESSES_A_MINUTE", 1)
    guess = reverse("certificate_link", args=["1.guess"])
    assert [client.get(guess).status_code for _ in range(2)] == [404, 429]
    assert client.get(path_of(link)).status_code == 200


# Making and taking back -----------------------------------------------------------------------


def test_a_second_click_gives_the_same_link(certificate, link, coordinator):
    assert open_link(certificate, by=coordinator) == link
    assert AuditEvent.objects.filter(action="certificate.link_opened").count() == 1


def test_after_one_that_is_over_there_is_a_new_one(certificate, link, staff):
    expire(link)
    newer = open_link(certificate, by=staff)
    assert newer.pk != link.pk
    close_link(certificate, by=staff)
    assert open_link(certificate, by=staff).pk != newer.pk


def test_a_closed_link_stays_closed_when_a_new_one_is_made(client, certificate, link, staff):
    close_link(certificate, by=staff)
    open_link(certificate, by=staff)
    assert client.get(path_of(link)).status_code == 404


def test_closing_is_written_down_once(certificate, link, staff):
    assert close_link(certificate, by=staff) is True
    assert close_link(certificate, by=staff) is False
    assert AuditEvent.objects.filter(action="certificate.link_closed").count() == 1


def test_a_revoked_certificate_gets_no_link(certificate, revoke, staff):
    revoke(certificate.registration)
    with pytest.raises(NotValidAnyMore):
        open_link(certificate, by=staff)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_four_clicks_at_once_one_makes_a_link(certificate, staff):
    assert at_once(*[lambda: open_link(certificate, by=staff)] * 4) == [None] * 4
    assert DownloadLink.objects.count() == 1


# The page ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("staff", 302), ("coordinator", 302), ("other_coordinator", 404), ("observer", 403)],
)
@pytest.mark.parametrize("name", ["certificate_link_open", "certificate_link_close"])
def test_each_role_makes_and_closes_links_of_own_people(
    certificate, client, request, name, who, status
):
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse(name, args=[certificate.pk])).status_code == status
    made = status == 302 and name == "certificate_link_open"
    assert DownloadLink.objects.exists() is made


def test_a_link_that_is_followed_makes_none(certificate, client, staff):
    client.force_login(staff)
    assert client.get(reverse("certificate_link_open", args=[certificate.pk])).status_code == 405


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_whatsapp_opens_with_the_text_and_the_link(certificate, link, client, staff, language):
    client.force_login(staff)
    page = reverse("certificate_send", args=[certificate.pk])
    address = client.get(page, {"language": language}).context["whatsapp"]
    text = parse_qs(urlsplit(address).query)["text"][0]
    assert address.startswith("https://wa.me/212661123456?text=")
    assert address_of(link) in text
    assert certificate.snapshot["verify_url"] in text
    assert settings.SITE_URL in text


@pytest.mark.parametrize("phone", ["", "+212523371234"])
def test_without_a_mobile_phone_the_text_can_be_copied(certificate, link, client, staff, phone):
    Person.objects.update(phone=phone)
    client.force_login(staff)
    page = reverse("certificate_send", args=[certificate.pk])
    response = client.get(page, headers={"accept-language": "en"})
    assert "whatsapp" not in response.context
    assert address_of(link) in response.content.decode()
