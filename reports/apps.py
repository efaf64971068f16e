"""What was reported: filing years, reports, values, revisions, review."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What was reported: filing years, reports, values, revisions, review."""

    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the room's system checks."""
        import_module("reports.checks")
