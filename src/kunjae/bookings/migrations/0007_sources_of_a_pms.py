"""A booking may come from any PMS: its source is no longer one of a list. Safe while old code runs: nothing changes in the
database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0006_upgraded_stays_and_orders")]

    operations = [
        migrations.AlterField(
            model_name="booking", name="source", field=models.CharField(max_length=20)
        )
    ]
