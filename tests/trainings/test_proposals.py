"""Proposals are made, changed, supported and objected to; their history only grows."""

import pytest

from network.models import Role
from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from tests.trainings.proposal_makers import ProposalFactory, facts_of, history, in_days, propose
from trainings.models import Proposal, ProposalEntry, Session, Venue
from trainings.services.proposal_decisions import (
    decline_proposal,
    postpone_proposal,
    withdraw_proposal,
)
from trainings.services.proposal_errors import (
    AlreadyProposed,
    NoDayToTrain,
    NothingToDecide,
    OwnProposal,
    ProposalMovedOn,
    ReasonMissing,
    WordsMissing,
)
from trainings.services.proposals import (
    ProposedDay,
    change_proposal,
    comment_on_proposal,
    object_to_proposal,
    propose_event,
    step_back_from_proposal,
    support_proposal,
)

WORKSHOP = Session.Kind.WORKSHOP


@pytest.fixture
def proposal(coordinator):
    return propose(coordinator)


@pytest.fixture
def neighbour(other_coordinator):
    return other_coordinator


def standing(proposal):
    """Who supports and who objects now."""
    read = Proposal.objects.with_tallies().get(pk=proposal.pk)
    return [e.by for e in read.supporters], [e.by for e in read.objectors]


# Proposing


def test_a_proposal_is_kept_with_its_days_and_is_under_discussion(coordinator, province):
    days = [ProposedDay(in_days(31)), ProposedDay(in_days(30), WORKSHOP)]
    proposal = propose(coordinator, days=days)
    assert (proposal.state, proposal.province, proposal.proposed_by) == (
        "open",
        province,
        coordinator,
    )
    assert list(proposal.days.values_list("date", "kind")) == [
        (in_days(30), "workshop"),
        (in_days(31), "training"),
    ]


def test_the_history_begins_with_who_proposed_it(proposal, coordinator):
    (entry,) = proposal.entries.all()
    assert (entry.kind, entry.by) == ("proposed", coordinator)


def test_proposing_is_audited(proposal, province):
    assert audited() == [("proposal.created", sorted([*facts_of(province), "days"]))]


def test_days_without_training_are_refused(coordinator):
    with pytest.raises(NoDayToTrain):
        propose(coordinator, days=[ProposedDay(in_days(30), WORKSHOP)])
    assert not Proposal.objects.exists()


def test_the_same_proposal_sent_twice_is_kept_once(coordinator, proposal):
    with pytest.raises(AlreadyProposed):
        propose(coordinator, programme=proposal.programme)
    assert Proposal.objects.get() == proposal


@pytest.mark.parametrize(
    "difference",
    [{"title_ar": "موضوع آخر"}, {"days": [ProposedDay(in_days(60))]}],
    ids=["another theme", "another day"],
)
def test_another_theme_or_another_day_is_another_proposal(coordinator, proposal, difference):
    assert propose(coordinator, **difference) != proposal


def test_what_was_withdrawn_can_be_proposed_again(coordinator, proposal):
    withdraw_proposal(proposal, edition=0, by=coordinator)
    assert propose(coordinator) != proposal


@pytest.mark.django_db(transaction=True)
def test_of_one_proposal_sent_several_times_at_once_one_is_kept(coordinator, province):
    facts = facts_of(province)

    def send(_wait):
        try:
            return propose_event(days=[ProposedDay(in_days(30))], by=coordinator, **facts)
        except AlreadyProposed:
            return None

    assert len([kept for kept in run_together(send, times=4) if kept]) == 1


# Changing


def change(proposal, by, **changes):
    """Change nothing but what is named."""
    names = facts_of(proposal.province, programme=proposal.programme, venue=proposal.venue)
    standing = {name: getattr(proposal, name) for name in names}
    days = [ProposedDay(day.date, day.kind) for day in proposal.days.all()]
    plan = {"edition": proposal.edition, "days": days, "by": by}
    return change_proposal(proposal, **{**plan, **standing, **changes})


def test_a_change_is_kept_and_its_line_names_what_changed(proposal, coordinator):
    change(proposal, coordinator, expected=60, days=[ProposedDay(in_days(40))])
    proposal.refresh_from_db()
    assert (proposal.expected, proposal.dates, history(proposal)[1:]) == (
        60,
        [in_days(40)],
        [("changed", "expected days")],
    )


def test_a_change_is_audited_with_what_changed(proposal, coordinator):
    change(proposal, coordinator, expected=60)
    assert audited()[-1] == ("proposal.updated", ["expected"])


def test_a_change_of_the_kind_of_a_day_is_a_change(proposal, coordinator):
    days = [ProposedDay(in_days(29), WORKSHOP), ProposedDay(in_days(30))]
    change(proposal, coordinator, days=days)
    assert history(proposal)[-1] == ("changed", "days")


def test_a_change_of_nothing_leaves_no_trace(proposal, coordinator):
    before = audited()
    kept = change(proposal, coordinator)
    assert (history(proposal), audited(), Proposal.objects.get().edition, kept) == (
        [("proposed", "")],
        before,
        0,
        proposal,
    )


def test_a_change_over_another_s_change_is_refused_and_says_whose(
    proposal, coordinator, staff, in_english
):
    change(proposal, staff, expected=60)
    with pytest.raises(ProposalMovedOn, match=f"{staff.full_name} has changed") as refused:
        change(proposal, coordinator, expected=70)
    assert (Proposal.objects.get().expected, refused.value.edition) == (60, 1)


def test_a_change_without_training_is_refused(proposal, coordinator):
    with pytest.raises(NoDayToTrain):
        change(proposal, coordinator, days=[ProposedDay(in_days(30), WORKSHOP)])


def test_a_postponed_proposal_can_be_changed_and_stays_postponed(proposal, coordinator, staff):
    postpone_proposal(proposal, edition=0, reason="بعد موسم الجني", by=staff)
    proposal.refresh_from_db()
    assert change(proposal, coordinator, expected=50).state == "postponed"


def test_a_declined_proposal_cannot_be_changed(proposal, coordinator, staff, in_english):
    decline_proposal(proposal, edition=0, reason="الميزانية", by=staff)
    proposal.refresh_from_db()
    with pytest.raises(NothingToDecide, match="declined"):
        change(proposal, coordinator, expected=50)


# Stances


def test_support_counts_for_it(proposal, neighbour):
    support_proposal(proposal, by=neighbour)
    assert standing(proposal) == ([neighbour], [])


def test_an_objection_counts_against_it_with_its_reason(proposal, neighbour):
    object_to_proposal(proposal, reason=" يوم السوق الأسبوعي ", by=neighbour)
    assert standing(proposal) == ([], [neighbour])
    assert history(proposal)[-1] == ("objected", "يوم السوق الأسبوعي")


@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_an_objection_without_a_reason_is_refused(proposal, neighbour, nothing):
    with pytest.raises(ReasonMissing):
        object_to_proposal(proposal, reason=nothing, by=neighbour)
    assert history(proposal) == [("proposed", "")]


def test_only_the_latest_stance_of_each_counts_and_all_stay_in_the_history(proposal, neighbour):
    object_to_proposal(proposal, reason="التاريخ", by=neighbour)
    support_proposal(proposal, by=neighbour)
    assert standing(proposal) == ([neighbour], [])
    assert [kind for kind, _ in history(proposal)] == ["proposed", "objected", "supported"]


def test_who_steps_back_counts_no_more(proposal, neighbour):
    support_proposal(proposal, by=neighbour)
    step_back_from_proposal(proposal, by=neighbour)
    assert standing(proposal) == ([], [])


def test_who_has_no_stance_has_none_to_take_back(proposal, neighbour):
    step_back_from_proposal(proposal, by=neighbour)
    assert history(proposal) == [("proposed", "")]


def test_the_stance_of_each_person_counts_by_itself(proposal, neighbour, province):
    colleague = factories.UserFactory(role=Role.COORDINATOR, provinces=[province])
    support_proposal(proposal, by=colleague)
    object_to_proposal(proposal, reason="القاعة صغيرة", by=neighbour)
    assert standing(proposal) == ([colleague], [neighbour])


def test_a_stance_on_another_proposal_does_not_count_here(proposal, neighbour):
    support_proposal(ProposalFactory(), by=neighbour)
    assert standing(proposal) == ([], [])


def test_the_same_stance_in_the_same_words_is_written_once(proposal, neighbour):
    support_proposal(proposal, by=neighbour)
    support_proposal(proposal, by=neighbour)
    assert len(history(proposal)) == 2


def test_the_same_stance_in_other_words_is_written_again(proposal, neighbour):
    support_proposal(proposal, by=neighbour)
    support_proposal(proposal, words="نحضر جميعا", by=neighbour)
    assert len(history(proposal)) == 3


def test_a_stance_is_repeated_on_what_has_changed_since(proposal, neighbour, coordinator):
    support_proposal(proposal, by=neighbour)
    change(proposal, coordinator, expected=60)
    support_proposal(proposal, by=neighbour)
    assert [kind for kind, _ in history(proposal)][-2:] == ["changed", "supported"]


def test_nobody_takes_a_stance_on_an_own_proposal(proposal, coordinator):
    with pytest.raises(OwnProposal):
        support_proposal(proposal, by=coordinator)


@pytest.mark.parametrize("decide", [decline_proposal, withdraw_proposal])
def test_nobody_takes_a_stance_on_what_is_closed(proposal, neighbour, staff, decide):
    words = {"reason": "الميزانية"} if decide is decline_proposal else {}
    decide(proposal, edition=0, by=staff, **words)
    with pytest.raises(NothingToDecide):
        support_proposal(proposal, by=neighbour)


def test_a_stance_leaves_the_edition_as_it_was(proposal, neighbour):
    """Staff can decide without reading the page again after each thumb."""
    support_proposal(proposal, by=neighbour)
    assert Proposal.objects.get().edition == 0


def test_stances_are_audited(proposal, neighbour):
    support_proposal(proposal, by=neighbour)
    object_to_proposal(proposal, reason="التاريخ", by=neighbour)
    step_back_from_proposal(proposal, by=neighbour)
    assert [action for action, _ in audited()[1:]] == [
        "proposal.supported",
        "proposal.objected",
        "proposal.stepped_back",
    ]


# Comments


def test_a_comment_is_no_stance(proposal, neighbour):
    comment_on_proposal(proposal, words="كم تبعد القاعة عن المحطة؟", by=neighbour)
    assert (standing(proposal), history(proposal)[-1][0]) == (([], []), "commented")


def test_an_empty_comment_is_refused(proposal, neighbour):
    with pytest.raises(WordsMissing):
        comment_on_proposal(proposal, words=" ", by=neighbour)


def test_what_is_closed_can_still_be_commented_on(proposal, coordinator, staff):
    decline_proposal(proposal, edition=0, reason="الميزانية", by=staff)
    comment_on_proposal(proposal, words="نعيد اقتراحه في السنة المقبلة", by=coordinator)
    assert history(proposal)[-1][0] == "commented"


# Who sees what


@pytest.mark.parametrize(("role", "seen"), [("staff", 1), ("administrator", 1), ("observer", 0)])
def test_proposals_are_for_staff_and_not_for_observers(proposal, role, seen):
    user = factories.UserFactory(role=role)
    assert Proposal.objects.visible_to(user).count() == seen


def test_coordinators_see_the_proposals_of_all_provinces(proposal, neighbour):
    assert Proposal.objects.visible_to(neighbour).get() == proposal


@pytest.mark.parametrize(
    ("state", "changeable"),
    [("open", True), ("postponed", True), ("declined", False), ("withdrawn", False)],
)
def test_own_proposals_can_be_changed_until_they_are_closed(
    coordinator, neighbour, staff, province, state, changeable
):
    ProposalFactory(province=province, state=state)
    able = [
        Proposal.objects.changeable_by(user).exists() for user in (coordinator, staff, neighbour)
    ]
    assert able == [changeable, changeable, False]


@pytest.mark.parametrize(
    ("role", "offered"),
    [("administrator", 1), ("staff", 1), ("coordinator", 1), ("observer", 0)],
)
def test_venues_are_offered_to_who_may_propose(role, offered, db):
    factories.VenueFactory()
    assert Venue.objects.offered_to(factories.UserFactory(role=role)).count() == offered


def test_a_proposal_waits_for_those_who_took_no_stance(proposal, coordinator, neighbour):
    def waits_for(user):
        return Proposal.objects.unanswered_by(user).exists()

    before = waits_for(coordinator), waits_for(neighbour)
    comment_on_proposal(proposal, words="سؤال", by=neighbour)
    commented = waits_for(neighbour)
    support_proposal(proposal, by=neighbour)
    assert (before, commented, waits_for(neighbour)) == ((False, True), True, False)


@pytest.mark.parametrize("state", ["postponed", "declined", "withdrawn"])
def test_what_is_not_under_discussion_waits_for_nobody(neighbour, state):
    ProposalFactory(state=state)
    assert not Proposal.objects.unanswered_by(neighbour).exists()


def test_the_latest_of_each_state_are_kept_more_of_those_undecided(db):
    declined = [ProposalFactory(state="declined") for _ in range(3)]
    opened = [ProposalFactory() for _ in range(4)]
    kept = Proposal.objects.latest_of_each_state(undecided=3, decided=2)
    assert list(kept) == [*reversed(opened[1:]), *reversed(declined[1:])]


def test_every_kind_of_stance_is_one(db):
    kinds = {kind for kind in ProposalEntry.Kind if ProposalEntry(kind=kind).is_stance}
    assert kinds == {"supported", "objected", "stepped_back"}
