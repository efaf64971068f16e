"""``manage.py load_demo``: made-up figures of all areas for 2020 to 2026, on a fixed clock."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.queries import clock
from progress.services import demonstration, snapshots
from progress.services.draining import drain

REFUSALS = {
    "no_plan": gettext_noop(
        "the demonstration is of Jining's plan, which is not loaded: run load_plan targets/plans/jining-2024"
    ),
    "not_empty": gettext_noop(
        "there are accounts or reports here that are no demonstration, and they are never mixed with one; "
        "use an empty database, or start without the demonstration (dev.py up --no-demo)"
    ),
}


class Command(BaseCommand):
    """Load the demonstration, all or nothing, and count it; the second time changes nothing."""

    help = "Fill an empty installation with demonstration data (示例数据) and print how far it is."

    def handle(self, *args: object, **options: object) -> None:
        """Load, then bring the figures up to date."""
        begun = time.monotonic()
        try:
            is_new = demonstration.load(tell=self._tell)
        except demonstration.DemonstrationRefused as refusal:
            raise CommandError(_(REFUSALS[refusal.code])) from refusal
        self._tell(_("computing the figures …") if is_new else _("already loaded"))
        counted = drain(now=clock.now())
        snapshots.take(now=clock.now())
        told = {"counted": counted, "seconds": f"{time.monotonic() - begun:.0f}"}
        self._tell(_("done in %(seconds)s s, %(counted)s events counted") % told)

    def _tell(self, line: str) -> None:
        self.stderr.write(f"{_('demo data')}: {line}")
        self.stderr.flush()
