"""Accounts that wait for a role, mail addresses, sessions that can be ended, tokens that say when they were used."""

from django.db import migrations, models
from django.db.models import Q

ROLES = [
    'audit_admin', 'checker', 'clerk', 'lead', 'leader', 'plan_manager', 'reviewer', 'security_admin', 'system_admin',
]
CHOICES = [
    'clerk', 'lead', 'checker', 'reviewer', 'leader', 'plan_manager', 'system_admin', 'security_admin', 'audit_admin',
]
BELONGS = 'user_of_business_has_an_organisation_and_an_administrator_none'


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_rights'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='email',
            field=models.EmailField(blank=True, default='', max_length=254),
        ),
        migrations.AddField(
            model_name='user',
            name='session_generation',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(blank=True, choices=[(role, role) for role in CHOICES], max_length=20),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='last_used_on',
            field=models.DateField(null=True),
        ),
        migrations.RemoveConstraint(model_name='user', name='user_has_a_known_role'),
        migrations.RemoveConstraint(model_name='user', name=BELONGS),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=Q(('role__in', ['', *ROLES])), name='user_has_a_known_role'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(('organisation__isnull', False), ('role__in', ['checker', 'clerk', 'lead', 'leader', 'plan_manager', 'reviewer'])),
                    Q(('organisation__isnull', True), ('role__in', ['audit_admin', 'security_admin', 'system_admin'])),
                    ('role', ''),
                    _connector='OR',
                ),
                name=BELONGS,
            ),
        ),
        migrations.AddIndex(
            model_name='journalrecord',
            index=models.Index(fields=['at'], name='journal_by_time'),
        ),
        migrations.AddIndex(
            model_name='journalrecord',
            index=models.Index(fields=['action', 'id'], name='journal_by_action'),
        ),
    ]
