"""``manage.py import_allocations FILE.csv``: see ``targets.services.county_targets``."""

from targets.management.county_files import CountyFileCommand
from targets.services.county_targets import import_allocations


class Command(CountyFileCommand):
    """Imports counties' allocations, all or nothing, with errors by line."""

    help = "Import allocations from a CSV file (area,indicator,year,value), all or nothing."
    service = import_allocations
    acts_as = "import_allocations"
