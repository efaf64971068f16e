"""Street lamps of one county: the smallest approval that turns a light, for fault and race tests."""

from contextlib import contextmanager
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection, transaction

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from progress.models import Judgement
from progress.queries.verification import differences
from reports.models import ReportMark
from targets.models import Plan

HEADER = "area,quantity,year,stage,state,value\n"
SISHUI, LIANGSHAN = "370831", "370832"
SEEN = datetime(2026, 11, 20, tzinfo=UTC)


def approve(folder, saving, area=SISHUI):
    """An area's street lamps of 2025: ``saving`` of 100 save energy; a standing requirement asks for all."""
    file = folder / "lamps.csv"
    file.write_text(
        HEADER
        + f"{area},lamps_total,2025,final,reported,100\n"
        + f"{area},lamps_energy_saving,2025,final,reported,{saving}\n"
    )
    call_command("import_values", str(file))


def light(area=SISHUI):
    """The county's light of 2025 for ``energy-saving-lamp-share``, as the pages read it."""
    with acting_as(system("test")):
        return (
            Judgement.objects.filter(
                area__code=area, indicator__code="energy-saving-lamp-share", year=2025, stage="best", basis="approved"
            )
            .values_list("status", flat=True)
            .first()
        )


def marks():
    """How many events are still on the work list."""
    with acting_as(system("test")):
        return ReportMark.objects.count()


def differences_from_the_oracle():
    """What is wrong with the figures of 2025."""
    with acting_as(system("test")):
        return differences(Plan.objects.get(), years=(2025,))


@contextmanager
def held(database, table):
    """Let nobody write a table of figures, as the owner may; reading goes on."""
    with database.as_owner() as owner:
        owner.autocommit = False
        with owner.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            yield
        owner.rollback()


def blocked_drains():
    """Backends that wait for somebody's lock in the middle of a drain."""
    return _count("cardinality(pg_blocking_pids(pid)) > 0")


def open_drains():
    """Backends in the middle of a drain."""
    return _count("xact_start IS NOT NULL AND pid <> pg_backend_pid()")


def _count(condition):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            f" AND usename = current_user AND {condition}"
        )
        return cursor.fetchone()[0]
