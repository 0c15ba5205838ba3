"""The database that every session of tests begins with is what the migrations make, and no older."""

import sqlite3

import pytest

from tests import migrated
from tests.house import ROOT

pytestmark = pytest.mark.engineless


@pytest.fixture
def makings():
    """How often a database was made, and by what: a maker of a small one."""
    made = []

    def make(path):
        made.append(path)
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE made (at INTEGER)")
        database.close()

    return made, make


def test_it_is_made_once(tmp_path, makings):
    made, make = makings
    first, second = (migrated.keep_migrated_database(tmp_path, make) for _ in range(2))
    assert (first, len(made), first.exists()) == (second, 1, True)


def test_it_is_made_anew_for_other_migrations_and_the_old_one_is_gone(
    tmp_path, makings, monkeypatch
):
    made, make = makings
    old = migrated.keep_migrated_database(tmp_path, make)
    monkeypatch.setattr(migrated, "migrations", lambda: [ROOT / "manage.py"])
    new = migrated.keep_migrated_database(tmp_path, make)
    assert (len(made), old.exists(), new.exists()) == (2, False, True)


def test_one_that_was_not_finished_is_not_taken(tmp_path, makings):
    made, make = makings

    def break_off(path):
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrated.keep_migrated_database(tmp_path, break_off)
    kept = migrated.keep_migrated_database(tmp_path, make)
    assert (len(made), kept.read_bytes()[:6]) == (1, b"SQLite")


@pytest.mark.slow
def test_migrations_that_do_not_run_say_why(tmp_path):
    with pytest.raises(RuntimeError, match="unable to open database file"):
        migrated.run_migrations(tmp_path / "nowhere" / "x.sqlite3")


def test_an_old_journal_is_not_played_back_into_the_copy(tmp_path, monkeypatch, makings):
    _, make = makings
    kept = migrated.keep_migrated_database(tmp_path, make)
    target = tmp_path / "test.sqlite3"
    for ending in ("", "-journal", "-wal", "-shm"):
        (tmp_path / f"test.sqlite3{ending}").write_bytes(b"of a run that was killed")
    migrated.copy_migrated_database(target, tmp_path)
    assert [path.name for path in tmp_path.glob("test.*")] == ["test.sqlite3"]
    assert target.read_bytes() == kept.read_bytes()


def test_it_depends_on_the_migrations_and_on_what_they_import_of_ours():
    names = {str(path.relative_to(ROOT)) for path in migrated.migrations()}
    assert names >= {
        "network/migrations/0001_initial.py",
        "network/migrations/0002_append_only_audit.py",
        "network/audit_triggers.py",
    }


def test_a_change_in_one_file_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(migrated, "ROOT", tmp_path)
    migration = tmp_path / "0001_initial.py"
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    found = []
    for text in ("first", "second", "second"):
        migration.write_text(text)
        found.append(migrated.fingerprint([migration]))
    assert (found[0] != found[1], found[1] == found[2]) == (True, True)
