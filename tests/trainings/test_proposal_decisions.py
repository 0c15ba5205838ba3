"""Staff decide on a proposal once; an accepted one is a complete draft that can be opened."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from tests.trainings.proposal_makers import ProposalFactory, history, in_days, propose
from trainings.models import AgendaItem, Event, Proposal, ProposalEntry, Session, Venue
from trainings.services.errors import CodeTaken
from trainings.services.events import open_registration
from trainings.services.proposal_decisions import (
    AcceptedPlan,
    accept_proposal,
    decline_proposal,
    free_code,
    french_title,
    known_venue,
    postpone_proposal,
    reopen_proposal,
    withdraw_proposal,
)
from trainings.services.proposal_errors import (
    NothingToDecide,
    ProposalMovedOn,
    ReasonMissing,
    VenueCapacityMissing,
)
from trainings.services.proposals import (
    ProposedDay,
    comment_on_proposal,
    object_to_proposal,
    support_proposal,
)

PLAN = AcceptedPlan(code="SB05", title_fr="Valorisation", capacity=40, venue_capacity=80)
TWO_DAYS = [ProposedDay(in_days(30), Session.Kind.WORKSHOP), ProposedDay(in_days(31))]


@pytest.fixture
def proposal(coordinator):
    return propose(coordinator)


def accept(proposal, staff, **plan):
    return accept_proposal(
        proposal,
        edition=proposal.edition,
        plan=AcceptedPlan(**{**vars(PLAN), **plan}),
        by=staff,
    )


STEPS = {
    "accepted": accept,
    "declined": lambda proposal, by: decline_proposal(
        proposal, edition=proposal.edition, reason="الميزانية", by=by
    ),
    "postponed": lambda proposal, by: postpone_proposal(
        proposal, edition=proposal.edition, reason="موسم الجني", by=by
    ),
    "withdrawn": lambda proposal, by: withdraw_proposal(proposal, edition=proposal.edition, by=by),
    "open": lambda proposal, by: reopen_proposal(proposal, edition=proposal.edition, by=by),
}
FROM = {
    "open": {"accepted", "declined", "postponed", "withdrawn"},
    "postponed": {"accepted", "declined", "withdrawn", "open"},
    "declined": {"open"},
    "withdrawn": set(),
}


def brought_to(state, coordinator, staff):
    """A proposal that came to the state by its own steps."""
    proposal = propose(coordinator)
    if state != "open":
        STEPS[state](proposal, staff)
    return Proposal.objects.get(pk=proposal.pk)


# The steps


@pytest.mark.parametrize(
    ("state", "step"), [(s, step) for s, steps in FROM.items() for step in sorted(steps)]
)
def test_a_step_that_leads_on_is_taken(coordinator, staff, state, step):
    proposal = brought_to(state, coordinator, staff)
    STEPS[step](proposal, staff)
    assert Proposal.objects.get().state == step


@pytest.mark.parametrize(
    ("state", "step"),
    [(s, step) for s, steps in FROM.items() for step in sorted(STEPS.keys() - steps)],
)
def test_a_step_that_does_not_lead_on_is_refused(coordinator, staff, state, step):
    proposal = brought_to(state, coordinator, staff)
    lines = history(proposal)
    with pytest.raises(NothingToDecide):
        STEPS[step](proposal, staff)
    assert (Proposal.objects.get().state, history(proposal)) == (state, lines)


@pytest.mark.parametrize("step", STEPS)
def test_what_became_an_event_is_closed_for_good(proposal, staff, step):
    accept(proposal, staff)
    proposal.refresh_from_db()
    with pytest.raises(NothingToDecide):
        STEPS[step](proposal, staff)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("decide", [decline_proposal, postpone_proposal])
def test_a_no_or_not_now_says_why(proposal, staff, decide):
    with pytest.raises(ReasonMissing):
        decide(proposal, edition=0, reason="  ", by=staff)
    assert Proposal.objects.get().state == "open"


@pytest.mark.parametrize(
    ("step", "kind", "words"),
    [
        ("declined", "declined", "الميزانية"),
        ("postponed", "postponed", "موسم الجني"),
        ("withdrawn", "withdrawn", ""),
    ],
)
def test_a_step_is_in_the_history_with_its_reason(proposal, staff, step, kind, words):
    STEPS[step](proposal, staff)
    assert history(proposal) == [("proposed", ""), (kind, words)]


@pytest.mark.parametrize("step", ["declined", "postponed", "withdrawn"])
def test_a_step_is_audited(proposal, staff, step):
    STEPS[step](proposal, staff)
    assert audited()[-1] == (f"proposal.{step}", ["state"])


def test_opening_again_is_audited(coordinator, staff):
    reopen_proposal(brought_to("declined", coordinator, staff), edition=1, by=staff)
    assert audited()[-1] == ("proposal.reopened", ["state"])


# Two at once


@pytest.mark.parametrize("step", ["accepted", "declined", "postponed", "withdrawn"])
def test_who_decides_on_what_another_decided_is_told_by_whom(
    proposal, staff, administrator, in_english, step
):
    unread = Proposal.objects.get()
    STEPS["postponed"](proposal, staff)
    with pytest.raises(ProposalMovedOn, match=f"{staff.full_name} has postponed"):
        STEPS[step](unread, administrator)
    assert (Proposal.objects.get().state, Event.objects.count()) == ("postponed", 0)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_accept_at_once_one_makes_the_event(coordinator, staff):
    proposal = propose(coordinator)

    def decide(_wait):
        try:
            plan = AcceptedPlan(code=free_code(proposal.programme, proposal.province), **REST)
            return accept_proposal(proposal, edition=0, plan=plan, by=staff).code
        except ProposalMovedOn as error:
            return error

    answers = run_together(decide, times=6)
    assert [answer for answer in answers if isinstance(answer, str)] == [Event.objects.get().code]
    assert history(proposal) == [("proposed", ""), ("accepted", "")]


REST = {"title_fr": "Valorisation", "capacity": 40}


@pytest.mark.django_db(transaction=True)
def test_deciding_by_looking_first_makes_two_decisions(coordinator, staff):
    """The negative control: without the conditional UPDATE several get through."""
    proposal = propose(coordinator)

    def look_then_decide(wait):
        seen = Proposal.objects.get(pk=proposal.pk).state
        wait()
        with transaction.atomic():
            if seen == "open":
                Proposal.objects.filter(pk=proposal.pk).update(state="declined")
                ProposalEntry.objects.create(proposal=proposal, kind="declined", by=staff)

    run_together(look_then_decide, times=4)
    assert len(history(proposal)) > 2


# What is accepted


def test_an_accepted_proposal_is_a_draft_with_everything_filled_in(coordinator, staff, province):
    proposal = propose(coordinator, days=TWO_DAYS, expected=35)
    event = accept(proposal, staff, capacity=60)
    assert (event.state, event.code, event.title_ar, event.title_fr, event.capacity) == (
        "draft",
        "SB05",
        proposal.title_ar,
        "Valorisation",
        60,
    )
    assert (event.programme, event.venue) == (proposal.programme, proposal.venue)
    assert list(event.quotas.values_list("province", "places")) == [(province.pk, 35)]


def test_the_days_have_the_usual_half_days(coordinator, staff):
    event = accept(propose(coordinator, days=TWO_DAYS), staff)
    halves = [
        (session.date, session.kind, half.period, half.starts_at, half.ends_at)
        for session in event.sessions.all()
        for half in session.half_days.order_by("period")
    ]
    morning = ("am", dt.time(9), dt.time(12, 30))
    afternoon = ("pm", dt.time(14, 30), dt.time(17))
    assert halves == [
        (in_days(30), "workshop", *morning),
        (in_days(30), "workshop", *afternoon),
        (in_days(31), "training", *morning),
        (in_days(31), "training", *afternoon),
    ]


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        (TWO_DAYS, Decimal(6)),
        ([ProposedDay(in_days(30)), ProposedDay(in_days(31))], Decimal(12)),
    ],
    ids=["a workshop and a training day", "two training days"],
)
def test_the_hours_are_those_of_the_training(coordinator, staff, days, hours):
    assert accept(propose(coordinator, days=days), staff).hours == hours


def test_registration_can_be_opened_at_once(proposal, staff):
    event = accept(proposal, staff)
    open_registration(event, by=staff)
    assert Event.objects.get().is_open


def test_a_province_is_not_given_more_places_than_the_event_has(coordinator, staff):
    event = accept(propose(coordinator, expected=90), staff, capacity=70)
    assert event.quotas.get().places == 70


def test_a_module_stands_on_the_first_morning_of_training(coordinator, staff):
    module = factories.ModuleFactory()
    event = accept(propose(coordinator, days=TWO_DAYS, module=module), staff)
    item = AgendaItem.objects.get()
    assert (item.session, item.kind, item.module, item.starts_at, item.ends_at) == (
        event.sessions.get(kind="training"),
        "module",
        module,
        dt.time(9),
        dt.time(12, 30),
    )


def test_without_a_module_the_agenda_is_empty(proposal, staff):
    accept(proposal, staff)
    assert not AgendaItem.objects.exists()


def test_the_proposal_and_its_event_lead_to_each_other(proposal, staff):
    event = accept(proposal, staff)
    proposal.refresh_from_db()
    assert (proposal.event, event.proposal, proposal.state) == (event, proposal, "accepted")


def test_accepting_is_audited_with_all_that_it_made(coordinator, staff):
    commune = factories.CommuneFactory()
    module = factories.ModuleFactory()
    accept(propose(coordinator, new_venue="دار", new_venue_commune=commune, module=module), staff)
    assert [action for action, _ in audited()[1:]] == [
        "venue.created",
        "event.created",
        "session.created",
        "quota.created",
        "agenda_slot.created",
        "proposal.accepted",
    ]


def test_a_taken_code_refuses_everything(coordinator, staff):
    factories.EventFactory(code="SB05")
    proposal = propose(coordinator, new_venue="دار", new_venue_commune=factories.CommuneFactory())
    venues = Venue.objects.count()
    with pytest.raises(CodeTaken):
        accept(proposal, staff)
    kept = Proposal.objects.get()
    assert (kept.state, kept.edition, Venue.objects.count(), history(kept)) == (
        "open",
        0,
        venues,
        [("proposed", "")],
    )


# The venue


@pytest.fixture
def of_a_new_venue(coordinator):
    commune = factories.CommuneFactory()
    return propose(coordinator, new_venue="دار المرأة", new_venue_commune=commune)


def test_a_new_venue_is_made(of_a_new_venue, staff):
    venue = accept(of_a_new_venue, staff, venue_name_fr="Dar Al Maraa", venue_capacity=70).venue
    assert (venue.name_ar, venue.name_fr, venue.commune, venue.capacity) == (
        "دار المرأة",
        "Dar Al Maraa",
        of_a_new_venue.new_venue_commune,
        70,
    )


def test_a_new_venue_without_a_french_name_keeps_the_one_it_has(of_a_new_venue, staff):
    assert accept(of_a_new_venue, staff).venue.name_fr == "دار المرأة"


def test_a_new_venue_needs_to_say_how_many_it_holds(of_a_new_venue, staff):
    with pytest.raises(VenueCapacityMissing):
        accept(of_a_new_venue, staff, venue_capacity=None)


@pytest.mark.parametrize("names", [{"name_ar": "دار المرأة"}, {"name_fr": "دار المرأة"}])
def test_a_venue_of_that_name_in_that_commune_is_taken(of_a_new_venue, staff, names):
    there = factories.VenueFactory(commune=of_a_new_venue.new_venue_commune, **names)
    assert accept(of_a_new_venue, staff).venue == there


def test_a_venue_of_that_name_elsewhere_is_another(of_a_new_venue):
    factories.VenueFactory(name_ar="دار المرأة")
    assert known_venue(of_a_new_venue) is None


# Code and title


@pytest.mark.parametrize(
    ("iso", "code"),
    [
        ("MA-SIB", "SB01"),
        ("MA-JDI", "JD01"),
        ("MA-SET", "ST01"),
        ("MA-BRR", "BR01"),
        ("MA-NOU", "NO01"),
        ("M00007", "M01"),
    ],
)
def test_a_code_has_two_letters_of_the_province(db, iso, code):
    province = factories.ProvinceFactory(iso=iso)
    assert free_code(factories.ProgrammeFactory(), province) == code


def test_the_numbers_run_on_over_the_programme(db):
    programme = factories.ProgrammeFactory()
    for code in ("SB01", "JD02", "ST04", "RENCONTRE-7"):
        factories.EventFactory(programme=programme, code=code)
    assert free_code(programme, factories.ProvinceFactory(iso="MA-SIB")) == "SB05"


def test_a_code_of_another_programme_s_event_is_not_given_again(db):
    factories.EventFactory(code="SB01")
    factories.EventFactory(code="SB02")
    assert (
        free_code(factories.ProgrammeFactory(), factories.ProvinceFactory(iso="MA-SIB")) == "SB03"
    )


def test_beyond_99_a_code_has_three_digits(db):
    event = factories.EventFactory(code="SB99")
    assert free_code(event.programme, factories.ProvinceFactory(iso="MA-SIB")) == "SB100"


@pytest.mark.parametrize("iso", ["MA-SIB", "M00007"])
def test_a_code_is_one_that_events_may_have(db, iso):
    code = free_code(factories.ProgrammeFactory(), factories.ProvinceFactory(iso=iso))
    Event._meta.get_field("code").run_validators(code)


@pytest.mark.parametrize(
    ("own", "module", "title"),
    [
        ("Le sien", "Du module", "Le sien"),
        ("", "Du module", "Du module"),
        ("", None, ""),
    ],
)
def test_the_french_title_is_its_own_or_the_module_s_or_nobody_has_written_one(
    db, own, module, title
):
    module = factories.ModuleFactory(title_fr=module) if module else None
    proposal = ProposalFactory(title_ar="تثمين", title_fr=own, module=module)
    assert french_title(proposal) == title


def test_an_empty_french_title_of_the_plan_falls_back(proposal, staff):
    assert accept(proposal, staff, title_fr="").title_fr == proposal.title_fr


def test_without_any_french_title_the_event_has_the_arabic_one(coordinator, staff):
    proposal = propose(coordinator, title_fr="")
    assert accept(proposal, staff, title_fr="").title_fr == proposal.title_ar


# The history


def test_no_line_of_the_history_ever_changes(proposal, other_coordinator, staff):
    def lines():
        return list(proposal.entries.values_list())

    taken = [
        lambda: support_proposal(proposal, by=other_coordinator),
        lambda: object_to_proposal(proposal, reason="التاريخ", by=other_coordinator),
        lambda: comment_on_proposal(proposal, words="سؤال", by=staff),
        lambda: postpone_proposal(proposal, edition=0, reason="موسم الجني", by=staff),
        lambda: reopen_proposal(proposal, edition=1, words="نعود إليه", by=staff),
        lambda: accept(Proposal.objects.get(), staff),
    ]
    for number, step in enumerate(taken, start=1):
        before = lines()
        step()
        assert (lines()[:number], len(lines())) == (before, number + 1)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "accepted"},
        {"state": "unknown"},
        {"new_venue": "دار"},
        {"venue": None},
    ],
    ids=["accepted without an event", "an unknown state", "two venues", "no venue"],
)
def test_the_database_refuses(proposal, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(**broken)
