import pytest
from django.db import IntegrityError, transaction

from network.models import AuditEvent
from participants.models import Attendance, Registration
from participants.services.presence import mark_presence
from participants.services.registrations import cancel_registration
from tests import factories


def marks(half_day):
    rows = Attendance.objects.filter(half_day=half_day)
    return dict(rows.values_list("registration_id", "present"))


def test_presence_is_marked(registration, half_day, staff):
    changed = mark_presence(half_day, marks={registration.pk: True}, by=staff)
    assert (changed, marks(half_day)) == (1, {registration.pk: True})


def test_a_mark_is_changed_in_place_by_who_changes_it(registration, half_day, staff, administrator):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    mark_presence(half_day, marks={registration.pk: False}, by=administrator)
    mark = Attendance.objects.get()
    assert (mark.present, mark.marked_by) == (False, administrator)


def test_a_mark_is_taken_away(registration, half_day, staff):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    changed = mark_presence(half_day, marks={registration.pk: None}, by=staff)
    assert (changed, marks(half_day)) == (1, {})


@pytest.mark.parametrize("present", [True, False])
def test_the_same_mark_again_changes_nothing(registration, half_day, staff, present):
    mark_presence(half_day, marks={registration.pk: present}, by=staff)
    changed = mark_presence(half_day, marks={registration.pk: present}, by=staff)
    assert (changed, AuditEvent.objects.filter(action="attendance.marked").count()) == (0, 1)


def test_taking_away_a_mark_that_is_not_there_changes_nothing(registration, half_day, staff):
    assert mark_presence(half_day, marks={registration.pk: None}, by=staff) == 0


def test_a_mark_of_the_morning_is_none_of_the_afternoon(registration, half_day, afternoon, staff):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    assert marks(afternoon) == {}


def test_people_of_another_event_are_not_marked(half_day, province, staff):
    elsewhere = factories.RegistrationFactory(province=province)
    changed = mark_presence(half_day, marks={elsewhere.pk: True}, by=staff)
    assert (changed, marks(half_day)) == (0, {})


@pytest.mark.parametrize("state", ["waitlisted", "cancelled"])
def test_people_without_a_place_are_not_marked(event, half_day, province, staff, state):
    waiting = factories.RegistrationFactory(event=event, province=province, state=state)
    changed = mark_presence(half_day, marks={waiting.pk: True}, by=staff)
    assert (changed, marks(half_day)) == (0, {})


def test_who_can_be_marked_is_marked_though_another_was_cancelled(
    register, quota, province, half_day, staff
):
    gone, there = register(province), register(province)
    cancel_registration(gone, by=staff)
    mark_presence(half_day, marks={gone.pk: True, there.pk: True}, by=staff)
    assert marks(half_day) == {there.pk: True}


def test_every_change_of_a_mark_leaves_an_audit_row(registration, half_day, staff):
    for present in (True, False, None):
        mark_presence(half_day, marks={registration.pk: present}, by=staff)
    actions = AuditEvent.objects.filter(object_type="participants.attendance").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "attendance.marked",
        "attendance.marked",
        "attendance.cleared",
    ]


def test_an_audit_row_names_the_mark_it_is_about(registration, half_day, staff):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    row = AuditEvent.objects.get(action="attendance.marked")
    assert (row.object_id, row.fields) == (str(Attendance.objects.get().pk), ["present"])


def test_the_database_refuses_a_second_mark_for_the_same_half_day(registration, half_day, staff):
    mark_presence(half_day, marks={registration.pk: True}, by=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.AttendanceFactory(registration=registration, half_day=half_day)


@pytest.mark.parametrize("number", [1, 40])
def test_marking_costs_the_same_for_one_and_for_many(
    event, province, half_day, staff, number, django_assert_num_queries
):
    people = factories.RegistrationFactory.create_batch(number, event=event, province=province)
    with django_assert_num_queries(6):
        mark_presence(half_day, marks={row.pk: True for row in people}, by=staff)


def test_a_registration_knows_its_mark_or_that_there_is_none(
    register, quota, province, half_day, afternoon, staff
):
    there, unmarked = register(province), register(province)
    mark_presence(half_day, marks={there.pk: True}, by=staff)
    mark_presence(afternoon, marks={unmarked.pk: False}, by=staff)
    rows = Registration.objects.with_mark(half_day).order_by("pk")
    assert list(rows.values_list("pk", "present")) == [(there.pk, True), (unmarked.pk, None)]
