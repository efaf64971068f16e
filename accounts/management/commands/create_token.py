"""``manage.py create_token``: an API token for an account, printed once."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services import people
from accounts.services.acting import acting_as


class Command(BaseCommand):
    """Create an API token; use it as ``Authorization: Token …``."""

    help = "Create an API token for an account and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whose, and what for."""
        parser.add_argument("username")
        parser.add_argument("--label", default="api", help="what it is for")

    def handle(self, *args: object, **options: str) -> None:
        """Create it as the system."""
        actor = system("create_token")
        try:
            with acting_as(actor):
                token = people.create_token(
                    actor=actor, now=clock.wall(), username=options["username"], label=options["label"]
                )
        except people.AccountRefused as refusal:
            raise CommandError(_("there is no account of this name")) from refusal
        self.stdout.write(token)
