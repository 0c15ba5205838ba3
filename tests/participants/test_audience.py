"""Who can be told, and what the ledger knows of them."""

import datetime as dt

import pytest
from django.utils import timezone

from participants.audience import (
    Group,
    Way,
    draw_up_lines,
    groups_for,
    list_addressees,
    usual_groups,
)
from participants.models import MessageKind, Recipient
from participants.services.calling_off import cancel_and_tell
from participants.services.registrations import cancel_registration
from tests import factories
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import Event, EventStep, Invitation, Session

ALL = list(Group)


def names(addressees):
    return [addressee.name for addressee in addressees]


@pytest.fixture
def theirs(register, other_province, other_quota):
    return register(other_province)


def test_registered_and_waiting_people_are_told_apart(event, quota, register, province, staff):
    for _ in range(3):
        register(province)
    found = {
        group: len(list_addressees(event, staff, groups=[group]))
        for group in (Group.REGISTERED, Group.WAITING)
    }
    assert found == {Group.REGISTERED: 2, Group.WAITING: 1}


def test_who_gave_the_place_up_is_told_nothing(event, registration, staff):
    cancel_registration(registration, reason="unavailable", by=staff)
    assert list_addressees(event, staff, groups=ALL) == []


def test_a_coordinator_tells_people_of_own_provinces_only(
    event, registration, theirs, coordinator, other_coordinator
):
    told = [
        [each.person for each in list_addressees(event, user, groups=ALL)]
        for user in (coordinator, other_coordinator)
    ]
    assert told == [[registration.person], [theirs.person]]


def test_an_observer_tells_nobody(event, registration, observer):
    assert list_addressees(event, observer, groups=ALL) == []


def test_staff_tell_everybody_or_one_province(event, registration, theirs, staff, province):
    everybody = list_addressees(event, staff, groups=[Group.REGISTERED])
    some = list_addressees(event, staff, groups=[Group.REGISTERED], provinces=[province])
    assert (len(everybody), names(some)) == (2, [registration.person.full_name])


def test_only_staff_write_to_coordinators(event, quota, coordinator, staff):
    found = [
        names(list_addressees(event, user, groups=[Group.COORDINATORS]))
        for user in (staff, coordinator)
    ]
    assert found == [[coordinator.full_name], []]


def test_coordinators_without_places_or_account_are_not_told(
    event, quota, coordinator, other_coordinator, staff
):
    coordinator.is_active = False
    coordinator.save()
    assert list_addressees(event, staff, groups=[Group.COORDINATORS]) == []


def test_who_is_invited_twice_is_told_once(event, quota, coordinator, staff):
    for day in (1, 2):
        session = factories.SessionFactory(
            event=event, date=dt.date(2026, 12, day), kind=Session.Kind.WORKSHOP
        )
        Invitation.objects.create(session=session, coordinator=coordinator)
    found = list_addressees(event, staff, groups=[Group.INVITED, Group.COORDINATORS])
    assert names(found) == [coordinator.full_name]


@pytest.mark.parametrize("kind", MessageKind)
def test_a_coordinator_is_offered_people_only(kind, event, coordinator):
    offered = groups_for(event, coordinator)
    assert set(usual_groups(kind, event, coordinator)) <= set(offered)
    assert offered == (Group.REGISTERED, Group.WAITING)


def test_of_a_cancelled_event_those_are_told_who_had_a_place_or_waited(
    event, quota, register, province, staff
):
    *_others, gone = [register(province) for _ in range(4)]
    cancel_registration(gone, reason="unavailable", by=staff)
    cancel_and_tell(event, reason="عطب", by=staff)
    event.refresh_from_db()
    groups = usual_groups(MessageKind.CANCELLATION, event, staff)
    found = list_addressees(event, staff, groups=groups)
    assert (len(found), gone.person in [each.person for each in found]) == (3, False)
    assert {each.place for each in found} == {""}


# What the ledger knows ---------------------------------------------------------------------


@pytest.fixture
def line(event, registration, staff):
    """Draw up the line of the one who is registered, for a new reminder."""

    def draw(kind=MessageKind.REMINDER, *, way=Way.EMAIL, announcement=None):
        announcement = announcement or AnnouncementFactory(event=event, kind=kind)
        addressees = list_addressees(event, staff, groups=[Group.REGISTERED])
        return draw_up_lines(announcement, addressees, way=way)[0]

    return draw


def told(registration, kind=MessageKind.REMINDER, state="told", **fields):
    if state == "told":
        fields = {"told_at": timezone.now(), "told_by": registration.registered_by, **fields}
    return RecipientFactory(
        announcement=AnnouncementFactory(event=registration.event, kind=kind),
        person=registration.person,
        state=state,
        **fields,
    )


def test_who_has_an_address_is_told_by_email_unless_all_are_told_by_hand(line, person):
    person.email = "fatima@example.org"
    person.save()
    assert (line().by_email, line(way=Way.HAND).by_email) == (True, False)


def test_who_has_only_a_phone_is_told_by_hand(line):
    assert (line().by_email, line().can_be_chosen) == (False, True)


def test_who_has_neither_cannot_be_told(line, person):
    person.phone = ""
    person.save()
    assert line().can_be_chosen is False


def test_who_was_told_this_kind_is_not_ticked_but_can_be(line, registration):
    earlier = told(registration)
    drawn = line()
    assert (drawn.told, drawn.is_chosen_first, drawn.can_be_chosen) == (earlier, False, True)


def test_another_kind_is_another_matter(line, registration):
    told(registration, MessageKind.INVITATION)
    assert line().told is None


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ("waiting", True),
        ("claimed", True),
        ("uncertain", True),
        ("by_hand", True),
        ("withdrawn", False),
    ],
)
def test_who_is_being_told_counts_and_who_was_taken_off_does_not(line, registration, state, counts):
    told(registration, state=state)
    assert (line().told is not None) is counts


def test_whose_email_failed_was_not_told(line, registration):
    told(registration, state="failed", failure="server")
    assert line().told is None


@pytest.mark.parametrize("upset", [Event.State.POSTPONED, Event.State.CANCELLED])
def test_what_was_told_before_the_event_was_upset_is_old(line, registration, staff, upset):
    told(registration, added_at=timezone.now() - dt.timedelta(days=1))
    EventStep.objects.create(
        event=registration.event, from_state="open", to_state=upset, reason="x", by=staff
    )
    assert line().told is None


def test_what_was_told_after_the_event_was_upset_counts(line, registration, staff):
    EventStep.objects.create(
        event=registration.event,
        from_state="open",
        to_state=Event.State.POSTPONED,
        reason="x",
        at=timezone.now() - dt.timedelta(days=1),
        by=staff,
    )
    told(registration)
    assert line().told is not None


def test_who_is_on_this_list_already_cannot_be_chosen_again(line, registration):
    row = told(registration)
    drawn = line(announcement=row.announcement)
    assert (drawn.here, drawn.told, drawn.can_be_chosen) == (row, None, False)


def test_who_was_taken_off_this_list_can_be_put_back(line, registration):
    row = told(registration, state=Recipient.State.WITHDRAWN)
    assert line(announcement=row.announcement).can_be_chosen is True
