"""System checks of the ground floor."""

import sqlite3
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register  # noqa: A004 Django's own name
from django.http.request import validate_host

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


@register(deploy=True)
def check_public_address(**_options: Any) -> list[CheckMessage]:
    """Warn where certificates would lead strangers to an address that does not answer them.

    ``SITE_URL`` is printed for good, so this has to be found before the first certificate.
    """
    address = urlsplit(settings.SITE_URL)
    if address.scheme == "https" and validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        return []
    return [
        Warning(
            f"Certificates are printed with the address {settings.SITE_URL}, which is not one "
            "under which Takwin answers strangers.",
            hint="Set SITE_URL to the public https address, and ALLOWED_HOSTS to its host name.",
            id="network.W002",
        )
    ]


def _sqlite_options() -> str | None:
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return None
    return str(database.get("OPTIONS", {}).get("init_command", ""))
