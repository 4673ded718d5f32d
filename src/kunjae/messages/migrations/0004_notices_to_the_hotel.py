"""Mails to the hotel about its PMS and its webhooks. Safe while old code runs: words that columns may hold, known to Django
alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mails', '0003_orders'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mail',
            name='kind',
            field=models.CharField(choices=[('booking_confirmed', 'booking_confirmed'), ('change_waiting', 'change_waiting'), ('booking_changed', 'booking_changed'), ('booking_cancelled', 'booking_cancelled'), ('payment_request', 'payment_request'), ('payment_received', 'payment_received'), ('refund_on_its_way', 'refund_on_its_way'), ('change_dropped', 'change_dropped'), ('late_money', 'late_money'), ('order_received', 'order_received'), ('order_confirmed', 'order_confirmed'), ('order_changed', 'order_changed'), ('order_cancelled', 'order_cancelled'), ('order_expired', 'order_expired'), ('order_reminder', 'order_reminder'), ('pre_arrival', 'pre_arrival'), ('address_test', 'address_test'), ('pms_paused', 'pms_paused'), ('order_not_posted', 'order_not_posted'), ('webhook_stopped', 'webhook_stopped')], max_length=30),
        ),
        migrations.AlterField(
            model_name='mailtemplate',
            name='kind',
            field=models.CharField(choices=[('booking_confirmed', 'booking_confirmed'), ('change_waiting', 'change_waiting'), ('booking_changed', 'booking_changed'), ('booking_cancelled', 'booking_cancelled'), ('payment_request', 'payment_request'), ('payment_received', 'payment_received'), ('refund_on_its_way', 'refund_on_its_way'), ('change_dropped', 'change_dropped'), ('late_money', 'late_money'), ('order_received', 'order_received'), ('order_confirmed', 'order_confirmed'), ('order_changed', 'order_changed'), ('order_cancelled', 'order_cancelled'), ('order_expired', 'order_expired'), ('order_reminder', 'order_reminder'), ('pre_arrival', 'pre_arrival'), ('address_test', 'address_test'), ('pms_paused', 'pms_paused'), ('order_not_posted', 'order_not_posted'), ('webhook_stopped', 'webhook_stopped')], max_length=30),
        ),
    ]
