"""Nights kept for a guest's change until its money has come. Safe while old code runs: it keeps none, and counts none as sold."""

import django.db.models.deletion
import django.db.models.expressions
import kunjae.tenancy.fields
import kunjae.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0005_change_that_waits'),
        ('inventory', '0002_blocks_held_until_a_moment'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.CreateModel(
            name='Option',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('booking_id', models.UUIDField(editable=False)),
                ('made_at', models.DateTimeField()),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
                ('booking', kunjae.tenancy.fields.TenantKey(related_name='options', to='bookings.booking')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['property', 'booking_id'], name='inventory_o_propert_639554_idx'),
                ],
                'constraints': [
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'booking_id'), name='inventory_option_booking_id_fk', to='bookings_booking'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OptionNight',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('option_id', models.UUIDField(editable=False)),
                ('room_type_id', models.UUIDField(editable=False)),
                ('night', models.DateField()),
                ('rooms', models.PositiveIntegerField()),
                ('option', kunjae.tenancy.fields.TenantKey(index=False, related_name='nights', to='inventory.option')),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
                ('room_type', kunjae.tenancy.fields.TenantKey(index=False, to='properties.roomtype')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('property', 'option_id', 'room_type_id', 'night'), name='option_night_once'),
                    models.CheckConstraint(condition=models.Q(('rooms__gte', 1)), name='option_night_keeps_something'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'option_id'), name='inventory_optionnight_option_id_fk', to='inventory_option'),
                    kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'room_type_id'), name='inventory_optionnight_room_type_id_fk', to='properties_roomtype'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='roomnight',
            name='room_night_has_one_taker',
        ),
        migrations.RemoveConstraint(
            model_name='typenight',
            name='type_night_not_negative',
        ),
        migrations.RemoveConstraint(
            model_name='typenight',
            name='type_night_not_oversold',
        ),
        migrations.AddField(
            model_name='roomnight',
            name='option_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='typenight',
            name='kept',
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name='typenight',
            constraint=models.CheckConstraint(condition=models.Q(('blocked__gte', 0), ('kept__gte', 0), ('sold__gte', 0)), name='type_night_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='typenight',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('sold'), '+', models.F('blocked')), '+', models.F('kept')))), name='type_night_not_oversold'),
        ),
        migrations.AddField(
            model_name='roomnight',
            name='option',
            field=kunjae.tenancy.fields.TenantKey(null=True, related_name='room_nights', to='inventory.option'),
        ),
        migrations.AddIndex(
            model_name='roomnight',
            index=models.Index(fields=['property', 'option_id'], name='inventory_r_propert_bae443_idx'),
        ),
        migrations.AddConstraint(
            model_name='roomnight',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('block_id__isnull', True), ('option_id__isnull', True), ('stay_id__isnull', False)), models.Q(('block_id__isnull', False), ('option_id__isnull', True), ('stay_id__isnull', True)), models.Q(('block_id__isnull', True), ('option_id__isnull', False), ('stay_id__isnull', True)), _connector='OR'), name='room_night_has_one_taker'),
        ),
        migrations.AddConstraint(
            model_name='roomnight',
            constraint=kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'option_id'), name='inventory_roomnight_option_id_fk', to='inventory_option'),
        ),
    ]
