"""Stays know the type they were sold as, bookings what their orders count. Safe while old code runs: new columns with
a default or empty."""

import kunjae.tenancy.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0005_change_that_waits'),
        ('properties', '0002_rooms_on_floors_to_clean'),
        ('rates', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='orders',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='stay',
            name='sold_as',
            field=kunjae.tenancy.fields.TenantKey(index=False, null=True, related_name='stays_upgraded', to='properties.roomtype'),
        ),
        migrations.AddField(
            model_name='stay',
            name='sold_as_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('orders__gte', 0)), name='booking_orders_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=kunjae.tenancy.fields.CompositeForeignKey(columns=('property_id', 'sold_as_id'), name='bookings_stay_sold_as_id_fk', to='properties_roomtype'),
        ),
    ]
