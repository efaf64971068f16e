"""``manage.py create_account``: a named account with a one-time password, printed once."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.domain.actors import system
from accounts.domain.roles import Role
from accounts.queries import clock
from accounts.services import people
from accounts.services.acting import acting_as

REASONS = {
    "username_taken": gettext_noop("there is an account of this name already"),
    "organisation": gettext_noop("there is no organisation of this area and bureau (load the plan first)"),
    "administrator_without_organisation": gettext_noop("an administrator belongs to no area and no bureau"),
}


class Command(BaseCommand):
    """Create an account; the first log-in forces a change of the printed password."""

    help = "Create an account and print its one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who, as what, and where."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--area", default="", metavar="CODE")
        parser.add_argument("--bureau", default="", metavar="CODE")

    def handle(self, *args: object, **options: str) -> None:
        """Create it as the system."""
        actor = system("create_account")
        try:
            with acting_as(actor):
                made = people.create(
                    actor=actor,
                    now=clock.wall(),
                    username=options["username"],
                    full_name=options["name"],
                    role=options["role"],
                    area_code=options["area"],
                    bureau_code=options["bureau"],
                )
        except people.AccountRefused as refusal:
            raise CommandError(_(REASONS.get(refusal.code, refusal.code))) from refusal
        words = _("%(account)s: one-time password %(password)s")
        self.stdout.write(words % {"account": made.username, "password": made.password})
