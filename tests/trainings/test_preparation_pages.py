"""The pages of preparation: who sees which steps, ticks them, and what is late over all events."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Role
from tests import factories
from trainings.models import Event, PreparationStep, TemplateStep
from trainings.services.preparation import mark_step_done


@pytest.fixture
def event(province):
    event = factories.EventFactory(code="SB01")
    factories.QuotaFactory(event=event, province=province)
    return event


@pytest.fixture
def own_step(event, province):
    return factories.PreparationStepFactory(event=event, province=province)


@pytest.fixture
def staff_step(event):
    return factories.PreparationStepFactory(event=event)


def late_step(days=1, **fields):
    """Make a step that has been late for so many days, at an event in ten days from now."""
    event = fields.pop("event", None) or factories.EventFactory()
    first = timezone.localdate() + dt.timedelta(days=10)
    factories.SessionFactory(event=event, date=first)
    return factories.PreparationStepFactory(event=event, days_before=10 + days, **fields)


def tick(client, step, **typed):
    return client.post(reverse("preparation_step_tick", args=[step.pk]), typed)


def listed(client, **query):
    return list(client.get("/preparation/", query).context["table"].data)


# Who may call what

READERS = {"administrator": 200, "staff": 200, "coordinator": 200, "observer": 403, None: 302}
PLANNERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
PAGES = {
    "/preparation/": READERS,
    "/events/SB01/preparation/": READERS,
    "/preparation/{step}/": READERS,
    "/preparation/{step}/remove/": PLANNERS,
    "/events/SB01/preparation/new/": PLANNERS,
    "/preparation/usual/": PLANNERS,
    "/preparation/usual/new/": PLANNERS,
    "/preparation/usual/{usual}/": PLANNERS,
    "/preparation/usual/{usual}/remove/": PLANNERS,
}
POSTS = (
    "/events/SB01/preparation/begin/",
    "/preparation/usual/load/",
    "/preparation/usual/{usual}/move/",
)


@pytest.fixture
def call(client, province, own_step):
    """Call an address as somebody of a role (None: a stranger)."""
    usual = factories.TemplateStepFactory()

    def call(role, address, method="get"):
        if role:
            provinces = [province] if role == Role.COORDINATOR else []
            client.force_login(factories.UserFactory(role=role, provinces=provinces))
        return getattr(client, method)(address.format(step=own_step.pk, usual=usual.pk))

    return call


@pytest.mark.parametrize(
    ("address", "role", "status"),
    [(page, role, status) for page, table in PAGES.items() for role, status in table.items()],
)
def test_a_page_answers_by_role(call, address, role, status):
    assert call(role, address).status_code == status


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("role", ["coordinator", "observer"])
def test_what_concerns_everybody_is_for_staff(call, address, role):
    assert call(role, address, "post").status_code == 403


@pytest.mark.parametrize("address", [*POSTS, "/preparation/{step}/tick/"])
def test_nothing_is_changed_by_a_link(call, address):
    assert call("staff", address).status_code == 405


def test_an_observer_ticks_nothing(call):
    assert call("observer", "/preparation/{step}/tick/", "post").status_code == 403


@pytest.mark.parametrize("address", ["/preparation/{}/", "/preparation/{}/tick/"])
def test_a_step_of_staff_does_not_exist_for_a_coordinator(as_coordinator, staff_step, address):
    assert as_coordinator.post(address.format(staff_step.pk)).status_code == 404


def test_a_step_of_a_province_does_not_exist_for_the_coordinator_of_another(
    client, event, own_step, other_province, other_coordinator
):
    factories.QuotaFactory(event=event, province=other_province)
    client.force_login(other_coordinator)
    assert (tick(client, own_step).status_code, PreparationStep.objects.get().is_done) == (
        404,
        False,
    )


def test_an_event_of_others_has_no_preparation_for_a_coordinator(client, event, other_coordinator):
    client.force_login(other_coordinator)
    assert client.get("/events/SB01/preparation/").status_code == 404


# The event's page


def test_a_coordinator_reads_own_steps_only(as_coordinator, own_step, staff_step):
    context = as_coordinator.get("/events/SB01/preparation/").context
    assert (context["steps"], staff_step.name in str(context["steps"])) == ([own_step], False)


def test_the_bar_counts_what_is_done(as_staff, staff, own_step, staff_step):
    mark_step_done(staff_step, by=staff)
    context = as_staff.get("/events/SB01/preparation/").context
    assert (context["done"], len(context["steps"])) == (1, 2)


def test_an_event_without_steps_offers_the_usual_ones(as_staff, event):
    page = as_staff.get("/events/SB01/preparation/").content.decode()
    assert reverse("event_prepare", args=["SB01"]) in page


def test_a_coordinator_of_whom_nothing_is_asked_is_told_so(as_coordinator, event):
    page = as_coordinator.get("/events/SB01/preparation/").content.decode()
    assert ("empty-state" in page, "begin/" in page) == (True, False)


def test_a_button_takes_over_the_usual_steps(as_staff, event):
    factories.TemplateStepFactory()
    page = as_staff.post("/events/SB01/preparation/begin/", follow=True)
    assert len(page.context["steps"]) == 1


def test_without_usual_steps_the_button_says_why_nothing_comes(as_staff, event):
    page = as_staff.post("/events/SB01/preparation/begin/", follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("reader", "queries"), [("staff", 5), ("coordinator", 6)])
def test_the_page_takes_the_same_queries_for_one_step_and_three(
    request, client, event, province, staff, django_assert_num_queries, reader, queries, count
):
    for _ in range(count):
        mark_step_done(factories.PreparationStepFactory(event=event, province=province), by=staff)
        factories.PreparationStepFactory(event=event, person=factories.UserFactory())
    client.force_login(request.getfixturevalue(reader))
    with django_assert_num_queries(queries):
        client.get("/events/SB01/preparation/")


# Ticking


def test_a_coordinator_ticks_an_own_step(as_coordinator, coordinator, own_step):
    tick(as_coordinator, own_step)
    assert PreparationStep.objects.get().done_by == coordinator


def test_a_tick_is_taken_off_by_the_same_button(as_coordinator, coordinator, own_step):
    mark_step_done(own_step, by=coordinator)
    tick(as_coordinator, own_step, done="no")
    assert not PreparationStep.objects.get().is_done


def test_a_tick_that_came_second_says_who_was_first(as_coordinator, staff, own_step):
    mark_step_done(own_step, by=staff)
    page = as_coordinator.post(reverse("preparation_step_tick", args=[own_step.pk]), follow=True)
    assert [staff.full_name in str(message) for message in page.context["messages"]] == [True]


def test_a_tick_leads_back_to_where_it_was_made(as_coordinator, own_step):
    assert tick(as_coordinator, own_step, next="/?a=b").url == "/?a=b"


@pytest.mark.parametrize("elsewhere", ["", "https://example.org/", "//example.org/"])
def test_a_tick_leads_to_no_other_house(as_coordinator, own_step, elsewhere):
    assert tick(as_coordinator, own_step, next=elsewhere).url == "/events/SB01/preparation/"


# Changing the steps of an event

TYPED = {"name_ar": "حجز المكان", "name_fr": "Réserver", "days_before": "12", "who": "staff"}


def test_a_step_is_added_by_hand(as_staff, event, province):
    as_staff.post("/events/SB01/preparation/new/", {**TYPED, "who": f"province:{province.pk}"})
    assert event.preparation_steps.get().province == province


def test_a_step_falls_to_somebody_by_name(as_staff, event, coordinator):
    as_staff.post("/events/SB01/preparation/new/", {**TYPED, "who": f"person:{coordinator.pk}"})
    assert event.preparation_steps.get().person == coordinator


def test_only_who_sees_the_event_is_offered(as_staff, event, other_coordinator, observer):
    form = as_staff.get("/events/SB01/preparation/new/").context["form"]
    assert {str(other_coordinator.pk), str(observer.pk)} & form.people.keys() == set()


def test_bad_input_is_refused_and_stays(as_staff, event):
    page = as_staff.post("/events/SB01/preparation/new/", {**TYPED, "days_before": "400"})
    form = page.context["form"]
    assert (list(form.errors), form["name_ar"].value()) == (["days_before"], "حجز المكان")


def test_who_has_a_step_is_shown_where_it_is_changed(as_staff, own_step, province):
    form = as_staff.get(f"/preparation/{own_step.pk}/").context["form"]
    assert form["who"].value() == f"province:{province.pk}"


def test_staff_change_a_step(as_staff, own_step):
    as_staff.post(f"/preparation/{own_step.pk}/", TYPED)
    step = PreparationStep.objects.get()
    assert (step.responsible, step.days_before) == ("staff", 12)


def test_a_coordinator_writes_a_note_and_nothing_else(as_coordinator, own_step):
    as_coordinator.post(f"/preparation/{own_step.pk}/", {**TYPED, "note": "توصلنا بالوصل"})
    step = PreparationStep.objects.get()
    assert (step.note, step.days_before) == ("توصلنا بالوصل", own_step.days_before)


def test_a_step_is_removed_after_a_question(as_staff, own_step):
    address = f"/preparation/{own_step.pk}/remove/"
    as_staff.get(address)
    assert PreparationStep.objects.count() == 1
    as_staff.post(address)
    assert PreparationStep.objects.count() == 0


# What is late over all events


def test_the_list_begins_with_what_is_late_the_longest_first(as_staff):
    recent, long_ago, _ahead = late_step(1), late_step(3), late_step(-2)
    assert listed(as_staff) == [long_ago, recent]


@pytest.mark.parametrize(
    ("standing", "count"), [("late", 1), ("soon", 2), ("to_do", 3), ("done", 1), ("", 4)]
)
def test_the_list_is_filtered_by_state(as_staff, staff, standing, count):
    for days in (1, -2, -9):
        late_step(days)
    mark_step_done(late_step(), by=staff)
    assert len(listed(as_staff, standing=standing)) == count


def test_the_list_is_filtered_by_event(as_staff):
    step = late_step(event=factories.EventFactory(code="JD02", title_ar="الحكامة"))
    late_step()
    assert (listed(as_staff, event="الحكامة"), listed(as_staff, event="jd02")) == ([step], [step])


def test_the_list_is_filtered_by_province(as_staff, province, other_province):
    step = late_step(province=province)
    late_step(province=other_province)
    assert listed(as_staff, province=province.pk) == [step]


def test_a_coordinator_finds_own_late_steps(as_coordinator, event, province, other_province):
    step = late_step(event=event, province=province)
    factories.PreparationStepFactory(event=event, province=other_province, days_before=30)
    late_step(province=province)
    assert listed(as_coordinator) == [step]


def test_an_empty_list_says_that_nothing_is_late(as_staff):
    assert "empty-state" in as_staff.get("/preparation/").content.decode()


def test_steps_that_tie_keep_one_order_over_all_pages(as_staff):
    ordering = as_staff.get("/preparation/").context["table"].rows.data.data.query.order_by
    assert ordering[-1] == "pk"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("reader", "queries"), [("staff", 6), ("coordinator", 7)])
def test_the_list_takes_the_same_queries_for_one_step_and_three(
    request, client, province, django_assert_num_queries, reader, queries, count
):
    for _ in range(count):
        event = factories.QuotaFactory(province=province).event
        late_step(event=event, province=province)
    client.force_login(request.getfixturevalue(reader))
    with django_assert_num_queries(queries):
        client.get("/preparation/")


# The usual steps


def test_a_usual_step_is_added(as_staff):
    as_staff.post(
        "/preparation/usual/new/",
        {"name_ar": "حجز", "name_fr": "Réserver", "days_before": "9", "whose": "each"},
    )
    assert TemplateStep.objects.get().whose == "each"


def test_a_usual_step_without_days_is_refused_and_stays(as_staff):
    page = as_staff.post("/preparation/usual/new/", {"name_ar": "حجز", "whose": "each"})
    form = page.context["form"]
    assert (set(form.errors), form["name_ar"].value()) == ({"name_fr", "days_before"}, "حجز")


def test_a_usual_step_is_changed(as_staff):
    step = factories.TemplateStepFactory()
    as_staff.post(
        f"/preparation/usual/{step.pk}/",
        {"name_ar": "حجز", "name_fr": "Réserver", "days_before": "9", "whose": "host"},
    )
    assert TemplateStep.objects.get().days_before == 9


def test_a_usual_step_is_moved_and_removed(as_staff):
    first, second, third = factories.TemplateStepFactory.create_batch(3)
    as_staff.post(f"/preparation/usual/{third.pk}/move/", {"to": "up"})
    as_staff.post(f"/preparation/usual/{first.pk}/move/", {"to": "down"})
    as_staff.post(f"/preparation/usual/{second.pk}/remove/")
    assert list(TemplateStep.objects.all()) == [third, first]


def test_an_empty_list_is_filled_by_a_button(as_staff):
    page = as_staff.get("/preparation/usual/").content.decode()
    assert "/preparation/usual/load/" in page
    as_staff.post("/preparation/usual/load/")
    assert TemplateStep.objects.count() == 7


@pytest.mark.parametrize("count", [1, 3])
def test_the_usual_steps_take_the_same_queries_for_one_and_three(
    as_staff, django_assert_num_queries, count
):
    factories.TemplateStepFactory.create_batch(count)
    with django_assert_num_queries(4):
        as_staff.get("/preparation/usual/")


@pytest.mark.parametrize("reader", ["staff", "coordinator"])
def test_the_event_leads_to_its_preparation(request, client, event, reader):
    Event.objects.update(state="scheduled")
    client.force_login(request.getfixturevalue(reader))
    assert "/events/SB01/preparation/" in client.get("/events/SB01/").content.decode()
