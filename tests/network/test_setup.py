import datetime as dt
import re

import pytest
from django.core.management import CommandError, call_command
from django.core.signing import TimestampSigner
from django.urls import reverse

from network.models import AuditEvent, NetworkIdentity, Role, User
from network.services import setup
from network.services.setup import (
    TOKEN_LIFETIME,
    AlreadySetUp,
    create_first_administrator,
    first_administrator_url,
    token_opens_setup,
)

pytestmark = pytest.mark.django_db

ANSWERS = {
    "full_name": "عبد الله الشرقاوي",
    "email": "Abdellah@example.org",
    "password": "مفتاح البيت الجديد",
    "password_again": "مفتاح البيت الجديد",
    "name_ar": "شبكة الجمعيات",
    "name_fr": "Réseau des associations",
}


def path_of(url):
    return re.sub(r"^https?://[^/]+", "", url)


def token_of(url):
    return path_of(url).removeprefix("/setup/").removesuffix("/")


def test_the_command_prints_an_absolute_address(capsys, settings):
    settings.SITE_URL = "https://takwin.example"
    call_command("first_administrator_link")
    assert re.fullmatch(r"https://takwin\.example/setup/\S+/\n", capsys.readouterr().out)


def test_the_command_fails_once_somebody_has_an_account(staff):
    with pytest.raises(CommandError):
        call_command("first_administrator_link")


def test_a_token_of_this_house_opens_the_setup():
    assert token_opens_setup(token_of(first_administrator_url()))


@pytest.mark.parametrize("change", [str.swapcase, lambda token: "x" + token, lambda _: "x"])
def test_a_changed_token_opens_nothing(change):
    assert not token_opens_setup(change(token_of(first_administrator_url())))


def test_a_token_signed_for_something_else_opens_nothing():
    assert not token_opens_setup(TimestampSigner(salt="something else").sign("x"))


def test_a_token_is_of_no_use_after_its_lifetime(monkeypatch):
    token = token_of(first_administrator_url())
    monkeypatch.setattr(setup, "TOKEN_LIFETIME", dt.timedelta(seconds=-1))
    assert not token_opens_setup(token)


def test_a_token_lasts_for_three_days():
    assert dt.timedelta(days=3) == TOKEN_LIFETIME


def test_a_token_is_of_no_use_once_somebody_has_an_account():
    token = token_of(first_administrator_url())
    User.objects.create_user("first@example.org", role=Role.OBSERVER)
    assert not token_opens_setup(token)


def test_the_page_asks_who_you_are(client):
    assert client.get(path_of(first_administrator_url())).status_code == 200


def test_the_page_is_gone_once_somebody_has_an_account(client):
    address = path_of(first_administrator_url())
    User.objects.create_user("first@example.org", role=Role.OBSERVER)
    assert client.get(address).status_code == 404


def test_the_first_administrator_is_made_and_signed_in(client):
    client.post(path_of(first_administrator_url()), ANSWERS)
    user = User.objects.get()
    assert (user.email, user.role, client.session["_auth_user_id"]) == (
        "abdellah@example.org",
        Role.ADMINISTRATOR,
        str(user.pk),
    )


def test_the_first_administrator_names_the_network(client):
    client.post(path_of(first_administrator_url()), ANSWERS)
    assert NetworkIdentity.objects.get().name_fr == "Réseau des associations"


def test_the_beginning_is_in_the_audit_log(client):
    client.post(path_of(first_administrator_url()), ANSWERS)
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {
        "user.created",
        "network.changed",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password_again": "something else"}, "password_again"),
        ({"email": "no address"}, "email"),
        ({"name_ar": ""}, "name_ar"),
        (
            {"password": "abdellah@example.org", "password_again": "abdellah@example.org"},
            "password",
        ),
    ],
)
def test_a_wrong_answer_is_an_error_at_its_field(client, changes, field):
    page = client.post(path_of(first_administrator_url()), ANSWERS | changes)
    assert list(page.context["form"].errors) == [field]


def test_a_second_first_administrator_is_refused():
    wanted = {name: value for name, value in ANSWERS.items() if name != "password_again"}
    create_first_administrator(**wanted)
    with pytest.raises(AlreadySetUp):
        create_first_administrator(**wanted | {"email": "second@example.org"})


def test_a_visitor_of_an_empty_house_is_told_what_to_do(client):
    page = client.get("/", follow=True)
    assert "first_administrator_link" in page.content.decode()


def test_a_visitor_of_a_house_in_use_is_not(client, staff):
    page = client.get("/", follow=True)
    assert "first_administrator_link" not in page.content.decode()


def test_health_takes_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get(reverse("health")).content == b"ok"


def test_a_preview_that_asks_for_the_head_of_the_link_is_answered(client):
    """A refusal would be written to the log, with the token in it."""
    assert client.head(path_of(first_administrator_url())).status_code == 200
