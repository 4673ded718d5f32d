"""Stays by the moment of their guests' arrival, for the registers. Safe while old code runs: an index only."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0003_registrations_and_the_day'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('arrived_at__isnull', False)), fields=['property', 'arrived_at'], name='stay_by_arrival'),
        ),
    ]
