"""The page on which places move between provinces: what it shows, suggests, and refuses."""

import pytest

from network.models import Role
from tests import factories
from tests.trainings.conftest import in_arabic
from trainings.models import Quota
from trainings.reallocation import Suggestion, suggest_moves
from trainings.services.quotas import reallocate_places
from trainings.views import places as places_page

CALLERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
PAGE = "/events/ST03/places/"


@pytest.fixture
def event(province, other_province):
    """Two wait in El Jadida, whose places are taken; five are free in Sidi Bennour."""
    event = factories.EventFactory(code="ST03", capacity=12, taken=4)
    factories.QuotaFactory(event=event, province=province, places=6, taken=1)
    factories.QuotaFactory(event=event, province=other_province, places=3, taken=3)
    for state in ("registered",) * 3 + ("waitlisted",) * 2:
        factories.RegistrationFactory(event=event, province=other_province, state=state)
    factories.RegistrationFactory(event=event, province=province)
    return event


@pytest.fixture
def move(as_staff, province, other_province):
    """Type a move from Sidi Bennour to El Jadida, with changes, and send it."""

    def move(places="2", **changes):
        typed = {"from_province": province.pk, "to_province": other_province.pk, "places": places}
        return as_staff.post(PAGE, typed | changes, headers={"accept-language": "en"})

    return move


def rows(event):
    return list(event.quotas.order_by("pk").values_list("places", "taken"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("role", "status"), CALLERS.items())
def test_only_those_who_plan_see_the_places_of_all(client, event, province, role, status, method):
    if role:
        provinces = [province] if role == Role.COORDINATOR else []
        client.force_login(factories.UserFactory(role=role, provinces=provinces))
    assert getattr(client, method)(PAGE).status_code == status


def test_an_unknown_event_is_not_found(as_staff):
    assert as_staff.get("/events/NONE/places/").status_code == 404


def test_each_province_is_shown_with_who_waits(as_staff, event):
    context = as_staff.get(PAGE).context
    assert [(q.places, q.taken, q.places_left, n) for q, n in context["quotas"]] == [
        (6, 1, 5, 0),
        (3, 3, 0, 2),
    ]
    assert (context["waiting"], context["unassigned"]) == (2, 3)


def test_places_move_and_who_waits_moves_up(event, move, states_of):
    assert move().url == PAGE
    assert (rows(event), states_of(event)) == ([(4, 1), (5, 5)], ["registered"] * 6)


@pytest.fixture
def states_of():
    return lambda event: list(event.registrations.order_by("pk").values_list("state", flat=True))


def test_the_page_says_what_moved_and_who_moved_up(as_staff, event, move):
    move()
    (message,) = as_staff.get(PAGE).context["messages"]
    assert str(message) == (
        "2 places have moved from Province of Sidi Bennour to Province of El Jadida. "
        "2 people moved up from the waiting list."
    )


def test_a_province_without_places_gets_some(event, move, coordinator):
    newcomer = factories.ProvinceFactory()
    factories.UserFactory(role=Role.COORDINATOR, provinces=[newcomer])
    move(to_province=newcomer.pk)
    assert event.quotas.get(province=newcomer).places == 2


def test_more_than_is_free_is_refused_and_what_was_typed_stays(event, move):
    page = move("6")
    form = page.context["form"]
    assert form.errors == {
        "places": ["Province of Sidi Bennour has only 5 free places to give away."]
    }
    assert (form["places"].value(), rows(event)) == ("6", [(6, 1), (3, 3)])


@pytest.mark.parametrize("typed", ["", "0", "-1", "x", "1.5"])
def test_a_number_that_moves_nothing_is_refused(event, move, typed):
    assert move(typed).context["form"].errors.keys() == {"places"}
    assert rows(event) == [(6, 1), (3, 3)]


def test_a_province_does_not_give_to_itself(event, move, province):
    assert move(to_province=province.pk).context["form"].errors.keys() == {"to_province"}


def test_a_full_province_is_not_offered_as_a_giver(as_staff, event, province):
    offered = as_staff.get(PAGE).context["form"].fields["from_province"].queryset
    assert list(offered) == [province]


def test_places_that_were_taken_meanwhile_are_refused(monkeypatch, event, move, province):
    """Somebody registers between the look of the form and the move itself."""

    def take_first(event, **fields):
        Quota.objects.filter(event=event, province=province).update(taken=5)
        reallocate_places(event, **fields)

    monkeypatch.setattr(places_page, "reallocate_places", take_first)
    assert move().context["form"].errors["places"] == [
        "Province of Sidi Bennour has only 1 free place to give away."
    ]


@pytest.mark.parametrize("state", ["held", "postponed", "cancelled"])
def test_nothing_moves_where_nobody_could_move_up(as_staff, event, move, state):
    type(event).objects.update(state=state)
    page = move()
    assert (page.status_code, rows(event)) == (200, [(6, 1), (3, 3)])
    assert (page.context["can_move"], page.context["suggestions"]) == (False, [])


def test_an_event_without_places_says_what_to_do(as_staff):
    factories.EventFactory(code="ST03")
    text = as_staff.get(PAGE).content.decode()
    assert ("empty-state" in text, 'href="/events/ST03/edit/"' in text) == (True, True)


def test_the_event_leads_to_the_page(as_staff, event):
    assert f'href="{PAGE}"' in as_staff.get("/events/ST03/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_province_and_three(
    as_staff, django_assert_num_queries, count
):
    event = factories.EventFactory(code="ST03")
    for _ in range(count):
        quota = factories.QuotaFactory(event=event, places=2, taken=1)
        factories.RegistrationFactory(event=event, province=quota.province, state="waitlisted")
    with django_assert_num_queries(8):
        as_staff.get(PAGE)


# Suggestions ------------------------------------------------------------------------------


def quota(places, taken, **facts):
    return factories.QuotaFactory(places=places, taken=taken, **facts)


def told(quotas):
    """Each suggestion as (giver, receiver, places) by their position among the quotas."""
    order = [one.province for one, _waiting in quotas]
    return [
        (order.index(one.from_province), order.index(one.to_province), one.places)
        for one in suggest_moves(quotas)
    ]


def test_a_province_with_free_places_helps_one_where_people_wait(db):
    short, free = quota(3, 3), quota(6, 1)
    assert suggest_moves([(short, 2), (free, 0)]) == [
        Suggestion(free.province, short.province, free=5, waiting=2)
    ]


def test_no_more_is_suggested_than_is_free(db):
    assert told([(quota(3, 3), 4), (quota(6, 5), 0)]) == [(1, 0, 1)]


def test_where_nobody_waits_nothing_is_suggested(db):
    assert told([(quota(3, 3), 0), (quota(6, 1), 0)]) == []


def test_where_nothing_is_free_nothing_is_suggested(db):
    assert told([(quota(3, 3), 2), (quota(6, 6), 0)]) == []


def test_who_waits_although_places_are_free_needs_none(db):
    """The event itself was full; the province's own places are enough."""
    assert told([(quota(5, 3), 2), (quota(6, 1), 0)]) == []


def test_two_provinces_help_one_that_needs_more_than_each_has(db):
    assert told([(quota(3, 3), 5), (quota(6, 3), 0), (quota(6, 4), 0)]) == [(1, 0, 3), (2, 0, 2)]


def test_a_place_is_promised_once_and_first_where_most_wait(db):
    assert told([(quota(3, 3), 1), (quota(3, 3), 4), (quota(6, 2), 0)]) == [(2, 1, 4)]


def test_a_suggestion_is_a_button(as_staff, event, province, other_province):
    page = as_staff.get(PAGE)
    (suggestion,) = page.context["suggestions"]
    assert (suggestion.from_province, suggestion.places) == (province, 2)
    text = " ".join(page.content.decode().split())
    assert in_arabic("Free places for those who wait") in text
    assert f'name="to_province" value="{other_province.pk}"' in text


def test_nothing_is_suggested_while_the_whole_event_is_full(as_staff, event):
    type(event).objects.update(taken=12)
    assert as_staff.get(PAGE).context["suggestions"] == []
