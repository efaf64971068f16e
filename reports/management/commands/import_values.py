"""``manage.py import_values FILE.csv``: back-fill values on behalf of an organisation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.domain.actors import system
from accounts.models import Organisation
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.domain.refusals import Refused
from reports.forms import wording
from reports.services import importing
from targets.models import Plan

SHOWN = 200


class Command(BaseCommand):
    """Read a CSV file of values, check all of it, then file, submit and approve it."""

    help = (
        "Import values from a CSV file with the columns area,quantity,year,stage,state,value: all or nothing. "
        "Each area, year and stage is filed, submitted and approved on behalf of an organisation; an approved "
        "report is reopened with the reason, amended and approved again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the options; none is needed where there is one plan."""
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="UTF-8, with a header line")
        parser.add_argument("--plan", metavar="SLUG", help="whose quantities; default: the only plan")
        parser.add_argument(
            "--organisation",
            metavar="AREA/BUREAU",
            help="on whose behalf, e.g. 370800/housing; default: the plan's coordinating municipal bureau",
        )
        parser.add_argument("--reason", default="back-filling", help="why; kept in the record")
        parser.add_argument("--no-approve", action="store_true", help="leave the reports submitted")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or say by line what is wrong."""
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        actor = system("import_values")
        try:
            with acting_as(actor):
                plan = _plan(options["plan"])
                result = importing.import_values(
                    content=content,
                    plan=plan,
                    organisation=_organisation(options["organisation"], plan),
                    reason=options["reason"],
                    approve=not options["no_approve"],
                    actor=actor,
                    now=clock.now(),
                )
        except importing.ImportRefused as refusal:
            raise CommandError(_told(refusal)) from refusal
        except Refused as refusal:
            raise CommandError(f"--reason: {wording.refusal(refusal)}") from refusal
        words = _("rows: %(rows)d, values changed: %(values)d, reports decided: %(reports)d, revisions: %(revisions)d")
        numbers = {name: getattr(result, name) for name in ("rows", "values", "reports", "revisions")}
        self.stdout.write(words % numbers)


def _plan(slug: str | None) -> Plan:
    plans = Plan.objects.select_related("city")
    found = list(plans.filter(slug=slug) if slug else plans[:2])
    if slug and not found:
        raise CommandError(_("--plan: there is no plan %(slug)s") % {"slug": slug})
    if not found:
        raise CommandError(_("there is no plan: load one first"))
    if len(found) > 1:
        raise CommandError(_("--plan SLUG is needed: there are several plans"))
    return found[0]


def _organisation(name: str | None, plan: Plan) -> Organisation:
    organisations = Organisation.objects.select_related("area", "bureau")
    if name is None:
        found = organisations.filter(area=plan.city, bureau__city=plan.city, bureau__coordinates=True).first()
    else:
        area, _slash, bureau = name.partition("/")
        found = organisations.filter(area__code=area, bureau__code=bureau).first()
    if found is None:
        words = _("--organisation AREA/BUREAU: there is no organisation %(name)s")
        raise CommandError((words % {"name": name or ""}).rstrip())
    return found


def _told(refusal: importing.ImportRefused) -> str:
    words = _("line %(line)s: %(fault)s")
    lines = [words % {"line": fault.line, "fault": wording.fault(fault)} for fault in refusal.faults[:SHOWN]]
    left = len(refusal.faults) - SHOWN
    if left > 0:
        lines.append(_("and %(n)d more") % {"n": left})
    return "\n".join([*lines, _("nothing was imported")])
