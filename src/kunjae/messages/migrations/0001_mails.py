"""Mails and the hotel's own words for them. Safe while old code runs: new tables."""

import django.db.models.deletion
import kunjae.tenancy.fields
import kunjae.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bookings', '0005_change_that_waits'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('key', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('booking_confirmed', 'booking_confirmed'), ('change_waiting', 'change_waiting'), ('booking_changed', 'booking_changed'), ('booking_cancelled', 'booking_cancelled'), ('payment_request', 'payment_request'), ('payment_received', 'payment_received'), ('refund_on_its_way', 'refund_on_its_way'), ('change_dropped', 'change_dropped'), ('late_money', 'late_money')], max_length=30)),
                ('reader', models.CharField(choices=[('guest', 'guest'), ('hotel', 'hotel')], max_length=10)),
                ('language', models.CharField(max_length=10)),
                ('about', models.JSONField(default=dict)),
                ('to', models.JSONField(default=list)),
                ('reply_to', models.CharField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('failed', 'failed'), ('kept', 'kept')], max_length=10)),
                ('error', models.CharField(blank=True, max_length=100)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('booking', kunjae.tenancy.fields.TenantKey(null=True, related_name='mails', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [models.Index(fields=['property', '-written_at', '-id'], name='mail_newest'), models.Index(fields=['property', 'booking_id'], name='mails_mail_propert_4e6f74_idx')],
                'constraints': [models.UniqueConstraint(fields=('property', 'key'), name='mail_key_once'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='mails_mail_booking_id_fk', to='bookings_booking')],
            },
        ),
        migrations.CreateModel(
            name='MailTemplate',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('kind', models.CharField(choices=[('booking_confirmed', 'booking_confirmed'), ('change_waiting', 'change_waiting'), ('booking_changed', 'booking_changed'), ('booking_cancelled', 'booking_cancelled'), ('payment_request', 'payment_request'), ('payment_received', 'payment_received'), ('refund_on_its_way', 'refund_on_its_way'), ('change_dropped', 'change_dropped'), ('late_money', 'late_money')], max_length=30)),
                ('reader', models.CharField(choices=[('guest', 'guest'), ('hotel', 'hotel')], max_length=10)),
                ('language', models.CharField(max_length=10)),
                ('subject', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=200)),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('property', 'kind', 'reader', 'language'), name='mail_template_once')],
            },
        ),
    ]
