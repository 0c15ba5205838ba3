import sqlite3

import pytest
from django.db import connection

from network.sqlite import database_options, journal_mode, wal_is_safe

UNSAFE = [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 46, 9), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
SAFE = [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)]


@pytest.mark.parametrize("version", UNSAFE)
def test_a_version_without_the_fix_is_opened_in_truncate_mode(version):
    assert (wal_is_safe(version), journal_mode(version)) == (False, "TRUNCATE")


@pytest.mark.parametrize("version", SAFE)
def test_a_version_with_the_fix_is_opened_in_wal_mode(version):
    assert (wal_is_safe(version), journal_mode(version)) == (True, "WAL")


def test_a_transaction_takes_the_write_lock_when_it_begins():
    assert database_options((3, 40, 1))["transaction_mode"] == "IMMEDIATE"


def test_a_waiting_writer_waits_twenty_seconds():
    assert database_options((3, 40, 1))["timeout"] == 20


@pytest.mark.parametrize(("version", "mode"), [((3, 40, 1), "truncate"), ((3, 51, 3), "wal")])
def test_the_options_set_the_journal_mode_of_a_file(tmp_path, version, mode):
    with sqlite3.connect(tmp_path / "trial.sqlite3") as trial:
        trial.executescript(database_options(version)["init_command"])
        assert trial.execute("PRAGMA journal_mode").fetchone() == (mode,)
    trial.close()


def test_the_options_wait_until_the_disk_has_what_was_written(tmp_path):
    with sqlite3.connect(tmp_path / "trial.sqlite3") as trial:
        trial.executescript(database_options((3, 40, 1))["init_command"])
        assert trial.execute("PRAGMA synchronous").fetchone() == (2,)
    trial.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    # 0: tests do not wait for the disk; the test above this one has what production does.
    [("foreign_keys", 1), ("synchronous", 0), ("secure_delete", 1), ("busy_timeout", 20_000)],
)
def test_the_database_in_use_is_opened_with_the_options(pragma, value):
    if connection.vendor != "sqlite":
        # The same test on another engine: there is no SQLite option to leak into it.
        assert "init_command" not in connection.settings_dict["OPTIONS"]
        return
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)
