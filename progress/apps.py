"""What the reports add up to: roll-up, status, expected progress."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """What the reports add up to: roll-up, status, expected progress."""

    name = "progress"
    default_auto_field = "django.db.models.BigAutoField"
