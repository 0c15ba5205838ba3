"""The database rules that keep signing keys for ever, for both engines.

A paper is proved by the public key under which it was signed. Its state alone may change, and
never back to more trust.
"""

TABLE = "certificates_signingkey"
MESSAGE = "a signing key is never changed or removed"
CHANGES_MORE_THAN_ITS_STATE = (
    "NEW.key_id <> OLD.key_id OR NEW.public_key <> OLD.public_key"
    " OR NEW.created_at <> OLD.created_at"
    " OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS NULL)"
    " OR (OLD.state = 'compromised' AND NEW.state <> 'compromised')"
)

SQLITE_INSTALL = (
    f"CREATE TRIGGER certificates_key_no_delete BEFORE DELETE ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER certificates_key_no_update BEFORE UPDATE ON {TABLE} "
    f"WHEN {CHANGES_MORE_THAN_ITS_STATE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
)
SQLITE_REMOVE = tuple(
    f"DROP TRIGGER IF EXISTS certificates_key_no_{verb}" for verb in ("update", "delete")
)

POSTGRESQL_INSTALL = (
    "CREATE FUNCTION certificates_key_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
    f"CREATE TRIGGER certificates_key_no_delete BEFORE DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION certificates_key_refuse()",
    f"CREATE TRIGGER certificates_key_no_update BEFORE UPDATE ON {TABLE} "
    f"FOR EACH ROW WHEN ({CHANGES_MORE_THAN_ITS_STATE}) "
    "EXECUTE FUNCTION certificates_key_refuse()",
    f"CREATE TRIGGER certificates_key_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION certificates_key_refuse()",
)
POSTGRESQL_REMOVE = (
    *(
        f"DROP TRIGGER IF EXISTS certificates_key_no_{verb} ON {TABLE}"
        for verb in ("update", "delete", "truncate")
    ),
    "DROP FUNCTION IF EXISTS certificates_key_refuse()",
)


def install_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that puts the rules in place; ``vendor`` is Django's name of the engine."""
    return SQLITE_INSTALL if vendor == "sqlite" else POSTGRESQL_INSTALL


def remove_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that takes the rules away, for going back a migration."""
    return SQLITE_REMOVE if vendor == "sqlite" else POSTGRESQL_REMOVE
