"""On PostgreSQL: search from trigram indexes, and keys in the order in which SQLite has them."""

from django.db import migrations

TRIGRAMS = {
    "participants_person_ar_trgm": ("participants_person", "key_ar"),
    "participants_person_latin_trgm": ("participants_person", "key_latin"),
    "participants_person_phone_trgm": ("participants_person", "phone"),
    "participants_org_ar_trgm": ("participants_organisation", "key_ar"),
    "participants_org_fr_trgm": ("participants_organisation", "key_fr"),
}
# By code point: one order on every database, and the beginning of a name found in a plain index.
KEYS = {
    "participants_person": {"key_ar": 170, "key_latin": 170},
    "participants_organisation": {"sort_ar": 200, "sort_fr": 200},
}


def index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, columns in KEYS.items():
        changes = (
            f'ALTER COLUMN {column} TYPE varchar({length}) COLLATE "C"'
            for column, length in columns.items()
        )
        schema_editor.execute(f"ALTER TABLE {table} {', '.join(changes)}")
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for name, (table, column) in TRIGRAMS.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {table} USING gin ({column} gin_trgm_ops)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in TRIGRAMS:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("participants", "0005_names_folded_anew")]
    operations = [migrations.RunPython(index, drop)]
