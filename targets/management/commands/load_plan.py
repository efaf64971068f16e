"""``manage.py load_plan FOLDER``: validate a plan folder and load it, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from targets.management.county_files import line_of
from targets.services.loading import Loaded, load_plan
from targets.services.refusals import FilesRefused
from targets.services.synchronising import Kept


class Command(BaseCommand):
    """Loads a plan folder; every problem is a line ``file:line: field: message`` on stderr."""

    help = "Validate a plan folder and load it, all or nothing. Loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder and the year from which changed definitions hold."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--effective-from", type=int, metavar="YEAR", help="default: this year")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what there is and what changed."""
        actor = system("load_plan")
        try:
            with acting_as(actor):
                loaded = load_plan(
                    folder=options["folder"],
                    effective_from=options["effective_from"],
                    actor=actor,
                    now=clock.now(),
                )
        except FilesRefused as refused:
            for problem in refused.problems:
                self.stderr.write(line_of(problem))
            count = len(refused.problems)
            raise CommandError(gettext("%(count)s problem(s); nothing was loaded") % {"count": count}) from refused
        if options["verbosity"] > 0:
            self._report(loaded)

    @staticmethod
    def _stands(kept: Kept) -> str:
        fields = "; ".join(
            gettext("%(field)s “%(kept)s”, in the files “%(file)s”") % {"field": name, "kept": ours, "file": theirs}
            for name, ours, theirs in kept.fields
        )
        if kept.file_changed:
            words = gettext(
                "stands as the plan manager set it, though the files have changed since: %(row)s: %(fields)s"
            )
        else:
            words = gettext("stands as the plan manager set it: %(row)s: %(fields)s")
        return words % {"row": kept.row, "fields": fields}

    def _report(self, loaded: Loaded) -> None:
        held = gettext(
            "%(slug)s: %(areas)s areas, %(bureaus)s bureaus, %(tasks)s tasks, %(quantities)s quantities,"
            " %(indicators)s indicators and %(carbon)s carbon indicators, %(targets)s targets, %(factors)s factors"
        )
        self.stdout.write(held % {"slug": loaded.slug, **loaded.counts})
        changes = loaded.changes
        for kept in changes.kept:
            self.stdout.write(self._stands(kept))
        if not changes:
            self.stdout.write(gettext("nothing changed"))
            return
        if changes.created:
            self.stdout.write(gettext("rows created: %(count)s") % {"count": sum(changes.created.values())})
        for line in [f"{one['row']}: {', '.join(one['fields'])}" for one in changes.updated]:
            self.stdout.write(gettext("updated: %(what)s") % {"what": line})
        for line in changes.versions:
            self.stdout.write(gettext("new version: %(what)s") % {"what": line})
        for line in changes.removed:
            self.stdout.write(gettext("removed: %(what)s") % {"what": line})
