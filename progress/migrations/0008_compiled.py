"""Figures are keyed by what they are of; what the roll-up keeps for itself: counted snapshots, compiled definitions."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLLUP = settings.DATABASE_ROLES["rollup"]
OWN = ("progress_counted", "progress_sentence", "progress_weight")

RIGHTS = "".join(
    f"""
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLLUP};
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY {table}_is_the_roll_ups ON {table} TO {ROLLUP} USING (true) WITH CHECK (true);
"""
    for table in OWN
)
# Room in every page for the next version of a row whose figure changes.
ROOM = "ALTER TABLE progress_rollup SET (fillfactor = 90); ALTER TABLE progress_judgement SET (fillfactor = 90);"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_rights'),
        ('progress', '0007_carbon'),
        ('reports', '0010_single_values'),
        ('targets', '0006_allocating_rights'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='judgement',
            name='id',
        ),
        migrations.RemoveField(
            model_name='rollup',
            name='id',
        ),
        migrations.AddField(
            model_name='judgement',
            name='pk',
            field=models.CompositePrimaryKey('area_id', 'indicator_id', 'year', 'stage', 'basis', 'target_key', blank=True, editable=False, primary_key=True, serialize=False),
        ),
        migrations.AddField(
            model_name='judgement',
            name='tally',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='rollup',
            name='pk',
            field=models.CompositePrimaryKey('area_id', 'indicator_id', 'year', 'stage', 'basis', blank=True, editable=False, primary_key=True, serialize=False),
        ),
        migrations.AlterField(
            model_name='judgement',
            name='area',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.area'),
        ),
        migrations.AlterField(
            model_name='judgement',
            name='indicator',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.indicator'),
        ),
        migrations.AlterField(
            model_name='rollup',
            name='area',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.area'),
        ),
        migrations.AlterField(
            model_name='rollup',
            name='indicator',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.indicator'),
        ),
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('pk', models.CompositePrimaryKey('report_id', 'basis', blank=True, editable=False, primary_key=True, serialize=False)),
                ('basis', models.CharField(max_length=12)),
                ('year', models.PositiveSmallIntegerField()),
                ('stage', models.CharField(max_length=10)),
                ('area', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.area')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.plan')),
                ('report', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
                ('snapshot', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.snapshot')),
            ],
            options={
                'indexes': [models.Index(fields=['area'], name='counted_by_area')],
            },
        ),
        migrations.CreateModel(
            name='Sentence',
            fields=[
                ('pk', models.CompositePrimaryKey('indicator_id', 'year', blank=True, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('adds_years', models.BooleanField()),
                ('count_from', models.PositiveSmallIntegerField(null=True)),
                ('comparison', models.CharField(max_length=14)),
                ('pooling', models.CharField(max_length=8)),
                ('has_denominator', models.BooleanField()),
                ('scale', models.DecimalField(decimal_places=10, max_digits=20)),
                ('is_bounded', models.BooleanField()),
                ('is_judged', models.BooleanField()),
                ('is_milestone', models.BooleanField()),
                ('is_linear', models.BooleanField()),
                ('is_sum', models.BooleanField()),
                ('grows', models.BooleanField()),
                ('is_provisional', models.BooleanField()),
                ('on_track_below', models.DecimalField(decimal_places=6, max_digits=12)),
                ('behind_below', models.DecimalField(decimal_places=6, max_digits=12)),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.indicator')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.plan')),
                ('version', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.indicatorversion')),
            ],
            options={
                'indexes': [models.Index(fields=['plan', 'year'], name='sentence_by_plan_and_year')],
            },
        ),
        migrations.CreateModel(
            name='Weight',
            fields=[
                ('pk', models.CompositePrimaryKey('indicator_id', 'year', 'is_base', 'side', 'quantity_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('is_base', models.BooleanField()),
                ('side', models.CharField(max_length=12)),
                ('is_carried', models.BooleanField()),
                ('weight', models.DecimalField(decimal_places=30, max_digits=60, null=True)),
                ('indicator', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.indicator')),
                ('quantity', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.quantity')),
            ],
            options={
                'indexes': [models.Index(fields=['quantity', 'year'], name='weight_by_quantity_and_year')],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
