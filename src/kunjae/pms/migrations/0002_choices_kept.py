"""What a hotel chooses from in its PMS is kept. Safe while old code runs: a new column that may be empty."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pms', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='choices',
            field=models.JSONField(null=True),
        ),
    ]
