"""Search keys by the rules of today: Lhoucine and Lahoucine, Walid and Oualid, لحسن and الحسن."""

from django.db import migrations

from participants.services.rekeying import rekey_names


def rekey(apps, schema_editor):
    rekey_names(
        apps.get_model("participants", "Person")._base_manager.all(),
        apps.get_model("participants", "Organisation")._base_manager.all(),
    )


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_revived_by_import")]
    operations = [migrations.RunPython(rekey, migrations.RunPython.noop)]
