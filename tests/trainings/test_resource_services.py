"""Changes of trainers and modules, and what the audit log says of them."""

import pytest

from tests import factories
from tests.trainings.agenda_makers import TrainerFactory
from tests.trainings.conftest import audited
from trainings.models import Module, Trainer
from trainings.services import modules, trainers


def test_a_module_is_added(staff):
    modules.create_module(title_ar="الجودة", title_fr="Qualité", by=staff)
    assert (Module.objects.get().title_fr, audited()) == (
        "Qualité",
        [("module.created", ["title_ar", "title_fr"])],
    )


def test_a_title_is_given_to_one_module_only(staff, in_english):
    factories.ModuleFactory(title_ar="الجودة")
    with pytest.raises(modules.ModuleKnown, match="already has this title"):
        modules.create_module(title_ar="الجودة", title_fr="Qualité", by=staff)
    assert audited() == []


def test_a_module_is_not_given_the_title_of_another(staff):
    factories.ModuleFactory(title_ar="الجودة")
    other = factories.ModuleFactory()
    with pytest.raises(modules.ModuleKnown):
        modules.update_module(other, title_ar="الجودة", title_fr="Qualité", by=staff)


def test_only_what_changed_of_a_module_is_written_down(staff):
    module = factories.ModuleFactory()
    facts = {"title_ar": module.title_ar, "title_fr": module.title_fr, "summary_ar": "المحتوى"}
    modules.update_module(module, by=staff, **facts)
    modules.update_module(module, by=staff, **facts)
    assert audited() == [("module.updated", ["summary_ar"])]


@pytest.mark.parametrize(
    ("retire", "restore", "make", "name"),
    [
        (modules.retire_module, modules.restore_module, factories.ModuleFactory, "module"),
        (trainers.retire_trainer, trainers.restore_trainer, TrainerFactory, "trainer"),
    ],
)
def test_what_is_retired_can_be_restored_and_each_is_written_once(
    staff, retire, restore, make, name
):
    subject = make()
    for step in (retire, retire, restore, restore):
        step(subject, by=staff)
    subject.refresh_from_db()
    assert (subject.is_retired, audited()) == (
        False,
        [(f"{name}.retired", ["retired_at"]), (f"{name}.restored", ["retired_at"])],
    )


def test_who_is_retired_is_no_longer_offered(staff):
    trainer, other = TrainerFactory(), TrainerFactory()
    trainers.retire_trainer(trainer, by=staff)
    assert list(Trainer.objects.active()) == [other]


def test_a_trainer_is_added_with_modules(staff):
    module = factories.ModuleFactory()
    trainer = trainers.create_trainer(name_ar="مريم", name_fr="Meryem", modules=[module], by=staff)
    assert (list(trainer.modules.all()), audited()) == (
        [module],
        [("trainer.created", ["modules", "name_ar", "name_fr"])],
    )


def test_only_what_changed_of_a_trainer_is_written_down(staff):
    module = factories.ModuleFactory()
    trainer = TrainerFactory(modules=[module])
    facts = {"name_ar": trainer.name_ar, "name_fr": "Meryem"}
    trainers.update_trainer(trainer, modules=[module], by=staff, **facts)
    trainers.update_trainer(trainer, modules=[], by=staff, **facts)
    trainers.update_trainer(trainer, modules=[], by=staff, **facts)
    assert audited() == [("trainer.updated", ["name_fr"]), ("trainer.updated", ["modules"])]
