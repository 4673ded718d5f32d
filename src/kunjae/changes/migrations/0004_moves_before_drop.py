"""A change that was dropped knows what its own money had moved until then. Safe while old code runs: the column has a
default, by which late money for a change that old code drops goes back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("changes", "0003_changes_that_wait")]

    operations = [
        migrations.AddField(
            model_name="pendingchange",
            name="moves_before_drop",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
