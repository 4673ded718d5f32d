"""Links, sessions and failed tries of guests. Safe while old code runs: new tables."""

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
            name='GuestLink',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('hash', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='guest_links', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [models.Index(fields=['property', 'expires_at'], name='guest_link_by_end'), models.Index(fields=['property', 'booking_id'], name='guest_guest_propert_c8e87f_idx')],
                'constraints': [models.UniqueConstraint(fields=('property', 'hash'), name='guest_link_once'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='guest_guestlink_booking_id_fk', to='bookings_booking')],
            },
        ),
        migrations.CreateModel(
            name='GuestSession',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('hash', models.CharField(max_length=64)),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='guest_sessions', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [models.Index(fields=['property', 'expires_at'], name='guest_session_by_end'), models.Index(fields=['property', 'booking_id'], name='guest_guest_propert_d067ed_idx')],
                'constraints': [models.UniqueConstraint(fields=('property', 'hash'), name='guest_session_once'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='guest_guestsession_booking_id_fk', to='bookings_booking')],
            },
        ),
        migrations.CreateModel(
            name='FailedTry',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('kind', models.CharField(max_length=10)),
                ('subject', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [models.Index(fields=['property', 'kind', 'subject', 'at'], name='failed_try_of_subject'), models.Index(fields=['property', 'at'], name='failed_try_by_moment')],
            },
        ),
    ]
