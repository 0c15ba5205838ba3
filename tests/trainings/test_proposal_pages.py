"""The pages of proposals: the board, the list, a proposal, and what its buttons do."""

import pytest
from django.urls import reverse

from network.models import Role
from tests import factories
from tests.trainings.conftest import in_arabic
from tests.trainings.proposal_makers import ProposalFactory, history, in_days, propose
from trainings import proposal_lists
from trainings.models import Event, Proposal
from trainings.services.proposal_decisions import decline_proposal, postpone_proposal
from trainings.services.proposals import object_to_proposal, support_proposal


@pytest.fixture
def proposal(coordinator):
    return propose(coordinator, title_ar="تثمين الزعفران")


@pytest.fixture
def as_neighbour(client, other_coordinator):
    """A browser of a coordinator of another province."""
    client.force_login(other_coordinator)
    return client


def page_of(proposal):
    return reverse("proposal_detail", args=[proposal.pk])


def say(client, proposal, what, words="", **typed):
    address = reverse("proposal_say", args=[proposal.pk, what])
    return client.post(address, {"words": words, "edition": proposal.edition, **typed})


def decide(client, proposal, what, words="", **typed):
    address = reverse("proposal_decide", args=[proposal.pk, what])
    return client.post(address, {"words": words, "edition": proposal.edition, **typed})


# Who may call what

READERS = {"administrator": 200, "staff": 200, "coordinator": 200, "observer": 403, None: 302}
PLANNERS = {"administrator": 200, "staff": 200, "coordinator": 403, "observer": 403, None: 302}
OWNERS = {"administrator": 403, "staff": 403, "coordinator": 200, "observer": 403, None: 302}
PAGES = {
    "/proposals/": READERS,
    "/proposals/all/": READERS,
    "/proposals/new/": READERS,
    "/proposals/{}/": READERS,
    "/proposals/{}/edit/": READERS,
    "/proposals/{}/accept/": PLANNERS,
    "/proposals/{}/withdraw/": OWNERS,
}
# With words, so that a step that is allowed is taken.
STEPS = {
    "say/comment": {"administrator": 302, "staff": 302, "coordinator": 302, "observer": 403},
    "say/support": {"administrator": 403, "staff": 403, "coordinator": 302, "observer": 403},
    "say/object": {"administrator": 403, "staff": 403, "coordinator": 302, "observer": 403},
    "say/step_back": {"administrator": 403, "staff": 403, "coordinator": 302, "observer": 403},
    "say/dance": {"staff": 404, "coordinator": 404},
    "decide/postpone": {"administrator": 302, "staff": 302, "coordinator": 403, "observer": 403},
    "decide/decline": {"administrator": 302, "staff": 302, "coordinator": 403, "observer": 403},
    "decide/dance": {"staff": 404, "coordinator": 403},
}


@pytest.fixture
def sign_in(client, province):
    """Sign somebody of a role in (None: a stranger); a coordinator is of the own province."""

    def sign_in(role):
        if role:
            provinces = [province] if role == Role.COORDINATOR else []
            client.force_login(factories.UserFactory(role=role, provinces=provinces))
        return client

    return sign_in


@pytest.mark.parametrize(
    ("address", "role", "status"),
    [(page, role, status) for page, table in PAGES.items() for role, status in table.items()],
)
def test_a_page_answers_by_role(sign_in, proposal, address, role, status):
    assert sign_in(role).get(address.format(proposal.pk)).status_code == status


@pytest.mark.parametrize(
    ("step", "role", "status"),
    [(step, role, status) for step, table in STEPS.items() for role, status in table.items()],
)
def test_a_button_answers_by_role(sign_in, proposal, step, role, status):
    answer = sign_in(role).post(
        f"/proposals/{proposal.pk}/{step}/", {"words": "التاريخ", "edition": 0}
    )
    assert answer.status_code == status


@pytest.mark.parametrize("step", ["say/support", "decide/decline"])
def test_nothing_is_changed_by_a_link(sign_in, proposal, step):
    assert sign_in("staff").get(f"/proposals/{proposal.pk}/{step}/").status_code == 405


@pytest.mark.parametrize("page", ["edit", "withdraw"])
def test_a_proposal_of_another_province_is_not_theirs_to_change(as_neighbour, proposal, page):
    answers = [
        getattr(as_neighbour, m)(f"/proposals/{proposal.pk}/{page}/") for m in ("get", "post")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert Proposal.objects.get().state == "open"


@pytest.mark.parametrize("page", ["", "edit/", "accept/"])
def test_what_does_not_exist_answers_404(as_staff, page):
    assert as_staff.get(f"/proposals/4711/{page}").status_code == 404


# The board


def columns(client, **query):
    page = client.get("/proposals/", query).context
    return {column.state.value: column for column in page["columns"]}


def test_the_board_has_a_column_for_each_state(as_staff, proposal):
    shown = columns(as_staff)
    assert list(shown) == ["open", "postponed", "accepted", "declined"]
    assert [len(column.proposals) for column in shown.values()] == [1, 0, 0, 0]


def test_a_card_says_where_when_for_how_many_and_who(
    as_staff, coordinator, proposal, neighbour_says
):
    page = as_staff.get("/proposals/").content.decode()
    said = (proposal.title_ar, proposal.venue.name_ar, coordinator.full_name, "سيدي بنور")
    assert [text for text in said if text not in page] == []


@pytest.fixture
def neighbour_says(proposal, other_coordinator):
    object_to_proposal(proposal, reason="يوم السوق الأسبوعي", by=other_coordinator)


def test_a_card_counts_who_supports_and_who_objects(as_staff, proposal, neighbour_says):
    (card,) = columns(as_staff)["open"].proposals
    assert (len(card.supporters), len(card.objectors)) == (0, 1)


def test_without_any_proposal_the_board_invites_to_propose(as_coordinator):
    page = as_coordinator.get("/proposals/").content.decode()
    assert ("empty-state" in page, "/proposals/new/" in page) == (True, True)


def test_where_nothing_is_found_the_board_stays_a_board(as_staff, proposal):
    page = as_staff.get("/proposals/", {"state": "declined"}).content.decode()
    assert ("empty-state" in page, "board-none" in page) == (False, True)


def test_withdrawn_ones_are_shown_where_they_are_asked_for(as_staff):
    gone = ProposalFactory(state="withdrawn")
    assert columns(as_staff, state="withdrawn")["withdrawn"].proposals == [gone]


@pytest.mark.parametrize("what", ["programme", "province", "session"])
def test_the_board_is_narrowed_by_its_address(as_staff, what):
    session = factories.SessionFactory(kind="workshop")
    proposal, _other = ProposalFactory(session=session), ProposalFactory()
    shown = columns(as_staff, **{what: getattr(proposal, f"{what}_id")})
    assert shown["open"].proposals == [proposal]


def test_a_long_column_is_cut_and_leads_to_the_list(as_staff, monkeypatch):
    monkeypatch.setattr(proposal_lists, "DECIDED_SHOWN", 2)
    for _ in range(3):
        ProposalFactory(state="declined")
    column = columns(as_staff)["declined"]
    assert (len(column.proposals), column.count, column.is_cut) == (2, 3, True)
    assert "/proposals/all/?state=declined" in as_staff.get("/proposals/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"), [("/proposals/", 10), ("/proposals/all/", 10)], ids=["board", "list"]
)
def test_the_lists_take_the_same_queries_for_one_and_three(
    as_coordinator, other_coordinator, province, django_assert_num_queries, address, queries, count
):
    for _ in range(count):
        for state in ("open", "postponed", "declined"):
            proposal = ProposalFactory(state=state, session=factories.SessionFactory())
        commune = factories.CommuneFactory()
        new = ProposalFactory(venue=None, new_venue="دار", new_venue_commune=commune)
        support_proposal(new, by=other_coordinator)
        object_to_proposal(new, reason="التاريخ", by=proposal.proposed_by)
    with django_assert_num_queries(queries):
        as_coordinator.get(address)


# The list


def listed(client, **query):
    return list(client.get("/proposals/all/", query).context["table"].data)


def test_the_list_shows_all_states_the_latest_first(as_staff):
    made = [ProposalFactory(state=state) for state in ("open", "declined", "withdrawn")]
    assert listed(as_staff) == made[::-1]


def test_a_coordinator_finds_what_waits_for_an_own_stance(client, other_coordinator, proposal):
    answered = ProposalFactory()
    support_proposal(answered, by=other_coordinator)
    client.force_login(other_coordinator)
    assert listed(client, answer="missing") == [proposal]


def test_staff_are_not_asked_for_a_stance(as_staff):
    assert "answer" not in as_staff.get("/proposals/all/").context["filter"].form.fields


# A proposal


def test_the_page_shows_who_says_what(as_staff, proposal, neighbour_says, other_coordinator):
    page = as_staff.get(page_of(proposal)).content.decode()
    assert [text in page for text in ("يوم السوق الأسبوعي", other_coordinator.full_name)] == [
        True,
        True,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_line_and_three(
    as_staff, proposal, django_assert_num_queries, count
):
    for _ in range(count):
        other = factories.UserFactory(
            role=Role.COORDINATOR, provinces=[factories.ProvinceFactory()]
        )
        object_to_proposal(proposal, reason="التاريخ", by=other)
        session = factories.SessionFactory(event__venue=proposal.venue, date=in_days(30))
        factories.HalfDayFactory(session=session)
        ProposalFactory(province=proposal.province)
    with django_assert_num_queries(19):
        as_staff.get(page_of(proposal))


def buttons(page):
    """The last part of the addresses to which the page's buttons send, and of its links."""
    text = page.content.decode()
    steps = ("support", "object", "step_back", "postpone", "decline", "reopen")
    links = ("accept", "edit", "withdraw")
    found = {step for step in steps if f"/{step}/" in text}
    return found | {link for link in links if f"/{link}/" in text}


@pytest.mark.parametrize(
    ("reader", "offered"),
    [
        ("staff", {"accept", "edit", "postpone", "decline"}),
        ("coordinator", {"edit", "withdraw"}),
        ("other_coordinator", {"support", "object"}),
    ],
)
def test_each_is_offered_what_they_may_do(request, client, proposal, reader, offered):
    client.force_login(request.getfixturevalue(reader))
    assert buttons(client.get(page_of(proposal))) == offered


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("postponed", {"accept", "edit", "decline", "reopen"}),
        ("declined", {"reopen"}),
        ("withdrawn", set()),
    ],
)
def test_staff_are_offered_what_leads_on(as_staff, state, offered):
    assert buttons(as_staff.get(page_of(ProposalFactory(state=state)))) == offered


def test_who_supports_it_can_object_or_step_back(as_neighbour, proposal):
    say(as_neighbour, proposal, "support")
    assert buttons(as_neighbour.get(page_of(proposal))) == {"object", "step_back"}


def test_a_stance_from_before_a_change_says_so(as_staff, proposal, neighbour_says, coordinator):
    proposal.entries.create(kind="changed", text="days", by=coordinator)
    assert "stance-old" in as_staff.get(page_of(proposal)).content.decode()


def test_a_change_is_told_by_the_names_of_its_fields(as_staff, proposal, coordinator):
    proposal.entries.create(kind="changed", text="expected days new_venue", by=coordinator)
    page = as_staff.get(page_of(proposal)).content.decode()
    assert "العدد المرتقب، الأيام، اسم مكان جديد" in page


def test_the_workshop_is_a_link_only_for_who_sees_its_event(client, coordinator, other_coordinator):
    event = factories.QuotaFactory(province=coordinator.provinces.get()).event
    session = factories.SessionFactory(event=event, kind="workshop")
    proposal = propose(coordinator, session=session)
    address = reverse("workshop_detail", args=[event.code, session.date])
    links = []
    for reader in (coordinator, other_coordinator):
        client.force_login(reader)
        links.append(address in client.get(page_of(proposal)).content.decode())
    assert links == [True, False]


# What meets it


def clashes(client, proposal):
    return client.get(page_of(proposal)).context["clashes"]


@pytest.fixture
def meeting_event(proposal):
    """Another event at the venue on the morning of the proposed day."""
    event = factories.EventFactory(venue=proposal.venue, title_ar="لقاء الحكامة")
    session = factories.SessionFactory(event=event, date=in_days(30))
    factories.HalfDayFactory(session=session)
    return event


def test_an_event_at_the_venue_that_day_is_named(as_staff, proposal, meeting_event):
    assert "لقاء الحكامة" in "".join(clashes(as_staff, proposal))


def test_an_event_that_the_reader_does_not_see_is_not_named(
    as_coordinator, proposal, meeting_event, in_english
):
    said = "".join(clashes(as_coordinator, proposal))
    assert (
        "لقاء الحكامة" in said,
        in_arabic("%(date)s: the venue is taken by another event.")[10:] in said,
    ) == (False, True)


def test_who_is_needed_at_an_event_that_the_reader_does_not_see_is_not_told(
    client, other_coordinator, proposal
):
    """The coordinator at home is needed at both: only who sees the other event reads of it."""
    host = factories.UserFactory(role=Role.COORDINATOR, provinces=[proposal.venue.commune.province])
    elsewhere = factories.VenueFactory(commune__province=proposal.venue.commune.province)
    session = factories.SessionFactory(event__venue=elsewhere, date=in_days(30))
    factories.HalfDayFactory(session=session)
    told = []
    for reader in (factories.UserFactory(), other_coordinator):
        client.force_login(reader)
        told.append(host.full_name in "".join(clashes(client, proposal)))
    assert told == [True, False]


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_an_event_that_does_not_take_place_meets_nothing(as_staff, proposal, meeting_event, state):
    Event.objects.update(state=state)
    assert "لقاء الحكامة" not in "".join(clashes(as_staff, proposal))


def test_a_venue_that_is_too_small_is_told(as_staff, coordinator):
    venue = factories.VenueFactory(capacity=20, name_ar="دار الشباب")
    assert "دار الشباب" in "".join(clashes(as_staff, propose(coordinator, venue=venue)))


def test_a_new_venue_meets_no_event(as_staff, coordinator, meeting_event):
    commune = meeting_event.venue.commune
    new = propose(coordinator, new_venue="دار المرأة", new_venue_commune=commune)
    assert "لقاء الحكامة" not in "".join(clashes(as_staff, new))


def test_another_proposal_of_the_province_that_day_is_named(as_staff, proposal, province):
    ProposalFactory(province=province, title_ar="تسويق الحناء")
    ProposalFactory(province=province, title_ar="بعد يوم", date=in_days(31))
    ProposalFactory(title_ar="إقليم آخر")
    said = "".join(clashes(as_staff, proposal))
    assert [text in said for text in ("تسويق الحناء", "بعد يوم", "إقليم آخر")] == [
        True,
        False,
        False,
    ]


def test_a_closed_proposal_meets_nothing(as_staff, proposal, meeting_event):
    Proposal.objects.update(state="declined")
    assert clashes(as_staff, proposal) == []


# The buttons


def test_a_coordinator_supports_with_one_touch(as_neighbour, proposal):
    assert say(as_neighbour, proposal, "support").url == page_of(proposal)
    assert history(proposal)[-1] == ("supported", "")


def test_an_objection_without_a_reason_asks_for_it(as_neighbour, proposal):
    page = say(as_neighbour, proposal, "object")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["words"])


@pytest.mark.parametrize("words", ["", "م" * 1001])
def test_what_cannot_be_kept_is_said_at_the_words(as_neighbour, proposal, words):
    page = say(as_neighbour, proposal, "comment", words)
    assert list(page.context["form"].errors) == ["words"]
    assert words in page.content.decode()


def test_staff_comment_and_take_no_stance(as_staff, proposal):
    say(as_staff, proposal, "comment", "من يوفر النقل؟")
    assert history(proposal)[-1] == ("commented", "من يوفر النقل؟")


def test_who_proposed_it_is_told_that_the_others_answer(as_coordinator, proposal, in_english):
    page = say(as_coordinator, proposal, "support")
    assert len(page.context["form"].non_field_errors()) == 1


@pytest.mark.parametrize(("what", "state"), [("postpone", "postponed"), ("decline", "declined")])
def test_staff_decide_with_a_reason(as_staff, proposal, what, state):
    decide(as_staff, proposal, what, "موسم جني الزيتون")
    assert Proposal.objects.get().state == state
    assert history(proposal)[-1] == (state, "موسم جني الزيتون")


@pytest.mark.parametrize("what", ["postpone", "decline"])
def test_a_decision_without_a_reason_asks_for_it(as_staff, proposal, what):
    page = decide(as_staff, proposal, what)
    assert list(page.context["form"].errors) == ["words"]
    assert Proposal.objects.get().state == "open"


def test_a_postponed_one_is_opened_again(as_staff, staff, proposal):
    postpone_proposal(proposal, edition=0, reason="موسم الجني", by=staff)
    decide(as_staff, proposal, "reopen", edition=1)
    assert Proposal.objects.get().state == "open"


def test_who_decides_second_reads_what_the_first_did_and_can_decide_on_that(
    as_staff, administrator, proposal
):
    postpone_proposal(proposal, edition=0, reason="موسم الجني", by=administrator)
    page = decide(as_staff, proposal, "decline", "الميزانية")
    (sentence,) = page.context["form"].non_field_errors()
    assert administrator.full_name in sentence
    assert ("الميزانية" in page.content.decode(), 'value="1"' in page.content.decode()) == (
        True,
        True,
    )


def test_a_form_without_its_edition_decides_nothing(as_staff, proposal):
    page = as_staff.post(
        reverse("proposal_decide", args=[proposal.pk, "decline"]), {"words": "الميزانية"}
    )
    assert (page.status_code, Proposal.objects.get().state) == (200, "open")


@pytest.mark.parametrize("edition", ["7", "99999999999", "9" * 30])
def test_an_edition_that_the_proposal_never_had_decides_nothing(as_staff, proposal, edition):
    page = as_staff.post(
        reverse("proposal_decide", args=[proposal.pk, "decline"]),
        {"words": "الميزانية", "edition": edition},
    )
    assert (len(page.context["form"].non_field_errors()), Proposal.objects.get().state) == (
        1,
        "open",
    )


def test_a_coordinator_withdraws_an_own_proposal(as_coordinator, proposal):
    address = reverse("proposal_withdraw", args=[proposal.pk])
    as_coordinator.post(address, {"words": "نؤجله إلى الربيع", "edition": 0})
    assert (Proposal.objects.get().state, history(proposal)[-1]) == (
        "withdrawn",
        ("withdrawn", "نؤجله إلى الربيع"),
    )


def test_what_was_decided_meanwhile_is_not_withdrawn(as_coordinator, staff, proposal):
    decline_proposal(proposal, edition=0, reason="الميزانية", by=staff)
    address = reverse("proposal_withdraw", args=[proposal.pk])
    page = as_coordinator.post(address, {"edition": 0})
    assert (page.status_code, Proposal.objects.get().state) == (200, "declined")
