"""What waits for the reader on the first page: counted in one query, and only what they may see."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.models import ApplicationLink, DuplicatePair
from reports import waiting
from reports.waiting import find_waiting, notices_for, steps_for
from tests.factories import (
    ApplicationFactory,
    DuplicatePairFactory,
    EventFactory,
    NoticeFactory,
    PersonFactory,
    PreparationStepFactory,
    ProvinceTransferFactory,
    QuotaFactory,
    SessionFactory,
    UserFactory,
)
from tests.trainings.proposal_makers import ProposalFactory
from trainings.services.proposals import support_proposal

pytestmark = pytest.mark.django_db

# Proposals are for everybody, whichever province they come from.
PROPOSALS = {"staff": "proposals/all/?state=open", "coordinator": "proposals/all/?answer=missing"}
# Persons of the factories have a phone, and have agreed nowhere.
MAKERS = {
    "transfers/": lambda province: ProvinceTransferFactory(person=agreed(province=province)),
    "duplicates/": lambda province: DuplicatePairFactory(
        province=province, first=agreed(province=province), second=agreed(province=province)
    ),
    "persons/?missing=phone": lambda province: agreed(province=province, phone=""),
    "persons/?missing=consent": lambda province: PersonFactory(province=province),
}
OF_COORDINATORS = ("persons/?missing=phone", "persons/?missing=consent")
OF_EVERYBODY = [kind for kind in MAKERS if kind not in OF_COORDINATORS]


def agreed(**fields):
    return PersonFactory(consent_at=timezone.now(), **fields)


def counted(user):
    return {thing.url: thing.count for thing in find_waiting(user)}


def step_due_in(days, seen_by, **fields):
    """Make a step due so many days from now, at an event that a province sees."""
    event = QuotaFactory(province=seen_by).event
    SessionFactory(event=event, date=timezone.localdate() + dt.timedelta(days=days + 10))
    return PreparationStepFactory(event=event, days_before=10, **fields)


def test_where_nothing_waits_there_is_nothing_to_say(coordinator):
    assert find_waiting(coordinator) == []


@pytest.mark.parametrize("kind", MAKERS)
def test_what_waits_in_own_provinces_is_counted(coordinator, province, kind):
    for _ in range(2):
        MAKERS[kind](province)
    assert counted(coordinator) == {f"/{kind}": 2}


@pytest.mark.parametrize("kind", MAKERS)
def test_what_waits_in_other_provinces_is_not_counted(coordinator, other_province, kind):
    MAKERS[kind](other_province)
    assert counted(coordinator) == {}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_list_that_a_number_leads_to_holds_so_many(client, coordinator, province, kind):
    for _ in range(2):
        MAKERS[kind](province)
    agreed(province=province)
    client.force_login(coordinator)
    assert len(client.get(f"/{kind}").context["table"].rows) == 2


@pytest.mark.parametrize("kind", OF_COORDINATORS)
def test_staff_complete_nobody_s_data(staff, province, kind):
    MAKERS[kind](province)
    assert find_waiting(staff) == []


def test_who_was_merged_into_another_person_misses_nothing(coordinator, province):
    PersonFactory(province=province, phone="", merged_into=agreed(province=province))
    assert find_waiting(coordinator) == []


@pytest.mark.parametrize("kind", OF_EVERYBODY)
def test_staff_count_all_provinces(staff, province, other_province, kind):
    MAKERS[kind](province)
    MAKERS[kind](other_province)
    assert counted(staff)[f"/{kind}"] == 2


def test_a_transfer_that_was_asked_for_waits_for_others(coordinator, province):
    ProvinceTransferFactory(to_province=province, person=agreed())
    assert find_waiting(coordinator) == []


def test_a_pair_that_was_decided_no_longer_waits(coordinator, province):
    MAKERS["duplicates/"](province)
    DuplicatePair.objects.update(state="distinct")
    assert find_waiting(coordinator) == []


def test_a_pair_across_provinces_waits_for_staff_only(staff, coordinator, province):
    pair = MAKERS["duplicates/"](province)
    DuplicatePair.objects.filter(pk=pair.pk).update(province=None)
    assert (counted(coordinator), counted(staff)) == ({}, {"/duplicates/": 1})


def test_all_kinds_take_one_query(coordinator, province, django_assert_num_queries):
    for make in MAKERS.values():
        make(province)
    ProposalFactory()
    assert coordinator.province_ids
    with django_assert_num_queries(1):
        assert len(find_waiting(coordinator)) == len(MAKERS) + 1


def test_beyond_a_bound_the_number_says_only_that_there_are_more(
    coordinator, province, monkeypatch
):
    monkeypatch.setattr(waiting, "COUNTED", 2)
    for _ in range(4):
        MAKERS["transfers/"](province)
    (thing,) = find_waiting(coordinator)
    assert (thing.count, thing.shown) == (3, "2+")


# Proposals


@pytest.mark.parametrize("reader", PROPOSALS)
def test_proposals_under_discussion_are_counted(request, client, reader):
    user = request.getfixturevalue(reader)
    for state in ("open", "open", "postponed", "declined"):
        ProposalFactory(state=state)
    assert counted(user) == {f"/{PROPOSALS[reader]}": 2}
    client.force_login(user)
    assert len(client.get(f"/{PROPOSALS[reader]}").context["table"].rows) == 2


def test_a_proposal_no_longer_waits_for_who_took_a_stance_on_it(coordinator, other_coordinator):
    support_proposal(ProposalFactory(), by=coordinator)
    assert (counted(coordinator), len(counted(other_coordinator))) == ({}, 1)


def test_an_own_proposal_does_not_wait_for_who_made_it(coordinator, province):
    ProposalFactory(province=province, proposed_by=coordinator)
    assert find_waiting(coordinator) == []


# Applications


def applied(event, province, **fields):
    link, _made = ApplicationLink.objects.get_or_create(
        event=event,
        province=province,
        defaults={"token": f"{event.pk}-{province.pk}", "opened_by": UserFactory()},
    )
    return ApplicationFactory(link=link, **fields)


def test_applications_to_answer_are_counted_at_their_event(client, coordinator, province):
    event = QuotaFactory(province=province).event
    applied(event, province)
    applied(event, province)
    applied(event, province, state="declined")
    client.force_login(coordinator)
    page = client.get(reverse("home"))
    assert [one.applications for one in page.context["applied_events"]] == [2]
    assert reverse("application_list", args=[event.code]) in page.content.decode()


def test_applications_for_places_of_other_provinces_are_not_counted(
    client, coordinator, province, other_province
):
    event = QuotaFactory(province=province).event
    applied(event, other_province)
    client.force_login(coordinator)
    assert client.get(reverse("home")).context["applied_events"] == []


# Notices


def test_a_coordinator_is_told_who_moved_up_the_latest_first(coordinator, province):
    first, second = (NoticeFactory(registration__province=province) for _ in range(2))
    assert list(notices_for(coordinator)) == [second, first]


def test_nobody_is_told_of_people_of_other_provinces(coordinator):
    NoticeFactory()
    assert not notices_for(coordinator)


def test_what_was_put_aside_is_not_told_again(coordinator, province):
    NoticeFactory(registration__province=province, seen_at=timezone.now())
    assert not notices_for(coordinator)


# Steps


def test_a_coordinator_is_shown_own_steps_late_or_due_within_a_week(coordinator, province):
    soon = step_due_in(5, province, province=province)
    late = step_due_in(-2, province, province=province)
    step_due_in(9, province, province=province)
    step_due_in(1, province)
    assert list(steps_for(coordinator)) == [late, soon]


def test_staff_are_shown_what_is_late_whoever_does_it(staff, province):
    step_due_in(5, province)
    late = step_due_in(-2, province, province=province)
    assert list(steps_for(staff)) == [late]


# The page


def test_a_coordinator_without_anything_to_do_is_told_so(client, coordinator):
    client.force_login(coordinator)
    assert "all-calm" in client.get(reverse("home")).content.decode()


def test_what_waits_leads_to_its_list(client, coordinator, province):
    ProvinceTransferFactory(person__province=province)
    client.force_login(coordinator)
    page = client.get(reverse("home")).content.decode()
    assert (f'href="{reverse("transfer_list")}' in page, "all-calm" in page) == (True, False)


def test_an_observer_is_shown_nothing_that_waits(client, observer, province):
    ProvinceTransferFactory()
    step_due_in(-2, province)
    NoticeFactory()
    client.force_login(observer)
    context = client.get(reverse("home")).context
    assert [name in context for name in ("waiting", "steps", "notices")] == [False] * 3


def test_a_step_is_ticked_on_the_first_page_and_leads_back_to_it(client, coordinator, province):
    step = step_due_in(1, province, province=province)
    client.force_login(coordinator)
    assert 'name="next" value="/"' in client.get(reverse("home")).content.decode()
    address = reverse("preparation_step_tick", args=[step.pk])
    assert client.post(address, {"next": "/"}).url == "/"


def test_the_bar_of_a_quota_shows_places_taken_and_waiting(client, coordinator, province):
    event = EventFactory()
    SessionFactory(event=event, date=timezone.localdate())
    QuotaFactory(event=event, province=province, places=8, taken=5)
    client.force_login(coordinator)
    page = client.get(reverse("home")).content.decode()
    assert [text in page for text in ('viewBox="0 0 8 1"', 'width="5"')] == [True, True]
