"""``manage.py verify_journal``: does the journal hold, in itself and against the heads kept outside?"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.forms.verification import sentence
from accounts.queries import journal, verification
from accounts.services.acting import acting_as


class Command(BaseCommand):
    """Recompute every digest and hold the anchored heads against them; say the first wrong record."""

    help = "Verify the journal's hash chain and the heads anchored in JOURNAL_ANCHORS; print the present head."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a head digest kept elsewhere, and whether to leave the file of anchors out."""
        parser.add_argument("--contains", metavar="DIGEST", help="a head printed earlier; fails if it is gone")
        parser.add_argument("--no-anchors", action="store_true", help="look at the chain alone")

    def handle(self, *args: object, **options: object) -> None:
        """Walk the chain once."""
        kept = options["contains"]
        with acting_as(system("verify_journal")):
            outcome = verification.verified(with_anchors=not options["no_anchors"])
            is_missing = bool(kept) and not journal.has_digest(str(kept))
        if outcome.fault:
            where = f" ({settings.JOURNAL_ANCHORS})" if "anchors" in outcome.fault else ""
            raise CommandError(sentence(outcome) + where)
        if is_missing:
            words = _("the record %(digest)s is gone: the journal was cut or rewritten")
            raise CommandError(words % {"digest": kept})
        if not options["no_anchors"]:
            told = {"anchors": outcome.anchors, "path": settings.JOURNAL_ANCHORS}
            self.stdout.write(_("%(anchors)d anchored heads in %(path)s hold") % told)
        told = {"count": outcome.walk.count, "digest": outcome.walk.digest}
        self.stdout.write(_("%(count)d records, head %(digest)s") % told)
