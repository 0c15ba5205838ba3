"""The page on which an event is proposed keeps what was typed, and says what is wrong where."""

import pytest
from django.urls import reverse

from network.dates import write_date
from network.models import Role
from tests import factories
from tests.trainings.conftest import in_arabic
from tests.trainings.proposal_makers import ProposalFactory, history, in_days, propose
from trainings.models import Event, Proposal
from trainings.services.proposal_decisions import decline_proposal
from trainings.services.proposals import ProposedDay, change_proposal


@pytest.fixture
def programme(db):
    return factories.ProgrammeFactory()


@pytest.fixture
def venue(db):
    return factories.VenueFactory(name_ar="دار الشباب")


@pytest.fixture
def typed(programme, venue, province):
    """What a coordinator types into the form."""
    return {
        "programme": programme.pk,
        "session": "",
        "province": province.pk,
        "module": "",
        "title_ar": "تثمين الكروية",
        "title_fr": "",
        "venue": venue.pk,
        "new_venue": "",
        "new_venue_commune": "",
        "expected": "35",
        "reason": "طلب من تعاونيات أولاد عمران",
        "edition": "0",
        "days-TOTAL_FORMS": "3",
        "days-INITIAL_FORMS": "0",
        "days-0-date": f"{in_days(30):%d/%m/%Y}",
        "days-0-kind": "training",
        **{f"days-{number}-date": "" for number in (1, 2)},
        **{f"days-{number}-kind": "training" for number in (1, 2)},
    }


def problems(page):
    """Where something is wrong: the ids of the boxes."""
    return {box for box, _label, _message in page.context["page"].problems}


def choices(client, field, address="/proposals/new/"):
    """The values that a list of the form offers, its empty line left out."""
    form = client.get(address).context["page"].facts
    values = [
        widget["value"]
        for _, group, _ in form[field].field.widget.optgroups("", [])
        for widget in group
    ]
    return {str(value) for value in values if str(value)}


# Proposing


def test_what_is_typed_becomes_a_proposal(as_coordinator, coordinator, typed, venue, province):
    answer = as_coordinator.post("/proposals/new/", typed)
    proposal = Proposal.objects.get()
    assert answer.url == reverse("proposal_detail", args=[proposal.pk])
    assert (proposal.title_ar, proposal.venue, proposal.expected, proposal.province) == (
        "تثمين الكروية",
        venue,
        35,
        province,
    )
    assert (proposal.dates, proposal.proposed_by) == ([in_days(30)], coordinator)


def test_a_new_venue_is_named_with_its_commune(as_coordinator, typed):
    commune = factories.CommuneFactory()
    new = {"venue": "", "new_venue": "دار المرأة", "new_venue_commune": commune.pk}
    as_coordinator.post("/proposals/new/", typed | new)
    proposal = Proposal.objects.get()
    assert (proposal.venue, proposal.venue_name, proposal.commune) == (None, "دار المرأة", commune)


def test_three_days_may_be_asked_for_in_any_digits(as_coordinator, typed):
    arabic = f"{in_days(31):%d/%m/%Y}".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    days = {"days-1-date": arabic, "days-2-date": f"{in_days(29):%d/%m/%Y}"}
    as_coordinator.post("/proposals/new/", typed | days | {"days-2-kind": "workshop"})
    assert list(Proposal.objects.get().days.values_list("date", "kind")) == [
        (in_days(29), "workshop"),
        (in_days(30), "training"),
        (in_days(31), "training"),
    ]


def test_a_module_gives_the_theme_its_title(as_coordinator, typed):
    module = factories.ModuleFactory(title_ar="التسويق", title_fr="Marketing")
    as_coordinator.post("/proposals/new/", typed | {"module": module.pk, "title_ar": ""})
    proposal = Proposal.objects.get()
    assert (proposal.module, proposal.title_ar, proposal.title_fr) == (
        module,
        "التسويق",
        "Marketing",
    )


def test_an_own_theme_goes_before_the_module_s_title(as_coordinator, typed):
    module = factories.ModuleFactory()
    as_coordinator.post("/proposals/new/", typed | {"module": module.pk})
    assert Proposal.objects.get().title_ar == "تثمين الكروية"


# What is wrong


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"title_ar": ""}, "id_title_ar"),
        ({"venue": ""}, "id_venue"),
        ({"new_venue": "دار المرأة"}, "id_new_venue"),
        ({"venue": "", "new_venue": "دار المرأة"}, "id_new_venue_commune"),
        ({"expected": "0"}, "id_expected"),
        ({"expected": "many"}, "id_expected"),
        ({"reason": ""}, "id_reason"),
        ({"programme": ""}, "id_programme"),
        ({"days-0-date": ""}, "id_days-0-date"),
        ({"days-0-date": "35/13/2026"}, "id_days-0-date"),
        ({"days-0-kind": "workshop"}, "id_days-0-kind"),
    ],
)
def test_what_is_wrong_is_said_at_its_box_and_nothing_typed_is_lost(
    as_coordinator, typed, wrong, box
):
    page = as_coordinator.post("/proposals/new/", {**typed, "title_fr": "Carvi", **wrong})
    assert (problems(page), Proposal.objects.exists()) == ({box}, False)
    assert 'value="Carvi"' in page.content.decode()


def test_a_day_that_is_over_is_refused_with_a_sentence(as_coordinator, typed):
    page = as_coordinator.post(
        "/proposals/new/", typed | {"days-0-date": f"{in_days(-1):%d/%m/%Y}"}
    )
    (problem,) = page.context["page"].problems
    assert (problem[0], problem[2]) == (
        "id_days-0-date",
        in_arabic("This day is over: choose a coming one."),
    )


def test_a_line_with_a_kind_of_day_and_no_date_is_asked_for_its_date(as_coordinator, typed):
    page = as_coordinator.post("/proposals/new/", typed | {"days-2-kind": "workshop"})
    assert problems(page) == {"id_days-2-date"}


def test_only_the_first_day_is_marked_as_needed(as_coordinator):
    days = as_coordinator.get("/proposals/new/").context["page"].days
    assert [row.fields["date"].required for row in days] == [True, False, False]


def test_a_day_given_twice_is_refused_at_its_second_line(as_coordinator, typed):
    page = as_coordinator.post("/proposals/new/", typed | {"days-1-date": typed["days-0-date"]})
    assert problems(page) == {"id_days-1-date"}


def test_the_same_form_sent_twice_is_kept_once(as_coordinator, typed):
    as_coordinator.post("/proposals/new/", typed)
    page = as_coordinator.post("/proposals/new/", typed)
    assert (page.status_code, Proposal.objects.count()) == (200, 1)


def test_a_form_without_its_rows_keeps_nothing(as_coordinator, typed):
    bare = {name: value for name, value in typed.items() if not name.startswith("days-")}
    page = as_coordinator.post("/proposals/new/", bare)
    assert problems(page) == {""}
    assert not Proposal.objects.exists()


# For whom, and what is offered


def test_a_coordinator_proposes_for_own_provinces_only(as_coordinator, typed, other_province):
    page = as_coordinator.post("/proposals/new/", typed | {"province": other_province.pk})
    assert (problems(page), Proposal.objects.exists()) == ({"id_province"}, False)


def test_staff_propose_for_any_province_with_a_coordinator(
    as_staff, typed, coordinator, other_coordinator, other_province
):
    as_staff.post("/proposals/new/", typed | {"province": other_province.pk})
    assert Proposal.objects.get().province == other_province


def test_staff_are_offered_all_provinces_while_none_has_a_coordinator(as_staff, province):
    assert str(province.pk) in choices(as_staff, "province")


def test_a_single_province_is_chosen_already(as_coordinator, province):
    form = as_coordinator.get("/proposals/new/").context["page"].facts
    assert form["province"].value() == province.pk


def test_a_coordinator_chooses_among_venues_by_name_and_reads_no_contact(as_coordinator, venue):
    type(venue).objects.update(contact_name="السيد المقتصد", contact_phone="+212661000000")
    page = as_coordinator.get("/proposals/new/").content.decode()
    assert [text in page for text in ("دار الشباب", "السيد المقتصد", "661000000")] == [
        True,
        False,
        False,
    ]


def test_a_retired_module_is_not_offered(as_coordinator):
    offered, retired = factories.ModuleFactory(), factories.ModuleFactory()
    type(retired).objects.filter(pk=retired.pk).update(retired_at="2026-01-01T00:00Z")
    assert choices(as_coordinator, "module") == {str(offered.pk)}


@pytest.fixture
def coming_workshop(province):
    event = factories.QuotaFactory(province=province).event
    return factories.SessionFactory(event=event, kind="workshop", date=in_days(10))


def test_coming_workshops_that_the_coordinator_sees_are_offered(as_coordinator, coming_workshop):
    event = coming_workshop.event
    factories.SessionFactory(event=event, kind="workshop", date=in_days(-10))
    factories.SessionFactory(event=event, kind="training", date=in_days(11))
    factories.SessionFactory(kind="workshop", date=in_days(12))
    assert choices(as_coordinator, "session") == {str(coming_workshop.pk)}


@pytest.mark.parametrize("state", ["cancelled", "postponed", "draft"])
def test_a_workshop_that_does_not_take_place_is_not_offered(as_coordinator, coming_workshop, state):
    Event.objects.update(state=state)
    assert choices(as_coordinator, "session") == set()


def test_a_workshop_is_named_by_its_day_and_event(as_coordinator, coming_workshop):
    page = as_coordinator.get("/proposals/new/").content.decode()
    assert f"{write_date(coming_workshop.date)} · {coming_workshop.event.title_ar}" in page


def test_the_workshop_from_which_one_comes_is_chosen_already(as_coordinator, coming_workshop):
    page = as_coordinator.get("/proposals/new/", {"session": coming_workshop.pk})
    assert page.context["page"].facts["session"].value() == str(coming_workshop.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_takes_the_same_queries_for_one_and_three(
    as_coordinator, province, django_assert_num_queries, count
):
    for _ in range(count):
        factories.VenueFactory()
        factories.ModuleFactory()
        event = factories.QuotaFactory(province=province).event
        factories.SessionFactory(event=event, kind="workshop", date=in_days(10))
    with django_assert_num_queries(14):
        as_coordinator.get("/proposals/new/")


# Changing


@pytest.fixture
def proposal(coordinator, programme, venue):
    return propose(coordinator, programme=programme, venue=venue)


def edit(proposal):
    return reverse("proposal_edit", args=[proposal.pk])


def test_the_form_shows_what_was_proposed(as_coordinator, proposal, coordinator):
    page = as_coordinator.get(edit(proposal)).context["page"]
    assert (page.facts["title_ar"].value(), page.days.forms[0]["date"].value()) == (
        proposal.title_ar,
        in_days(30),
    )
    assert len(page.days.forms) == 3


def test_a_change_is_kept(as_coordinator, proposal, typed):
    as_coordinator.post(edit(proposal), typed)
    assert Proposal.objects.get().expected == 35
    assert history(proposal)[-1] == ("changed", "title_ar title_fr expected reason")


def test_staff_change_a_proposal_of_any_province(as_staff, proposal, typed):
    as_staff.post(edit(proposal), typed)
    assert Proposal.objects.get().expected == 35


def test_over_another_s_change_the_form_says_so_and_can_be_sent_again(
    as_coordinator, staff, proposal, typed
):
    names = [name for name in typed if hasattr(proposal, name) and name != "edition"]
    facts = {name: getattr(proposal, name) for name in names} | {"expected": 90}
    change_proposal(proposal, edition=0, days=[ProposedDay(in_days(30))], by=staff, **facts)
    page = as_coordinator.post(edit(proposal), typed)
    assert staff.full_name in page.content.decode()
    assert Proposal.objects.get().expected == 90
    form = page.context["page"].facts
    as_coordinator.post(edit(proposal), typed | {"edition": form["edition"].value()})
    assert Proposal.objects.get().expected == 35


def test_what_was_decided_meanwhile_is_not_changed(as_coordinator, staff, proposal, typed):
    decline_proposal(proposal, edition=0, reason="الميزانية", by=staff)
    page = as_coordinator.post(edit(proposal), typed | {"edition": "1"})
    assert (problems(page), Proposal.objects.get().expected) == ({""}, 40)


def test_a_workshop_that_is_over_stays_with_the_proposal_made_for_it(as_coordinator, province):
    session = factories.SessionFactory(kind="workshop", date=in_days(-3))
    proposal = ProposalFactory(province=province, session=session)
    assert choices(as_coordinator, "session", edit(proposal)) == {str(session.pk)}


def test_a_coordinator_of_two_provinces_chooses_one(client, typed, province, other_province):
    both = factories.UserFactory(role=Role.COORDINATOR, provinces=[province, other_province])
    client.force_login(both)
    client.post("/proposals/new/", typed | {"province": other_province.pk})
    assert Proposal.objects.get().province == other_province
