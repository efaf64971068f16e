"""The Celery application. Tasks carry no work, they only wake the roll-up (ADR 0005)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jining_carbon.settings")

app = Celery("jining_carbon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
