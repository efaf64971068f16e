"""Print docs/workflow.md as the tables of the workflow say it: ``manage.py workflow > docs/workflow.md``."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.documents import workflow_page


class Command(BaseCommand):
    """See the module."""

    help = "Print docs/workflow.md, generated from the tables of the workflow."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(workflow_page.page(), ending="")
