"""The guest's change that waits for its payment. Safe while old code runs: the column may be empty."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0004_who_came_when'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='pending_id',
            field=models.UUIDField(null=True),
        ),
    ]
