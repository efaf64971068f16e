"""``manage.py export_progress FILE.csv``: every figure with its judgement, Decimals unrounded."""

import csv
from argparse import ArgumentParser
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services import journal
from accounts.services.acting import acting_as
from progress.queries.figures import FigureRow, Wanted, figure_rows
from progress.services.draining import drain
from targets.domain.exact import plain
from targets.models import Plan

COLUMNS = (
    "area", "indicator", "year", "stage", "basis", "numerator", "denominator", "value", "reported", "expected",
    "expected_value", "shortfall", "target_year", "comparator", "target_value", "status", "flags",
)  # fmt: skip


class Command(BaseCommand):
    """Export figures and judgements, a row per target, as CSV."""

    help = "Write every figure with its judgement to a CSV file (a row per target; flags separated by ;)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the selection."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", help="slug of the plan; may be left out while there is only one")
        parser.add_argument("--year", type=int)
        parser.add_argument("--stage", choices=["best", "final", "estimate"], default="best")
        parser.add_argument("--basis", choices=["approved", "provisional"], default="approved")
        parser.add_argument("--as-of", type=_instant, help="the day (00:00) or instant by which silence is overdue")

    def handle(self, *args: object, **options: object) -> None:
        """Count what is still on the work list, then write the file."""
        now = clock.now()
        actor = system("export_progress")
        with acting_as(actor):
            plan = _plan(options["plan"])
        year = options["year"]
        drain(now=now, through=year)
        wanted = Wanted(year=year, stage=options["stage"], basis=options["basis"])
        with acting_as(actor):
            with options["file"].open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(COLUMNS)
                count = 0
                for row in figure_rows(plan, wanted, actor=actor, as_of=options["as_of"] or now):
                    writer.writerow([_cell(row, name) for name in COLUMNS])
                    count += 1
            journal.record(actor=actor, now=now, action="export.progress", subject=plan.slug, detail={"rows": count})
        self.stderr.write(_("%(count)d rows written to %(file)s") % {"count": count, "file": options["file"]})


def _cell(row: FigureRow, name: str) -> object:
    value = getattr(row, name)
    if name == "target_value" and row.comparator == "between":
        return f"{plain(row.target_value)}..{plain(row.target_upper)}"
    if name == "flags":
        return ";".join(value)
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else value


def _plan(slug: str | None) -> Plan:
    plans = Plan.objects.filter(slug=slug) if slug else Plan.objects.all()
    found = list(plans[:2])
    if len(found) != 1:
        raise CommandError(
            _("Name one plan with --plan; there are: %s") % ", ".join(Plan.objects.values_list("slug", flat=True))
        )
    return found[0]


def _instant(text: str) -> datetime:
    moment = parse_datetime(text) if "T" in text or " " in text else None
    day = parse_date(text) if moment is None else None
    if moment is None and day is None:
        raise ValueError(text)
    moment = moment or datetime(day.year, day.month, day.day)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
