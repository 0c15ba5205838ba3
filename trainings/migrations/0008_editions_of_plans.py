from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trainings', '0007_pictures_of_venues'),
    ]

    operations = [
        migrations.AddField(
            model_name='programme',
            name='edition',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='venue',
            name='edition',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
