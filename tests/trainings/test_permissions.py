"""Who may call which page: by role, by province, by state."""

import pytest

from network.models import Role
from tests import factories
from trainings.models import Event

READERS = {"administrator": 200, "staff": 200, "coordinator": 200, "observer": 200, None: 302}
PLANNERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
STEPPERS = {"administrator": 302, "staff": 302, "coordinator": 403, "observer": 403, None: 302}

PAGES = {
    "/programmes/": READERS,
    "/programmes/new/": PLANNERS,
    "/programmes/{programme}/": READERS,
    "/programmes/{programme}/edit/": PLANNERS,
    "/events/": READERS,
    "/events/new/": PLANNERS,
    "/events/SB01/": READERS,
    "/events/SB01/edit/": PLANNERS,
    "/venues/": PLANNERS,
    "/venues/new/": PLANNERS,
    "/venues/{venue}/": PLANNERS,
    "/venues/{venue}/edit/": PLANNERS,
    "/venues/{venue}/pictures/new/": PLANNERS,
}
STEPS = ("schedule", "open", "close", "hold")


@pytest.fixture
def event(province):
    event = factories.EventFactory(code="SB01")
    factories.QuotaFactory(event=event, province=province)
    return event


@pytest.fixture
def call(client, province, event):
    """Call an address as somebody of a role (None: a stranger) and return the status."""

    def call(role, address, method="get"):
        if role:
            provinces = [province] if role == Role.COORDINATOR else []
            client.force_login(factories.UserFactory(role=role, provinces=provinces))
        address = address.format(programme=event.programme_id, venue=event.venue_id)
        return getattr(client, method)(address)

    return call


@pytest.mark.parametrize(
    ("address", "role", "status"),
    [(page, role, status) for page, table in PAGES.items() for role, status in table.items()],
)
def test_a_page_answers_by_role(call, address, role, status):
    assert call(role, address).status_code == status


@pytest.mark.parametrize(
    ("step", "role", "status"),
    [(step, role, status) for step in STEPS for role, status in STEPPERS.items()],
)
def test_a_step_is_for_staff(call, step, role, status):
    assert call(role, f"/events/SB01/{step}/", "post").status_code == status


@pytest.mark.parametrize("role", ["coordinator", "observer", None])
def test_a_step_of_somebody_else_changes_nothing(call, role):
    call(role, "/events/SB01/close/", "post")
    assert Event.objects.get().state == "open"


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_not_taken_by_a_link(call, step):
    assert call("staff", f"/events/SB01/{step}/").status_code == 405


@pytest.mark.parametrize("address", [page for page in PAGES if PAGES[page][None] == 302])
def test_a_stranger_is_led_to_the_sign_in_page(call, address):
    assert call(None, address).url.startswith("/account/login/?next=/")


def test_a_coordinator_of_another_province_finds_no_event(client, event, other_coordinator):
    client.force_login(other_coordinator)
    assert client.get("/events/SB01/").status_code == 404


def test_a_coordinator_of_another_province_finds_no_event_in_the_list(
    client, event, other_coordinator
):
    client.force_login(other_coordinator)
    assert list(client.get("/events/").context["table"].data) == []


def test_a_coordinator_finds_own_events_in_the_list(as_coordinator, event):
    assert list(as_coordinator.get("/events/").context["table"].data) == [event]


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 404), ("observer", 404), ("staff", 200)]
)
def test_a_draft_is_for_staff_only(call, event, role, status):
    Event.objects.update(state="draft")
    assert call(role, "/events/SB01/").status_code == status


@pytest.mark.parametrize(("role", "count"), [("coordinator", 0), ("observer", 0), ("staff", 1)])
def test_a_programme_counts_the_events_that_the_reader_sees(call, event, role, count):
    Event.objects.update(state="draft")
    (programme,) = call(role, "/programmes/").context["table"].data
    assert programme.event_count == count


def test_a_programme_shows_a_coordinator_own_events_only(as_coordinator, event):
    factories.EventFactory(programme=event.programme)
    page = as_coordinator.get(f"/programmes/{event.programme_id}/")
    assert list(page.context["events"]) == [event]


@pytest.mark.parametrize(
    "address", ["/events/NONE/", "/events/NONE/edit/", "/programmes/0/", "/venues/0/"]
)
def test_what_does_not_exist_is_not_found(call, address):
    assert call("staff", address).status_code == 404
