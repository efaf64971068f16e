"""Who: areas, bureaus, organisations, people, roles and the journal."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who: areas, bureaus, organisations, people, roles and the journal."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
