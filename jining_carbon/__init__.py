"""Wiring only: settings, addresses, Celery. Imported by nobody."""

from jining_carbon.celery import app as celery_app

__all__ = ["celery_app"]
