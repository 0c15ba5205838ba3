"""Keep the digests of papers as they were kept."""

from django.db import migrations

from certificates.paper_triggers import install_statements, remove_statements


def install(apps, schema_editor):
    for statement in install_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in remove_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0007_handing_out")]
    operations = [migrations.RunPython(install, remove)]
