import re

import pytest
from django.conf import settings
from django.urls import reverse

from network.models import AuditEvent
from tests.factories import PASSWORD, UserFactory

COOKIE = settings.LANGUAGE_COOKIE_NAME
pytestmark = pytest.mark.django_db


def choose(client, language, **more):
    return client.post(reverse("set_language"), {"language": language, "next": "/v/", **more})


def language_and_direction(client):
    page = client.get(reverse("account_login")).content.decode()
    return re.search(r'<html\s+lang="(\w+)"\s+dir="(\w+)"', page).groups()


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def test_a_stranger_reads_arabic_from_right_to_left(client):
    assert language_and_direction(client) == ("ar", "rtl")


def test_a_stranger_chooses_french_and_reads_from_left_to_right(client):
    choose(client, "fr")
    assert language_and_direction(client) == ("fr", "ltr")


@pytest.mark.parametrize(
    ("language", "sheet"), [("ar", "bootstrap.rtl.min.css"), ("en", "bootstrap.min.css")]
)
def test_the_style_sheet_follows_the_direction(client, language, sheet):
    choose(client, language)
    assert sheet in client.get(reverse("account_login")).content.decode()


def test_the_choice_leads_back_to_the_page(client):
    assert choose(client, "fr").url == "/v/"


def test_the_choice_leads_to_no_other_host(client):
    assert choose(client, "fr", next="https://evil.example/").url == "/"


def test_a_signed_in_user_keeps_the_language(client, staff):
    client.force_login(staff)
    choose(client, "fr")
    staff.refresh_from_db()
    assert staff.language == "fr"


def test_a_choice_is_in_the_audit_log_once(client, staff):
    client.force_login(staff)
    choose(client, "fr")
    choose(client, "fr")
    assert AuditEvent.objects.get().action == "user.language_chosen"


def test_an_unknown_language_is_not_kept(client, staff):
    client.force_login(staff)
    choose(client, "xx")
    staff.refresh_from_db()
    assert staff.language == ""


def test_signing_in_brings_the_language_along(client):
    assert sign_in(client, UserFactory(language="fr")).cookies[COOKIE].value == "fr"


def test_signing_in_does_not_change_what_this_browser_chose(client):
    choose(client, "en")
    assert COOKIE not in sign_in(client, UserFactory(language="fr")).cookies


def test_signing_in_without_a_chosen_language_sets_none(client, staff):
    assert COOKIE not in sign_in(client, staff).cookies
