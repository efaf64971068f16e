"""``manage.py prepare_database``: roles and tables, as the database owner."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.services import database_roles


class Command(BaseCommand):
    """Create the database roles and migrate, over the ``owner`` connection. Safe to repeat."""

    help = "Create the application's database roles and run all migrations, as the database owner."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Create roles, then migrate."""
        try:
            with database_roles.one_at_a_time():
                database_roles.create_roles()
                call_command("migrate", database="owner", interactive=False, verbosity=options["verbosity"])
        except database_roles.RolesRefused as refusal:
            raise CommandError(str(refusal)) from refusal
