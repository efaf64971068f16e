"""``manage.py import_baselines FILE.csv``: see ``targets.services.county_targets``."""

from targets.management.county_files import CountyFileCommand
from targets.services.county_targets import import_baselines


class Command(CountyFileCommand):
    """Imports baselines, all or nothing, with errors by line."""

    help = "Import baselines from a CSV file (area,indicator,year,value), all or nothing."
    service = import_baselines
    acts_as = "import_baselines"
