import re

import pytest
from django.urls import reverse

from network.forms import UserForm
from network.models import AuditEvent, Role, User
from network.services.users import (
    AddressTaken,
    LastAdministrator,
    create_user,
    deactivate_user,
    invite_user,
    reactivate_user,
    update_user,
)
from tests.factories import PASSWORD, ProvinceFactory, UserFactory


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def facts(**changes):
    return {
        "full_name": "سعاد الفاسي",
        "email": "Souad@Example.org",
        "phone": "0661 12 34 56",
        "role": Role.STAFF,
        **changes,
    }


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# Services


def test_a_new_account_has_no_password(administrator):
    user = create_user(by=administrator, email="a@example.org", full_name="A", role=Role.STAFF)
    assert not user.has_usable_password()


def test_a_new_coordinator_answers_for_the_given_provinces(administrator, province):
    user = create_user(
        by=administrator, email="a@example.org", role=Role.COORDINATOR, provinces=[province]
    )
    assert set(user.provinces.all()) == {province}


def test_provinces_are_for_coordinators_only(administrator, province):
    user = create_user(
        by=administrator, email="a@example.org", role=Role.STAFF, provinces=[province]
    )
    assert not user.provinces.exists()


def test_a_coordinator_who_becomes_staff_loses_the_provinces(administrator, coordinator, province):
    update_user(coordinator, by=administrator, role=Role.STAFF, provinces=[province])
    assert not coordinator.provinces.exists()


def test_a_coordinator_with_new_provinces_sees_only_those(
    administrator, coordinator, other_province
):
    assert coordinator.province_ids
    update_user(coordinator, by=administrator, provinces=[other_province])
    assert coordinator.province_ids == {other_province.pk}


def test_a_change_names_its_fields_in_the_audit_log(administrator, staff):
    update_user(staff, by=administrator, full_name="Other", role=staff.role)
    event = AuditEvent.objects.get()
    assert (event.action, event.fields) == ("user.changed", ["full_name"])


def test_saving_without_a_change_leaves_no_audit_row(administrator, staff):
    update_user(staff, by=administrator, full_name=staff.full_name, role=staff.role)
    assert actions() == []


def test_a_role_that_somebody_else_has_just_given_keeps_its_provinces(
    administrator, staff, province
):
    User.objects.filter(pk=staff.pk).update(role=Role.COORDINATOR)
    update_user(staff, by=administrator, role=Role.COORDINATOR, provinces=[province])
    assert set(staff.provinces.all()) == {province}


def test_an_address_is_given_once_whatever_its_case(administrator, staff):
    with pytest.raises(AddressTaken):
        create_user(by=administrator, email=staff.email.upper(), full_name="A", role=Role.STAFF)


def test_an_account_does_not_get_the_address_of_another(administrator, staff, coordinator):
    with pytest.raises(AddressTaken):
        update_user(staff, by=administrator, email=coordinator.email)


def test_the_last_administrator_cannot_be_demoted(administrator):
    with pytest.raises(LastAdministrator):
        update_user(administrator, by=administrator, role=Role.STAFF)


def test_the_last_administrator_keeps_the_role_after_the_refusal(administrator):
    with pytest.raises(LastAdministrator):
        update_user(administrator, by=administrator, role=Role.STAFF, full_name="X")
    administrator.refresh_from_db()
    assert (administrator.role, administrator.full_name == "X") == (Role.ADMINISTRATOR, False)


def test_one_of_two_administrators_can_be_demoted(administrator):
    second = UserFactory(role=Role.ADMINISTRATOR)
    update_user(second, by=administrator, role=Role.STAFF)
    assert User.objects.get(pk=second.pk).role == Role.STAFF


def test_the_last_administrator_cannot_be_deactivated(administrator):
    with pytest.raises(LastAdministrator, match=str(administrator)):
        deactivate_user(administrator, by=administrator)


def test_a_closed_administrator_does_not_count_as_one(administrator):
    UserFactory(role=Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(LastAdministrator):
        deactivate_user(administrator, by=administrator)


def test_one_of_two_administrators_can_be_deactivated(administrator):
    second = UserFactory(role=Role.ADMINISTRATOR)
    deactivate_user(second, by=administrator)
    assert not User.objects.get(pk=second.pk).is_active


def test_closing_and_opening_an_account_is_in_the_audit_log_once_each(administrator, staff):
    for change in (deactivate_user, deactivate_user, reactivate_user, reactivate_user):
        change(staff, by=administrator)
    assert actions() == ["user.deactivated", "user.reactivated"]


def test_an_invitation_is_in_the_audit_log_without_its_link(administrator, staff):
    invite_user(staff, by=administrator)
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id, event.fields) == ("user.invited", str(staff.pk), [])


def test_an_invitation_stands_under_the_address_that_strangers_use(administrator, staff, settings):
    settings.SITE_URL = "https://takwin.example"
    assert invite_user(staff, by=administrator).startswith("https://takwin.example/account/")


# The form


@pytest.mark.django_db
def test_an_e_mail_address_is_kept_in_lower_case():
    form = UserForm(facts())
    assert form.is_valid()
    assert form.cleaned_data["email"] == "souad@example.org"


@pytest.mark.django_db
def test_a_coordinator_without_provinces_is_sent_back():
    form = UserForm(facts(role=Role.COORDINATOR))
    assert list(form.errors) == ["provinces"]


@pytest.mark.django_db
def test_a_coordinator_with_a_province_passes():
    form = UserForm(facts(role=Role.COORDINATOR, provinces=[ProvinceFactory().pk]))
    assert form.is_valid()


@pytest.mark.django_db
def test_provinces_of_anybody_else_are_forgotten():
    form = UserForm(facts(role=Role.OBSERVER, provinces=[ProvinceFactory().pk]))
    assert form.is_valid()
    assert not form.cleaned_data["provinces"]


@pytest.mark.django_db
def test_an_address_that_somebody_has_already_is_refused_whatever_its_case():
    UserFactory(email="Souad@example.org")
    assert list(UserForm(facts()).errors) == ["email"]


@pytest.mark.django_db
def test_provinces_stand_under_their_region(province):
    choices = UserForm().fields["provinces"].choices
    assert choices == [(province.region.name, [(province.pk, province.name)])]


# Pages


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    as_administrator, count, django_assert_num_queries
):
    for province in ProvinceFactory.create_batch(count):
        UserFactory(role=Role.COORDINATOR, provinces=[province])
    with django_assert_num_queries(6):
        as_administrator.get(reverse("user_list"))


def test_the_list_is_paged(as_administrator):
    UserFactory.create_batch(30)
    table = as_administrator.get(reverse("user_list")).context["table"]
    assert (len(table.page.object_list), table.paginator.count) == (25, 31)


@pytest.mark.parametrize("words", ["souad", "الفاسي سعاد", "0661123456", "souad@example"])
def test_users_are_found_by_name_mail_and_phone(as_administrator, words):
    wanted = UserFactory(full_name="سعاد الفاسي", email="souad@example.org", phone="+212661123456")
    UserFactory(full_name="سعاد أخرى", email="other@example.org")
    found = as_administrator.get(reverse("user_list"), {"words": words}).context["filter"].qs
    assert list(found) == [wanted]


def test_users_are_found_by_role(as_administrator, administrator, staff):
    found = as_administrator.get(reverse("user_list"), {"role": "staff"}).context["filter"].qs
    assert list(found) == [staff]


def test_an_empty_search_says_so(as_administrator):
    page = as_administrator.get(reverse("user_list"), {"words": "nobody"})
    assert "empty-state" in page.content.decode()


def test_a_new_user_gets_a_link_that_is_shown_once(as_administrator):
    page = as_administrator.post(reverse("user_create"), facts(), follow=True)
    user = User.objects.get(email="souad@example.org")
    address = reverse("user_invitation", args=[user.pk])
    assert (page.redirect_chain[-1][0], bool(page.context["link"])) == (address, True)
    assert as_administrator.get(address).context["link"] == ""


def test_a_link_is_never_shown_as_that_of_another_account(as_administrator, staff, coordinator):
    as_administrator.post(reverse("user_invitation", args=[staff.pk]))
    page = as_administrator.get(reverse("user_invitation", args=[coordinator.pk]))
    assert page.context["link"] == ""


def test_a_link_waits_for_its_page_while_others_are_made(as_administrator, staff, coordinator):
    for account in (staff, coordinator):
        as_administrator.post(reverse("user_invitation", args=[account.pk]))
    first, second = (
        as_administrator.get(reverse("user_invitation", args=[account.pk])).context["link"]
        for account in (staff, coordinator)
    )
    assert (bool(first), bool(second), first != second) == (True, True, True)


def test_no_cache_keeps_the_page_of_a_link(as_administrator, staff):
    page = as_administrator.post(reverse("user_invitation", args=[staff.pk]), follow=True)
    assert "no-store" in page["Cache-Control"]


def test_an_invited_user_chooses_a_password_and_signs_in(as_administrator, client):
    link = as_administrator.post(reverse("user_create"), facts(), follow=True).context["link"]
    client.logout()
    form = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "رقم سري طويل جدا", "password2": "رقم سري طويل جدا"},
    )
    client.post(
        reverse("account_login"), {"login": "SOUAD@example.org", "password": "رقم سري طويل جدا"}
    )
    assert client.session["_auth_user_id"] == str(User.objects.get(email="souad@example.org").pk)


def test_an_invitation_works_once(as_administrator, client, staff, administrator):
    path = re.sub(r"^https?://[^/]+", "", invite_user(staff, by=administrator))
    staff.set_password("another long password")
    staff.save()
    assert client.get(path).context["token_fail"]


@pytest.mark.parametrize("name", ["user_create", "user_edit"])
def test_an_address_given_at_the_same_moment_is_an_error_at_its_field(
    as_administrator, staff, monkeypatch, name
):
    UserFactory(email="souad@example.org")
    monkeypatch.setattr(UserForm, "clean_email", lambda form: form.cleaned_data["email"].lower())
    monkeypatch.setattr(UserForm, "validate_unique", lambda form: None)
    monkeypatch.setattr(User, "validate_constraints", lambda user, exclude: None)
    address = reverse(name, args=[staff.pk] if name == "user_edit" else [])
    form = as_administrator.post(address, facts()).context["form"]
    assert (list(form.errors), form["full_name"].value()) == (["email"], "سعاد الفاسي")


def test_a_refused_form_keeps_what_was_typed(as_administrator):
    page = as_administrator.post(reverse("user_create"), facts(email="no address"))
    assert page.context["form"]["full_name"].value() == "سعاد الفاسي"


def test_demoting_the_last_administrator_is_an_error_at_the_role(as_administrator, administrator):
    page = as_administrator.post(reverse("user_edit", args=[administrator.pk]), facts())
    assert list(page.context["form"].errors) == ["role"]


def test_a_user_is_changed_through_the_page(as_administrator, staff):
    as_administrator.post(reverse("user_edit", args=[staff.pk]), facts(role=Role.OBSERVER))
    staff.refresh_from_db()
    assert (staff.full_name, staff.role) == ("سعاد الفاسي", Role.OBSERVER)


def test_an_old_address_no_longer_signs_in(as_administrator, client, staff):
    old = staff.email
    client.post(reverse("account_login"), {"login": old, "password": PASSWORD})
    as_administrator.post(reverse("user_edit", args=[staff.pk]), facts())
    client.logout()
    client.post(reverse("account_login"), {"login": old, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_closing_the_last_administrator_is_refused_on_the_page(as_administrator, administrator):
    as_administrator.post(reverse("user_deactivate", args=[administrator.pk]))
    administrator.refresh_from_db()
    assert administrator.is_active


def test_somebody_whose_account_is_closed_is_out_at_the_next_click(client, staff, administrator):
    client.force_login(staff)
    deactivate_user(staff, by=administrator)
    assert client.get(reverse("home")).status_code == 302


def test_a_closed_account_can_be_opened_again(as_administrator, staff, administrator):
    deactivate_user(staff, by=administrator)
    as_administrator.post(reverse("user_reactivate", args=[staff.pk]))
    staff.refresh_from_db()
    assert staff.is_active


def test_a_closed_account_is_not_invited(as_administrator, staff, administrator):
    deactivate_user(staff, by=administrator)
    page = as_administrator.post(reverse("user_invitation", args=[staff.pk]))
    assert page.status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.OBSERVER])
def test_users_are_for_administrators(client, role, db):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("user_list")).status_code == 403
