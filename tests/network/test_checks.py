import pytest
from django.conf import settings
from django.core.checks import run_checks

from network.checks import check_public_address, check_sqlite_journal, tell_sqlite_journal
from network.sqlite import database_options

OLD, FIXED = (3, 40, 1), (3, 51, 3)


@pytest.fixture
def opened(monkeypatch):
    """Pretend that SQLite ``version`` is linked and opened with the options of ``as_version``."""

    def pretend(version, as_version):
        monkeypatch.setattr("sqlite3.sqlite_version_info", version)
        monkeypatch.setattr("sqlite3.sqlite_version", ".".join(map(str, version)))
        database = {
            "ENGINE": "django.db.backends.sqlite3",
            "OPTIONS": database_options(as_version),
        }
        monkeypatch.setitem(settings.DATABASES, "default", database)
        return [*check_sqlite_journal(), *tell_sqlite_journal()]

    return pretend


def test_wal_without_the_fix_is_warned_of(opened):
    assert "network.W001" in [message.id for message in opened(OLD, FIXED)]


def test_the_warning_says_what_to_do(opened):
    assert "journal_mode=TRUNCATE" in opened(OLD, FIXED)[0].hint


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (OLD, "SQLite 3.40.1 lacks the WAL-reset fix: journal_mode=TRUNCATE."),
        (FIXED, "SQLite 3.51.3 has the WAL-reset fix: journal_mode=WAL."),
    ],
)
def test_the_check_says_which_mode_is_used_and_why(opened, version, said):
    assert [(message.id, message.msg) for message in opened(version, version)] == [
        ("network.I001", said)
    ]


def test_another_engine_has_nothing_to_say(monkeypatch):
    other = {"ENGINE": "django.db.backends.postgresql"}
    monkeypatch.setitem(settings.DATABASES, "default", other)
    assert [*check_sqlite_journal(), *tell_sqlite_journal()] == []


def test_everyday_commands_do_not_talk_of_the_journal():
    messages = run_checks(include_deployment_checks=False)
    assert [message for message in messages if message.id == "network.I001"] == []


def warned_of(settings, address):
    settings.SITE_URL, settings.ALLOWED_HOSTS = address, ["takwin.example.org"]
    return [message.id for message in check_public_address()]


def test_a_public_address_under_which_takwin_answers_is_fine(settings):
    assert warned_of(settings, "https://takwin.example.org") == []


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://takwin.example.org", "https://other.example.org", "takwin"],
)
def test_an_address_that_strangers_cannot_reach_is_warned_of(settings, address):
    assert warned_of(settings, address) == ["network.W002"]
