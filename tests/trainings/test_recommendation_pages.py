"""The pages of what events brought: who sees and writes what, and the list of all of it."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role
from tests import factories
from tests.trainings.conftest import in_arabic
from trainings.models import Event, PracticeGroup, Recommendation
from trainings.services.recommendations import add_group, add_recommendation, follow_up

State = Recommendation.State


@pytest.fixture
def event(province):
    event = factories.EventFactory(code="SB01", state=Event.State.HELD)
    factories.QuotaFactory(event=event, province=province)
    return event


@pytest.fixture
def session(event):
    return factories.SessionFactory(event=event, date=dt.date(2026, 2, 1))


@pytest.fixture
def group(session, staff):
    return add_group(session=session, name_ar="جودة المنتوجات", reporter="نعيمة", by=staff)


@pytest.fixture
def recommendation(event, staff):
    return add_recommendation(event, text_ar="اعتماد دليل للجودة", by=staff)


@pytest.fixture
def as_observer(client, observer):
    client.force_login(observer)
    return client


@pytest.fixture
def as_stranger(client, other_coordinator):
    """A coordinator whose province has no place at the event."""
    client.force_login(other_coordinator)
    return client


def pages_of(group, recommendation):
    return [
        "/events/SB01/results/",
        f"/recommendations/{recommendation.pk}/",
    ], [
        "/events/SB01/results/workshops/new/",
        "/events/SB01/results/recommendations/new/",
        f"/practical-workshops/{group.pk}/",
        f"/practical-workshops/{group.pk}/remove/",
        f"/recommendations/{recommendation.pk}/edit/",
        f"/recommendations/{recommendation.pk}/remove/",
    ]


# Who sees what -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.STAFF])
def test_who_plans_reads_and_writes(client, group, recommendation, role):
    client.force_login(factories.UserFactory(role=role))
    reading, writing = pages_of(group, recommendation)
    assert {client.get(page).status_code for page in reading + writing} == {200}


@pytest.mark.parametrize("who", ["coordinator", "observer"])
def test_who_sees_the_event_reads_and_does_not_write(client, group, recommendation, who, request):
    client.force_login(request.getfixturevalue(who))
    reading, writing = pages_of(group, recommendation)
    codes = [{client.get(page).status_code for page in pages} for pages in (reading, writing)]
    assert codes == [{200}, {403}]


def test_who_does_not_see_the_event_finds_nothing(as_stranger, group, recommendation):
    reading, _writing = pages_of(group, recommendation)
    assert {as_stranger.get(page).status_code for page in reading} == {404}


def test_a_coordinator_cannot_follow_up(as_coordinator, recommendation):
    as_coordinator.post(f"/recommendations/{recommendation.pk}/", {"state": "done", "note": ""})
    recommendation.refresh_from_db()
    assert recommendation.state == State.OPEN


def test_an_observer_reads_and_finds_no_names(as_observer, recommendation, staff):
    Recommendation.objects.update(responsible="سعيد المنصوري")
    follow_up(recommendation, state=State.UNDER_WAY, note="بدأ", by=staff)
    addresses = ["/recommendations/", f"/recommendations/{recommendation.pk}/"]
    pages = [as_observer.get(address).content.decode() for address in addresses]
    named = [name for name in ("المنصوري", staff.full_name) for page in pages if name in page]
    assert (named, shown(as_observer, "?q=المنصوري")) == ([], set())


def test_the_list_holds_what_the_reader_s_events_recommend(as_stranger, recommendation, staff):
    other = factories.EventFactory(state=Event.State.HELD)
    factories.QuotaFactory(event=other, province=factories.ProvinceFactory())
    add_recommendation(other, text_ar="توصية إقليم آخر", by=staff)
    assert list(as_stranger.get("/recommendations/").context["table"].data) == []


@pytest.mark.parametrize(("who", "named"), [("coordinator", True), ("observer", False)])
def test_an_observer_reads_no_name_of_who_reports(client, group, who, named, request):
    PracticeGroup.objects.update(reporter="السعدية بنعلي")
    client.force_login(request.getfixturevalue(who))
    page = client.get("/events/SB01/results/").content.decode()
    assert ("السعدية بنعلي" in page) is named


def test_the_event_leads_to_what_it_brought(as_observer, event):
    assert "/events/SB01/results/" in as_observer.get("/events/SB01/").content.decode()


# Writing -----------------------------------------------------------------------------------


def test_a_practical_workshop_is_written_down(as_staff, session):
    typed = {"session": session.pk, "name_ar": "اللوجستيك", "people": "34"}
    answer = as_staff.post("/events/SB01/results/workshops/new/", typed)
    assert (answer.url, PracticeGroup.objects.get().people) == ("/events/SB01/results/", 34)


def test_a_workshop_without_a_name_keeps_what_was_typed(as_staff, session):
    typed = {"session": session.pk, "output_ar": "خلاصة طويلة"}
    page = as_staff.post("/events/SB01/results/workshops/new/", typed)
    assert (page.context["form"].errors.keys(), "خلاصة طويلة" in page.content.decode()) == (
        {"name_ar"},
        True,
    )


def test_only_the_training_days_of_the_event_are_offered(as_staff, event, session):
    factories.SessionFactory(event=event, kind="workshop")
    factories.SessionFactory()
    form = as_staff.get("/events/SB01/results/workshops/new/").context["form"]
    assert list(form.fields["session"].queryset) == [session]


def test_a_retired_trainer_stays_where_they_were(as_staff, group, client):
    from trainings.models import Trainer

    retired = Trainer.objects.create(name_ar="مكون", name_fr="Formateur", retired_at=timezone.now())
    before = as_staff.get(f"/practical-workshops/{group.pk}/").context["form"]
    PracticeGroup.objects.update(trainer=retired)
    after = as_staff.get(f"/practical-workshops/{group.pk}/").context["form"]
    offered = [list(form.fields["trainer"].queryset) for form in (before, after)]
    assert offered == [[], [retired]]


def test_a_workshop_is_removed_after_a_question(as_staff, group):
    asked = as_staff.get(f"/practical-workshops/{group.pk}/remove/")
    as_staff.post(f"/practical-workshops/{group.pk}/remove/")
    assert (group.name in asked.content.decode(), PracticeGroup.objects.count()) == (True, 0)


def test_a_recommendation_is_written_down(as_staff, event, group):
    typed = {"text_ar": "توصية", "group": group.pk, "horizon": "short", "responsible": "الشبكة"}
    as_staff.post("/events/SB01/results/recommendations/new/", typed)
    written = Recommendation.objects.get()
    assert (written.group, written.horizon, written.responsible) == (group, "short", "الشبكة")


def test_a_recommendation_can_change(as_staff, recommendation):
    as_staff.post(f"/recommendations/{recommendation.pk}/edit/", {"text_ar": "نص آخر"})
    recommendation.refresh_from_db()
    assert recommendation.text_ar == "نص آخر"


def test_a_wrong_change_leaves_the_title_of_the_page_as_it_is_kept(as_staff, recommendation):
    page = as_staff.post(f"/recommendations/{recommendation.pk}/edit/", {"text_ar": ""})
    assert page.context["recommendation"].text_ar == "اعتماد دليل للجودة"


def test_a_recommendation_moves_with_a_button(as_staff, event, recommendation, staff):
    second = add_recommendation(event, text_ar="توصية أخرى", by=staff)
    as_staff.post(f"/recommendations/{second.pk}/move/", {"to": "up"})
    assert event.recommendations.first() == second


def test_a_recommendation_that_was_followed_up_is_not_removed_and_says_why(
    as_staff, recommendation, staff
):
    follow_up(recommendation, state=State.UNDER_WAY, by=staff)
    page = as_staff.post(f"/recommendations/{recommendation.pk}/remove/", follow=True)
    sentence = in_arabic("This recommendation has been followed up: mark it as given up instead.")
    assert (sentence in page.content.decode(), Recommendation.objects.count()) == (True, 1)


def test_a_follow_up_shows_on_the_page(as_staff, recommendation):
    address = f"/recommendations/{recommendation.pk}/"
    page = as_staff.post(address, {"state": "under_way", "note": "بدأ العمل"}, follow=True)
    assert "بدأ العمل" in page.content.decode()


def test_a_follow_up_that_says_nothing_is_an_error_at_the_note(as_staff, recommendation):
    page = as_staff.post(f"/recommendations/{recommendation.pk}/", {"state": "open", "note": ""})
    assert page.context["form"].errors.keys() == {"note"}


# The list ----------------------------------------------------------------------------------


def shown(client, query=""):
    return {row.text_ar for row in client.get(f"/recommendations/{query}").context["table"].data}


@pytest.fixture
def several(event, staff):
    module = factories.ModuleFactory()
    for text, state, facts in [
        ("الأولى", State.OPEN, {"horizon": "short", "responsible": "منسقو الأقاليم"}),
        ("الثانية", State.UNDER_WAY, {"module": module}),
        ("الثالثة", State.DONE, {}),
    ]:
        made = add_recommendation(event, text_ar=text, by=staff, **facts)
        Recommendation.objects.filter(pk=made.pk).update(state=state)
    return module


def test_at_first_the_list_shows_what_is_unfinished(as_staff, several):
    assert shown(as_staff) == {"الأولى", "الثانية"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?standing=", {"الأولى", "الثانية", "الثالثة"}),
        ("?standing=done", {"الثالثة"}),
        ("?horizon=short", {"الأولى"}),
        ("?q=منسقو", {"الأولى"}),
        ("?q=SB01+الثانية", {"الثانية"}),
    ],
)
def test_filters_in_the_address_narrow_the_list(as_staff, several, query, expected):
    assert shown(as_staff, query) == expected


def test_the_theme_narrows_the_list(as_staff, several):
    assert shown(as_staff, f"?module={several.pk}") == {"الثانية"}


def test_the_programme_narrows_the_list(as_staff, several, event):
    other = factories.ProgrammeFactory()
    found = [shown(as_staff, f"?programme={pk}") for pk in (event.programme_id, other.pk)]
    assert found == [{"الأولى", "الثانية"}, set()]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_no_more_for_more_recommendations(
    as_staff, staff, number, django_assert_num_queries
):
    for _number in range(number):
        event = factories.EventFactory(state=Event.State.HELD)
        add_recommendation(event, text_ar="توصية", module=factories.ModuleFactory(), by=staff)
    with django_assert_num_queries(7):
        as_staff.get("/recommendations/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_results_ask_no_more_for_more_of_them(
    as_staff, staff, event, session, number, django_assert_num_queries
):
    for _number in range(number):
        group = add_group(
            session=session, name_ar="ورشة", module=factories.ModuleFactory(), by=staff
        )
        add_recommendation(event, text_ar="توصية", group=group, by=staff)
    with django_assert_num_queries(7):
        as_staff.get("/events/SB01/results/")
