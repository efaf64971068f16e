"""What people look at: pages and figures."""

from importlib import import_module

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """What people look at: pages and figures."""

    name = "dashboards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the room's system checks."""
        import_module("dashboards.checks")
