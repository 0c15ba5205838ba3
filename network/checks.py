"""System checks of the ground floor."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register  # noqa: A004 Django's own name

from network.sqlite import journal_mode, wal_is_safe


@register()
def check_sqlite_journal(**_options: Any) -> list[CheckMessage]:
    """Warn where SQLite is opened in a journal mode that can corrupt the database."""
    opened_with = _sqlite_options()
    if opened_with is None or "journal_mode=WAL" not in opened_with:
        return []
    if wal_is_safe(sqlite3.sqlite_version_info):
        return []
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} is opened in WAL mode without the WAL-reset fix.",
            hint="Use journal_mode=TRUNCATE, or SQLite 3.51.3, 3.50.7 or 3.44.6 and later.",
            id="network.W001",
        )
    ]


@register(deploy=True)
def tell_sqlite_journal(**_options: Any) -> list[CheckMessage]:
    """Say, in ``check --deploy``, which journal mode SQLite is opened with, and why."""
    if _sqlite_options() is None:
        return []
    version = sqlite3.sqlite_version_info
    reason = "has" if wal_is_safe(version) else "lacks"
    return [
        Info(
            f"SQLite {sqlite3.sqlite_version} {reason} the WAL-reset fix: "
            f"journal_mode={journal_mode(version)}.",
            id="network.I001",
        )
    ]


def _sqlite_options() -> str | None:
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return None
    return str(database.get("OPTIONS", {}).get("init_command", ""))
