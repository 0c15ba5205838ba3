"""Calling an event off reaches everybody who counts on it, all at once or not at all."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from network.models import AuditEvent, Role
from participants.models import Application, ApplicationLink, Notice, Person, Registration
from participants.models.registrations import CancellationReason
from participants.services import registrations
from participants.services.applications import apply, approve_application
from participants.services.calling_off import (
    CancelledNumbers,
    PeopleCame,
    cancel_and_tell,
    postpone_and_tell,
    reschedule_and_tell,
)
from participants.services.merges import merge_persons
from participants.services.registrations import (
    RegistrationClosed,
    cancel_registration,
    register_person,
)
from participants.services.unmerging import undo_merge
from participants.whom_to_tell import whom_to_tell
from tests import factories
from trainings.models import AgendaItem, Event, Quota, Session, Trainer
from trainings.services.days import Day, Hours
from trainings.services.errors import ReasonMissing, StepNotAllowed

REASON = "أشغال بالفندق"


def cancel(event, staff):
    return cancel_and_tell(event, reason=REASON, by=staff)


def counters(event):
    return list(Quota.objects.filter(event=event).values_list("taken", "event__taken"))


@pytest.fixture
def full(event, quota, register, province):
    """Two have a place, one waits."""
    return [register(province) for _ in range(3)]


# Cancelling ---------------------------------------------------------------------------------


def test_every_registration_is_cancelled_because_the_event_is(event, full, staff):
    cancel(event, staff)
    rows = Registration.objects.values_list("state", "cancellation_reason")
    assert list(rows) == [("cancelled", CancellationReason.EVENT_CANCELLED)] * 3


def test_the_reason_reads_as_a_sentence_in_the_readers_language(event, full, staff):
    cancel(event, staff)
    assert Registration.objects.first().reason_in_words == "ألغي اللقاء"


def test_nobody_chooses_that_reason_by_hand():
    assert not CancellationReason.EVENT_CANCELLED.is_offered


def test_who_had_cancelled_before_keeps_their_own_reason(event, full, staff):
    cancel_registration(full[2], reason="مرض", by=staff)
    cancel(event, staff)
    full[2].refresh_from_db()
    assert full[2].cancellation_reason == "مرض"


def test_all_places_are_free(event, full, staff):
    assert counters(event) == [(2, 2)]
    cancel(event, staff)
    assert counters(event) == [(0, 0)]


def test_nobody_moves_up_into_the_places_that_become_free(event, full, staff):
    cancel(event, staff)
    assert not Notice.objects.filter(kind=Notice.Kind.PROMOTED).exists()


def test_the_people_of_another_event_keep_their_places(event, full, staff, province):
    elsewhere = factories.RegistrationFactory(province=province)
    cancel(event, staff)
    elsewhere.refresh_from_db()
    assert elsewhere.state == "registered"


def test_each_registration_has_its_audit_row(event, full, staff):
    cancel(event, staff)
    rows = AuditEvent.objects.filter(action="registration.cancelled")
    assert {row.object_id for row in rows} == {str(one.pk) for one in full}
    assert {(row.actor_id, *row.fields) for row in rows} == {
        (staff.pk, "cancellation_reason", "state")
    }


def test_cancelling_says_how_much_it_ended(event, full, staff, province):
    link = factories.ApplicationLinkFactory(event=event, province=province)
    factories.ApplicationFactory(link=link)
    assert cancel(event, staff) == CancelledNumbers(registrations=3, applications=1, links=1)


def queries_to_cancel(people, staff):
    """How many queries it takes to cancel an event of so many people."""
    event = factories.EventFactory(taken=people)
    quota = factories.QuotaFactory(event=event, places=people, taken=people)
    factories.RegistrationFactory.create_batch(people, event=event, province=quota.province)
    with CaptureQueriesContext(connection) as queries:
        assert cancel(event, staff).registrations == people
    return len(queries)


def test_the_cost_does_not_grow_with_the_people(staff):
    assert queries_to_cancel(2, staff) == queries_to_cancel(12, staff)


def test_waiting_applications_are_declined_with_a_reason_in_words(event, staff, province):
    link = factories.ApplicationLinkFactory(event=event, province=province)
    waiting = factories.ApplicationFactory(link=link)
    declined = factories.ApplicationFactory(link=link, state="declined", decline_reason="تأخر")
    cancel(event, staff)
    waiting.refresh_from_db()
    declined.refresh_from_db()
    assert (waiting.state, waiting.decided_by, waiting.decline_reason_in_words) == (
        "declined",
        staff,
        "ألغي اللقاء",
    )
    assert declined.decline_reason_in_words == "تأخر"


def test_the_links_are_closed(event, staff, province):
    link = factories.ApplicationLinkFactory(event=event, province=province)
    other = factories.ApplicationLinkFactory(province=province)
    cancel(event, staff)
    assert list(ApplicationLink.objects.filter(closed_at=None)) == [other]
    assert AuditEvent.objects.filter(
        action="application_link.closed", object_id=str(link.pk)
    ).exists()


def test_what_took_place_is_not_cancelled(event, full, staff, half_day):
    factories.AttendanceFactory(registration=full[0], half_day=half_day, present=True)
    with pytest.raises(PeopleCame, match="شخص واحد مسجل حاضرا"):
        cancel(event, staff)
    assert (Event.objects.get().state, counters(event)) == ("open", [(2, 2)])
    assert not Registration.objects.filter(state="cancelled").exists()


def test_who_was_marked_absent_does_not_stand_in_the_way(event, full, staff, half_day):
    factories.AttendanceFactory(registration=full[0], half_day=half_day, present=False)
    cancel(event, staff)
    assert Event.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("state", "reason", "error"), [("held", REASON, StepNotAllowed), ("open", " ", ReasonMissing)]
)
def test_a_refused_cancellation_changes_nothing(event, full, staff, state, reason, error):
    Event.objects.update(state=state)
    audited = AuditEvent.objects.count()
    with pytest.raises(error):
        cancel_and_tell(event, reason=reason, by=staff)
    assert (counters(event), AuditEvent.objects.count()) == ([(2, 2)], audited)
    assert not Notice.objects.exists()


def test_a_cancelled_event_registers_nobody(event, quota, staff, person):
    cancel(event, staff)
    with pytest.raises(RegistrationClosed):
        register_person(event, person=person, organisation=None, by=staff)


def test_a_merge_that_is_undone_afterwards_brings_no_place_back(
    event, quota, person, province, staff
):
    gone = factories.PersonFactory(province=province)
    for one in (person, gone):
        register_person(event, person=one, organisation=None, by=staff)
    versions = tuple(Person.objects.get(pk=one.pk).version for one in (person, gone))
    merge = merge_persons(person, gone, versions=versions, by=staff)
    cancel(event, staff)
    (sentence,) = undo_merge(merge, by=staff)
    assert event.title in sentence
    assert set(Registration.objects.values_list("state", flat=True)) == {"cancelled"}
    assert counters(event) == [(0, 0)]


# Postponing and new days --------------------------------------------------------------------


def new_days(event):
    return [
        Day(
            date=session.date + dt.timedelta(days=14),
            kind=Session.Kind(session.kind),
            half_days={},
            session_id=session.pk,
        )
        for session in event.sessions.all()
    ]


@pytest.fixture
def scheduled(event, quota):
    """Registration was not open yet: no half-day is needed to go back there."""
    Event.objects.filter(pk=event.pk).update(state="scheduled")
    factories.SessionFactory(event=event, date=dt.date(2027, 4, 10))
    return event


def test_everybody_keeps_their_place_and_their_turn(event, full, staff, states):
    postpone_and_tell(event, reason=REASON, by=staff)
    assert (states(), counters(event)) == (["registered", "registered", "waitlisted"], [(2, 2)])


def test_nobody_moves_up_while_an_event_is_postponed(event, full, staff, states):
    postpone_and_tell(event, reason=REASON, by=staff)
    cancel_registration(full[0], by=staff)
    assert states() == ["cancelled", "registered", "waitlisted"]


def test_who_waits_moves_up_with_the_new_days(event, full, staff, states, half_day):
    postpone_and_tell(event, reason=REASON, by=staff)
    cancel_registration(full[0], by=staff)
    days = [
        Day(
            date=dt.date(2027, 4, 24),
            kind=Session.Kind.TRAINING,
            half_days={half_day.period: Hours(half_day.starts_at, half_day.ends_at)},
            session_id=half_day.session_id,
        )
    ]
    outcome = reschedule_and_tell(event, days=days, by=staff)
    assert (outcome.state, list(outcome.promoted)) == ("open", [full[2]])
    assert states() == ["cancelled", "registered", "registered"]


# Word for the coordinators ------------------------------------------------------------------


def words():
    """The notices that nobody has put aside, as the first page has them."""
    unseen = Notice.objects.unseen().order_by("province__hcp_code", "pk")
    return list(unseen.values_list("kind", "province__name_fr", "people"))


def test_each_province_with_places_gets_one_word(event, full, other_quota, staff):
    postpone_and_tell(event, reason=REASON, by=staff)
    assert words() == [("postponed", "Sidi Bennour", 3), ("postponed", "El Jadida", 0)]


def test_a_cancellation_counts_the_people_before_it_ends_their_places(event, full, staff):
    cancel(event, staff)
    assert words() == [("cancelled", "Sidi Bennour", 3)]


def test_the_last_word_replaces_those_before_it(scheduled, staff):
    postpone_and_tell(scheduled, reason=REASON, by=staff)
    reschedule_and_tell(scheduled, days=new_days(scheduled), by=staff)
    assert words() == [("moved", "Sidi Bennour", 0)]


def test_who_moved_up_is_still_to_be_told(event, full, staff):
    cancel_registration(full[0], by=staff)
    postpone_and_tell(event, reason=REASON, by=staff)
    assert sorted(kind for kind, *_rest in words()) == ["postponed", "promoted"]


def test_who_moved_up_at_a_cancelled_event_is_told_that_alone(event, full, staff):
    cancel_registration(full[0], by=staff)
    elsewhere = factories.NoticeFactory(province=full[0].province)
    cancel(event, staff)
    assert words() == [("promoted", "Sidi Bennour", 0), ("cancelled", "Sidi Bennour", 2)]
    elsewhere.refresh_from_db()
    assert elsewhere.seen_at is None


def test_of_a_draft_nobody_is_told(event, quota, staff):
    Event.objects.update(state="draft")
    cancel(event, staff)
    assert words() == []


def test_a_word_is_of_a_person_or_of_an_event(event, province):
    with pytest.raises(Exception, match=r"participants_notice_of_person_or_event"):
        Notice.objects.create(kind=Notice.Kind.POSTPONED, province=province)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("postponed", "The event is postponed; everybody keeps their place."),
        ("moved", "The event has new days: 10 April 2027."),
        ("cancelled", "The event is cancelled for good."),
    ],
)
def test_the_first_page_says_what_happened_and_how_many_to_tell(
    page, coordinator, scheduled, province, kind, sentence
):
    Notice.objects.create(kind=kind, province=province, event=scheduled, people=4)
    text = " ".join(page(coordinator, "/").content.decode().split())
    assert (sentence in text, f"4 people of {province.full_name} should be told." in text) == (
        True,
        True,
    )
    assert 'href="/events/SB01/registrations/"' in text


def test_the_first_page_takes_the_same_queries_for_one_word_and_three(
    page, coordinator, province, django_assert_max_num_queries
):
    def say(number):
        for _ in range(number):
            event = factories.EventFactory()
            factories.QuotaFactory(event=event, province=province)
            Notice.objects.create(kind="postponed", province=province, event=event)

    say(1)
    page(coordinator, "/")
    with CaptureQueriesContext(connection) as one:
        page(coordinator, "/")
    say(2)
    with django_assert_max_num_queries(len(one)):
        page(coordinator, "/")


# Whom to tell -------------------------------------------------------------------------------


def test_people_are_counted_by_province_with_their_coordinators(
    event, full, other_quota, staff, coordinator, other_coordinator
):
    ours, theirs = whom_to_tell(event, staff).provinces
    assert (ours.registered, ours.waiting, ours.people) == (2, 1, 3)
    assert (ours.coordinators, theirs.coordinators) == ((coordinator,), (other_coordinator,))
    assert theirs.people == 0


def test_who_gave_up_their_place_is_not_told(event, full, staff):
    cancel_registration(full[0], reason="مرض", by=staff)
    telling = whom_to_tell(event, staff)
    assert (telling.registered, telling.waiting) == (2, 0)


def test_after_a_cancellation_those_whose_place_it_ended_are_told(event, full, staff, province):
    link = factories.ApplicationLinkFactory(event=event, province=province)
    factories.ApplicationFactory(link=link)
    cancel(event, staff)
    telling = whom_to_tell(event, staff)
    assert (telling.registered, telling.waiting, telling.applied) == (3, 0, 1)


def test_an_application_that_was_declined_for_another_reason_is_not_counted(event, staff, province):
    link = factories.ApplicationLinkFactory(event=event, province=province)
    factories.ApplicationFactory(link=link, state="declined", decline_reason="تأخر")
    assert whom_to_tell(event, staff).applied == 0


def test_a_coordinator_reads_of_own_people_alone(event, full, register, other_quota, coordinator):
    register(other_quota.province)
    telling = whom_to_tell(event, coordinator)
    assert [one.province for one in telling.provinces] == [full[0].province]
    assert (telling.trainers, telling.partners) == ((), ())


def test_a_closed_account_is_not_told(event, quota, staff, province):
    factories.UserFactory(role=Role.COORDINATOR, provinces=[province], is_active=False)
    assert whom_to_tell(event, staff).coordinators == ()


def test_a_coordinator_of_two_provinces_is_named_once(event, quota, other_quota, staff):
    both = [quota.province, other_quota.province]
    one = factories.UserFactory(role=Role.COORDINATOR, provinces=both)
    assert whom_to_tell(event, staff).coordinators == (one,)


def test_trainers_of_the_agenda_and_partners_in_protocol_order_are_told(event, staff):
    trainer = Trainer.objects.create(name_ar="خديجة", name_fr="Khadija")
    Trainer.objects.create(name_ar="سعيد", name_fr="Saïd")
    session = factories.SessionFactory(event=event)
    for hour in (9, 10):
        AgendaItem.objects.create(
            session=session,
            kind="module",
            starts_at=dt.time(hour),
            ends_at=dt.time(hour + 1),
            trainer=trainer,
        )
    second, first = factories.PartnerFactory(), factories.PartnerFactory()
    event.programme.partnerships.create(partner=second, position=2)
    event.programme.partnerships.create(partner=first, position=1)
    telling = whom_to_tell(event, staff)
    assert (telling.trainers, telling.partners) == ((trainer,), (first, second))


@pytest.mark.parametrize("provinces", [1, 3])
def test_asking_whom_to_tell_takes_the_same_queries_for_one_province_and_three(
    event, staff, django_assert_num_queries, provinces
):
    for _ in range(provinces):
        quota = factories.QuotaFactory(event=event)
        factories.UserFactory(role=Role.COORDINATOR, provinces=[quota.province])
        factories.RegistrationFactory(event=event, province=quota.province)
    event = Event.objects.select_related("programme").get(pk=event.pk)
    with django_assert_num_queries(7):
        telling = whom_to_tell(event, staff)
        assert len(telling.coordinators) == provinces


# At the same time ---------------------------------------------------------------------------

PATIENCE_SECONDS = 20


def run_both(first, second):
    """Run two actions in threads of their own, and return what each returned or raised."""
    outcome = {}

    def run(name, action):
        try:
            outcome[name] = action()
        except Exception as error:  # noqa: BLE001 the test looks at what it was
            outcome[name] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(name, action))
        for name, action in (("first", first), ("second", second))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return outcome["first"], outcome["second"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_guarded", [True, False])
def test_nobody_registers_behind_the_back_of_a_cancellation(
    event, quota, person, staff, monkeypatch, is_guarded
):
    """The registration has looked, and lingers; without its lock it slips in afterwards."""
    looked, cancelled = threading.Event(), threading.Event()
    require_open = registrations._require_open

    def look_and_linger(event, province):
        if is_guarded:
            require_open(event, province)
        elif not Event.objects.filter(pk=event.pk, state="open").exists():
            raise RegistrationClosed(event)
        looked.set()
        cancelled.wait(1)

    monkeypatch.setattr(registrations, "_require_open", look_and_linger)
    if connection.vendor == "sqlite" and not is_guarded:
        pytest.skip("SQLite lets only one transaction write at a time: nothing can slip in.")

    def cancel_meanwhile():
        looked.wait(PATIENCE_SECONDS)
        try:
            return cancel(event, staff)
        finally:
            cancelled.set()

    run_both(
        lambda: register_person(event, person=person, organisation=None, by=staff),
        cancel_meanwhile,
    )
    standing = Registration.objects.filter(~Q(state="cancelled"), event=event).count()
    assert (standing, counters(event)) == ((0, [(0, 0)]) if is_guarded else (1, [(1, 1)]))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_cancellation_waits_for_a_place_given_up_and_never_crosses_it(event, full, staff):
    """Both need the event and the registration: they take them in the same order."""
    for _ in range(3):
        given_up, ended = run_both(
            lambda: cancel_registration(full[0], by=staff), lambda: cancel(event, staff)
        )
        assert not isinstance(ended, Exception), ended
        assert "deadlock" not in str(given_up).lower()
        assert counters(event) == [(0, 0)]
        Event.objects.update(state="open")
        Registration.objects.filter(pk=full[0].pk).update(state="registered")
        Quota.objects.update(taken=1)
        Event.objects.update(taken=1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_approval_and_a_cancellation_never_cross(event, quota, staff, province):
    link = factories.ApplicationLinkFactory(event=event, province=province)
    application = factories.ApplicationFactory(link=link)
    application = Application.objects.select_related("link__event", "link__province").get(
        pk=application.pk
    )
    _approved, ended = run_both(
        lambda: approve_application(application, person=None, by=staff),
        lambda: cancel(event, staff),
    )
    assert not isinstance(ended, Exception), ended
    assert not Registration.objects.filter(~Q(state="cancelled")).exists()
    assert (counters(event), Application.objects.get().state != "waiting") == ([(0, 0)], True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nobody_applies_behind_the_back_of_a_cancellation(event, quota, staff, province):
    link = factories.ApplicationLinkFactory(event=event, province=province)
    commune = factories.CommuneFactory(province=province)
    fields = {
        "given_name_ar": "سعاد",
        "family_name_ar": "الناصري",
        "given_name_latin": "Souad",
        "family_name_latin": "Naciri",
        "phone": "0661112233",
        "commune": commune,
        "consent_version": "2026-01",
    }

    def apply_slowly():
        with transaction.atomic():
            made = apply(link, submission_key=uuid.uuid4(), **fields)
            threading.Event().wait(0.3)
            return made

    _applied, ended = run_both(apply_slowly, lambda: cancel(event, staff))
    assert not isinstance(ended, Exception), ended
    assert not Application.objects.filter(state="waiting").exists()
