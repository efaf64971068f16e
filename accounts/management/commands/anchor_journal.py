"""``manage.py anchor_journal``: write the journal's head down outside the database, now."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services import anchoring
from accounts.services.acting import acting_as


class Command(BaseCommand):
    """Append the head to the file of anchored heads, unless it is there today already."""

    help = "Write the journal's head to the file JOURNAL_ANCHORS, outside the database."

    def handle(self, *args: object, **options: object) -> None:
        """Anchor as the system."""
        actor = system("anchor_journal")
        with acting_as(actor):
            made = anchoring.anchor(actor=actor, now=clock.wall())
        if made is None:
            self.stdout.write(_("nothing new since today's last line in %(path)s") % {"path": settings.JOURNAL_ANCHORS})
            return
        words = _("record %(number)d, head %(digest)s: written to %(path)s")
        told = {"number": made.number, "digest": made.digest, "path": settings.JOURNAL_ANCHORS}
        self.stdout.write(words % told)
