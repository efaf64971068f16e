"""``manage.py verify_journal``: does the journal's hash chain hold?"""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.domain.actors import system
from accounts.domain.chain import GENESIS, first_break
from accounts.queries import journal
from accounts.services.acting import acting_as


class Command(BaseCommand):
    """Recompute every digest; print the head, to be kept elsewhere, or the first break."""

    help = "Verify the journal's hash chain and print its head digest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a head digest kept elsewhere."""
        parser.add_argument("--contains", metavar="DIGEST", help="a head printed earlier; fails if it is gone")

    def handle(self, *args: object, **options: object) -> None:
        """Walk the chain once."""
        with acting_as(system("verify_journal")):
            links = list(journal.links())
        if broken := first_break(links):
            raise CommandError(f"record {broken.number}: the chain is broken ({broken.kind})")
        if (kept := options["contains"]) and kept not in {link.digest for link in links}:
            raise CommandError(f"the record {kept} is gone: the journal was cut or rewritten")
        head = links[-1].digest if links else GENESIS
        self.stdout.write(f"{len(links)} records, head {head}")
