import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates import codes
from certificates.models import LEASE, Batch, Certificate, NumberSeries, Reason
from certificates.services import batches, versions
from certificates.services.batches import MAX_ATTEMPTS, STEP, run_batch
from certificates.services.correcting import allow_reissue
from certificates.services.errors import (
    BatchNotResumable,
    BatchUnderWay,
    NobodyIsReady,
    NotAllowedToIssue,
)
from certificates.services.issuing import resume_batch, start_batch
from certificates.tasks import run_batch_task, watch_batch_task
from network.models import AuditEvent
from participants.models import Attendance, Registration


def pass_the_lease(batch):
    """Let the time pass after which a silent worker is taken for dead."""
    Batch.objects.filter(pk=batch.pk).update(lease_until=timezone.now())


def queued_tasks():
    return [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.order_by("run_after")]


# Asking for a batch


def test_a_batch_holds_those_who_are_ready_in_hand_out_order(
    event, attend, administrator, other_province
):
    last = attend(True, True, place=other_province)
    first = attend(True, True)
    attend(True, False)
    attend(None, None)
    batch = start_batch(event, by=administrator)
    assert [item.registration for item in batch.items.all()] == [first, last]


def test_a_batch_may_be_asked_for_a_part(event, attend, administrator, other_province):
    attend(True, True)
    wanted = attend(True, True, place=other_province)
    part = Registration.objects.filter(province=other_province)
    batch = start_batch(event, by=administrator, registrations=part)
    assert [item.registration for item in batch.items.all()] == [wanted]


def test_asking_puts_the_work_and_its_watch_into_the_queue(event, attend, administrator):
    attend(True, True)
    start_batch(event, by=administrator)
    assert sorted(queued_tasks()) == ["run_batch_task", "watch_batch_task"]


def test_the_watch_waits_for_a_lease(event, attend, administrator):
    attend(True, True)
    start_batch(event, by=administrator)
    watch = DBTaskResult.objects.get(task_path__endswith="watch_batch_task")
    assert timezone.now() < watch.run_after <= timezone.now() + LEASE


def test_asking_leaves_an_audit_row(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    row = AuditEvent.objects.get(action="batch.started")
    assert (row.actor, row.object_id) == (administrator, str(batch.pk))


@pytest.mark.parametrize("role", ["staff", "coordinator", "observer"])
def test_only_an_administrator_asks(event, attend, role, request):
    attend(True, True)
    with pytest.raises(NotAllowedToIssue):
        start_batch(event, by=request.getfixturevalue(role))


def test_an_administrator_who_left_does_not_ask(event, attend, administrator):
    attend(True, True)
    administrator.is_active = False
    with pytest.raises(NotAllowedToIssue):
        start_batch(event, by=administrator)


def test_asking_twice_names_the_batch_under_way(event, attend, administrator):
    attend(True, True)
    first = start_batch(event, by=administrator)
    with pytest.raises(BatchUnderWay) as refusal:
        start_batch(event, by=administrator)
    assert refusal.value.batch == first


def test_the_database_refuses_a_second_batch_under_way(event, administrator):
    Batch.objects.create(event=event, requested_by=administrator)
    with pytest.raises(IntegrityError, match="batch"), transaction.atomic():
        Batch.objects.create(event=event, requested_by=administrator, state="running")


def test_whoever_is_a_moment_late_gets_the_same_refusal(event, attend, administrator, monkeypatch):
    attend(True, True)
    first = start_batch(event, by=administrator)
    looks = iter([None, first])

    def look(event, kind, *, than=None):
        if found := next(looks):
            raise BatchUnderWay(found)

    monkeypatch.setattr("certificates.services.issuing._refuse_beside_another", look)
    with pytest.raises(BatchUnderWay):
        start_batch(event, by=administrator)
    assert Batch.objects.count() == 1


def test_with_nobody_ready_there_is_no_batch(event, attend, administrator):
    attend(True, False)
    with pytest.raises(NobodyIsReady):
        start_batch(event, by=administrator)
    assert not Batch.objects.exists()


# Running it


def test_everybody_in_the_batch_gets_a_certificate(attend, issue, administrator, province):
    registration = attend(True, True)
    issue()
    certificate = Certificate.objects.get()
    assert (
        certificate.registration,
        certificate.province,
        certificate.number,
        certificate.state,
        certificate.issued_by,
    ) == (registration, province, "RAD/2026/SB01/0001", "valid", administrator)


def test_code_and_number_stand_in_the_snapshot(attend, issue):
    attend(True, True)
    issue()
    certificate = Certificate.objects.get()
    assert codes.is_well_formed(certificate.code)
    assert certificate.snapshot["code"] == certificate.code
    assert certificate.snapshot["number"] == certificate.number


def test_a_batch_larger_than_a_step_is_numbered_without_a_gap(attend, issue):
    for _ in range(STEP + 3):
        attend(True, True)
    issue()
    numbers = list(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"RAD/2026/SB01/{serial:04}" for serial in range(1, STEP + 4)]


def test_a_finished_batch_says_so(attend, issue):
    attend(True, True)
    batch = issue()
    assert (batch.state, batch.lease_until) == (Batch.State.DONE, None)
    assert batch.finished_at >= batch.started_at
    assert batch.progress().percent == 100


def test_every_certificate_leaves_an_audit_row(attend, issue):
    attend(True, True)
    attend(True, True)
    issue()
    rows = AuditEvent.objects.filter(action="certificate.issued")
    assert {row.object_id for row in rows} == {str(c.pk) for c in Certificate.objects.all()}


def test_whoever_is_not_eligible_any_more_is_refused_with_the_reason(event, attend, administrator):
    absent, cancelled, fine = attend(True, True), attend(True, True), attend(True, True)
    batch = start_batch(event, by=administrator)
    Attendance.objects.filter(registration=absent).update(present=False)
    Registration.objects.filter(pk=cancelled.pk).update(state="cancelled")
    run_batch(batch.pk)
    outcome = dict(batch.items.values_list("registration", "reason"))
    assert outcome == {
        absent.pk: Reason.PRESENCE_BELOW,
        cancelled.pk: Reason.NOT_REGISTERED,
        fine.pk: "",
    }


def test_a_refusal_costs_no_number(event, attend, administrator):
    absent = attend(True, True)
    attend(True, True)
    batch = start_batch(event, by=administrator)
    Attendance.objects.filter(registration=absent).update(present=False)
    run_batch(batch.pk)
    assert NumberSeries.objects.get().last == 1


def test_whoever_got_it_meanwhile_is_not_issued_twice(event, attend, administrator):
    registration = attend(True, True)
    early = start_batch(event, by=administrator)
    Batch.objects.filter(pk=early.pk).update(state="failed")
    run_batch(start_batch(event, by=administrator).pk)
    resume_batch(early, by=administrator)
    run_batch(early.pk)
    assert early.items.get().reason == Reason.ALREADY_ISSUED
    assert registration.certificates.count() == 1


def test_issuing_again_takes_only_the_newcomers(attend, issue):
    attend(True, True)
    issue()
    attend(True, True)
    assert issue().items.count() == 1


def test_a_revoked_certificate_keeps_its_number_for_ever(attend, issue, revoke, administrator):
    registration = attend(True, True)
    issue()
    allow_reissue(revoke(registration), reason="It was right", by=administrator)
    issue()
    assert [c.number[-4:] for c in registration.certificates.all()] == ["0001", "0002"]


def test_a_finished_batch_is_not_run_again(attend, issue):
    attend(True, True)
    assert run_batch(issue().pk) is False


def test_every_step_is_told(event, attend, administrator):
    for _ in range(STEP + 1):
        attend(True, True)
    told = []
    batch = start_batch(event, by=administrator)
    run_batch(batch.pk, on_step=lambda batch: told.append(batch.progress().done))
    assert told == [STEP, STEP + 1]


@pytest.mark.parametrize("persons", [1, STEP])
def test_a_step_costs_the_same_for_one_and_for_many(
    event, attend, administrator, persons, django_assert_num_queries
):
    for _ in range(persons):
        attend(True, True)
    batch = batches._fetch(start_batch(event, by=administrator).pk)
    batches._claim(batch.pk, "me")
    with django_assert_num_queries(25):
        batches._take_step(batch, "me")


# Leases


def test_a_batch_that_is_held_is_not_taken(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    batches._claim(batch.pk, "another")
    assert run_batch(batch.pk) is False


def test_a_batch_whose_lease_ran_out_is_taken_over(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    batches._claim(batch.pk, "another")
    pass_the_lease(batch)
    assert run_batch(batch.pk) is True


@pytest.fixture
def overtaken(event, attend, administrator):
    """A batch whose first worker was taken for dead and has just woken up."""
    attend(True, True)
    batch = start_batch(event, by=administrator)
    batches._claim(batch.pk, "first")
    pass_the_lease(batch)
    batches._claim(batch.pk, "second")
    return batches._fetch(batch.pk)


def test_a_worker_that_lost_its_lease_changes_nothing(overtaken):
    assert batches._take_step(overtaken, "first") is False
    assert not Certificate.objects.exists()


def test_negative_control_without_the_holders_name_it_would_go_on(overtaken, monkeypatch):
    monkeypatch.setattr(batches, "_held", lambda batch, _holder: Batch.objects.filter(pk=batch.pk))
    assert batches._take_step(overtaken, "first") is True
    assert Certificate.objects.exists()


def test_a_step_renews_the_lease(event, attend, administrator):
    attend(True, True)
    batch = batches._fetch(start_batch(event, by=administrator).pk)
    batches._claim(batch.pk, "me")
    pass_the_lease(batch)
    batches._take_step(batch, "me")
    batch.refresh_from_db()
    assert batch.lease_until > timezone.now()


# What goes wrong


@pytest.fixture
def broken(monkeypatch):
    """Make every certificate's code the same, which the database refuses."""
    monkeypatch.setattr(versions, "new_code", lambda: "0" * 27)


def test_an_error_stops_the_batch_and_is_raised(event, attend, administrator, broken):
    attend(True, True)
    attend(True, True)
    batch = start_batch(event, by=administrator)
    with pytest.raises(IntegrityError):
        run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.FAILED
    assert not Certificate.objects.exists()
    assert AuditEvent.objects.filter(action="batch.stopped").exists()


def test_a_failed_step_takes_no_number(event, attend, administrator, broken):
    attend(True, True)
    attend(True, True)
    with pytest.raises(IntegrityError):
        run_batch(start_batch(event, by=administrator).pk)
    assert not NumberSeries.objects.filter(last__gt=0).exists()


def test_a_database_that_does_not_answer_leaves_the_batch_to_the_watch(
    event, attend, administrator, monkeypatch
):
    def no_answer(*_args):
        raise OperationalError("the database system is shutting down")

    attend(True, True)
    batch = start_batch(event, by=administrator)
    with monkeypatch.context() as patch:
        patch.setattr(batches, "_settle", no_answer)
        with pytest.raises(OperationalError):
            run_batch(batch.pk)
    pass_the_lease(batch)
    assert run_batch(batch.pk) is True


def test_work_that_kills_its_worker_every_time_is_given_up(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    for _ in range(MAX_ATTEMPTS):
        batches._claim(batch.pk, "killed")
        pass_the_lease(batch)
    assert run_batch(batch.pk) is False
    batch.refresh_from_db()
    assert batch.state == Batch.State.FAILED


def test_a_failed_batch_is_resumed_by_hand(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    Batch.objects.update(state="failed", attempts=MAX_ATTEMPTS, finished_at=timezone.now())
    resume_batch(batch, by=administrator)
    assert run_batch(batch.pk) is True
    assert AuditEvent.objects.filter(action="batch.resumed").exists()


def test_resuming_puts_the_work_and_its_watch_into_the_queue(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    DBTaskResult.objects.all().delete()
    Batch.objects.update(state="failed")
    resume_batch(batch, by=administrator)
    assert sorted(queued_tasks()) == ["run_batch_task", "watch_batch_task"]


def test_a_batch_under_way_is_not_resumed(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    batches._claim(batch.pk, "me")
    with pytest.raises(BatchNotResumable):
        resume_batch(batch, by=administrator)


def test_a_finished_batch_is_not_resumed(attend, issue, administrator):
    attend(True, True)
    with pytest.raises(BatchNotResumable):
        resume_batch(issue(), by=administrator)


def test_a_batch_is_not_resumed_beside_another(event, attend, administrator):
    attend(True, True)
    first = start_batch(event, by=administrator)
    Batch.objects.update(state="failed")
    start_batch(event, by=administrator)
    with pytest.raises(BatchUnderWay):
        resume_batch(first, by=administrator)


def test_only_an_administrator_resumes(event, attend, administrator, staff):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    with pytest.raises(NotAllowedToIssue):
        resume_batch(batch, by=staff)


# The background worker


def test_the_task_runs_the_batch(event, attend, administrator):
    attend(True, True)
    run_batch_task.call(start_batch(event, by=administrator).pk)
    assert Certificate.objects.count() == 1


def test_the_watch_puts_its_next_look_into_the_queue_before_it_takes_over(
    event, attend, administrator, monkeypatch
):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    DBTaskResult.objects.all().delete()
    seen = []
    monkeypatch.setattr(batches, "run_batch", lambda _pk: seen.extend(queued_tasks()))
    watch_batch_task.call(batch.pk)
    assert seen == ["watch_batch_task"]


def test_the_watch_takes_up_a_batch_whose_worker_was_killed(event, attend, administrator):
    attend(True, True)
    batch = start_batch(event, by=administrator)
    batches._claim(batch.pk, "killed")
    pass_the_lease(batch)
    watch_batch_task.call(batch.pk)
    assert Certificate.objects.count() == 1


def test_the_watch_of_a_finished_batch_ends(attend, issue):
    attend(True, True)
    batch = issue()
    DBTaskResult.objects.all().delete()
    watch_batch_task.call(batch.pk)
    assert queued_tasks() == []
