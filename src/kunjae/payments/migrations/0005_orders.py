"""Orders in the ledger, and paid at once. Safe while old code runs: new columns that may be empty, further words."""

import kunjae.tenancy.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0006_upgraded_stays_and_orders'),
        ('concierge', '0001_initial'),
        ('payments', '0004_accounts_held_after_a_restore'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='checkout',
            name='checkout_purpose',
        ),
        migrations.AddField(
            model_name='checkout',
            name='authorised_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='checkout',
            name='basket',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='order',
            field=kunjae.tenancy.fields.TenantKey(null=True, related_name='ledger', to='concierge.order'),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='order_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='checkout',
            name='purpose',
            field=models.CharField(choices=[('balance', 'balance'), ('request', 'request'), ('change', 'change'), ('order', 'order')], max_length=10),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('stay', 'stay'), ('fee', 'fee'), ('fee_waived', 'fee_waived'), ('order', 'order'), ('payment', 'payment'), ('refund', 'refund'), ('refund_failed', 'refund_failed')], max_length=20),
        ),
        migrations.AlterField(
            model_name='refund',
            name='cause',
            field=models.CharField(choices=[('staff', 'staff'), ('guest_change', 'guest_change'), ('change_dropped', 'change_dropped'), ('late_money', 'late_money'), ('order_cancelled', 'order_cancelled')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='checkout',
            index=models.Index(condition=models.Q(('basket__isnull', False)), fields=['property', 'basket'], name='checkout_by_basket'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['property', 'order_id'], name='payments_le_propert_0e368c_idx'),
        ),
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basket__isnull', True), ('pending_id__isnull', True), ('purpose', 'balance'), ('request_id__isnull', True)), models.Q(('basket__isnull', True), ('pending_id__isnull', True), ('purpose', 'request'), ('request_id__isnull', False)), models.Q(('basket__isnull', True), ('pending_id__isnull', False), ('purpose', 'change'), ('request_id__isnull', True)), models.Q(('basket__isnull', False), ('pending_id__isnull', True), ('purpose', 'order'), ('request_id__isnull', True)), _connector='OR'), name='checkout_purpose'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'order_id'), name='payments_ledgerentry_order_id_fk', to='concierge_order'),
        ),
        migrations.RemoveConstraint(
            model_name='checkout',
            name='checkout_closed',
        ),
        migrations.AlterField(
            model_name='checkout',
            name='state',
            field=models.CharField(choices=[('started', 'started'), ('open', 'open'), ('slip', 'slip'), ('authorised', 'authorised'), ('paid', 'paid'), ('failed', 'failed'), ('expired', 'expired'), ('cancelled', 'cancelled')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['started', 'open', 'slip', 'authorised'])), models.Q(('closed_at__isnull', False), ('state__in', ['paid', 'failed', 'expired', 'cancelled'])), _connector='OR'), name='checkout_closed'),
        ),
    ]
