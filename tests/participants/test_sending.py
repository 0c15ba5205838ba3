"""E-mails of messages: each goes out once or not at all, whatever happens to who sends them."""

import datetime as dt
import smtplib
import time
from collections import Counter

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from network.models import AuditEvent
from participants.models import Announcement, Recipient
from participants.models.announcements import PATIENCE
from participants.services import sending
from participants.services.sending import AT_ONCE, claim, send_waiting
from participants.services.telling import retry_failed, settle_uncertain
from tests import factories
from tests.certificates.processes import finish, start, wait_until
from tests.participants.message_makers import AnnouncementFactory, RecipientFactory
from trainings.models import Event

State = Recipient.State
# Writes each e-mail's address on a line of its own, and takes its time.
SENDER = """
import django; django.setup()
import sys, time
from django.core.mail.backends.base import BaseEmailBackend
from participants.services.sending import send_waiting

class Slow(BaseEmailBackend):
    def send_messages(self, messages):
        print(messages[0].to[0], flush=True)
        time.sleep({pause})

while send_waiting({pk}, connection=Slow()):
    pass
"""


class Server(BaseEmailBackend):
    """A mail server that does as it is told: takes an e-mail, or raises what stands for it."""

    def __init__(self, *troubles, opening=None):
        super().__init__()
        self.troubles, self.opening, self.taken = list(troubles), opening, []

    def open(self):
        if self.opening:
            raise self.opening

    def send_messages(self, messages):
        if self.troubles and (trouble := self.troubles.pop(0)):
            raise trouble
        self.taken += [message.to[0] for message in messages]


@pytest.fixture
def announcement(event, staff):
    return AnnouncementFactory(
        event=event, created_by=staff, state="under_way", sent_by=staff, sent_at=timezone.now()
    )


@pytest.fixture
def waiting(announcement):
    return RecipientFactory.create_batch(3, announcement=announcement)


def outcome(announcement):
    return list(announcement.recipients.order_by("pk").values_list("state", "failure"))


# The ordinary way --------------------------------------------------------------------------


def test_everybody_who_waits_gets_one_email(announcement, waiting):
    assert send_waiting(announcement.pk) is False
    assert sorted(m.to[0] for m in mail.outbox) == sorted(row.person.email for row in waiting)
    assert outcome(announcement) == [(State.TOLD, "")] * 3


def test_the_ledger_says_when_and_for_whom_it_was_sent(announcement, waiting, staff):
    send_waiting(announcement.pk)
    row = announcement.recipients.first()
    assert (row.told_by, row.channel, row.told_at is not None) == (staff, "email", True)
    assert AuditEvent.objects.filter(action="recipient.told", actor=staff).count() == 3


def test_sent_again_nobody_gets_a_second_one(announcement, waiting):
    send_waiting(announcement.pk)
    send_waiting(announcement.pk)
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    ("kind", "state", "number"),
    [
        ("reminder", "open", 3),
        ("reminder", "postponed", 0),
        ("invitation", "cancelled", 0),
        ("new_date", "postponed", 0),
        ("postponement", "postponed", 3),
        ("postponement", "open", 0),
        ("cancellation", "cancelled", 3),
        ("other", "cancelled", 3),
    ],
)
def test_what_is_not_so_any_more_is_not_sent(announcement, waiting, kind, state, number):
    Announcement.objects.update(kind=kind)
    Event.objects.update(state=state)
    send_waiting(announcement.pk)
    assert (len(mail.outbox), Counter(outcome(announcement))) == (
        number,
        Counter({(State.TOLD if number else State.WITHDRAWN, ""): 3}),
    )


def test_a_closed_message_goes_to_nobody_more(announcement, waiting):
    Announcement.objects.update(state="closed")
    send_waiting(announcement.pk)
    assert (mail.outbox, outcome(announcement)) == ([], [(State.WITHDRAWN, "")] * 3)


def test_what_failed_after_a_message_was_closed_is_not_tried_again(announcement, waiting, staff):
    announcement.recipients.update(state=State.FAILED, failure="server")
    Announcement.objects.update(state="closed")
    among = Recipient.objects.visible_to(staff)
    assert retry_failed(announcement, among, by=staff) == 0


def test_who_gave_up_the_place_meanwhile_gets_no_email(announcement, waiting):
    factories.RegistrationFactory(
        event=announcement.event, person=waiting[0].person, state="cancelled"
    )
    send_waiting(announcement.pk)
    assert outcome(announcement) == [(State.WITHDRAWN, ""), (State.TOLD, ""), (State.TOLD, "")]


def test_only_a_part_is_sent_at_once_and_the_rest_is_asked_for(announcement):
    RecipientFactory.create_batch(AT_ONCE + 1, announcement=announcement)
    answers = [send_waiting(announcement.pk) for _ in range(2)]
    assert (answers, len(mail.outbox)) == ([True, False], AT_ONCE + 1)


@pytest.mark.parametrize(
    "state", ["by_hand", "told", "withdrawn", "uncertain", "claimed", "failed"]
)
def test_nothing_goes_to_who_does_not_wait(announcement, state, staff):
    extra = {
        "told": {"told_at": timezone.now(), "told_by": staff},
        "failed": {"failure": "server"},
    }.get(state, {})
    RecipientFactory(announcement=announcement, state=state, **extra)
    send_waiting(announcement.pk)
    assert mail.outbox == []


def test_the_number_of_queries_grows_with_the_emails_alone(
    announcement, waiting, django_assert_num_queries
):
    # Two to find them, three for what all of them say, one to look whether more wait; for each
    # e-mail: claim, read, look up the registration, and write down with its audit row (four).
    with django_assert_num_queries(2 + 3 + 1 + 3 * 7):
        send_waiting(announcement.pk)


# What can go wrong -------------------------------------------------------------------------


def test_an_address_that_is_gone_is_said(announcement, waiting):
    person = waiting[0].person
    person.email = ""
    person.save()
    send_waiting(announcement.pk)
    assert outcome(announcement)[0] == (State.FAILED, "no_address")


def test_a_gap_that_opened_meanwhile_stops_the_email(announcement, waiting):
    announcement.body_ar = "{السبب}"
    announcement.save()
    send_waiting(announcement.pk)
    assert (outcome(announcement), mail.outbox) == ([(State.FAILED, "missing")] * 3, [])


@pytest.mark.parametrize(
    ("trouble", "failure"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")}), "bad_address"),
        (smtplib.SMTPRecipientsRefused({"a": (451, b"later")}), "refused"),
        (smtplib.SMTPDataError(554, b"spam"), "refused"),
        (smtplib.SMTPSenderRefused(553, b"not you", "a"), "refused"),
        (ValueError("no address"), "bad_address"),
    ],
)
def test_a_refusal_is_kept_and_the_others_are_sent(announcement, waiting, trouble, failure):
    server = Server(None, trouble)
    send_waiting(announcement.pk, connection=server)
    expected = [(State.TOLD, ""), (State.FAILED, failure), (State.TOLD, "")]
    assert (outcome(announcement), len(server.taken)) == (expected, 2)


@pytest.mark.parametrize(
    "trouble", [smtplib.SMTPServerDisconnected("gone"), TimeoutError(), ConnectionResetError()]
)
def test_a_broken_connection_leaves_one_uncertain_and_the_others_waiting(
    announcement, waiting, trouble
):
    assert send_waiting(announcement.pk, connection=Server(trouble)) is True
    assert outcome(announcement) == [
        (State.UNCERTAIN, ""),
        (State.WAITING, ""),
        (State.WAITING, ""),
    ]


def test_a_server_that_does_not_answer_fails_all_without_sending(announcement, waiting):
    send_waiting(announcement.pk, connection=Server(opening=ConnectionRefusedError()))
    assert outcome(announcement) == [(State.FAILED, "server")] * 3
    assert AuditEvent.objects.filter(action="announcement.not_sent").count() == 1


def test_what_failed_is_tried_again_only_when_somebody_asks(announcement, waiting, staff):
    send_waiting(announcement.pk, connection=Server(opening=ConnectionRefusedError()))
    send_waiting(announcement.pk)
    assert mail.outbox == []
    retry_failed(announcement, Recipient.objects.visible_to(staff), by=staff)
    send_waiting(announcement.pk)
    assert len(mail.outbox) == 3


def test_a_coordinator_tries_only_own_people_again(announcement, waiting, coordinator, province):
    announcement.recipients.update(state=State.FAILED, failure="server")
    own = waiting[0]
    Recipient.objects.filter(pk=own.pk).update(province=province)
    among = Recipient.objects.visible_to(coordinator)
    assert retry_failed(announcement, among, by=coordinator) == 1
    assert announcement.recipients.get(state=State.WAITING) == own


# At most once ------------------------------------------------------------------------------


def test_a_row_is_claimed_once(waiting):
    assert [claim(waiting[0].pk) is None for _ in range(2)] == [False, True]


def test_who_was_settled_by_hand_meanwhile_stays_so(announcement, waiting, staff):
    """A worker taken for dead comes back after a human has decided."""

    def decide_behind_its_back(recipient):
        rows = Recipient.objects.filter(pk=recipient.pk)
        rows.update(claimed_at=timezone.now() - 2 * PATIENCE)
        settle_uncertain(rows.get(), went_out=False, by=staff)

    send_waiting(announcement.pk, on_claim=decide_behind_its_back)
    assert {state for state, _ in outcome(announcement)} == {State.WAITING}


def test_an_email_under_way_is_not_for_anybody_to_decide(waiting, staff):
    recipient = claim(waiting[0].pk)
    assert settle_uncertain(recipient, went_out=False, by=staff) is False


@pytest.mark.parametrize(("went_out", "state"), [(True, "told"), (False, "waiting")])
def test_a_human_decides_what_nobody_knows(waiting, staff, went_out, state):
    recipient = claim(waiting[0].pk)
    Recipient.objects.update(claimed_at=timezone.now() - 2 * PATIENCE)
    recipient.refresh_from_db()
    assert recipient.is_uncertain
    assert settle_uncertain(recipient, went_out=went_out, by=staff) is True
    recipient.refresh_from_db()
    assert recipient.state == state


def test_of_two_who_decide_the_second_changes_nothing(waiting, staff):
    recipient = claim(waiting[0].pk)
    Recipient.objects.update(claimed_at=timezone.now() - 2 * PATIENCE)
    recipient.refresh_from_db()
    decided = [settle_uncertain(recipient, went_out=True, by=staff) for _ in range(2)]
    assert decided == [True, False]


# Real processes ----------------------------------------------------------------------------

CROWD = 12


@pytest.fixture
def crowd(announcement):
    with transaction.atomic():
        return RecipientFactory.create_batch(CROWD, announcement=announcement)


def start_sender(announcement, pause=0.05):
    return start("-c", SENDER.format(pk=announcement.pk, pause=pause))


def addresses(output):
    return Counter(line for line in output.splitlines() if "@" in line)


def kill_after_one_more(announcement):
    """Start a sender, kill it once it has told somebody; return to whom its e-mails went."""
    told = announcement.recipients.filter(state=State.TOLD)
    enough = told.count() + 2
    sender = start_sender(announcement)
    wait_until(lambda: sender.poll() is not None or told.count() >= enough)
    time.sleep(0.02)
    sender.kill()
    return addresses(sender.communicate()[0])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_it_sends_no_email_twice(announcement, crowd):
    sent, kills = Counter(), 0
    while announcement.recipients.filter(state=State.WAITING).exists():
        sent += kill_after_one_more(announcement)
        kills += 1
    assert kills > 1
    assert set(sent.values()) == {1}
    # Each of those it died over is one of which nobody knows.
    unknown = announcement.recipients.filter(state=State.CLAIMED).count()
    told = announcement.recipients.filter(state=State.TOLD).count()
    assert (told + unknown, unknown <= kills) == (CROWD, True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_email_once(announcement, crowd):
    outputs = [finish(sender) for sender in [start_sender(announcement) for _ in range(2)]]
    assert sum((addresses(output) for output in outputs), Counter()) == Counter(
        row.person.email for row in crowd
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_watch_finishes_what_a_killed_worker_left(announcement, crowd, staff):
    announcement.recipients.filter(pk=crowd[0].pk).update(state=State.FAILED, failure="server")
    retry_failed(announcement, Recipient.objects.all(), by=staff)
    # The task that would send is lost with its worker.
    DBTaskResult.objects.filter(task_path__endswith="send_announcement_task").delete()
    DBTaskResult.objects.update(run_after=timezone.now() - dt.timedelta(seconds=1))
    finish(start("manage.py", "db_worker", "--batch", "--no-startup-delay"))
    assert outcome(announcement) == [(State.TOLD, "")] * CROWD


def test_without_the_claim_a_second_sending_would_write_again(announcement, waiting, monkeypatch):
    def take_without_asking(pk):
        return Recipient.objects.select_related("person", "added_by", "province").get(pk=pk)

    def send_from_inside(_recipient):
        monkeypatch.undo()
        monkeypatch.setattr(sending, "claim", take_without_asking)
        send_waiting(announcement.pk)

    monkeypatch.setattr(sending, "claim", take_without_asking)
    send_waiting(announcement.pk, on_claim=send_from_inside)
    assert max(Counter(m.to[0] for m in mail.outbox).values()) > 1


def test_with_the_claim_a_second_sending_finds_nothing_of_the_first(announcement, waiting):
    send_waiting(announcement.pk, on_claim=lambda _recipient: send_waiting(announcement.pk))
    assert Counter(m.to[0] for m in mail.outbox) == Counter(row.person.email for row in waiting)
