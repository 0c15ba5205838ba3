"""The settings as production has them: checked in a process of their own, not with the tests'."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory, override_settings

from network.rate_limit import is_asked_too_often
from tests.house import ROOT

PRODUCTION = {
    "SECRET_KEY": "not the one of any real house, but long enough and varied: 0123456789 qwertz",
    "ALLOWED_HOSTS": "takwin.example.org",
    "SITE_URL": "https://takwin.example.org",
    "TRUSTED_PROXY_COUNT": "1",
}
DATABASES = {
    "sqlite": {},
    "postgresql": {"DATABASE_URL": "postgres://takwin:secret@database.example.org/takwin"},
}


def run_manage(tmp_path, *arguments, **environment):
    """Run manage.py with nothing of the tests' environment but PATH."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


READ = """
import json
from django.conf import settings
names = ("DATABASES", "CACHES", "CONTENT_SECURITY_POLICY")
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def read_settings(folder, **environment):
    """Return some settings as they are in production."""
    done = run_manage(folder, "shell", "--verbosity=0", "-c", READ, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def odd_folder(tmp_path_factory):
    """A data directory whose name has everything that an address must escape."""
    return tmp_path_factory.mktemp("c++ 100% تكوين #1?")


@pytest.fixture(scope="module")
def on_sqlite(odd_folder):
    return read_settings(odd_folder)


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory):
    return read_settings(tmp_path_factory.mktemp("postgresql"), **DATABASES["postgresql"])


@pytest.mark.slow
@pytest.mark.parametrize("engine", DATABASES)
def test_production_passes_the_deployment_check(tmp_path, engine):
    done = run_manage(tmp_path, "check", "--deploy", "--fail-level=WARNING", **DATABASES[engine])
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_deployment_check_fails_without_https(tmp_path):
    done = run_manage(tmp_path, "check", "--deploy", "--fail-level=WARNING", HTTPS="off")
    assert done.returncode == 1, done.stderr


def test_sqlite_is_opened_for_contention_and_durability(on_sqlite):
    options = on_sqlite["DATABASES"]["default"]["OPTIONS"]
    assert (
        options["transaction_mode"],
        options["timeout"],
        "PRAGMA synchronous=FULL" in options["init_command"],
    ) == ("IMMEDIATE", 20, True)


def test_a_data_directory_with_odd_characters_holds_the_database(on_sqlite, odd_folder):
    assert on_sqlite["DATABASES"]["default"]["NAME"] == str(odd_folder / "takwin.sqlite3")


def test_a_data_directory_with_odd_characters_holds_the_cache(on_sqlite, odd_folder):
    assert on_sqlite["CACHES"]["default"]["LOCATION"] == str(odd_folder / "cache")


def test_another_cache_is_named_by_its_address(tmp_path):
    caches = read_settings(tmp_path, CACHE_URL="filecache:///srv/cache")["CACHES"]
    assert caches["default"]["LOCATION"] == "/srv/cache"


def test_a_foreign_database_is_named_by_its_address(on_postgresql):
    found = on_postgresql["DATABASES"]["default"]
    assert (found["ENGINE"], found["HOST"], found["NAME"], found["USER"]) == (
        "django.db.backends.postgresql",
        "database.example.org",
        "takwin",
        "takwin",
    )


def test_several_web_processes_on_postgresql_share_one_cache(on_postgresql):
    backend = on_postgresql["CACHES"]["default"]["BACKEND"]
    assert backend == "django.core.cache.backends.db.DatabaseCache"


def spent_limit_outlives(others, cache_settings):
    """Say whether a network that asked too often is still held up after ``others`` have asked."""
    with override_settings(CACHES=cache_settings):
        asked = {"action": "verify", "limit": 1, "seconds": 3600}
        caller = RequestFactory().get("/v/", REMOTE_ADDR="192.0.2.7")
        is_asked_too_often(caller, **asked)
        for number in range(others):
            address = f"10.{number // 256}.{number % 256}.1"
            is_asked_too_often(RequestFactory().get("/v/", REMOTE_ADDR=address), **asked)
        return is_asked_too_often(caller, **asked)


@pytest.fixture
def files(on_sqlite, tmp_path):
    """The cache as production has it on SQLite, but in a folder of the test."""
    return {"default": {**on_sqlite["CACHES"]["default"], "LOCATION": str(tmp_path)}}


def test_many_callers_do_not_wash_a_spent_rate_limit_away(files):
    assert spent_limit_outlives(1000, files)


def test_a_cache_too_small_would_forget_it(files):
    files["default"]["OPTIONS"] = {"MAX_ENTRIES": 30}
    assert not spent_limit_outlives(300, files)


def test_both_caches_hold_as_many_counts(on_sqlite, on_postgresql):
    sizes = [found["CACHES"]["default"]["OPTIONS"] for found in (on_sqlite, on_postgresql)]
    assert sizes == [{"MAX_ENTRIES": 10_000}] * 2


def test_the_policy_for_browsers_allows_this_host_only(on_sqlite):
    directives = on_sqlite["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert {source for sources in directives.values() for source in sources} == {
        "'self'",
        "'none'",
        "data:",
    }


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_test_database_is_the_engine_that_was_asked_for():
    wanted = os.environ.get("DATABASE_URL", "sqlite:").split(":")[0]
    assert connection.vendor == {"postgres": "postgresql"}.get(wanted, wanted)
