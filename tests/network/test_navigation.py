import pytest
from django.urls import reverse

from network.models import Role
from network.navigation import ENTRIES, entries_for
from tests.factories import UserFactory

MENUS = {
    Role.ADMINISTRATOR: [
        "home",
        "programme_list",
        "event_list",
        "calendar",
        "proposal_board",
        "person_list",
        "preparation_list",
        "recommendation_list",
        "venue_list",
        "verify_form",
        "user_list",
        "network_settings",
    ],
    Role.STAFF: [
        "home",
        "programme_list",
        "event_list",
        "calendar",
        "proposal_board",
        "person_list",
        "preparation_list",
        "recommendation_list",
        "venue_list",
        "verify_form",
    ],
    Role.COORDINATOR: [
        "home",
        "programme_list",
        "event_list",
        "calendar",
        "proposal_board",
        "person_list",
        "preparation_list",
        "recommendation_list",
        "verify_form",
    ],
    Role.OBSERVER: [
        "home",
        "programme_list",
        "event_list",
        "calendar",
        "recommendation_list",
        "verify_form",
    ],
}


@pytest.mark.parametrize(("role", "menu"), MENUS.items())
def test_each_role_has_its_menu(role, menu):
    assert [entry.url_name for entry in entries_for(UserFactory.build(role=role))] == menu


@pytest.mark.parametrize("role", Role)
def test_the_bottom_bar_has_room_for_what_is_at_hand(role):
    at_hand = [entry for entry in ENTRIES if role in entry.at_hand]
    assert 4 <= len(at_hand) <= 5


def test_nothing_is_at_hand_that_the_role_does_not_have():
    assert all(entry.at_hand <= entry.roles for entry in ENTRIES)


@pytest.mark.parametrize("role", Role)
def test_every_entry_of_a_menu_opens_for_its_role(client, role, db):
    user = UserFactory(role=role)
    client.force_login(user)
    answers = {
        entry.url_name: client.get(reverse(entry.url_name)).status_code
        for entry in entries_for(user)
    }
    assert set(answers.values()) == {200}


@pytest.mark.parametrize(
    ("url_name", "entry"),
    [
        ("home", "home"),
        ("event_detail", "event_list"),
        ("presence", "event_list"),
        ("registration_create", "person_list"),
        ("partner_edit", "network_settings"),
        ("design_edit", "network_settings"),
        ("trainer_detail", "venue_list"),
        ("module_edit", "venue_list"),
        ("verify", "verify_form"),
    ],
)
def test_a_page_is_marked_in_the_menu(url_name, entry):
    assert [one.url_name for one in ENTRIES if one.leads_to(url_name)] == [entry]


def test_the_page_says_where_the_reader_is(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("user_list")).content.decode()
    # Once in the sidebar, once in the menu of the phone; users are not in the bottom bar.
    assert page.count('aria-current="page"') == 2


@pytest.mark.django_db
def test_a_stranger_has_no_menu(client):
    assert "menu-entries" not in client.get(reverse("account_login")).content.decode()
