"""``manage.py load_scheme FILE``: keep a scoring scheme from a YAML file as a draft."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.domain.scheme_file import SchemeFileRefused
from progress.services import scheme_files, scoring
from targets.models import Plan


class Command(BaseCommand):
    """Load a scheme; it is a draft until the plan manager puts it in force."""

    help = "Keep a scoring scheme (YAML) as a draft; an example is progress/schemes/jining-2024-example.yaml."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the plan."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", help="slug of the plan; may be left out while there is only one")

    def handle(self, *args: object, **options: object) -> None:
        """Read and keep it, all or nothing."""
        actor = system("load_scheme")
        with acting_as(actor):
            plans = list((Plan.objects.filter(slug=options["plan"]) if options["plan"] else Plan.objects.all())[:2])
            if len(plans) != 1:
                raise CommandError(_("name one plan"))
            try:
                file = scheme_files.read(options["file"], plan=plans[0])
            except SchemeFileRefused as refused:
                raise CommandError("\n".join(refused.faults)) from refused
            row = scoring.load(plan_id=plans[0].pk, file=file, actor=actor, now=clock.now())
        self.stdout.write(_("Kept as draft %(edition)d.") % {"edition": row.edition})
