"""A failed refund that was tried again or set aside is no task any more. Safe while old code runs: a new column that may be empty."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0005_change_that_waits'),
        ('payments', '0002_requests_refunds_and_providers'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='refund',
            name='refund_to_do',
        ),
        migrations.AddField(
            model_name='refund',
            name='settled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('settled_at__isnull', True), ('state__in', ['by_hand', 'failed', 'pending'])), fields=['property', 'requested_at'], name='refund_to_do'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('settled_at__isnull', True), ('state', 'failed'), _connector='OR'), name='refund_settled_when_failed'),
        ),
    ]
