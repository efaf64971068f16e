"""``manage.py reset_password``: unlock an account and give it a one-time password, printed once."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services import people
from accounts.services.acting import acting_as


class Command(BaseCommand):
    """Reset a password; the next log-in forces a change of the printed one."""

    help = "Unlock an account and print a one-time password for it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whose."""
        parser.add_argument("username")

    def handle(self, *args: object, **options: str) -> None:
        """Reset it as the system."""
        actor = system("reset_password")
        try:
            with acting_as(actor):
                made = people.reset_password(actor=actor, now=clock.wall(), username=options["username"])
        except people.AccountRefused as refusal:
            raise CommandError(_("there is no account of this name")) from refusal
        words = _("%(account)s: one-time password %(password)s")
        self.stdout.write(words % {"account": made.username, "password": made.password})
