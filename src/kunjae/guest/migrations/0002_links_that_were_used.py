"""A row is a link that was used up, as links are signed. Safe while old code runs: none wrote a row yet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guest', '0001_guests_sign_in'),
    ]

    operations = [
        migrations.RemoveField(model_name='guestlink', name='made_at'),
        migrations.AlterField(model_name='guestlink', name='used_at', field=models.DateTimeField()),
    ]
