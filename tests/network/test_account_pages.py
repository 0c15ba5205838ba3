import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from network.models import AuditEvent, Role, User
from network.services.users import deactivate_user, invite_user, update_user
from tests.factories import PASSWORD

STRANGERS_PAGES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
OWN_PAGES = [
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
]
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|=\"https?://(?!wa\.me)"
)


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def turn_on_totp(client):
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    return client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)}, follow=True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", STRANGERS_PAGES)
def test_a_page_for_strangers_stands_in_our_frame_without_inline_code(client, name):
    page = client.get(reverse(name)).content.decode()
    assert ('class="doorway"' in page, INLINE.findall(page)) == (True, [])


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_of_the_account_stands_in_our_frame_without_inline_code(client, staff, name):
    sign_in(client, staff)
    confirm(client)
    page = client.get(reverse(name)).content.decode()
    assert ('class="sidebar"' in page, INLINE.findall(page)) == (True, [])


def test_inline_code_would_be_found():
    found = [INLINE.search(html) for html in ('<p style="x">', "<script>", '<a onclick="x">')]
    assert all(found)


@pytest.mark.django_db
def test_nobody_signs_up(client):
    client.post(
        reverse("account_signup"),
        {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_is_said_and_the_address_is_kept(client, staff):
    page = client.post(reverse("account_login"), {"login": staff.email, "password": "wrong"})
    assert (page.context["form"]["login"].value(), "error-summary" in page.content.decode()) == (
        staff.email,
        True,
    )


def test_signing_in_leads_to_the_page_that_was_asked_for(client, administrator):
    sign_in_page = client.get(reverse("user_list")).url
    answers = {"login": administrator.email, "password": PASSWORD, "next": reverse("user_list")}
    assert client.post(sign_in_page, answers).url == reverse("user_list")


def test_signing_in_is_greeted_by_no_message(client, staff):
    page = client.post(
        reverse("account_login"), {"login": staff.email, "password": PASSWORD}, follow=True
    )
    assert not list(page.context["messages"])


def test_signing_out_leads_to_the_sign_in_page(client, staff):
    client.force_login(staff)
    assert client.post(reverse("account_logout")).url == reverse("account_login")


def test_addresses_are_not_changed_by_their_owners(client, staff):
    client.force_login(staff)
    assert client.get(reverse("account_email")).status_code == 404


def test_a_password_is_changed(client, staff):
    sign_in(client, staff)
    answers = {
        "oldpassword": PASSWORD,
        "password1": "new and long 1",
        "password2": "new and long 1",
    }
    client.post(reverse("account_change_password"), answers)
    staff.refresh_from_db()
    assert staff.check_password("new and long 1")


def password_rows(user):
    rows = AuditEvent.objects.filter(action="user.password_set", object_id=str(user.pk))
    return list(rows.values_list("actor", "fields"))


def test_a_changed_password_is_in_the_audit_log(client, staff):
    sign_in(client, staff)
    new = {"password1": "another long password", "password2": "another long password"}
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert password_rows(staff) == [(staff.pk, ["password"])]


def test_a_password_chosen_by_a_link_is_in_the_audit_log(client, staff, administrator):
    link = invite_user(staff, by=administrator)
    form = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)
    new = {"password1": "another long password", "password2": "another long password"}
    client.post(form.redirect_chain[-1][0], new)
    assert password_rows(staff) == [(staff.pk, ["password"])]


def test_a_link_made_before_an_account_was_closed_sets_no_password(client, staff, administrator):
    link = invite_user(staff, by=administrator)
    deactivate_user(staff, by=administrator)
    page = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)
    assert page.context["token_fail"]


def test_a_link_made_before_an_address_was_changed_sets_no_password(client, staff, administrator):
    link = invite_user(staff, by=administrator)
    update_user(staff, by=administrator, email="new@example.org")
    page = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)
    assert page.context["token_fail"]


def test_a_forgotten_password_brings_a_mail_with_a_link_that_works(client, staff, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": staff.email})
    path = re.search(r"/account/password/reset/key/\S+", mailoutbox[0].body)[0]
    assert "token_fail" not in client.get(path, follow=True).context


@pytest.mark.django_db
def test_a_stranger_is_not_invited_by_mail_and_learns_nothing(client, mailoutbox):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (answer.url, mailoutbox) == (reverse("account_reset_password_done"), [])


def test_a_refused_password_leaves_no_audit_row(client, staff):
    sign_in(client, staff)
    new = {"password1": "short", "password2": "short"}
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert password_rows(staff) == []


@pytest.mark.django_db
def test_an_account_made_with_capitals_in_its_address_signs_in(client):
    made = User.objects.create_superuser("Admin@Example.org", PASSWORD, full_name="الأول")
    sign_in(client, made)
    assert (made.email, client.session["_auth_user_id"], made.role) == (
        "admin@example.org",
        str(made.pk),
        Role.ADMINISTRATOR,
    )


def test_the_authenticator_app_is_turned_on_and_gives_recovery_codes(client, staff):
    sign_in(client, staff)
    page = turn_on_totp(client)
    assert (
        page.status_code,
        len(page.context["unused_codes"]),
        INLINE.findall(page.content.decode()),
    ) == (
        200,
        10,
        [],
    )


def test_the_second_key_is_asked_for_at_the_next_sign_in(client, staff):
    sign_in(client, staff)
    turn_on_totp(client)
    client.logout()
    answer = sign_in(client, staff)
    page = client.get(answer.url).content.decode()
    assert ("_auth_user_id" in client.session, INLINE.findall(page)) == (False, [])


def test_somebody_who_was_invited_may_turn_on_the_second_key(client, staff, administrator):
    invite_user(staff, by=administrator)
    sign_in(client, staff)
    assert turn_on_totp(client).context["unused_codes"]


def test_signing_in_takes_the_doubt_from_an_address(client, staff):
    EmailAddress.objects.create(user=staff, email=staff.email, primary=True, verified=False)
    sign_in(client, staff)
    assert EmailAddress.objects.get().verified


def test_whoever_has_a_doubtful_address_is_refused_the_second_key(client, staff):
    EmailAddress.objects.create(user=staff, email=staff.email, primary=True, verified=False)
    client.force_login(staff)
    assert client.get(reverse("mfa_activate_totp")).url == reverse("mfa_index")


def test_a_recovery_code_opens_the_door(client, staff):
    sign_in(client, staff)
    code = turn_on_totp(client).context["unused_codes"][0]
    client.logout()
    client.post(sign_in(client, staff).url, {"code": code})
    assert client.session["_auth_user_id"] == str(staff.pk)


@pytest.mark.parametrize(
    "name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_index"]
)
def test_pages_of_the_second_key_have_no_inline_code(client, staff, name):
    sign_in(client, staff)
    turn_on_totp(client)
    assert INLINE.findall(client.get(reverse(name)).content.decode()) == []


def test_the_authenticator_app_is_turned_off(client, staff):
    sign_in(client, staff)
    turn_on_totp(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=staff).exists()
