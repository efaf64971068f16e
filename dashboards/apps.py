"""What people look at: pages and figures."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """What people look at: pages and figures."""

    name = "dashboards"
    default_auto_field = "django.db.models.BigAutoField"
