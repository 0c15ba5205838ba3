"""Who leads the demo's modules: invented people, each at what they know."""

import pytest
from phonenumbers import carrier, is_possible_number

from network.models import AuditEvent
from reports.demo import teaching
from reports.demo.story import MODULES
from tests import factories
from tests.trainings.agenda_makers import make_day, put
from trainings.models import Module, Trainer


@pytest.fixture
def library(db):
    """The demo's modules, by their key."""
    return {
        key: factories.ModuleFactory(title_ar=ar, title_fr=fr) for key, (ar, fr) in MODULES.items()
    }


def test_every_module_is_described_in_both_languages(library, staff):
    teaching.describe_modules(by=staff)
    assert not Module.objects.filter(summary_ar="").exists()
    assert not Module.objects.filter(summary_fr="").exists()


def test_every_module_is_led_by_one_trainer():
    assert sorted(key for told in teaching.TRAINERS for key in told.leads) == sorted(MODULES)


def test_who_leads_a_module_knows_it():
    assert all(set(told.leads) <= set(told.modules) for told in teaching.TRAINERS)


def test_trainers_have_numbers_that_no_operator_has(library, staff):
    teaching.bring_trainers(by=staff)
    numbers = [trainer.phone for trainer in Trainer.objects.all()]
    assert {(is_possible_number(n), carrier.name_for_number(n, "en")) for n in numbers} == {
        (True, "")
    }


def test_who_is_no_longer_asked_leads_nothing(library, staff):
    put(make_day(), "9-10", "module", module=library["governance"])
    teaching.bring_trainers(by=staff)
    retired = Trainer.objects.get(retired_at__isnull=False)
    assert (retired.agenda_items.count(), retired.modules.count()) == (0, 1)


def test_the_practice_is_led_by_who_leads_the_only_theme_of_the_day(library, staff):
    single, mixed = make_day(), make_day()
    for session, keys in ((single, ["quality"]), (mixed, ["quality", "marketing"])):
        for hour, key in enumerate(keys, start=9):
            put(session, f"{hour}-{hour + 1}", "module", module=library[key])
    practices = [put(session, "15-16", "practice") for session in (single, mixed)]
    teaching.bring_trainers(by=staff)
    for practice in practices:
        practice.refresh_from_db()
    assert [bool(practice.trainer) for practice in practices] == [True, False]
    assert AuditEvent.objects.filter(action="agenda_slot.updated").count() == 4
