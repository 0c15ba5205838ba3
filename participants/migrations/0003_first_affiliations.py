"""Who stood for an organisation before affiliations were kept has one now, since nobody knows when."""

from django.db import migrations


def affiliate(apps, schema_editor):
    Person = apps.get_model("participants", "Person")
    Affiliation = apps.get_model("participants", "Affiliation")
    represented = Person.objects.filter(organisation__isnull=False)
    pairs = represented.values_list("pk", "organisation_id").iterator(chunk_size=2000)
    batch = []
    for person_id, organisation_id in pairs:
        batch.append(Affiliation(person_id=person_id, organisation_id=organisation_id))
        if len(batch) == 2000:
            Affiliation.objects.bulk_create(batch)
            batch = []
    Affiliation.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_known_once")]
    operations = [migrations.RunPython(affiliate, migrations.RunPython.noop)]
