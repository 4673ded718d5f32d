"""Which addresses a mail server refused of several, and hotels whose mails are held. Safe while old code runs: a column
with a default, and a new table."""

import django.db.models.deletion
import kunjae.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mails', '0001_mails'),
        ('properties', '0002_rooms_on_floors_to_clean'),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='refused',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.CreateModel(
            name='MailHold',
            fields=[
                ('pk', models.CompositePrimaryKey('property_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=kunjae.tenancy.ids.new_id, editable=False)),
                ('since', models.DateTimeField()),
                ('property', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='properties.property')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('property',), name='mail_hold_once')],
            },
        ),
    ]
