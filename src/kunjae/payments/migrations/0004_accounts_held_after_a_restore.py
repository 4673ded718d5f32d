"""Ways to pay are held back after a restore. Safe while old code runs: a new column with a default of the database's."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_refunds_are_settled'),
    ]

    operations = [
        migrations.AddField(
            model_name='provideraccount',
            name='held',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
