"""What is to be done before an event: begun from the usual steps once, due by the event's day."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.models import AuditEvent, Role
from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from trainings.models import Event, PreparationStep, TemplateStep
from trainings.services import usual_steps
from trainings.services.errors import NoUsualSteps, StepTicked, StepUnticked
from trainings.services.events import open_registration, schedule_event
from trainings.services.preparation import (
    add_step,
    begin_preparation,
    change_step,
    mark_step_done,
    mark_step_undone,
    prepare_event,
    remove_step,
    write_note,
)

Whose = TemplateStep.Whose


@pytest.fixture
def event(province):
    """A draft that gives one province places, in thirty days from now."""
    event = factories.EventFactory(state="draft", venue__commune__province=province)
    factories.QuotaFactory(event=event, province=province)
    day = timezone.localdate() + dt.timedelta(days=30)
    factories.HalfDayFactory(session__event=event, session__date=day)
    return event


def usual(whose=Whose.STAFF, **fields):
    return factories.TemplateStepFactory(whose=whose, **fields)


def step_due_in(days, **fields):
    """Make a step that is due so many days from now, at an event ten days later."""
    event = fields.pop("event", None) or factories.EventFactory()
    first = timezone.localdate() + dt.timedelta(days=days + 10)
    factories.SessionFactory(event=event, date=first)
    return factories.PreparationStepFactory(event=event, days_before=10, **fields)


def dues():
    return list(PreparationStep.objects.with_due_on().values_list("due_on", flat=True))


# Beginning


def test_an_event_begins_with_the_usual_steps_in_their_order(event, staff):
    first, second = usual(position=1), usual(position=2)
    steps = prepare_event(event, by=staff)
    assert [one.name_ar for one in steps] == [first.name_ar, second.name_ar]


def test_scheduling_begins_the_preparation(event, staff):
    usual()
    schedule_event(event, by=staff)
    assert event.preparation_steps.count() == 1


def test_opening_a_draft_begins_the_preparation(event, staff):
    usual()
    open_registration(event, by=staff)
    assert event.preparation_steps.count() == 1


def test_an_event_is_prepared_once(event, staff):
    usual()
    schedule_event(event, by=staff)
    open_registration(event, by=staff)
    assert (event.preparation_steps.count(), prepare_event(event, by=staff)) == (1, [])


def test_steps_that_were_removed_do_not_come_back(event, staff):
    usual()
    prepare_event(event, by=staff)
    event.preparation_steps.all().delete()
    assert prepare_event(event, by=staff) == []


def test_without_usual_steps_an_event_waits_for_them(event, staff):
    assert prepare_event(event, by=staff) == []
    usual()
    assert len(prepare_event(event, by=staff)) == 1


def test_whoever_asks_is_told_that_there_are_no_usual_steps(event, staff):
    with pytest.raises(NoUsualSteps):
        begin_preparation(event, by=staff)


def test_a_step_of_the_host_falls_to_the_province_of_the_venue(event, staff, other_province):
    event.venue.commune.province = other_province
    usual(Whose.HOST)
    (step,) = prepare_event(event, by=staff)
    assert (step.responsible, step.province) == ("province", other_province)


def test_a_step_of_each_falls_to_every_province_with_places(event, staff, province, other_province):
    factories.QuotaFactory(event=event, province=other_province)
    factories.QuotaFactory(event=event, places=0)
    usual(Whose.EACH)
    steps = prepare_event(event, by=staff)
    assert {step.province for step in steps} == {province, other_province}


def test_beginning_is_audited_step_by_step(event, staff):
    usual()
    prepare_event(event, by=staff)
    assert [action for action, _fields in audited()] == ["preparation_step.created"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_prepare_at_once_only_one_adds_steps(event, staff):
    usual()
    assert sum(run_together(lambda _wait: len(prepare_event(event, by=staff)), times=6)) == 1


@pytest.mark.django_db(transaction=True)
def test_looking_first_would_let_all_of_them_add_steps(event, staff):
    """The control: what the conditional UPDATE is there for."""

    def look_then_add(wait):
        prepared = Event.objects.get(pk=event.pk).prepared_at
        wait()
        if prepared is None:
            factories.PreparationStepFactory(event=event)
        return prepared is None

    assert sum(run_together(look_then_add, times=6)) == 6


# The day it is due


@pytest.mark.django_db
def test_a_step_is_due_so_many_days_before_the_first_day():
    event = factories.EventFactory()
    for day in (dt.date(2026, 3, 5), dt.date(2026, 3, 4)):
        factories.SessionFactory(event=event, date=day)
    factories.PreparationStepFactory(event=event, days_before=30)
    assert dues() == [dt.date(2026, 2, 2)]


@pytest.mark.django_db
def test_the_day_moves_with_the_event():
    step = step_due_in(0)
    step.event.sessions.update(date=dt.date(2026, 5, 20))
    assert dues() == [dt.date(2026, 5, 10)]


@pytest.mark.django_db
def test_without_a_day_of_the_event_nothing_is_due():
    factories.PreparationStepFactory()
    assert (dues(), PreparationStep.objects.late().count()) == ([None], 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "late", "soon"), [(-1, 1, 1), (0, 0, 1), (7, 0, 1), (8, 0, 0)])
def test_a_step_is_late_from_the_day_after_and_soon_for_a_week(days, late, soon):
    step_due_in(days)
    steps = PreparationStep.objects
    assert (steps.late().count(), steps.due_soon().count()) == (late, soon)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_late", "is_soon"), [(-1, 1, 0), (0, 0, 1), (8, 0, 0)])
def test_a_row_says_the_same_as_the_list(days, is_late, is_soon):
    step_due_in(days)
    step = PreparationStep.objects.with_due_on().get()
    assert (step.is_late, step.is_due_soon) == (is_late, is_soon)


def test_what_is_done_is_not_late(staff):
    mark_step_done(step_due_in(-1), by=staff)
    assert not PreparationStep.objects.late()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_for_an_event_that_is_over_or_off_nothing_is_late(state):
    step = step_due_in(-1)
    Event.objects.filter(pk=step.event_id).update(state=state)
    assert not PreparationStep.objects.late()


@pytest.mark.django_db
def test_once_the_event_has_begun_its_preparation_is_no_longer_late():
    step_due_in(-11)
    assert not PreparationStep.objects.late()


@pytest.mark.django_db
def test_what_is_late_comes_first_and_what_is_done_last(staff):
    ahead, done, late = step_due_in(5), step_due_in(-3), step_due_in(-1)
    mark_step_done(done, by=staff)
    assert list(PreparationStep.objects.with_due_on().in_order()) == [late, ahead, done]


# Whose


def test_a_coordinator_sees_steps_of_own_provinces_and_by_name(
    coordinator, province, other_province
):
    event = factories.EventFactory()
    factories.QuotaFactory(event=event, province=province)
    own = factories.PreparationStepFactory(event=event, province=province)
    named = factories.PreparationStepFactory(event=event, person=coordinator)
    factories.PreparationStepFactory(event=event, province=other_province)
    factories.PreparationStepFactory(event=event)
    assert set(PreparationStep.objects.visible_to(coordinator)) == {own, named}


def test_a_coordinator_sees_no_step_of_an_event_that_is_still_a_draft(coordinator, province):
    event = factories.EventFactory(state="draft")
    factories.QuotaFactory(event=event, province=province)
    factories.PreparationStepFactory(event=event, province=province)
    assert not PreparationStep.objects.visible_to(coordinator)


def test_an_observer_sees_no_step(observer):
    factories.PreparationStepFactory()
    assert not PreparationStep.objects.visible_to(observer)


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR])
def test_staff_see_every_step(role, db):
    factories.PreparationStepFactory()
    assert PreparationStep.objects.visible_to(factories.UserFactory(role=role)).count() == 1


@pytest.mark.parametrize("responsible", ["staff", "person"])
def test_a_step_cannot_fall_to_staff_or_nobody_and_to_a_province(province, responsible):
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparationStep.objects.create(
            event=factories.EventFactory(),
            name_ar="خطوة",
            days_before=1,
            responsible=responsible,
            province=province,
        )


# Ticking


def test_a_tick_keeps_who_and_when_and_is_audited(staff):
    step = factories.PreparationStepFactory()
    mark_step_done(step, by=staff)
    step.refresh_from_db()
    assert (step.done_by, step.is_done, audited()) == (
        staff,
        True,
        [("preparation_step.done", ["done_at", "done_by"])],
    )


def test_a_second_tick_names_who_was_first(in_english, staff, administrator):
    step = factories.PreparationStepFactory(name_fr="Réserver")
    mark_step_done(step, by=administrator)
    with pytest.raises(StepTicked, match=f"is done already: {administrator} ticked it"):
        mark_step_done(step, by=staff)


def test_a_tick_can_be_taken_off(staff):
    step = factories.PreparationStepFactory()
    mark_step_done(step, by=staff)
    mark_step_undone(step, by=staff)
    step.refresh_from_db()
    assert (step.is_done, step.done_by) == (False, None)


def test_a_tick_that_is_not_there_cannot_be_taken_off(staff):
    with pytest.raises(StepUnticked):
        mark_step_undone(factories.PreparationStepFactory(), by=staff)


def test_a_refused_tick_leaves_no_audit_row(staff):
    step = factories.PreparationStepFactory()
    mark_step_done(step, by=staff)
    with pytest.raises(StepTicked):
        mark_step_done(step, by=staff)
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_tick_at_once_one_has_done_it(staff):
    step = factories.PreparationStepFactory()

    def tick(_wait):
        try:
            mark_step_done(step, by=staff)
        except StepTicked:
            return False
        return True

    assert (sum(run_together(tick, times=6)), AuditEvent.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_step_is_done_by_somebody_or_not_at_all():
    step = factories.PreparationStepFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparationStep.objects.filter(pk=step.pk).update(done_at=timezone.now())


# Changing


FACTS = {"name_ar": "حجز", "name_fr": "Réserver", "days_before": 12}


def test_a_step_is_added_to_one_event(event, staff, province):
    add_step(event, by=staff, responsible="province", province=province, person=None, **FACTS)
    assert event.preparation_steps.get().province == province


def test_a_change_is_audited_with_what_changed(staff):
    step = factories.PreparationStepFactory(**{**FACTS, "days_before": 30})
    change_step(step, by=staff, responsible="staff", province=None, person=None, **FACTS)
    assert audited() == [("preparation_step.updated", ["days_before"])]


def test_a_change_leaves_the_tick(staff):
    step = factories.PreparationStepFactory()
    mark_step_done(step, by=staff)
    changed = change_step(step, by=staff, responsible="staff", province=None, person=None, **FACTS)
    assert changed.is_done


def test_a_note_is_kept_and_audited_once(staff):
    step = factories.PreparationStepFactory()
    for _ in range(2):
        write_note(step, note="توصلنا بالوصل", by=staff)
    assert audited() == [("preparation_step.updated", ["note"])]


def test_a_removed_step_leaves_its_audit_row(staff):
    step = factories.PreparationStepFactory()
    remove_step(step, by=staff)
    assert (PreparationStep.objects.count(), audited()) == (0, [("preparation_step.removed", [])])


# The usual steps


def test_set_up_loads_the_usual_steps_once(db):
    first = usual_steps.load_usual_steps()
    assert (first, usual_steps.load_usual_steps()) == (len(usual_steps.USUAL_STEPS), 0)


def test_a_command_loads_them_and_says_how_many(db):
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("load_usual_steps", stdout=out)
    assert [out.getvalue() for out in said] == [
        "Usual steps of preparation: 7 new.\n",
        "Usual steps of preparation: 0 new.\n",
    ]


def test_the_usual_steps_have_names_in_both_languages(db):
    usual_steps.load_usual_steps()
    assert all(step.name_ar and step.name_fr for step in TemplateStep.objects.all())


def test_a_list_that_somebody_made_is_left_alone(staff):
    usual()
    assert usual_steps.load_usual_steps(by=staff) == 0


def test_a_new_usual_step_comes_last(staff):
    usual(position=4)
    step = usual_steps.add_usual_step(by=staff, whose="staff", **FACTS)
    assert (step.position, audited()[0][0]) == (5, "usual_step.created")


def test_a_changed_usual_step_leaves_events_alone(event, staff):
    step = usual()
    prepare_event(event, by=staff)
    usual_steps.change_usual_step(step, by=staff, whose="host", **FACTS)
    assert (TemplateStep.objects.get().name_ar, event.preparation_steps.get().name_ar) == (
        "حجز",
        step.name_ar,
    )


def test_a_removed_usual_step_leaves_events_alone(event, staff):
    step = usual()
    prepare_event(event, by=staff)
    usual_steps.remove_usual_step(step, by=staff)
    assert (TemplateStep.objects.count(), event.preparation_steps.count()) == (0, 1)


@pytest.mark.parametrize(
    ("moved", "up", "order"),
    [(1, True, [1, 0, 2]), (1, False, [0, 2, 1]), (0, True, [0, 1, 2]), (2, False, [0, 1, 2])],
)
def test_a_usual_step_changes_places_with_its_neighbour(staff, moved, up, order):
    steps = [usual(position=position) for position in (3, 3, 7)]
    usual_steps.move_usual_step(steps[moved], up=up, by=staff)
    assert list(TemplateStep.objects.all()) == [steps[place] for place in order]
