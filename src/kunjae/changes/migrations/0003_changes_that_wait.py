"""Guests' changes between confirmation and money. Safe while old code runs: a new table."""

import django.db.models.deletion
import kunjae.tenancy.fields
import kunjae.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0005_change_that_waits'),
        ('changes', '0002_undone_check_ins'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.CreateModel(
            name='PendingChange',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('slip', 'slip'), ('confirmed', 'confirmed'), ('dropped', 'dropped')], max_length=10)),
                ('operations', models.JSONField()),
                ('quote', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('booking_version', models.PositiveIntegerField()),
                ('to_pay', models.BigIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('held_until', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('dropped_because', models.CharField(blank=True, max_length=20)),
                ('entry_number', models.PositiveIntegerField(null=True)),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='pending_changes', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'slip'])), fields=['property', 'held_until'], name='pending_change_waiting'), models.Index(fields=['property', 'booking_id'], name='changes_pen_propert_d1ce63_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'slip'])), fields=('property', 'booking_id'), name='pending_change_one_at_a_time'), models.CheckConstraint(condition=models.Q(('to_pay__gt', 0)), name='pending_change_has_something_to_pay'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['waiting', 'slip'])), models.Q(('closed_at__isnull', False), ('state__in', ['confirmed', 'dropped'])), _connector='OR'), name='pending_change_closed'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='changes_pendingchange_booking_id_fk', to='bookings_booking')],
            },
        ),
    ]
