"""``manage.py verify_journal``: does the journal's hash chain hold?"""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

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
            words = _("record %(number)s: the chain is broken (%(kind)s)")
            raise CommandError(words % {"number": broken.number, "kind": broken.kind})
        if (kept := options["contains"]) and kept not in {link.digest for link in links}:
            words = _("the record %(digest)s is gone: the journal was cut or rewritten")
            raise CommandError(words % {"digest": kept})
        head = links[-1].digest if links else GENESIS
        self.stdout.write(_("%(count)d records, head %(digest)s") % {"count": len(links), "digest": head})
