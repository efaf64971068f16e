"""``manage.py catch_up``: count whatever is still on the roll-up's work list, here and now."""

from django.core.management.base import BaseCommand

from accounts.queries import clock
from progress.services.draining import drain


class Command(BaseCommand):
    """Do what the worker does once a minute; for installations whose worker is down."""

    help = "Bring the figures up to date and print how many events were counted."

    def handle(self, *args: object, **options: object) -> None:
        """Drain once."""
        self.stdout.write(str(drain(now=clock.now())))
