import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from network.models import AuditEvent
from participants.models import (
    Application,
    ApplicationLink,
    ConsentChannel,
    Gender,
    Organisation,
    Person,
    Registration,
)
from participants.services import applications as service
from participants.services.applications import (
    AlreadyDecided,
    ApplicationsClosed,
    PersonElsewhere,
    TooManyWaiting,
    apply,
    approve_application,
    close_applications,
    decline_application,
    open_applications,
)
from participants.services.registrations import (
    AlreadyRegistered,
    ProvinceWithoutQuota,
    RegistrationClosed,
    register_person,
)
from tests import factories
from tests.trainings.concurrently import run_together
from trainings.models import Event

State = Application.State


@pytest.fixture
def link(event, quota, province, coordinator):
    return open_applications(event, province=province, by=coordinator)


@pytest.fixture
def send(link, commune):
    """Send an application in, as it is typed."""

    def send_in(key=None, **changes):
        typed = {
            "given_name_ar": "سعاد",
            "family_name_ar": "الناصري",
            "given_name_latin": "Souad",
            "family_name_latin": "Naciri",
            "phone": "0662 11 22 33",
            "gender": Gender.FEMALE,
            "birth_year": 1991,
            "commune": commune,
            "organisation_name": "تعاونية النخيل",
            "organisation_kind": "cooperative",
            "capacity": "member",
            "consent_version": "09-08/1",
        }
        return apply(link, submission_key=key or uuid.uuid4(), **{**typed, **changes})

    return send_in


def audited(action):
    return AuditEvent.objects.filter(action=action).count()


# The link ----------------------------------------------------------------------------------


def test_opening_twice_gives_one_link_and_one_audit_row(link, event, province, coordinator):
    again = open_applications(event, province=province, by=coordinator)
    assert (again, audited("application_link.opened")) == (link, 1)


def test_a_link_reopened_has_another_address(link, event, province, coordinator):
    close_applications(link, by=coordinator)
    again = open_applications(event, province=province, by=coordinator)
    assert (again.token == link.token, len(again.token)) == (False, 43)


def test_closing_twice_is_written_down_once(link, coordinator):
    closed = [close_applications(link, by=coordinator) for _ in range(2)]
    assert (closed, audited("application_link.closed")) == ([True, False], 1)


def test_no_link_is_opened_at_an_event_that_is_not_open(event, quota, province, staff):
    Event.objects.filter(pk=event.pk).update(state=Event.State.CLOSED)
    with pytest.raises(RegistrationClosed):
        open_applications(event, province=province, by=staff)


def test_no_link_is_opened_for_a_province_without_places(event, province, staff):
    with pytest.raises(ProvinceWithoutQuota):
        open_applications(event, province=province, by=staff)


# Applying ----------------------------------------------------------------------------------


def test_an_application_makes_no_person_and_leaves_no_audit_row(send):
    before = AuditEvent.objects.count()
    application = send()
    assert (application.state, application.phone.as_e164) == (State.WAITING, "+212662112233")
    assert (Person.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_an_application_sent_twice_is_kept_once(send):
    key = uuid.uuid4()
    assert (send(key), Application.objects.count()) == (send(key), 1)


def test_a_closed_link_takes_nothing(send, link, coordinator):
    close_applications(link, by=coordinator)
    with pytest.raises(ApplicationsClosed):
        send()


def test_a_link_of_an_event_that_closed_takes_nothing(send, event):
    Event.objects.filter(pk=event.pk).update(state=Event.State.CLOSED)
    with pytest.raises(ApplicationsClosed):
        send()


def test_no_more_wait_than_a_link_may_hold(send, monkeypatch):
    monkeypatch.setattr(service, "MOST_WAITING", 1)
    send()
    with pytest.raises(TooManyWaiting):
        send()


def test_who_is_answered_makes_room_for_others(send, monkeypatch, coordinator):
    monkeypatch.setattr(service, "MOST_WAITING", 1)
    decline_application(send(), reason="complet", by=coordinator)
    assert send().state == State.WAITING


def test_a_name_in_the_wrong_script_is_refused(send):
    with pytest.raises(ValidationError) as wrong:
        send(given_name_ar="Souad")
    assert (list(wrong.value.message_dict), Application.objects.count()) == (["given_name_ar"], 0)


# Approving and declining -------------------------------------------------------------------


def test_approval_makes_the_person_as_typed_and_gives_a_place(send, coordinator, province):
    application = send()
    registration = approve_application(application, person=None, by=coordinator)
    person = registration.person
    assert (registration.state, registration.capacity) == ("registered", "member")
    assert (person.full_name_latin, person.phone.as_e164) == ("Souad Naciri", "+212662112233")
    assert (person.province, person.organisation.name_ar) == (province, "تعاونية النخيل")


def test_the_persons_consent_is_that_of_the_application(send, coordinator):
    application = send()
    person = approve_application(application, person=None, by=coordinator).person
    assert (person.consent_version, person.consent_channel, person.consent_at) == (
        "09-08/1",
        ConsentChannel.ONLINE,
        application.applied_at,
    )


def test_approval_names_its_registration_and_who_decided(send, coordinator):
    application = send()
    registration = approve_application(application, person=None, by=coordinator)
    assert (application.state, application.registration) == (State.APPROVED, registration)
    assert (application.decided_by, audited("application.approved")) == (coordinator, 1)


def test_approval_for_a_known_person_makes_nobody_new(send, coordinator, person):
    registration = approve_application(send(), person=person, by=coordinator)
    assert (registration.person, Person.objects.count()) == (person, 1)


def test_approval_on_a_full_quota_joins_the_waiting_list(send, register, province, coordinator):
    for _ in range(2):
        register(province)
    registration = approve_application(send(), person=None, by=coordinator)
    assert registration.state == Registration.State.WAITLISTED


def test_a_person_of_another_province_is_refused(send, coordinator, other_province):
    application = send()
    stranger = factories.PersonFactory(province=other_province)
    with pytest.raises(PersonElsewhere):
        approve_application(application, person=stranger, by=coordinator)
    application.refresh_from_db()
    assert application.is_waiting


def test_who_is_registered_already_is_refused_and_the_application_waits_on(
    send, event, person, coordinator
):
    register_person(event, person=person, organisation=None, by=coordinator)
    application = send()
    with pytest.raises(AlreadyRegistered):
        approve_application(application, person=person, by=coordinator)
    application.refresh_from_db()
    assert (application.is_waiting, Organisation.objects.count()) == (True, 0)


def test_declining_keeps_why(send, coordinator):
    application = send()
    decline_application(application, reason="hors du thème", by=coordinator)
    assert (application.state, application.decline_reason) == (State.DECLINED, "hors du thème")
    assert audited("application.declined") == 1


def test_what_was_answered_is_not_answered_again(send, coordinator):
    application = send()
    decline_application(application, reason="complet", by=coordinator)
    with pytest.raises(AlreadyDecided):
        approve_application(application, person=None, by=coordinator)
    assert Person.objects.count() == 0


# At the same moment ------------------------------------------------------------------------


@pytest.fixture
def approve_twice_at_once(send, coordinator):
    """Approve one application in two threads; give who was told that it is answered already."""
    application = send()

    def approve(_wait):
        own = Application.objects.select_related("link__event", "link__province", "commune")
        try:
            approve_application(own.get(pk=application.pk), person=None, by=coordinator)
        except AlreadyDecided:
            return "refused"
        return "approved"

    return lambda: sorted(run_together(approve, times=2))


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_the_same_moment_one_registers(approve_twice_at_once):
    answers = approve_twice_at_once()
    assert answers == ["approved", "refused"]
    assert (Registration.objects.count(), Person.objects.count()) == (1, 1)
    assert audited("application.approved") == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_both_would_approve(approve_twice_at_once, monkeypatch):
    """The negative control of the test above."""

    def decide_anyway(application, state, by, **_more):
        Application.objects.filter(pk=application.pk).update(state=state, decided_by=by)

    monkeypatch.setattr(service, "_decide", decide_anyway)
    assert approve_twice_at_once() == ["approved", "approved"]


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_moment_apply_once(send):
    key = uuid.uuid4()
    first, second = run_together(lambda _wait: send(key).pk, times=2)
    assert (first, Application.objects.count()) == (second, 1)


@pytest.mark.django_db(transaction=True)
def test_the_last_room_among_those_who_wait_is_taken_once(send, monkeypatch):
    monkeypatch.setattr(service, "MOST_WAITING", 1)

    def try_to_send(_wait):
        try:
            return send().pk
        except TooManyWaiting:
            return None

    assert (run_together(try_to_send, times=3).count(None), Application.objects.count()) == (2, 1)


# Forgetting --------------------------------------------------------------------------------


@pytest.fixture
def forgettable(send, coordinator):
    """One answered long ago, one answered today, one that waits; the old one."""
    old, fresh, _waiting = (send(), send(), send())
    for application in (old, fresh):
        decline_application(application, reason="complet", by=coordinator)
    long_ago = timezone.now() - dt.timedelta(days=31)
    Application.objects.filter(pk=old.pk).update(decided_at=long_ago)
    return old


def test_what_was_answered_long_ago_is_forgotten(forgettable, capsys):
    call_command("forget_applications")
    assert capsys.readouterr().out == "Applications forgotten: 1\n"
    assert not Application.objects.filter(pk=forgettable.pk).exists()


def test_a_dry_run_only_counts(forgettable, capsys):
    call_command("forget_applications", dry_run=True)
    assert capsys.readouterr().out == "Applications to forget: 1\n"
    assert Application.objects.count() == 3


@pytest.mark.parametrize(("days_ago", "left"), [(31, 0), (29, 1)])
def test_what_waits_is_forgotten_a_month_after_the_event(send, event, days_ago, left):
    send()
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    factories.SessionFactory(event=event, date=day)
    call_command("forget_applications")
    assert Application.objects.count() == left


def test_the_registration_outlives_its_application(send, coordinator):
    application = send()
    approve_application(application, person=None, by=coordinator)
    long_ago = timezone.now() - dt.timedelta(days=31)
    Application.objects.update(decided_at=long_ago)
    call_command("forget_applications")
    assert (Registration.objects.count(), ApplicationLink.objects.count()) == (1, 1)
