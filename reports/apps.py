"""What was reported: filing years, reports, values, revisions, review."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What was reported: filing years, reports, values, revisions, review."""

    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"
