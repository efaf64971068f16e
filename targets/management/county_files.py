"""What the commands that import county targets have in common."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from targets.domain.located import Problem
from targets.models import Plan
from targets.services.county_targets import Imported
from targets.services.refusals import FilesRefused


class Importing(Protocol):
    """A service that imports a file, all or nothing."""

    def __call__(self, *, plan_id: int, content: bytes, name: str, actor: Any, now: Any) -> Imported:
        """Import ``content``."""


def line_of(problem: Problem) -> str:
    """Return a problem as one line in the present language: ``file:line: field: message``."""
    field = f" {problem.field}:" if problem.field else ""
    return f"{problem.file}:{problem.line}:{field} {problem.text(gettext)}"


class CountyFileCommand(BaseCommand):
    """Imports a CSV file of ``area,indicator,year,value``; every problem is a line on stderr."""

    service: Importing
    acts_as: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and, where there are several plans, the plan."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", metavar="SLUG", help="needed where several plans are loaded")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say how many lines changed anything."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        actor = system(self.acts_as)
        try:
            with acting_as(actor):
                imported = type(self).service(
                    plan_id=_plan_id(options["plan"]), content=content, name=path.name, actor=actor, now=clock.now()
                )
        except FilesRefused as refused:
            for problem in refused.problems:
                self.stderr.write(line_of(problem))
            count = len(refused.problems)
            raise CommandError(gettext("%(count)s problem(s); nothing was loaded") % {"count": count}) from refused
        words = gettext("added %(added)s, changed %(changed)s, unchanged %(unchanged)s")
        numbers = {"added": imported.added, "changed": imported.changed, "unchanged": imported.unchanged}
        self.stdout.write(words % numbers)


def _plan_id(slug: str | None) -> int:
    plans = Plan.objects.order_by("slug").values_list("slug", "pk")
    known = dict(plans)
    if slug is None and len(known) == 1:
        return next(iter(known.values()))
    if slug in known:
        return known[slug]
    words = gettext("name one of these plans with --plan: %(plans)s")
    raise CommandError(words % {"plans": ", ".join(known) or "-"})
