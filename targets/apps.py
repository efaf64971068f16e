"""What was promised: plan text, tasks, quantities, indicators, targets, factors."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """What was promised: plan text, tasks, quantities, indicators, targets, factors."""

    name = "targets"
    default_auto_field = "django.db.models.BigAutoField"
