"""An event is kept with its days and quotas, or not at all."""

import pytest

from tests import factories
from tests.trainings.conftest import SATURDAY, SUNDAY, audited, training, workshop
from trainings.models import Event
from trainings.services.errors import (
    CapacityBelowTaken,
    ChangedMeanwhile,
    CodeIsFixed,
    CodeTaken,
    QuotaBelowTaken,
)
from trainings.services.events import create_event, update_event


@pytest.fixture
def event(facts, province, staff):
    return create_event(days=[workshop(), training()], quotas={province: 15}, by=staff, **facts)


def places_by_province(event):
    return dict(event.quotas.values_list("province__name_fr", "places"))


def test_a_new_event_is_a_draft(event):
    assert Event.objects.get().state == Event.State.DRAFT


def test_a_new_event_keeps_its_facts(event, facts):
    assert {name: getattr(Event.objects.get(), name) for name in facts} == facts


def test_a_new_event_has_its_days(event):
    assert list(event.sessions.values_list("date", "kind")) == [
        (SATURDAY, "workshop"),
        (SUNDAY, "training"),
    ]


def test_a_new_event_has_its_quotas(event):
    assert places_by_province(event) == {"Sidi Bennour": 15}


def test_creating_an_event_is_audited_with_its_parts(event, facts):
    assert audited() == [
        ("event.created", sorted(facts)),
        ("session.created", ["date", "half_days", "kind"]),
        ("session.created", ["date", "half_days", "kind"]),
        ("quota.created", ["places"]),
    ]


def test_an_event_with_two_sessions_on_one_day_is_not_kept_at_all(facts, province, staff):
    with pytest.raises(Exception, match=r"(?i)unique"):
        create_event(days=[workshop(SUNDAY), training(SUNDAY)], quotas={}, by=staff, **facts)
    assert (Event.objects.count(), audited()) == (0, [])


def update(event, facts, staff, **changes):
    """Update the event with nothing changed but what is named."""
    days = [
        workshop(session_id=event.sessions.first().pk),
        training(session_id=event.sessions.last().pk),
    ]
    quotas = {quota.province: quota.places for quota in event.quotas.all()}
    plan = {"edition": event.edition, "days": days, "quotas": quotas, "by": staff}
    return update_event(event, **{**plan, **facts, **changes})


def test_a_change_over_an_edition_that_was_not_seen_is_refused(event, facts, staff):
    update(event, facts, staff, title_ar="موضوع أول")
    with pytest.raises(ChangedMeanwhile):
        update(event, facts, staff, title_ar="موضوع ثان")
    event.refresh_from_db()
    assert event.title_ar == "موضوع أول"


def test_a_change_over_the_edition_that_was_seen_is_kept(event, facts, staff):
    update(event, facts, staff, title_ar="موضوع أول")
    event.refresh_from_db()
    update(event, facts, staff, title_ar="موضوع ثان")
    event.refresh_from_db()
    assert (event.title_ar, event.edition) == ("موضوع ثان", 2)


def test_an_update_that_changes_nothing_leaves_no_audit_row(event, facts, staff):
    before = audited()
    update(event, facts, staff)
    assert audited() == before


def test_an_update_is_audited_with_the_fields_that_changed(event, facts, staff):
    update(event, facts, staff, capacity=130, title_fr="Qualité")
    assert audited()[-1] == ("event.updated", ["capacity", "title_fr"])


def test_an_update_returns_the_event_as_it_stands_now(event, facts, staff):
    assert update(event, facts, staff, capacity=130).capacity == 130


def test_an_update_changes_the_quotas_too(event, facts, staff, province, other_province):
    update(event, facts, staff, quotas={province: 10, other_province: 5})
    assert places_by_province(event) == {"Sidi Bennour": 10, "El Jadida": 5}


def test_capacity_cannot_fall_below_the_places_taken(event, facts, staff):
    Event.objects.update(taken=8)
    with pytest.raises(CapacityBelowTaken, match="8"):
        update(event, facts, staff, capacity=7)
    assert Event.objects.get().capacity == 120


def test_capacity_may_fall_to_the_places_taken(event, facts, staff):
    Event.objects.update(taken=8)
    assert update(event, facts, staff, capacity=8).capacity == 8


def test_a_refused_quota_undoes_the_whole_update(event, facts, staff, province):
    event.quotas.update(taken=9)
    with pytest.raises(QuotaBelowTaken):
        update(event, facts, staff, title_fr="Autre", quotas={province: 8})
    assert Event.objects.get().title_fr == facts["title_fr"]


def test_the_code_of_a_draft_can_change(event, facts, staff):
    assert update(event, facts, staff, code="SB02").code == "SB02"


def test_the_code_of_an_announced_event_cannot_change(event, facts, staff):
    Event.objects.update(state=Event.State.SCHEDULED)
    with pytest.raises(CodeIsFixed):
        update(event, facts, staff, code="SB02")


def test_an_announced_event_can_change_otherwise(event, facts, staff):
    Event.objects.update(state=Event.State.SCHEDULED)
    assert update(event, facts, staff, hours=6).hours == 6


def test_the_places_taken_survive_an_update_made_from_an_older_reading(event, facts, staff):
    """Somebody registered while the form was open."""
    older = Event.objects.get()
    Event.objects.update(taken=3)
    update(older, facts, staff, capacity=130)
    assert Event.objects.get().taken == 3


def test_the_presence_required_is_four_fifths_unless_said(facts, staff):
    del facts["required_presence"]
    assert create_event(days=[], quotas={}, by=staff, **facts).required_presence == 80


def test_an_event_of_another_code_is_left_alone(event, facts, staff):
    other = factories.EventFactory(capacity=50)
    update(event, facts, staff, capacity=130)
    other.refresh_from_db()
    assert other.capacity == 50


def test_a_form_sent_twice_at_once_is_told_that_the_code_is_there(event, facts, staff):
    """The second one looked before the first had written."""
    with pytest.raises(CodeTaken, match="SB01"):
        create_event(days=[], quotas={}, by=staff, **facts)


def test_an_event_cannot_take_over_the_code_of_another(event, facts, staff):
    factories.EventFactory(code="SB02")
    with pytest.raises(CodeTaken, match="SB02"):
        update(event, facts, staff, code="SB02")
