"""The database rules that keep the digests of papers as they were kept, for both engines.

Rows are added, never changed or removed: a digest that could be changed would prove nothing.
"""

TABLES = ("certificates_papermark", "certificates_engine")
MESSAGE = "the digest of a paper is never changed or removed"

SQLITE_INSTALL = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
)
SQLITE_REMOVE = tuple(
    f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")
)

POSTGRESQL_INSTALL = (
    "CREATE FUNCTION certificates_paper_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION certificates_paper_refuse()"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION certificates_paper_refuse()"
        for table in TABLES
    ),
)
POSTGRESQL_REMOVE = (
    *(
        f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}"
        for table in TABLES
        for verb in ("change", "truncate")
    ),
    "DROP FUNCTION IF EXISTS certificates_paper_refuse()",
)


def install_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that puts the rules in place; ``vendor`` is Django's name of the engine."""
    return SQLITE_INSTALL if vendor == "sqlite" else POSTGRESQL_INSTALL


def remove_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that takes the rules away, for going back a migration."""
    return SQLITE_REMOVE if vendor == "sqlite" else POSTGRESQL_REMOVE
