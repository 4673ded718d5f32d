"""Finds the orders that are not as they should be in a two-way PMS. Safe while old code runs: an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0006_upgraded_stays_and_orders'),
        ('concierge', '0003_orders_summed'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('posting__in', ['waiting', 'unknown', 'failed'])), fields=['property', 'acted_at', 'id'], name='order_not_posted'),
        ),
    ]
