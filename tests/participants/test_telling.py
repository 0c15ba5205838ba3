"""Telling people by hand: kept once, by whom and how, and taken back where the tick was wrong."""

import pytest
from django.utils import timezone

from network.models import AuditEvent
from participants.services.announcements import AnnouncementClosed, AnnouncementOutOfDate
from participants.services.telling import (
    mark_told,
    take_back_told,
    tell_by_hand_instead,
    withdraw_recipient,
)
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory


@pytest.fixture
def by_hand(db):
    return RecipientFactory(state="by_hand", channel="")


def test_who_was_told_by_whom_and_how_is_kept(by_hand, staff):
    assert mark_told(by_hand, channel="whatsapp", by=staff) is True
    by_hand.refresh_from_db()
    assert (by_hand.state, by_hand.channel, by_hand.told_by) == ("told", "whatsapp", staff)
    assert AuditEvent.objects.get().action == "recipient.told"


def test_of_two_who_tell_somebody_the_first_is_kept(by_hand, staff, coordinator):
    kept = [mark_told(by_hand, channel="sms", by=user) for user in (coordinator, staff)]
    by_hand.refresh_from_db()
    assert (kept, by_hand.told_by, AuditEvent.objects.count()) == ([True, False], coordinator, 1)


def test_a_wrong_tick_is_taken_back(by_hand, staff):
    mark_told(by_hand, channel="sms", by=staff)
    assert take_back_told(by_hand, by=staff) is True
    by_hand.refresh_from_db()
    assert (by_hand.state, by_hand.channel, by_hand.told_at) == ("by_hand", "", None)


def test_an_email_that_went_out_is_not_taken_back(staff):
    sent = RecipientFactory(state="told", told_at=timezone.now(), told_by=staff)
    assert take_back_told(sent, by=staff) is False


@pytest.mark.parametrize(
    ("state", "goes"),
    [("waiting", True), ("by_hand", True), ("claimed", False), ("uncertain", False)],
)
def test_who_is_not_told_yet_is_taken_off_the_list(staff, state, goes):
    assert withdraw_recipient(RecipientFactory(state=state), by=staff) is goes


def test_whose_email_failed_is_told_by_hand_instead(staff):
    failed = RecipientFactory(state="failed", failure="bad_address")
    assert tell_by_hand_instead(failed, by=staff) is True
    failed.refresh_from_db()
    assert (failed.state, failed.failure, failed.channel) == ("by_hand", "", "")


@pytest.mark.parametrize(
    ("kind", "state"),
    [("reminder", "postponed"), ("invitation", "cancelled"), ("postponement", "open")],
)
def test_what_the_event_no_longer_fits_is_told_to_nobody(staff, kind, state):
    message = AnnouncementFactory(kind=kind, event__state=state, state="under_way")
    rows = [
        RecipientFactory(announcement=message, state="by_hand", channel=""),
        RecipientFactory(announcement=message, state="failed", failure="server"),
    ]
    with pytest.raises(AnnouncementOutOfDate):
        mark_told(rows[0], channel="sms", by=staff)
    with pytest.raises(AnnouncementOutOfDate):
        tell_by_hand_instead(rows[1], by=staff)
    assert not AuditEvent.objects.exists()


def test_a_cancellation_is_told_of_a_cancelled_event(staff):
    message = AnnouncementFactory(kind="cancellation", event__state="cancelled")
    row = RecipientFactory(announcement=message, state="by_hand", channel="")
    assert mark_told(row, channel="sms", by=staff) is True


def test_a_closed_message_tells_nobody_by_hand(staff):
    row = RecipientFactory(announcement__state="closed", state="failed", failure="server")
    with pytest.raises(AnnouncementClosed):
        tell_by_hand_instead(row, by=staff)


def test_a_wrong_tick_of_a_closed_message_puts_nobody_back_on_the_list(by_hand, staff):
    mark_told(by_hand, channel="sms", by=staff)
    type(by_hand.announcement).objects.update(state="closed")
    take_back_told(by_hand, by=staff)
    by_hand.refresh_from_db()
    assert by_hand.state == "withdrawn"
