"""The settings as production has them: checked in a process of their own, not with the tests'."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection

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


def setting(tmp_path, expression, **environment):
    """Return what an expression over the settings is in production."""
    code = f"import json; from django.conf import settings; print(json.dumps({expression}))"
    done = run_manage(tmp_path, "shell", "--verbosity=0", "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("engine", DATABASES)
def test_production_passes_the_deployment_check(tmp_path, engine):
    done = run_manage(tmp_path, "check", "--deploy", "--fail-level=WARNING", **DATABASES[engine])
    assert done.returncode == 0, done.stderr


def test_the_deployment_check_fails_without_https(tmp_path):
    done = run_manage(tmp_path, "check", "--deploy", "--fail-level=WARNING", HTTPS="off")
    assert done.returncode == 1, done.stderr


def test_sqlite_is_opened_for_contention_and_durability(tmp_path):
    options = setting(tmp_path, "settings.DATABASES['default']['OPTIONS']")
    assert (
        options["transaction_mode"],
        options["timeout"],
        "PRAGMA synchronous=FULL" in options["init_command"],
    ) == ("IMMEDIATE", 20, True)


def test_a_foreign_database_is_named_by_its_address(tmp_path):
    found = setting(tmp_path, "settings.DATABASES['default']", **DATABASES["postgresql"])
    assert (found["ENGINE"], found["HOST"], found["NAME"], found["USER"]) == (
        "django.db.backends.postgresql",
        "database.example.org",
        "takwin",
        "takwin",
    )


def test_several_web_processes_on_postgresql_share_one_cache(tmp_path):
    backend = setting(tmp_path, "settings.CACHES['default']['BACKEND']", **DATABASES["postgresql"])
    assert backend == "django.core.cache.backends.db.DatabaseCache"


def test_a_data_directory_with_odd_characters_holds_the_database(tmp_path):
    odd = tmp_path / "c++ 100% تكوين #1?"
    name = setting(tmp_path, "settings.DATABASES['default']['NAME']", VAR_DIR=str(odd))
    assert name == str(odd / "takwin.sqlite3")


def test_the_policy_for_browsers_allows_this_host_only(tmp_path):
    directives = setting(tmp_path, "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']")
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
