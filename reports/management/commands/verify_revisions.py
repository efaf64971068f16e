"""Hold every revision against its digest: ``manage.py verify_revisions``. Exits with 1 at the first that differs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from reports.queries import integrity


class Command(BaseCommand):
    """See the module."""

    help = "Compute the SHA-256 of every revision from its rows and compare it with the one it carries."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare all of them.

        Raises:
            CommandError: one differs; it is named.
        """
        count = 0
        with acting_as(system("verify_revisions")) as actor:
            for one in integrity.revisions(actor):
                if not one.holds:
                    about = {"number": one.number, "report": one.key.subject, "was": one.stored, "is": one.computed}
                    raise CommandError(
                        _("revision %(number)d of %(report)s differs: it carries %(was)s, its rows come to %(is)s")
                        % about
                    )
                count += 1
        self.stdout.write(_("%(count)d revisions hold") % {"count": count})
