"""Finds the orders that were ticked last. Safe while old code runs: an index."""

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
    ]
