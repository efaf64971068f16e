"""What may fail between an approval and its light: the broker, and the worker in the middle of its work."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from progress.models import Judgement
from progress.queries.verification import differences
from reports.models import ReportMark
from targets.models import Plan
from tests.progress.processes import READY, Broker, beat, kill, supervised, times_said, wait_for, worker

HEADER = "area,quantity,year,stage,state,value\n"
SEEN = datetime(2026, 11, 20, tzinfo=UTC)


def approve_lamps(folder, saving):
    """Sishui's street lamps of 2025: ``saving`` of 100 save energy; a standing requirement asks for all."""
    file = folder / "lamps.csv"
    file.write_text(
        HEADER
        + "370831,lamps_total,2025,final,reported,100\n"
        + f"370831,lamps_energy_saving,2025,final,reported,{saving}\n"
    )
    call_command("import_values", str(file))


def light():
    """The county's light of 2025 for ``energy-saving-lamp-share``, as the pages read it."""
    with acting_as(system("test")):
        return (
            Judgement.objects.filter(
                area__code="370831",
                indicator__code="energy-saving-lamp-share",
                year=2025,
                stage="best",
                basis="approved",
            )
            .values_list("status", flat=True)
            .first()
        )


def differences_from_the_oracle():
    with acting_as(system("test")):
        return differences(Plan.objects.get(), years=(2025,))


@pytest.fixture
def broker(tmp_path_factory):
    broker = Broker(tmp_path_factory.mktemp("b"))
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def env(committed_db, broker):
    return {**committed_db.env, "REDIS_URL": broker.url, "CATCH_UP_SECONDS": "3"}


@pytest.fixture
def a_lock_in_the_way(committed_db):
    """Holds every drain in the middle of its work."""

    @contextmanager
    def held():
        with committed_db.as_owner() as owner:
            owner.autocommit = False
            with owner.cursor() as cursor:
                cursor.execute("LOCK TABLE progress_rollup IN SHARE ROW EXCLUSIVE MODE")
                yield
            owner.rollback()

    return held


def test_an_approval_while_the_broker_is_down_is_counted_within_a_minute_of_its_return(
    env, broker, a_lock_in_the_way, tmp_path, monkeypatch
):
    monkeypatch.setattr("celery.current_app.conf.broker_url", broker.url.replace("unix://", "redis+socket://"))
    with supervised(env, tmp_path):
        approve_lamps(tmp_path, 90)
        wait_for(lambda: light() == "breached", what="the first light")
        log = tmp_path / "worker.log"
        with a_lock_in_the_way():
            approve_lamps(tmp_path, 95)
            wait_for(blocked_drains, what="the drain's reaching the lock")
            # Messages that wait inside the worker: Celery 5.7 dies of losing them with its broker.
            seen = times_said(log, "received")
            wait_for(lambda: times_said(log, "received") > seen + 2, what="more messages")
            broker.stop()
        approve_lamps(tmp_path, 100)
        with acting_as(system("test")):
            assert ReportMark.objects.count() > 0
        assert light() == "breached"
        broker.start()
        # Patience for a loaded machine, not a measure: rounds come every three seconds here.
        wait_for(lambda: light() == "met", seconds=180, what="the light's change")
    with acting_as(system("test")):
        assert ReportMark.objects.count() == 0
    assert differences_from_the_oracle() == []


def test_a_worker_killed_in_the_middle_of_a_roll_up_leaves_correct_figures(env, a_lock_in_the_way, tmp_path):
    approve_lamps(tmp_path, 90)
    with worker(env, tmp_path) as first:
        wait_for(lambda: times_said(tmp_path / "worker.log", READY), what="the worker's start")
        with a_lock_in_the_way():
            with beat(env, tmp_path):
                wait_for(blocked_drains, what="the drain's reaching the lock")
            kill(first)
    wait_for(lambda: not open_drains(), what="the killed worker's transaction to end")
    with acting_as(system("test")):
        assert ReportMark.objects.count() > 0, "the marks come back with the transaction that was lost"
    assert light() is None
    with worker(env, tmp_path), beat(env, tmp_path):
        wait_for(lambda: light() == "breached", what="the light")
    assert differences_from_the_oracle() == []


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
