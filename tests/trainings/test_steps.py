"""From draft to held: only the steps that lead on, each audited."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import factories
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from trainings.models import Event, Quota, Session
from trainings.services import events
from trainings.services.errors import NoQuota, NotOverYet, NoTrainingDay, StepNotAllowed

STEPS = {
    "scheduled": events.schedule_event,
    "open": events.open_registration,
    "closed": events.close_registration,
    "held": events.mark_held,
}
ALLOWED = {
    ("draft", "scheduled"),
    ("draft", "open"),
    ("scheduled", "open"),
    ("open", "closed"),
    ("closed", "open"),
    ("closed", "held"),
}


@pytest.fixture
def ready(province):
    """An event to which nothing is missing, and which is over."""
    event = factories.EventFactory(state="draft")
    factories.QuotaFactory(event=event, province=province, places=5)
    factories.HalfDayFactory(session__event=event, session__date=dt.date(2026, 2, 1))
    return event


def stand_at(event, state):
    Event.objects.update(state=state)
    event.refresh_from_db()


@pytest.mark.parametrize(("current", "wanted"), sorted(ALLOWED))
def test_a_step_that_leads_on_is_taken(ready, staff, current, wanted):
    stand_at(ready, current)
    STEPS[wanted](ready, by=staff)
    assert Event.objects.get().state == wanted


REFUSED = [
    (current, wanted)
    for current in Event.State.values
    for wanted in STEPS
    if (current, wanted) not in ALLOWED
]


@pytest.mark.parametrize(("current", "wanted"), REFUSED)
def test_a_step_that_does_not_lead_on_is_refused(ready, staff, current, wanted):
    stand_at(ready, current)
    with pytest.raises(StepNotAllowed):
        STEPS[wanted](ready, by=staff)
    assert (Event.objects.get().state, audited()) == (current, [])


def test_the_refusal_says_where_the_event_stands_now(in_english, ready, staff):
    """The page was read before somebody else marked the event as held."""
    stand_at(ready, "closed")
    Event.objects.update(state="held")
    with pytest.raises(StepNotAllowed, match="“held” and cannot become “registration open”"):
        events.open_registration(ready, by=staff)


@pytest.mark.parametrize(
    ("current", "wanted", "action"),
    [
        ("draft", "scheduled", "event.scheduled"),
        ("draft", "open", "event.opened"),
        ("open", "closed", "event.closed"),
        ("closed", "held", "event.held"),
    ],
)
def test_a_step_is_audited(ready, staff, current, wanted, action):
    stand_at(ready, current)
    STEPS[wanted](ready, by=staff)
    assert audited() == [(action, ["state"])]


def test_registration_opens_only_with_a_training_day(ready, staff):
    Session.objects.update(kind=Session.Kind.WORKSHOP)
    with pytest.raises(NoTrainingDay):
        events.open_registration(ready, by=staff)


def test_registration_opens_only_with_a_half_day_to_come_to(ready, staff):
    ready.sessions.get().half_days.all().delete()
    with pytest.raises(NoTrainingDay):
        events.open_registration(ready, by=staff)


def test_a_half_day_of_another_event_opens_nothing(ready, staff):
    ready.sessions.all().delete()
    factories.HalfDayFactory()
    with pytest.raises(NoTrainingDay):
        events.open_registration(ready, by=staff)


def test_registration_opens_only_with_places(ready, staff):
    Quota.objects.update(places=0)
    with pytest.raises(NoQuota):
        events.open_registration(ready, by=staff)


def test_a_refused_opening_leaves_a_draft_without_audit_row(ready, staff):
    Quota.objects.all().delete()
    with pytest.raises(NoQuota):
        events.open_registration(ready, by=staff)
    assert (Event.objects.get().state, audited()) == ("draft", [])


def test_an_event_is_not_held_before_its_last_day(ready, staff):
    stand_at(ready, "closed")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    factories.SessionFactory(event=ready, date=tomorrow)
    with pytest.raises(NotOverYet) as refusal:
        events.mark_held(ready, by=staff)
    assert (refusal.value.last_day, Event.objects.get().state) == (tomorrow, "closed")


def test_an_event_can_be_held_on_its_last_day(ready, staff):
    stand_at(ready, "closed")
    factories.SessionFactory(event=ready, date=timezone.localdate())
    events.mark_held(ready, by=staff)
    assert Event.objects.get().state == "held"


@pytest.mark.django_db(transaction=True)
def test_of_many_hands_on_one_step_only_one_takes_it(ready, staff):
    def schedule(_wait):
        try:
            events.schedule_event(ready, by=staff)
        except StepNotAllowed:
            return False
        return True

    assert sum(run_together(schedule, times=6)) == 1


@pytest.mark.django_db(transaction=True)
def test_checking_the_state_first_would_let_all_hands_take_the_step(ready):
    """The control: what the conditional UPDATE is there for."""

    def check_then_save(wait):
        seen = Event.objects.get(pk=ready.pk)
        wait()
        if seen.state == Event.State.DRAFT:
            seen.state = Event.State.SCHEDULED
            seen.save(update_fields=["state"])
            return True
        return False

    assert sum(run_together(check_then_save, times=6)) == 6
