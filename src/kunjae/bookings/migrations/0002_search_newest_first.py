"""Search keys say when their booking was made, and arrivals stand in the order of a list. Not safe while old code runs: it
writes keys without that moment. Stop all servers before."""

from django.db import migrations, models

MONTHS = {
    "sqlite": "CAST(strftime('%%Y', b.booked_at) AS INTEGER) * 12 + CAST(strftime('%%m', b.booked_at) AS INTEGER) - 1",
    "postgresql": "CAST(EXTRACT(YEAR FROM b.booked_at AT TIME ZONE 'UTC') * 12 + EXTRACT(MONTH FROM b.booked_at AT TIME ZONE 'UTC') - 1 AS integer)",
}


def repeat_moments(apps, schema_editor):
    """Fill the new columns from the bookings, one property at a time."""
    month = MONTHS[schema_editor.connection.vendor]
    for property_id in apps.get_model("properties", "Property").objects.values_list("id", flat=True):
        given = property_id.hex if schema_editor.connection.vendor == "sqlite" else property_id
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE bookings_searchkey SET booked_at = b.booked_at, month = {month} FROM bookings_booking AS b "
                "WHERE bookings_searchkey.property_id = %s AND b.property_id = %s AND b.id = bookings_searchkey.booking_id",
                [given, given],
            )


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0001_initial'),
        ('properties', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='booking',
            name='booking_by_arrival',
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['property', 'arrival', '-booked_at', '-id', 'status'], name='booking_by_arrival'),
        ),
        migrations.RemoveConstraint(
            model_name='searchkey',
            name='search_key_once',
        ),
        migrations.AddField(
            model_name='searchkey',
            name='booked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='searchkey',
            name='month',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(repeat_moments, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='searchkey',
            name='booked_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='searchkey',
            name='month',
            field=models.PositiveSmallIntegerField(),
        ),
        migrations.AddConstraint(
            model_name='searchkey',
            constraint=models.UniqueConstraint(fields=('property', 'key', 'booked_at', 'booking_id'), name='search_key_once'),
        ),
        migrations.AddIndex(
            model_name='searchkey',
            index=models.Index(fields=['property', 'month', 'key', 'booked_at', 'booking_id'], name='search_key_by_month'),
        ),
    ]
