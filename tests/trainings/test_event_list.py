"""The list of events: found by words and filters that stay in the address, paged, in few queries."""

import datetime as dt

import pytest

from tests import factories
from trainings.models import Event

TITLES = ["تدبير الجودة واللوجستيك", "الحكامة الجيدة", "التسويق والولوج إلى الأسواق"]


@pytest.fixture
def three_events(province):
    events = []
    for number, title in enumerate(TITLES):
        event = factories.EventFactory(code=f"SB0{number}", title_ar=title)
        factories.QuotaFactory(event=event, province=province)
        factories.SessionFactory(event=event, date=dt.date(2026, 2, 1 + number))
        events.append(event)
    return events


def found(client, **query):
    return [event.code for event in client.get("/events/", query).context["table"].data]


def test_the_latest_event_comes_first(as_staff, three_events):
    assert found(as_staff) == ["SB02", "SB01", "SB00"]


def test_an_event_without_days_comes_before_all(as_staff, three_events):
    factories.EventFactory(code="NEW")
    assert found(as_staff) == ["NEW", "SB02", "SB01", "SB00"]


def test_the_days_can_be_turned_round(as_staff, three_events):
    assert found(as_staff, sort="days") == ["SB00", "SB01", "SB02"]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("الجودة", ["SB00"]),
        ("الأسواق التسويق", ["SB02"]),
        ("sb01", ["SB01"]),
        ("الجودة التسويق", []),
    ],
)
def test_events_are_found_by_words_of_title_and_code(as_staff, three_events, words, codes):
    assert found(as_staff, q=words) == codes


def test_events_are_found_by_their_venue(as_staff, three_events):
    factories.EventFactory(code="HERE", venue__name_ar="فندق السانية")
    assert found(as_staff, q="السانية") == ["HERE"]


def test_events_are_found_by_state(as_staff, three_events):
    Event.objects.filter(code="SB01").update(state="held")
    assert found(as_staff, state="held") == ["SB01"]


def test_events_are_found_by_programme(as_staff, three_events):
    assert found(as_staff, programme=three_events[1].programme_id) == ["SB01"]


def test_events_are_found_by_province_with_places(as_staff, three_events, other_province):
    factories.QuotaFactory(event=three_events[2], province=other_province)
    assert found(as_staff, province=other_province.pk) == ["SB02"]


def test_an_event_of_many_provinces_is_found_once(as_staff, three_events, other_province):
    factories.QuotaFactory(event=three_events[2], province=other_province)
    assert found(as_staff, q="SB02") == ["SB02"]


def test_an_unknown_filter_value_finds_all_and_says_so(as_staff, three_events):
    page = as_staff.get("/events/", {"state": "nonsense"})
    assert page.context["filter"].form.errors.keys() == {"state"}


def test_a_coordinator_is_offered_own_provinces_only(
    as_coordinator, province, other_province, three_events
):
    factories.QuotaFactory(event=three_events[0], province=other_province)
    offered = as_coordinator.get("/events/").context["filter"].form.fields["province"].queryset
    assert list(offered) == [province]


def test_a_coordinator_is_not_offered_drafts(as_coordinator):
    choices = as_coordinator.get("/events/").context["filter"].form.fields["state"].choices
    assert "draft" not in dict(choices)


def test_a_coordinator_reads_own_places_in_the_list(as_coordinator, three_events, other_province):
    factories.QuotaFactory(event=three_events[2], province=other_province, places=98765)
    page = as_coordinator.get("/events/").content.decode()
    assert ("سيدي بنور: " in page, "98765" in page) == (True, False)


def test_the_list_is_paged_and_keeps_its_filters(as_staff, province):
    factories.EventFactory.create_batch(26)
    page = as_staff.get("/events/", {"state": "open"})
    assert (len(page.context["table"].page.object_list), "?state=open&amp;page=2") == (
        25,
        "?state=open&amp;page=2" if "state=open&amp;page=2" in page.content.decode() else "",
    )


def test_an_empty_list_says_so(as_staff):
    assert "empty-state" in as_staff.get("/events/").content.decode()


@pytest.mark.parametrize("event_count", [1, 3])
@pytest.mark.parametrize(("reader", "queries"), [("staff", 12), ("coordinator", 9)])
def test_the_list_takes_the_same_queries_for_one_event_and_three(
    request, client, province, django_assert_num_queries, reader, queries, event_count
):
    for _ in range(event_count):
        factories.QuotaFactory(province=province)
    client.force_login(request.getfixturevalue(reader))
    with django_assert_num_queries(queries):
        client.get("/events/")
