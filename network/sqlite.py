"""How Takwin opens SQLite, and why: the journal mode depends on the SQLite that is linked.

Versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections reset the log
at once (sqlite.org/wal.html, "WAL-reset bug"); the fix is in 3.51.3 and was carried back to
3.50.7 and 3.44.6.
"""

Version = tuple[int, int, int]

WAL_RESET_FIXES: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def wal_is_safe(version: Version) -> bool:
    """Say whether this SQLite has the fix of the WAL-reset bug."""
    if version >= WAL_RESET_FIXES[-1]:
        return True
    return any(version[:2] == fix[:2] and version >= fix for fix in WAL_RESET_FIXES)


def journal_mode(version: Version) -> str:
    """Name the journal mode that is safe on this SQLite: WAL, or TRUNCATE without the fix."""
    return "WAL" if wal_is_safe(version) else "TRUNCATE"


def database_options(version: Version) -> dict[str, object]:
    """Return Django's OPTIONS for SQLite.

    IMMEDIATE takes the write lock when a transaction begins, so that a waiting writer waits
    (``timeout``, seconds) instead of failing half-way with "database is locked".
    """
    pragmas = (
        "PRAGMA foreign_keys=ON",
        f"PRAGMA journal_mode={journal_mode(version)}",
        "PRAGMA synchronous=FULL",
        "PRAGMA secure_delete=ON",
    )
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": ";".join(pragmas) + ";",
    }
