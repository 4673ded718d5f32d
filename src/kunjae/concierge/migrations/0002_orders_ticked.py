"""Finds the orders that were ticked last, and those to be taken off again. Safe while old code runs: indexes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concierge', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('posting', 'by_hand')), fields=['property', '-posted_at', '-id'], name='order_ticked'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('posting', 'by_hand'), ('status', 'cancelled')), fields=['property', 'status', 'acted_at', 'id'], name='order_to_take_off'),
        ),
    ]
