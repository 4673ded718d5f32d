"""Payment requests, attempts to pay, slips, refunds, providers. Safe while old code runs: new tables, and columns with defaults of the database's own."""

import django.db.models.deletion
import kunjae.tenancy.fields
import kunjae.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0005_change_that_waits'),
        ('payments', '0001_initial'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderAccount',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('provider', models.CharField(max_length=20)),
                ('enabled', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('secrets', models.TextField(blank=True)),
                ('details', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField()),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('property', 'provider'), name='provider_account_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProviderEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('provider', models.CharField(max_length=20)),
                ('event_id', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=60)),
                ('received_at', models.DateTimeField()),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('property', 'provider', 'event_id'), name='provider_event_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PaymentRequest',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('amount', models.BigIntegerField()),
                ('message', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('sent', 'sent'), ('seen', 'seen'), ('paid', 'paid'), ('expired', 'expired'), ('cancelled', 'cancelled')], max_length=10)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=200)),
                ('sent_at', models.DateTimeField()),
                ('sends', models.PositiveSmallIntegerField(default=1)),
                ('seen_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='payment_requests', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', 'booking_id'], name='payments_pa_propert_2fdca2_idx'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_request_positive'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['sent', 'seen'])), models.Q(('closed_at__isnull', False), ('state__in', ['paid', 'expired', 'cancelled'])), _connector='OR'), name='payment_request_closed'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='payments_paymentrequest_booking_id_fk', to='bookings_booking'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Checkout',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('purpose', models.CharField(choices=[('balance', 'balance'), ('request', 'request'), ('change', 'change')], max_length=10)),
                ('request_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('pending_id', models.UUIDField(null=True)),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(blank=True, max_length=200)),
                ('amount', models.BigIntegerField()),
                ('code', models.CharField(blank=True, max_length=20)),
                ('url', models.TextField(blank=True)),
                ('data', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('started', 'started'), ('open', 'open'), ('slip', 'slip'), ('paid', 'paid'), ('failed', 'failed'), ('expired', 'expired'), ('cancelled', 'cancelled')], max_length=10)),
                ('error', models.CharField(blank=True, max_length=100)),
                ('started_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='checkouts', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
                ('request', kunjae.tenancy.fields.TenantKey(null=True, related_name='checkouts', to='payments.paymentrequest')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', 'pending_id'], name='checkout_by_pending'),
                    models.Index(condition=models.Q(('state', 'slip')), fields=['property', 'started_at'], name='checkout_with_slip'),
                    models.Index(fields=['property', 'booking_id'], name='payments_ch_propert_ee56db_idx'),
                    models.Index(fields=['property', 'request_id'], name='payments_ch_propert_cd2135_idx'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('provider_ref', ''), _negated=True), fields=('property', 'provider', 'provider_ref'), name='checkout_provider_ref_once'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='checkout_positive'),
                    models.CheckConstraint(condition=models.Q(models.Q(('pending_id__isnull', True), ('purpose', 'balance'), ('request_id__isnull', True)), models.Q(('pending_id__isnull', True), ('purpose', 'request'), ('request_id__isnull', False)), models.Q(('pending_id__isnull', False), ('purpose', 'change'), ('request_id__isnull', True)), _connector='OR'), name='checkout_purpose'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['started', 'open', 'slip'])), models.Q(('closed_at__isnull', False), ('state__in', ['paid', 'failed', 'expired', 'cancelled'])), _connector='OR'), name='checkout_closed'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='payments_checkout_booking_id_fk', to='bookings_booking'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'request_id'), name='payments_checkout_request_id_fk', to='payments_paymentrequest'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Slip',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('checkout_id', models.UUIDField(editable=False)),
                ('path', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=40)),
                ('uploaded_at', models.DateTimeField()),
                ('accepted', models.BooleanField(null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('checked_by', models.CharField(blank=True, max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('checkout', kunjae.tenancy.fields.TenantKey(related_name='slips', to='payments.checkout')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', 'checkout_id'], name='payments_sl_propert_734efe_idx'),
                ],
                'constraints': [
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'checkout_id'), name='payments_slip_checkout_id_fk', to='payments_checkout'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('payment_id', models.UUIDField(editable=False)),
                ('amount', models.BigIntegerField()),
                ('state', models.CharField(choices=[('queued', 'queued'), ('pending', 'pending'), ('by_hand', 'by_hand'), ('done', 'done'), ('failed', 'failed')], max_length=10)),
                ('cause', models.CharField(choices=[('staff', 'staff'), ('guest_change', 'guest_change'), ('change_dropped', 'change_dropped'), ('late_money', 'late_money')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('provider_ref', models.CharField(blank=True, max_length=200)),
                ('error', models.CharField(blank=True, max_length=100)),
                ('requested_at', models.DateTimeField()),
                ('requested_by', models.CharField(max_length=200)),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.CharField(blank=True, max_length=200)),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='refunds', to='bookings.booking')),
                ('payment', kunjae.tenancy.fields.TenantKey(related_name='refunds', to='payments.payment')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', '-requested_at', '-id'], name='refund_newest'),
                    models.Index(condition=models.Q(('state__in', ['by_hand', 'failed'])), fields=['property', 'requested_at'], name='refund_to_do'),
                    models.Index(fields=['property', 'booking_id'], name='payments_re_propert_3188d4_idx'),
                    models.Index(fields=['property', 'payment_id'], name='payments_re_propert_a6e612_idx'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_positive'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='payments_refund_booking_id_fk', to='bookings_booking'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'payment_id'), name='payments_refund_payment_id_fk', to='payments_payment'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='ledgerentry',
            name='ledger_entry_account',
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='refund_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='payment',
            name='checkout_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='payment',
            name='provider',
            field=models.CharField(blank=True, db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='payment',
            name='provider_ref',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='payment',
            name='refunded',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('stay', 'stay'), ('fee', 'fee'), ('fee_waived', 'fee_waived'), ('payment', 'payment'), ('refund', 'refund'), ('refund_failed', 'refund_failed')], max_length=20),
        ),
        migrations.AlterField(
            model_name='payment',
            name='method',
            field=models.CharField(choices=[('cash', 'cash'), ('bank_transfer', 'bank_transfer'), ('card_terminal', 'card_terminal'), ('promptpay', 'promptpay'), ('agency', 'agency'), ('card', 'card')], max_length=20),
        ),
        migrations.AddField(
            model_name='payment',
            name='checkout',
            field=kunjae.tenancy.fields.TenantKey(null=True, related_name='payments', to='payments.checkout'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['property', '-received_at', '-id'], name='payment_newest'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['property', 'checkout_id'], name='payments_pa_propert_ac00f1_idx'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('refunded__gte', 0), ('refunded__lte', models.F('amount'))), name='payment_refunded_at_most_whole'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('provider_ref', ''), _negated=True), fields=('property', 'provider', 'provider_ref'), name='payment_provider_ref_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'checkout_id'), name='payments_payment_checkout_id_fk', to='payments_checkout'),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='refund',
            field=kunjae.tenancy.fields.TenantKey(null=True, to='payments.refund'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['property', 'refund_id'], name='payments_le_propert_ebdbe9_idx'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account', 'paid'), ('kind__in', ['payment', 'refund', 'refund_failed'])), models.Q(('account', 'value'), models.Q(('kind__in', ['payment', 'refund', 'refund_failed']), _negated=True)), _connector='OR'), name='ledger_entry_account'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'refund_id'), name='payments_ledgerentry_refund_id_fk', to='payments_refund'),
        ),
    ]
