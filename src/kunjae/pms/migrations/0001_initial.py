"""A hotel's PMS: the connection, what orders bring into it, reservations that come in. Safe while old code runs: new tables."""

import django.db.models.deletion
import kunjae.tenancy.fields
import kunjae.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bookings', '0006_upgraded_stays_and_orders'),
        ('concierge', '0003_orders_summed'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('pms', models.CharField(max_length=20)),
                ('enabled', models.BooleanField(default=False)),
                ('held', models.BooleanField(default=False)),
                ('secrets', models.TextField(blank=True)),
                ('details', models.JSONField(default=dict)),
                ('house', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('tested_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_reason', models.CharField(blank=True, max_length=60)),
                ('quiet_until', models.DateTimeField(null=True)),
                ('hook', models.TextField(blank=True)),
                ('looked_at', models.DateTimeField(null=True)),
                ('look_error', models.CharField(blank=True, max_length=60)),
                ('changed_at', models.DateTimeField()),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('property',), name='pms_connection_once'), models.CheckConstraint(condition=models.Q(models.Q(('paused_at__isnull', True), ('paused_reason', '')), models.Q(('paused_at__isnull', False), models.Q(('paused_reason', ''), _negated=True)), _connector='OR'), name='pms_paused_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='FolioPosting',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('order_id', models.UUIDField(editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('charge', 'charge'), ('room_type', 'room_type')], max_length=10)),
                ('wanted', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('unknown', 'unknown'), ('posted', 'posted'), ('failed', 'failed'), ('reversed', 'reversed'), ('by_hand', 'by_hand')], max_length=10)),
                ('booking', models.CharField(max_length=20)),
                ('reservation', models.CharField(blank=True, max_length=80)),
                ('amount', models.BigIntegerField(default=0)),
                ('values', models.JSONField(default=dict)),
                ('ref', models.CharField(blank=True, max_length=120)),
                ('folio', models.CharField(blank=True, max_length=120)),
                ('error', models.CharField(blank=True, max_length=60)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('hand', models.UUIDField(null=True)),
                ('hand_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('posted_at', models.DateTimeField(null=True)),
                ('reversed_at', models.DateTimeField(null=True)),
                ('done_by', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField()),
                ('order', kunjae.tenancy.fields.TenantKey(index=False, related_name='postings', to='concierge.order')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(models.Q(('state__in', ['waiting', 'unknown', 'failed']), ('wanted', True)), models.Q(('state__in', ['waiting', 'unknown', 'failed', 'posted']), ('wanted', False)), _connector='OR'), fields=['property', 'made_at', 'id'], name='pms_posting_open')],
                'constraints': [models.UniqueConstraint(fields=('property', 'order_id', 'kind', 'number'), name='pms_posting_once'), models.UniqueConstraint(condition=models.Q(('wanted', True)), fields=('property', 'order_id', 'kind'), name='pms_posting_wanted_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'posted'), _negated=True), ('posted_at__isnull', False), _connector='OR'), name='pms_posting_posted_at'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reversed'), _negated=True), models.Q(('reversed_at__isnull', False), ('wanted', False)), _connector='OR'), name='pms_posting_reversed'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'order_id'), name='pms_folioposting_order_id_fk', to='concierge_order')],
            },
        ),
        migrations.CreateModel(
            name='OfferMap',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('offer_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('values', models.JSONField(default=dict)),
                ('offer', kunjae.tenancy.fields.TenantKey(index=False, null=True, related_name='pms_maps', to='concierge.offer')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('property', 'offer_id'), name='pms_offer_map_once'), models.UniqueConstraint(condition=models.Q(('offer_id__isnull', True)), fields=('property',), name='pms_offer_map_default_once'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'offer_id'), name='pms_offermap_offer_id_fk', to='concierge_offer')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('number', models.CharField(max_length=80)),
                ('booking_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('is_theirs', models.BooleanField(default=True)),
                ('rooms', models.JSONField(default=dict)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('arrival', models.DateField(null=True)),
                ('departure', models.DateField(null=True)),
                ('seen', models.CharField(blank=True, max_length=64)),
                ('problem', models.CharField(blank=True, max_length=60)),
                ('problem_values', models.JSONField(default=dict)),
                ('looked_at', models.DateTimeField()),
                ('taken_in_at', models.DateTimeField(null=True)),
                ('booking', kunjae.tenancy.fields.TenantKey(index=False, null=True, related_name='reservations', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('problem', ''), _negated=True), fields=['property', 'arrival', 'id'], name='pms_reservation_problem')],
                'constraints': [models.UniqueConstraint(fields=('property', 'number'), name='pms_reservation_once'), models.UniqueConstraint(fields=('property', 'booking_id'), name='pms_reservation_booking_once'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='pms_reservation_booking_id_fk', to='bookings_booking')],
            },
        ),
    ]
