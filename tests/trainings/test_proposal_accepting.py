"""The page on which staff accept a proposal: all filled in, and what it makes."""

import pytest
from django.urls import reverse

from tests import factories
from tests.trainings.proposal_makers import ProposalFactory, in_days, propose
from trainings.models import Event, Proposal
from trainings.services.proposal_decisions import decline_proposal


@pytest.fixture
def proposal(coordinator):
    return propose(coordinator)


def page_of(proposal):
    return reverse("proposal_detail", args=[proposal.pk])


def accept(client, proposal, **typed):
    form = client.get(reverse("proposal_accept", args=[proposal.pk])).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    shown = {name: "" if value is None else value for name, value in shown.items()}
    return client.post(reverse("proposal_accept", args=[proposal.pk]), {**shown, **typed})


def test_what_is_shown_can_be_accepted_as_it_stands(as_staff, proposal):
    answer = accept(as_staff, proposal)
    event = Event.objects.get()
    assert (answer.url, event.capacity, event.title_fr) == (
        reverse("event_detail", args=[event.code]),
        proposal.expected,
        proposal.title_fr,
    )


def test_staff_adjust_before_they_accept(as_staff, proposal):
    accept(as_staff, proposal, code="sb77", capacity="55", title_fr="Safran")
    event = Event.objects.get()
    assert (event.code, event.capacity, event.title_fr) == ("SB77", 55, "Safran")


def test_a_new_venue_is_asked_how_many_it_holds(as_staff, coordinator):
    commune = factories.CommuneFactory()
    proposal = propose(coordinator, new_venue="دار المرأة", new_venue_commune=commune)
    accept(as_staff, proposal, venue_capacity="64", venue_name_fr="Dar Al Maraa")
    venue = Event.objects.get().venue
    assert (venue.name_ar, venue.name_fr, venue.capacity) == ("دار المرأة", "Dar Al Maraa", 64)


@pytest.mark.parametrize(
    ("named", "script", "other"),
    [("دار المرأة", "ar", "fr"), ("Dar Al Maraa", "fr", "ar")],
)
def test_a_new_venue_is_asked_its_name_in_the_other_script(
    as_staff, coordinator, named, script, other
):
    commune = factories.CommuneFactory()
    proposal = propose(coordinator, new_venue=named, new_venue_commune=commune)
    form = as_staff.get(reverse("proposal_accept", args=[proposal.pk])).context["form"]
    page = accept(as_staff, proposal, **{f"venue_name_{other}": ""})
    assert (
        form[f"venue_name_{script}"].value(),
        form[f"venue_name_{other}"].value(),
        list(page.context["form"].errors),
        Event.objects.exists(),
    ) == (named, None, [f"venue_name_{other}"], False)


def test_a_venue_that_was_added_meanwhile_is_said_at_its_name(as_staff, coordinator):
    commune = factories.CommuneFactory()
    proposal = propose(coordinator, new_venue="Dar Al Maraa", new_venue_commune=commune)
    factories.VenueFactory(commune=commune, name_ar="دار المرأة", name_fr="Maison")
    page = accept(as_staff, proposal, venue_name_ar="دار المرأة")
    assert list(page.context["form"].errors) == ["venue_name_ar"]


def test_a_theme_without_french_words_is_asked_for_them(as_staff, coordinator):
    proposal = propose(coordinator, title_fr="")
    form = as_staff.get(reverse("proposal_accept", args=[proposal.pk])).context["form"]
    assert form["title_fr"].value() == ""


def test_a_known_venue_is_asked_nothing(as_staff, proposal):
    form = as_staff.get(reverse("proposal_accept", args=[proposal.pk])).context["form"]
    assert set(form.fields) == {"code", "title_fr", "capacity", "reason", "edition"}


def test_why_it_is_accepted_stands_in_the_history_beside_the_event(as_staff, proposal):
    accept(as_staff, proposal, reason="طلب ملح لتعاونيات الإقليم")
    page = as_staff.get(page_of(proposal)).content.decode()
    line = page.partition("history-accepted")[2]
    assert ("طلب ملح لتعاونيات الإقليم" in line, Event.objects.get().code in line) == (True, True)


@pytest.mark.parametrize(
    ("field", "typed"), [("code", ""), ("code", "a b"), ("capacity", "0"), ("title_fr", "")]
)
def test_a_wrong_field_is_said_and_the_rest_is_kept(as_staff, proposal, field, typed):
    page = accept(as_staff, proposal, **{"capacity": "55", field: typed})
    assert list(page.context["form"].errors) == [field]
    assert ('value="55"' in page.content.decode(), Event.objects.exists()) == (
        field != "capacity",
        False,
    )


def test_a_taken_code_is_said_at_the_code(as_staff, proposal):
    factories.EventFactory(code="SB77")
    page = accept(as_staff, proposal, code="SB77")
    assert list(page.context["form"].errors) == ["code"]


def test_days_that_are_over_are_not_accepted(as_staff, province):
    page = accept(as_staff, ProposalFactory(province=province, date=in_days(-1)))
    assert page.context["form"].non_field_errors()
    assert not Event.objects.exists()


def test_what_changed_meanwhile_is_not_accepted_unread(as_staff, proposal):
    Proposal.objects.update(edition=1)
    proposal.entries.create(kind="changed", text="days", by=proposal.proposed_by)
    page = accept(as_staff, proposal, edition="0")
    assert len(page.context["form"].non_field_errors()) == 1


def test_what_is_closed_leads_back_to_its_page(as_staff, staff, proposal):
    decline_proposal(proposal, edition=0, reason="الميزانية", by=staff)
    answer = as_staff.get(reverse("proposal_accept", args=[proposal.pk]))
    assert answer.url == page_of(proposal)


def test_the_event_and_its_proposal_link_to_each_other(as_staff, proposal):
    event_page = as_staff.get(accept(as_staff, proposal).url).content.decode()
    event = Event.objects.get()
    own_page = as_staff.get(page_of(proposal)).content.decode()
    assert (page_of(proposal) in event_page, f"/events/{event.code}/" in own_page) == (True, True)


def test_an_event_that_nobody_proposed_links_to_none(as_staff):
    event = factories.EventFactory()
    page = as_staff.get(reverse("event_detail", args=[event.code])).content.decode()
    assert "/proposals/" not in page.partition("<main")[2]


def test_an_observer_is_not_led_to_a_proposal(client, observer, as_staff, proposal):
    address = accept(as_staff, proposal).url
    Event.objects.update(state="scheduled")
    client.force_login(observer)
    assert page_of(proposal) not in client.get(address).content.decode()


def test_a_coordinator_is_not_led_to_a_draft_that_they_do_not_see(
    client, as_staff, coordinator, proposal
):
    accept(as_staff, proposal)
    client.force_login(coordinator)
    page = client.get(page_of(proposal)).content.decode()
    assert f"/events/{Event.objects.get().code}/" not in page
