"""``manage.py sweep_evidence [--verify]``: uploads that were left behind, and files that are not what they were."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.services import sweeping


class Command(BaseCommand):
    """Delete files without a row; with --verify hold every file against its row."""

    help = (
        "Delete uploaded files that no row speaks of and that are older than a day, and those that were removed a "
        "month ago and never submitted. With --verify, also read every file and report those missing or changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--verify", action="store_true", help="compare every file's SHA-256 with its row's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, then verify if asked to; faults end in an error."""
        with acting_as(system("sweep_evidence")):
            swept = sweeping.sweep(now=clock.wall())
            faults = list(sweeping.faults()) if options["verify"] else []
        words = _("deleted: %(incoming)d left over, %(orphans)d without a row, %(removed)d removed")
        numbers = {name: getattr(swept, name) for name in ("incoming", "orphans", "removed")}
        self.stdout.write(words % numbers)
        for fault in faults:
            self.stderr.write(f"{fault.code} {fault.evidence_id} {fault.stored_as}")
        if faults:
            raise CommandError(_("%(n)d files are not what they were") % {"n": len(faults)})
        if options["verify"]:
            self.stdout.write(_("every file is what it was"))
