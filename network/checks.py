"""System checks of the ground floor."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register  # noqa: A004 Django's own name

from network.sqlite import journal_mode, wal_is_safe


@register()
def check_sqlite_journal(**_options: Any) -> list[CheckMessage]:
    """Say which journal mode SQLite is opened with, and why; warn of one that is not safe."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return []
    version = sqlite3.sqlite_version_info
    opened_with = str(settings.DATABASES["default"].get("OPTIONS", {}).get("init_command", ""))
    if "journal_mode=WAL" in opened_with and not wal_is_safe(version):
        return [
            Warning(
                f"SQLite {sqlite3.sqlite_version} is opened in WAL mode without the WAL-reset fix.",
                hint="Use journal_mode=TRUNCATE, or SQLite 3.51.3, 3.50.7 or 3.44.6 and later.",
                id="network.W001",
            )
        ]
    reason = "has" if wal_is_safe(version) else "lacks"
    return [
        Info(
            f"SQLite {sqlite3.sqlite_version} {reason} the WAL-reset fix: "
            f"journal_mode={journal_mode(version)}.",
            id="network.I001",
        )
    ]
