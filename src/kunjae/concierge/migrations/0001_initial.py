"""Offers, room upgrades and their orders. Safe while old code runs: new tables."""

import django.db.models.deletion
import kunjae.tenancy.fields
import kunjae.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bookings', '0006_upgraded_stays_and_orders'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('code', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('offer', 'offer'), ('late_check_out', 'late_check_out'), ('early_check_in', 'early_check_in'), ('upgrade', 'upgrade')], max_length=20)),
                ('name', models.JSONField()),
                ('position', models.PositiveIntegerField(default=0)),
                ('enabled', models.BooleanField(default=True)),
                ('retired', models.BooleanField(default=False)),
                ('to_type_id', models.UUIDField(blank=True, editable=False, null=True)),
                ('stock', models.PositiveIntegerField(null=True)),
                ('picture', models.CharField(blank=True, max_length=200)),
                ('terms', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
                ('to_type', kunjae.tenancy.fields.TenantKey(null=True, related_name='upgrades', to='properties.roomtype')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', 'to_type_id'], name='concierge_o_propert_f27c2b_idx'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('property', 'code'), name='offer_code_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'upgrade'), ('to_type_id__isnull', False)), models.Q(models.Q(('kind', 'upgrade'), _negated=True), ('to_type_id__isnull', True)), _connector='OR'), name='offer_upgrade_has_a_type'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'to_type_id'), name='concierge_offer_to_type_id_fk', to='properties_roomtype'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OfferDay',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('offer_id', models.UUIDField(editable=False)),
                ('day', models.DateField()),
                ('ordered', models.IntegerField(default=0)),
                ('most', models.IntegerField()),
                ('offer', kunjae.tenancy.fields.TenantKey(index=False, related_name='days', to='concierge.offer')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('property', 'offer_id', 'day'), name='offer_day_once'),
                    models.CheckConstraint(condition=models.Q(('ordered__gte', 0), ('ordered__lte', models.F('most'))), name='offer_day_not_oversold'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'offer_id'), name='concierge_offerday_offer_id_fk', to='concierge_offer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('stay_id', models.UUIDField(editable=False)),
                ('offer_id', models.UUIDField(editable=False)),
                ('kind', models.CharField(choices=[('offer', 'offer'), ('late_check_out', 'late_check_out'), ('early_check_in', 'early_check_in'), ('upgrade', 'upgrade')], max_length=20)),
                ('offer_name', models.JSONField()),
                ('basket', models.UUIDField()),
                ('status', models.CharField(choices=[('unconfirmed', 'unconfirmed'), ('confirmed', 'confirmed'), ('cancelled', 'cancelled'), ('expired', 'expired')], max_length=12)),
                ('payment', models.CharField(choices=[('on_booking', 'on_booking'), ('to_pay', 'to_pay'), ('authorised', 'authorised'), ('paid', 'paid'), ('released', 'released'), ('returned', 'returned')], max_length=12)),
                ('posting', models.CharField(max_length=12)),
                ('price_per', models.CharField(choices=[('order', 'order'), ('room', 'room'), ('night', 'night'), ('person', 'person'), ('person_night', 'person_night'), ('piece', 'piece')], max_length=12)),
                ('unit', models.BigIntegerField()),
                ('quantity', models.PositiveIntegerField()),
                ('amount', models.BigIntegerField()),
                ('counted', models.BigIntegerField(default=0)),
                ('tax_treatment', models.CharField(choices=[('as_rooms', 'as_rooms'), ('vat_only', 'vat_only'), ('none', 'none')], max_length=10)),
                ('taxes', models.JSONField(default=dict)),
                ('day', models.DateField(null=True)),
                ('at', models.TimeField(null=True)),
                ('number', models.PositiveIntegerField(null=True)),
                ('texts', models.JSONField(default=dict)),
                ('stock_day', models.DateField(null=True)),
                ('pieces', models.PositiveIntegerField(default=0)),
                ('terms', models.JSONField(default=dict)),
                ('had_at', models.DateTimeField()),
                ('ordered_at', models.DateTimeField()),
                ('ordered_by', models.CharField(max_length=200)),
                ('by_guest', models.BooleanField(default=True)),
                ('auto_confirmed', models.BooleanField(default=False)),
                ('acted_at', models.DateTimeField(null=True)),
                ('acted_by', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('posted_at', models.DateTimeField(null=True)),
                ('posted_by', models.CharField(blank=True, max_length=200)),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='guest_orders', to='bookings.booking')),
                ('offer', kunjae.tenancy.fields.TenantKey(index=False, related_name='orders', to='concierge.offer')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
                ('stay', kunjae.tenancy.fields.TenantKey(related_name='guest_orders', to='bookings.stay')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', '-ordered_at', '-id'], name='order_newest'),
                    models.Index(fields=['property', 'status', '-ordered_at', '-id'], name='order_by_status'),
                    models.Index(fields=['property', 'offer_id', '-ordered_at', '-id'], name='order_by_offer'),
                    models.Index(condition=models.Q(('posting', 'to_do')), fields=['property', 'acted_at', 'id'], name='order_to_do'),
                    models.Index(fields=['property', 'booking_id'], name='concierge_o_propert_86a267_idx'),
                    models.Index(fields=['property', 'stay_id'], name='concierge_o_propert_e8ea92_idx'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('quantity__gte', 1), ('unit__gte', 0)), name='order_amounts'),
                    models.CheckConstraint(condition=models.Q(('counted', 0), models.Q(('counted', models.F('amount')), ('status__in', ['unconfirmed', 'confirmed'])), _connector='OR'), name='order_counts_while_it_stands'),
                    models.CheckConstraint(condition=models.Q(models.Q(('pieces', 0), ('stock_day__isnull', True)), models.Q(('pieces__gte', 1), ('stock_day__isnull', False)), _connector='OR'), name='order_stock'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='concierge_order_booking_id_fk', to='bookings_booking'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'stay_id'), name='concierge_order_stay_id_fk', to='bookings_stay'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'offer_id'), name='concierge_order_offer_id_fk', to='concierge_offer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OrderEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('order_id', models.UUIDField(editable=False)),
                ('step', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=20)),
                ('actor_name', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('values', models.JSONField(default=dict)),
                ('order', kunjae.tenancy.fields.TenantKey(related_name='events', to='concierge.order')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', 'order_id'], name='concierge_o_propert_6dfb06_idx'),
                ],
                'constraints': [
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'order_id'), name='concierge_orderevent_order_id_fk', to='concierge_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PreArrival',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('enabled', models.BooleanField(default=False)),
                ('earliest_days', models.PositiveSmallIntegerField(default=7)),
                ('latest_days', models.PositiveSmallIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=200)),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('property',), name='pre_arrival_once'),
                    models.CheckConstraint(condition=models.Q(('earliest_days__gte', models.F('latest_days'))), name='pre_arrival_days_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('stay_id', models.UUIDField(editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('invited_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('unsubscribed_at', models.DateTimeField(null=True)),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='invitations', to='bookings.booking')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
                ('stay', kunjae.tenancy.fields.TenantKey(index=False, related_name='invitations', to='bookings.stay')),
            ],
            options={
                'indexes': [models.Index(fields=['property', 'invited_at'], name='invitation_by_moment'), models.Index(fields=['property', 'booking_id'], name='concierge_i_propert_c3df10_idx')],
                'constraints': [models.UniqueConstraint(fields=('property', 'stay_id'), name='invitation_once'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'stay_id'), name='concierge_invitation_stay_id_fk', to='bookings_stay'), kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='concierge_invitation_booking_id_fk', to='bookings_booking')],
            },
        ),
    ]
