"""Messages: written, given out once to each person, closed."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from network.models import AuditEvent
from participants.audience import Group, Way, draw_up_lines, list_addressees
from participants.models import Announcement, MessageKind, Person, Recipient, UsualText
from participants.services import announcements
from participants.services.announcements import (
    AnnouncementClosed,
    AnnouncementOutOfDate,
    EventIsDraft,
    GivenOut,
    TextChanged,
    TextIsFixed,
    change_announcement,
    close_announcement,
    discard_announcement,
    give_out,
    keep_usual_texts,
    write_announcement,
)
from participants.usual_texts import USUAL_TEXTS, usual_texts
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from tests.trainings.concurrently import run_together
from trainings.models import Event

TEXTS = USUAL_TEXTS[MessageKind.OTHER]


def audited():
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    return [
        action
        for action in actions
        if action.startswith(("announcement.", "recipient.", "usual_text."))
    ]


@pytest.fixture
def announcement(event, staff):
    return AnnouncementFactory(event=event, created_by=staff)


@pytest.fixture
def lines_of(staff):
    """What is looked at before a message is given out."""

    def draw(announcement, *, by=staff, way=Way.EMAIL, groups=(Group.REGISTERED,)):
        addressees = list_addressees(announcement.event, by, groups=groups)
        return draw_up_lines(announcement, addressees, way=way)

    return draw


@pytest.fixture
def give(lines_of, staff):
    def give_it_out(announcement, *, lines=None, again=(), by=staff, edition=1, way=Way.EMAIL):
        looked_at = lines_of(announcement, by=by, way=way) if lines is None else lines
        return give_out(announcement, edition=edition, lines=looked_at, again=again, by=by)

    return give_it_out


@pytest.fixture
def two_people(register, quota, province):
    return register(province, email="a@example.org"), register(province)


def states(announcement):
    return list(announcement.recipients.order_by("pk").values_list("state", "channel"))


# Writing -----------------------------------------------------------------------------------


def test_a_message_is_written_as_a_draft_and_recorded(event, staff):
    written = write_announcement(event, kind="other", language="ar", reason="", by=staff, **TEXTS)
    assert (written.state, written.created_by, audited()) == (
        "draft",
        staff,
        ["announcement.written"],
    )


def test_nobody_is_told_of_a_draft_event(event, staff):
    event.state = Event.State.DRAFT
    with pytest.raises(EventIsDraft):
        write_announcement(event, kind="other", language="ar", reason="", by=staff, **TEXTS)


def test_a_change_is_kept_and_counted(announcement, staff):
    change_announcement(announcement, edition=1, by=staff, body_ar="جديد")
    announcement.refresh_from_db()
    assert (announcement.body_ar, announcement.edition) == ("جديد", 2)


def test_nobody_changes_what_they_have_not_seen(announcement, staff):
    change_announcement(announcement, edition=1, by=staff, body_ar="الأول")
    with pytest.raises(TextChanged):
        change_announcement(announcement, edition=1, by=staff, body_ar="الثاني")


def test_what_was_said_cannot_be_changed(announcement, two_people, give, staff):
    give(announcement)
    with pytest.raises(TextIsFixed):
        change_announcement(announcement, edition=1, by=staff, body_ar="غيره")


def test_a_draft_is_thrown_away_and_a_message_is_not(announcement, two_people, give, staff):
    other = AnnouncementFactory(event=announcement.event)
    give(announcement)
    discard_announcement(other, by=staff)
    with pytest.raises(TextIsFixed):
        discard_announcement(announcement, by=staff)
    assert list(Announcement.objects.all()) == [announcement]


def test_the_network_s_own_text_stands_first_and_takwin_s_is_not_lost(staff):
    keep_usual_texts("other", {**TEXTS, "body_ar": "نصنا"}, by=staff)
    keep_usual_texts("other", {**TEXTS, "body_ar": "نصنا الجديد"}, by=staff)
    assert (usual_texts("other")["body_ar"], UsualText.objects.count(), audited()) == (
        "نصنا الجديد",
        1,
        ["usual_text.created", "usual_text.changed"],
    )


# Giving out --------------------------------------------------------------------------------


def test_who_has_an_address_waits_for_an_email_and_others_for_a_hand(
    announcement, two_people, give, staff
):
    given = give(announcement)
    announcement.refresh_from_db()
    assert given == GivenOut(by_email=1, by_hand=1, left_out=0)
    assert sorted(states(announcement)) == [("by_hand", ""), ("waiting", "email")]
    assert (announcement.state, announcement.sent_by) == ("under_way", staff)
    assert audited() == ["announcement.given_out"]


def test_the_worker_is_asked_only_where_an_email_waits(announcement, two_people, give):
    give(announcement, way=Way.HAND)
    asked = DBTaskResult.objects.filter(task_path__contains="announcement")
    before = asked.count()
    give(AnnouncementFactory(event=announcement.event, kind="other"))
    assert (before, asked.count()) == (0, 2)


def test_given_out_twice_nobody_is_on_the_list_twice(announcement, two_people, give, lines_of):
    lines = lines_of(announcement)
    give(announcement, lines=lines)
    again = give(announcement, lines=lines)
    assert (again, announcement.recipients.count()) == (GivenOut(0, 0, 2), 2)


def test_who_came_later_is_added(announcement, two_people, give, register, other_quota):
    give(announcement)
    register(other_quota.province)
    assert give(announcement) == GivenOut(by_email=0, by_hand=1, left_out=0)


def test_who_was_told_since_the_list_was_looked_at_is_left_out(
    announcement, two_people, give, lines_of
):
    lines = lines_of(announcement)
    give(AnnouncementFactory(event=announcement.event, kind=announcement.kind))
    assert give(announcement, lines=lines) == GivenOut(0, 0, left_out=2)


def test_who_is_told_once_more_on_purpose_is_told(announcement, two_people, give, lines_of):
    give(AnnouncementFactory(event=announcement.event, kind=announcement.kind))
    lines = lines_of(announcement)
    given = give(announcement, lines=lines, again=[lines[0].addressee.key])
    assert (given.by_email + given.by_hand, given.left_out) == (1, 1)


def test_who_was_taken_off_is_put_back(announcement, two_people, give):
    give(announcement)
    announcement.recipients.update(state="withdrawn")
    assert give(announcement) == GivenOut(by_email=1, by_hand=1, left_out=0)


def test_who_was_merged_away_meanwhile_is_left_out(
    announcement, two_people, give, lines_of, person
):
    lines = lines_of(announcement)
    Person.objects.filter(pk=two_people[0].person_id).update(merged_into=person)
    assert give(announcement, lines=lines) == GivenOut(0, by_hand=1, left_out=1)


def test_a_line_with_a_gap_is_never_given_out(announcement, two_people, give, lines_of):
    lines = [
        type(line)(line.addressee, line.by_email, gaps=("reason",))
        for line in lines_of(announcement)
    ]
    assert give(announcement, lines=lines) == GivenOut(0, 0, 0)


def test_a_text_that_changed_since_the_last_look_is_not_sent(announcement, two_people, give, staff):
    change_announcement(announcement, edition=1, by=staff, body_ar="غيره")
    with pytest.raises(TextChanged):
        give(announcement)
    assert announcement.recipients.exists() is False


def test_coordinators_are_told_without_a_province(announcement, quota, coordinator, give, lines_of):
    give(announcement, lines=lines_of(announcement, groups=[Group.COORDINATORS]))
    row = announcement.recipients.get()
    assert (row.coordinator, row.province, row.person) == (coordinator, None, None)


# Closing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_drafted_before_the_event_was_called_off_it_is_not_given_out(
    announcement, two_people, lines_of, staff, state
):
    looked_at = lines_of(announcement)
    Event.objects.update(state=state)
    with pytest.raises(AnnouncementOutOfDate):
        give_out(announcement, edition=1, lines=looked_at, again=(), by=staff)
    announcement.refresh_from_db()
    assert (announcement.state, audited()) == ("draft", [])


def test_closed_it_tells_nobody_more(announcement, two_people, give, staff):
    give(announcement)
    assert close_announcement(announcement, by=staff) == 2
    with pytest.raises(AnnouncementClosed):
        give(announcement)
    assert {state for state, _ in states(announcement)} == {"withdrawn"}


def test_closing_leaves_who_was_told(announcement, two_people, give, staff):
    give(announcement)
    told = {"told_at": timezone.now(), "told_by": staff, "channel": "sms"}
    announcement.recipients.filter(state="by_hand").update(state="told", **told)
    close_announcement(announcement, by=staff)
    assert sorted(state for state, _ in states(announcement)) == ["told", "withdrawn"]


def test_it_is_closed_once(announcement, two_people, give, staff):
    give(announcement)
    close_announcement(announcement, by=staff)
    with pytest.raises(AnnouncementClosed):
        close_announcement(announcement, by=staff)


# Whose it is -------------------------------------------------------------------------------


def visible(user):
    return list(Announcement.objects.visible_to(user))


def test_staff_see_every_message_and_observers_none(announcement, staff, observer):
    assert (visible(staff), visible(observer)) == ([announcement], [])


def test_a_coordinator_sees_own_messages_and_those_for_own_people(
    event, quota, other_quota, coordinator, other_coordinator, registration, staff
):
    own = AnnouncementFactory(event=event, created_by=coordinator)
    for_us = AnnouncementFactory(event=event, created_by=staff)
    RecipientFactory(announcement=for_us, person=registration.person)
    AnnouncementFactory(event=event, created_by=other_coordinator)
    assert set(visible(coordinator)) == {own, for_us}


def test_a_message_of_an_event_out_of_sight_is_out_of_sight(coordinator):
    AnnouncementFactory(created_by=coordinator)
    assert visible(coordinator) == []


def test_the_ledger_shows_a_coordinator_own_people_only(
    announcement, registration, register, other_quota, coordinator, other_coordinator, give
):
    theirs = register(other_quota.province)
    give(announcement)
    seen = [
        [row.person for row in Recipient.objects.visible_to(user)]
        for user in (coordinator, other_coordinator)
    ]
    assert seen == [[registration.person], [theirs.person]]


def test_coordinators_who_were_told_are_seen_by_staff_only(announcement, staff, coordinator):
    row = RecipientFactory(
        announcement=announcement, person=None, province=None, coordinator=coordinator
    )
    seen = [list(Recipient.objects.visible_to(user)) for user in (staff, coordinator)]
    assert seen == [[row], []]


# What the database holds -------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": None, "province": None},
        {"state": "told"},
        {"state": "failed"},
        {"failure": "server"},
        {"state": "lost"},
        {"channel": "pigeon"},
    ],
)
def test_the_ledger_takes_no_half_truth(announcement, wrong, db):
    person = factories.PersonFactory()
    fields = {"person": person, "province": person.province, "state": "waiting", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Recipient.objects.create(
            announcement=announcement, added_by=announcement.created_by, **fields
        )


def test_nobody_stands_twice_in_the_ledger_of_a_message(announcement, person):
    RecipientFactory(announcement=announcement, person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecipientFactory(announcement=announcement, person=person)


# At the same moment ------------------------------------------------------------------------


@pytest.fixture
def crowd(event, province, db):
    with transaction.atomic():
        return [
            factories.RegistrationFactory(event=event, province=province) for _number in range(5)
        ]


def give_out_together(event, staff, kinds):
    """Let as many people give out messages of these kinds at once; the rows of the ledger."""
    drafts = [AnnouncementFactory(event=event, created_by=staff, kind=kind) for kind in kinds]
    lines = draw_up_lines(
        drafts[0], list_addressees(event, staff, groups=[Group.REGISTERED]), way=Way.EMAIL
    )
    turns = iter(drafts)

    def act(wait):
        draft = next(turns)
        wait()
        return give_out(draft, edition=1, lines=lines, again=(), by=staff)

    return run_together(act, times=len(drafts))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_messages_of_one_kind_at_once_each_person_gets_one(event, crowd, staff):
    given = give_out_together(event, staff, ["reminder", "reminder"])
    persons = list(Recipient.objects.values_list("person", flat=True))
    assert sorted(one.by_hand for one in given) == [0, 5]
    assert len(persons) == len(set(persons)) == 5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_asking_the_ledger_each_person_would_get_two(event, crowd, staff, monkeypatch):
    monkeypatch.setattr(announcements, "_told_meanwhile", lambda announcement: set())
    give_out_together(event, staff, ["reminder", "reminder"])
    assert Recipient.objects.count() == 10


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_send_makes_one_list(event, crowd, staff):
    draft = AnnouncementFactory(event=event, created_by=staff)
    lines = draw_up_lines(
        draft, list_addressees(event, staff, groups=[Group.REGISTERED]), way=Way.EMAIL
    )

    def click(wait):
        wait()
        return give_out(draft, edition=1, lines=lines, again=(), by=staff)

    given = run_together(click, times=2)
    assert sorted(one.by_hand for one in given) == [0, 5]


def test_a_day_is_no_reason_to_tell_again(announcement, two_people, give, lines_of):
    earlier = AnnouncementFactory(event=announcement.event, kind=announcement.kind)
    give(earlier)
    earlier.recipients.update(added_at=timezone.now() - dt.timedelta(days=30))
    assert [line.is_chosen_first for line in lines_of(announcement)] == [False, False]
