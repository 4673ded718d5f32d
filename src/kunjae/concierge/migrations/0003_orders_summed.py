"""What orders come to can be read from their indexes alone. Safe while old code runs: indexes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concierge', '0002_orders_ticked'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='order',
            name='order_newest',
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_by_status',
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_by_offer',
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['property', '-ordered_at', '-id', 'status', 'amount'], name='order_newest_summed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['property', 'status', '-ordered_at', '-id', 'amount'], name='order_by_status_summed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['property', 'offer_id', '-ordered_at', '-id', 'status', 'amount'], name='order_by_offer_summed'),
        ),
    ]
