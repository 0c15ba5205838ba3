"""Letting somebody through whom a rule stops: allowed, refused, withdrawn, and never silent."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from certificates.kinds import Kind
from certificates.models import (
    Certificate,
    EligibilityException,
    Group,
    Reason,
    RecipientKey,
)
from certificates.services.assessing import assess_keys, hold_exceptions
from certificates.services.batches import run_batch
from certificates.services.correcting import correct_certificate
from certificates.services.eligibility import READY
from certificates.services.errors import (
    ExceptionNeedsReason,
    ExceptionStands,
    ExceptionUsed,
    ExceptionWithdrawn,
    NobodyIsReady,
    NoRuleToOverrule,
    NotAllowedToExcept,
)
from certificates.services.exceptions import grant_exception, withdraw_exception
from certificates.services.issuing import start_batch
from network.models import AuditEvent
from participants.models import Attendance, Registration
from tests.certificates.conftest import rename
from trainings.models import Event, Trainer

PARTICIPATION = Kind.PARTICIPATION


def key_of(registration):
    return RecipientKey(Group.REGISTRATION, registration.pk)


@pytest.fixture
def grant(event, administrator):
    """Let a registration through."""

    def grant(registration, *, kind=PARTICIPATION, reason="Ill", by=administrator):
        return grant_exception(event, kind, key_of(registration), reason=reason, by=by)

    return grant


@pytest.fixture
def verdict(event):
    def verdict(registration, kind=PARTICIPATION):
        return assess_keys(event, kind, [key_of(registration)])[key_of(registration)].verdict

    return verdict


# Allowed


@pytest.mark.parametrize(
    ("presence", "overruled"),
    [
        ((True, False), Reason.PRESENCE_BELOW),
        ((False, False), Reason.PRESENCE_BELOW),
        ((True, None), Reason.PRESENCE_NOT_TAKEN),
    ],
)
def test_a_rule_of_presence_is_overruled(attend, grant, verdict, issue, presence, overruled):
    registration = attend(*presence)
    exception = grant(registration, reason="  Her child was ill ")
    assert (exception.overruled, exception.reason) == (overruled, "Her child was ill")
    assert verdict(registration) == READY
    issue()
    assert registration.certificates.get().exception == exception


def test_an_event_without_half_days_is_overruled(event, attend, grant, verdict):
    registration = attend(None, None)
    event.sessions.filter(kind="training").delete()
    assert grant(registration).overruled == Reason.NO_HALF_DAYS
    assert verdict(registration) == READY


def test_a_trainer_and_a_coordinator_are_let_through(event, teach, invite, issue, administrator):
    for kind, key, overruled in (
        (Kind.TRAINER, RecipientKey(Group.TRAINER, teach("opening").pk), Reason.NO_MODULE_LED),
        (
            Kind.COORDINATOR,
            RecipientKey(Group.COORDINATOR, invite(False).pk),
            Reason.NO_PART_TAKEN,
        ),
    ):
        exception = grant_exception(event, kind, key, reason="Helped", by=administrator)
        assert exception.overruled == overruled
        issue(kind)
        assert Certificate.objects.get(kind=kind).exception == exception


def test_it_holds_for_one_kind_only(attend, grant, verdict):
    registration = attend(True, False)
    grant(registration)
    assert verdict(registration, Kind.COMPLETION) == Reason.PRESENCE_BELOW


def test_it_leaves_an_audit_row_without_the_reason(attend, grant, administrator):
    exception = grant(attend(True, False), reason="Secret")
    row = AuditEvent.objects.get(action="exception.granted")
    assert (row.actor, row.object_id) == (administrator, str(exception.pk))
    assert row.object_type == "certificates.eligibilityexception"
    assert "Secret" not in repr(row.fields)


def test_once_presence_is_enough_the_certificate_owes_nothing_to_it(attend, grant, issue):
    registration = attend(True, False)
    grant(registration)
    Attendance.objects.update(present=True)
    issue()
    assert registration.certificates.get().exception is None


def test_a_correction_keeps_it(attend, grant, issue, administrator):
    registration = attend(True, False)
    exception = grant(registration)
    issue()
    rename(registration, family_name_latin="Bennani")
    newer = correct_certificate(
        registration.certificates.get(), reason="Misspelt", by=administrator
    )
    assert newer.exception == exception


# Refused


def prepare_revoked(registration, issue, revoke):
    issue()
    revoke(registration)


def prepare_cancelled(registration, issue, revoke):
    Registration.objects.filter(pk=registration.pk).update(state="cancelled")


def prepare_nameless(registration, issue, revoke):
    rename(registration, given_name_ar="", family_name_ar="")


def prepare_unprintable(registration, issue, revoke):
    rename(registration, family_name_latin="田中")


def prepare_issued(registration, issue, revoke):
    issue()


def prepare_nothing(registration, issue, revoke):
    pass


@pytest.mark.parametrize(
    "prepare",
    [
        prepare_revoked,
        prepare_cancelled,
        prepare_nameless,
        prepare_unprintable,
        prepare_issued,
        prepare_nothing,
    ],
)
def test_nothing_but_a_rule_is_overruled(attend, grant, issue, revoke, prepare):
    registration = attend(True, True)
    prepare(registration, issue, revoke)
    with pytest.raises(NoRuleToOverrule):
        grant(registration)
    assert not EligibilityException.objects.exists()


def test_an_event_that_was_not_held_is_not_overruled(event, attend, grant):
    registration = attend(True, False)
    event.state = Event.State.CLOSED
    event.save()
    with pytest.raises(NoRuleToOverrule):
        grant(registration, kind=Kind.COMPLETION)


def test_what_cannot_be_printed_stops_whoever_is_let_through(attend, grant, verdict):
    registration = attend(True, False)
    grant(registration)
    rename(registration, family_name_latin="田中")
    assert verdict(registration) == Reason.MISSING_GLYPH


@pytest.mark.parametrize("who", ["staff", "coordinator", "observer"])
def test_only_an_administrator_lets_through(attend, grant, request, who):
    with pytest.raises(NotAllowedToExcept):
        grant(attend(True, False), by=request.getfixturevalue(who))


def test_a_reason_is_asked_for(attend, grant):
    with pytest.raises(ExceptionNeedsReason):
        grant(attend(True, False), reason="  ")


def test_it_is_made_once(attend, grant):
    registration = attend(True, False)
    grant(registration)
    with pytest.raises(ExceptionStands):
        grant(registration)


def test_nobody_of_another_event_or_group_is_let_through(event, attend, administrator, teach):
    trainer = teach("opening")
    for kind, key in (
        (PARTICIPATION, RecipientKey(Group.TRAINER, trainer.pk)),
        (PARTICIPATION, RecipientKey(Group.REGISTRATION, 0)),
        (Kind.TRAINER, RecipientKey(Group.REGISTRATION, attend(True, False).pk)),
    ):
        with pytest.raises(NoRuleToOverrule):
            grant_exception(event, kind, key, reason="Ill", by=administrator)


# Withdrawn


def test_withdrawn_the_rule_holds_again_and_the_row_stays(attend, grant, verdict, administrator):
    registration = attend(True, False)
    exception = grant(registration)
    withdraw_exception(exception, by=administrator)
    assert verdict(registration) == Reason.PRESENCE_BELOW
    assert (exception.is_standing, exception.withdrawn_at is None) == (False, False)
    kept = EligibilityException.objects.get()
    assert (kept.withdrawn_by, kept.reason) == (administrator, "Ill")
    assert AuditEvent.objects.get(action="exception.withdrawn").object_id == str(kept.pk)
    assert grant(registration).pk != exception.pk


def test_one_that_was_used_stays(attend, grant, issue, administrator):
    exception = grant(attend(True, False))
    issue()
    with pytest.raises(ExceptionUsed):
        withdraw_exception(exception, by=administrator)
    assert EligibilityException.objects.standing().exists()


def test_it_is_withdrawn_once_and_by_an_administrator(attend, grant, administrator, staff):
    exception = grant(attend(True, False))
    with pytest.raises(NotAllowedToExcept):
        withdraw_exception(exception, by=staff)
    withdraw_exception(exception, by=administrator)
    with pytest.raises(ExceptionWithdrawn):
        withdraw_exception(exception, by=administrator)


def test_a_batch_respects_a_withdrawal(event, attend, grant, administrator):
    registration = attend(True, False)
    exception = grant(registration)
    batch = start_batch(event, by=administrator)
    withdraw_exception(exception, by=administrator)
    run_batch(batch.pk)
    assert batch.items.get().reason == Reason.PRESENCE_BELOW
    assert not registration.certificates.exists()
    with pytest.raises(NobodyIsReady):
        start_batch(event, by=administrator)


@pytest.fixture
def withdraw_meanwhile(administrator):
    """Begin to withdraw an exception in another thread; what was refused is gathered."""

    def withdraw_meanwhile(exception, refused):
        def withdraw():
            try:
                withdraw_exception(exception, by=administrator)
            except ExceptionUsed as refusal:
                refused.append(type(refusal))
            finally:
                connection.close()

        thread = threading.Thread(target=withdraw)
        thread.start()
        return thread

    return withdraw_meanwhile


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_waits_for_a_batch_that_is_about_to_issue(
    event, attend, grant, administrator, withdraw_meanwhile
):
    registration, refused = attend(True, False), []
    exception = grant(registration)
    batch = start_batch(event, by=administrator)
    with transaction.atomic():
        hold_exceptions(event, PARTICIPATION, [key_of(registration)])
        thread = withdraw_meanwhile(exception, refused)
        thread.join(0.3)
        assert thread.is_alive()
        run_batch(batch.pk)
    thread.join(20)
    assert refused == [ExceptionUsed]
    assert registration.certificates.get().exception == exception


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_negative_control_where_nobody_holds_it_a_withdrawal_does_not_wait(
    event, attend, grant, withdraw_meanwhile
):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time, held or not.")
    registration, refused = attend(True, False), []
    exception = grant(registration)
    with transaction.atomic():
        assess_keys(event, PARTICIPATION, [key_of(registration)])
        thread = withdraw_meanwhile(exception, refused)
        thread.join(20)
        assert not thread.is_alive()
    assert refused == []
    assert not EligibilityException.objects.standing().exists()


# Pages


@pytest.fixture
def ask(client):
    """Open a page, or send a form, as somebody, in English."""

    def ask(user, address, posted=None, **options):
        client.force_login(user)
        english = {"headers": {"accept-language": "en"}, **options}
        return (
            client.get(address, **english)
            if posted is None
            else client.post(address, posted, **english)
        )

    return ask


def page_of(registration, kind=PARTICIPATION):
    return reverse("exception_grant", args=["SB01", kind.value, str(key_of(registration))])


def test_the_page_says_what_is_overruled_and_takes_the_reason(attend, ask, administrator, verdict):
    registration = attend(True, False)
    text = ask(administrator, page_of(registration)).content.decode()
    assert "Attended 1 of 2 half-days; 80% are required." in text
    answer = ask(administrator, page_of(registration), {"reason": "Ill"}, follow=True)
    assert answer.redirect_chain == [(reverse("event_certificates", args=["SB01"]), 302)]
    assert "By exception: Ill" in answer.content.decode()
    assert verdict(registration) == READY


def test_without_a_reason_the_page_asks_again(attend, ask, administrator):
    page = ask(administrator, page_of(attend(True, False)), {"reason": " "})
    assert "Say why an exception is made." in page.content.decode()
    assert not EligibilityException.objects.exists()


def test_the_page_shows_the_exception_that_stands_and_withdraws_it(
    attend, ask, grant, administrator, verdict
):
    registration = attend(True, False)
    exception = grant(registration)
    address = reverse("exception_withdraw", args=[exception.pk])
    page = ask(administrator, page_of(registration)).content.decode()
    assert ("Ill" in page, address in page) == (True, True)
    answer = ask(administrator, address, {}, follow=True)
    assert "The exception is withdrawn" in answer.content.decode()
    assert verdict(registration) == Reason.PRESENCE_BELOW
    answer = ask(administrator, address, {}, follow=True)
    assert "This exception was withdrawn already." in answer.content.decode()


def test_the_page_offers_no_exception_where_no_rule_stands_against_it(attend, ask, administrator):
    page = ask(administrator, page_of(attend(True, True)))
    assert "Only a rule can be overruled" in page.content.decode()
    assert "<textarea" not in page.content.decode()
    answer = ask(administrator, page_of(attend(True, True)), {"reason": "Ill"})
    assert answer.status_code == 200
    assert not EligibilityException.objects.exists()


@pytest.mark.parametrize("who", ["staff", "coordinator", "observer"])
def test_the_pages_are_for_administrators(attend, ask, grant, request, who):
    registration = attend(True, False)
    exception = grant(registration)
    user = request.getfixturevalue(who)
    for address in (page_of(registration), reverse("exception_withdraw", args=[exception.pk])):
        assert ask(user, address, {"reason": "Ill"}).status_code == 403
    assert EligibilityException.objects.standing().count() == 1


@pytest.mark.parametrize("key", ["registration-0", "trainer-1", "registration-x", "nobody-1", "x"])
def test_who_is_not_there_is_not_found(event, ask, administrator, key):
    address = reverse("exception_grant", args=["SB01", "participation", key])
    assert ask(administrator, address).status_code == 404


@pytest.mark.parametrize(
    ("who", "offered"), [("administrator", True), ("staff", False), ("coordinator", False)]
)
def test_the_list_tells_of_it_and_leads_an_administrator_there(
    attend, ask, grant, request, who, offered
):
    stopped, excepted = attend(True, False), attend(True, False)
    grant(excepted)
    page = ask(request.getfixturevalue(who), reverse("event_certificates", args=["SB01"]))
    text = page.content.decode()
    assert "By exception: Ill" in text
    assert [page_of(one) in text for one in (stopped, excepted)] == [offered, offered]


def test_the_list_is_narrowed_down_to_exceptions(attend, ask, grant, administrator, teach):
    attend(True, False)
    excepted = attend(True, False)
    grant(excepted)
    address = reverse("event_certificates", args=["SB01"])
    page = ask(administrator, f"{address}?verdict=by_exception")
    assert [row.record for row in page.context["table"].rows] == [excepted]


@pytest.mark.parametrize("who", ["administrator", "staff", "coordinator"])
def test_the_certificates_page_is_never_silent(attend, ask, grant, issue, request, who):
    registration = attend(True, False)
    grant(registration, reason="Her child was ill")
    issue()
    certificate = registration.certificates.get()
    page = ask(request.getfixturevalue(who), reverse("certificate_detail", args=[certificate.pk]))
    text = page.content.decode()
    assert ("Issued by exception." in text, "Her child was ill" in text) == (True, True)
    public = ask(request.getfixturevalue(who), reverse("verify", args=[certificate.code]))
    assert "Her child was ill" not in public.content.decode()


def test_an_earned_certificates_page_says_nothing_of_exceptions(attend, ask, issue, staff):
    registration = attend(True, True)
    issue()
    page = ask(staff, reverse("certificate_detail", args=[registration.certificates.get().pk]))
    assert "exception" not in page.content.decode()


def test_a_trainers_exception_is_made_on_its_page(teach, ask, administrator):
    trainer = teach("opening")
    address = reverse("exception_grant", args=["SB01", "trainer", f"trainer-{trainer.pk}"])
    text = ask(administrator, address).content.decode()
    assert "Led no module or practical workshop of the event." in text
    answer = ask(administrator, address, {"reason": "Replaced a colleague"})
    assert answer.url == reverse("kind_certificates", args=["SB01", "trainer"])
    assert Trainer.objects.get().eligibilityexceptions.get().reason == "Replaced a colleague"
