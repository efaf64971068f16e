"""``manage.py rebuild_progress``: every figure anew, or a comparison with the slow truth."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.queries.verification import differences
from progress.services.draining import drain, rebuild
from targets.models import Plan


class Command(BaseCommand):
    """Recompute the roll-up, or verify it."""

    help = "Recompute every figure in one transaction; --verify compares the stored ones with the oracle instead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--year", type=int, help="only this year")
        parser.add_argument(
            "--verify", action="store_true", help="compare with the oracle; differences end with an error"
        )

    def handle(self, *args: object, **options: object) -> None:
        """Rebuild or verify every plan."""
        now, year = clock.now(), options["year"]
        with acting_as(system("rebuild_progress")):
            plans = list(Plan.objects.all())
        for plan in plans:
            if options["verify"]:
                drain(now=now)
                with acting_as(system("rebuild_progress")):
                    found = differences(plan, years=(year,) if year else None)
                for line in found[:50]:
                    self.stderr.write(line)
                if found:
                    raise CommandError(_("%d figures differ from the oracle") % len(found))
                self.stdout.write(_("%s: every figure equals the oracle") % plan.slug)
            else:
                changed = rebuild(plan=plan, now=now, years=(year,) if year else None)
                self.stdout.write(_("%(plan)s: %(rows)d rows changed") % {"plan": plan.slug, "rows": changed})
