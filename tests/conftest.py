"""What every test may ask for: people of each role, and a database that can be emptied."""

import gc
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template.base import Template
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from certificates import frozen_triggers, key_triggers, paper_triggers
from network import audit_triggers
from network.models import Role
from tests import factories
from tests.migrated import copy_migrated_database

# The same examples in every run: a suite that is green stays green until the code changes.
hypothesis_settings.register_profile("house", derandomize=True, deadline=None)
hypothesis_settings.load_profile("house")


def pytest_collection_finish():
    """Let the collector of garbage pass over what lives as long as the session: most of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """On SQLite, let Django begin with a database that is migrated already."""
    if connection.vendor != "sqlite":
        yield
        return
    creation = connection.creation
    make_empty = creation._create_test_db

    def make_migrated(*arguments, **options):
        name = make_empty(*arguments, **options)
        copy_migrated_database(name, Path(name).parent)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(creation, "_create_test_db", make_migrated)
        yield


@pytest.fixture(autouse=True, scope="session")
def _emptying_the_database_lifts_its_rules(django_db_setup):
    """Tests with real commits empty all tables afterwards, which some of them refuse."""
    rules = (audit_triggers, frozen_triggers, key_triggers, paper_triggers)
    plain_flush = type(connection.ops).sql_flush

    def sql_flush(self, style, tables, **options):
        vendor = self.connection.vendor
        flush = plain_flush(self, style, tables, **options)
        if not flush:
            return []
        lift = [line for rule in rules for line in rule.remove_statements(vendor)]
        put_back = [line for rule in rules for line in rule.install_statements(vendor)]
        return [*lift, *flush, *put_back]

    patch = pytest.MonkeyPatch()
    patch.setattr(type(connection.ops), "sql_flush", sql_flush)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _of_a_page_its_own_context_is_kept(django_test_environment):
    """Django copies the context of every template of a page for the test, those of widgets too."""
    keeping, drawing = Template._render, False

    def render(template, context):
        nonlocal drawing
        if drawing:
            return template.nodelist.render(context)
        drawing = True
        try:
            return keeping(template, context)
        finally:
            drawing = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(autouse=True)
def _each_test_begins_in_the_house_language():
    """A request leaves its language active in the thread, and so to the next test."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def province(db):
    return factories.ProvinceFactory(name_ar="سيدي بنور", name_fr="Sidi Bennour")


@pytest.fixture
def other_province(db):
    return factories.ProvinceFactory(name_ar="الجديدة", name_fr="El Jadida")


@pytest.fixture
def administrator(db):
    return factories.UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def staff(db):
    return factories.UserFactory(role=Role.STAFF)


@pytest.fixture
def coordinator(province):
    return factories.UserFactory(role=Role.COORDINATOR, provinces=[province])


@pytest.fixture
def other_coordinator(other_province):
    return factories.UserFactory(role=Role.COORDINATOR, provinces=[other_province])


@pytest.fixture
def observer(db):
    return factories.UserFactory(role=Role.OBSERVER)
