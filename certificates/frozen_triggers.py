"""The database rules that keep published designs and printed pictures as they are, on both engines.

They belong to their tables: SQLite drops them with a table, so a migration that makes one of these
tables anew there (any AlterField does) has to put them back.
"""

VERSIONS, PICTURES = "certificates_designversion", "certificates_designpicture"
VERSION_REFUSAL = "a published version of a design is never changed"
PICTURE_REFUSAL = "a picture that is printed is never changed"
REMOVAL_REFUSAL = "nothing of a design is ever removed"


def _sqlite_trigger(name: str, verb: str, table: str, refusal: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


SQLITE_INSTALL = (
    _sqlite_trigger(
        "certificates_version_no_update",
        "UPDATE",
        VERSIONS,
        VERSION_REFUSAL,
        "WHEN OLD.published_at IS NOT NULL",
    ),
    _sqlite_trigger("certificates_version_no_delete", "DELETE", VERSIONS, REMOVAL_REFUSAL),
    _sqlite_trigger("certificates_picture_no_update", "UPDATE", PICTURES, PICTURE_REFUSAL),
    _sqlite_trigger("certificates_picture_no_delete", "DELETE", PICTURES, REMOVAL_REFUSAL),
)
SQLITE_REMOVE = tuple(
    f"DROP TRIGGER IF EXISTS certificates_{subject}_no_{verb}"
    for subject in ("version", "picture")
    for verb in ("update", "delete")
)

POSTGRESQL_INSTALL = (
    "CREATE FUNCTION certificates_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$",
    f"CREATE TRIGGER certificates_version_no_update BEFORE UPDATE ON {VERSIONS} "
    "FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) "
    f"EXECUTE FUNCTION certificates_refuse('{VERSION_REFUSAL}')",
    f"CREATE TRIGGER certificates_version_no_delete BEFORE DELETE ON {VERSIONS} "
    f"FOR EACH ROW EXECUTE FUNCTION certificates_refuse('{REMOVAL_REFUSAL}')",
    f"CREATE TRIGGER certificates_picture_no_update BEFORE UPDATE ON {PICTURES} "
    f"FOR EACH ROW EXECUTE FUNCTION certificates_refuse('{PICTURE_REFUSAL}')",
    f"CREATE TRIGGER certificates_picture_no_delete BEFORE DELETE ON {PICTURES} "
    f"FOR EACH ROW EXECUTE FUNCTION certificates_refuse('{REMOVAL_REFUSAL}')",
    *(
        f"CREATE TRIGGER certificates_{subject}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION certificates_refuse('{REMOVAL_REFUSAL}')"
        for subject, table in (("version", VERSIONS), ("picture", PICTURES))
    ),
)
POSTGRESQL_REMOVE = (
    *(
        f"DROP TRIGGER IF EXISTS certificates_{subject}_no_{verb} ON {table}"
        for subject, table in (("version", VERSIONS), ("picture", PICTURES))
        for verb in ("update", "delete", "truncate")
    ),
    "DROP FUNCTION IF EXISTS certificates_refuse()",
)


def install_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that puts the rules in place; ``vendor`` is Django's name of the engine."""
    return SQLITE_INSTALL if vendor == "sqlite" else POSTGRESQL_INSTALL


def remove_statements(vendor: str) -> tuple[str, ...]:
    """Return the SQL that takes the rules away, for going back a migration."""
    return SQLITE_REMOVE if vendor == "sqlite" else POSTGRESQL_REMOVE
