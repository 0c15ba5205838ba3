"""The database rules that keep the audit log append-only, for both engines."""

TABLE = "network_auditevent"

SQLITE_INSTALL = tuple(
    f"CREATE TRIGGER network_audit_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
SQLITE_REMOVE = tuple(
    f"DROP TRIGGER IF EXISTS network_audit_no_{verb}" for verb in ("update", "delete")
)

POSTGRESQL_INSTALL = (
    "CREATE FUNCTION network_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    f"CREATE TRIGGER network_audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION network_audit_refuse()",
    f"CREATE TRIGGER network_audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION network_audit_refuse()",
)
POSTGRESQL_REMOVE = (
    f"DROP TRIGGER IF EXISTS network_audit_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS network_audit_no_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS network_audit_refuse()",
)


def install_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that puts the rules in place; ``vendor`` is Django's name of the engine."""
    return SQLITE_INSTALL if vendor == "sqlite" else POSTGRESQL_INSTALL


def remove_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that takes the rules away, for going back a migration."""
    return SQLITE_REMOVE if vendor == "sqlite" else POSTGRESQL_REMOVE
