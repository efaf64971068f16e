"""Several at once: events that commit in another order than they were numbered, rebuilds, drains and readers."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from django.db import connection

from accounts.domain.actors import system
from accounts.models import Area
from accounts.services.acting import acting_as
from progress.models import AsOf, Judgement, Rollup
from progress.services.draining import as_rollup, drain, rebuild
from reports.models import FilingYear, Report, ReportEvent
from stack.paths import ROOT
from targets.models import Plan, Quantity
from tests.progress import lamps
from tests.progress.lamps import LIANGSHAN, SEEN, SISHUI, differences_from_the_oracle, light, marks
from tests.progress.processes import wait_for
from tests.progress.stored_worlds import file_facts

PATIENCE = 60


@pytest.fixture
def year(committed_db):
    """The filing year 2025 of Jining's plan."""
    with acting_as(system("test")):
        return FilingYear.objects.create(
            plan=Plan.objects.get(), year=2025,
            estimate_deadline=datetime(2025, 11, 16, tzinfo=UTC), final_deadline=datetime(2026, 4, 1, tzinfo=UTC),
        )  # fmt: skip


def file_lamps(year, area, saving):
    """An approved final report of an area's lamps with its events and marks, in the caller's transaction."""
    report = Report.objects.create(
        filing_year=year, area=Area.objects.get(code=area), stage="final", created_at=SEEN
    )  # fmt: skip
    quantities = {code: Quantity.objects.get(code=code) for code in ("lamps_total", "lamps_energy_saving")}
    file_facts(report, {quantities["lamps_total"]: "100", quantities["lamps_energy_saving"]: saving})


@contextmanager
def in_a_thread(work):
    """Run ``work`` beside the block, with a connection of its own; what it raised is raised at the end."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(closing_its_connection, work)
        yield running
        running.result(PATIENCE)


def closing_its_connection(work):
    try:
        return work()
    finally:
        connection.close()


def test_an_event_that_commits_after_a_later_one_was_counted_is_counted_too(year):
    numbered, go = Event(), Event()

    def slowly():
        with acting_as(system("test")):
            file_lamps(year, SISHUI, "90")
            numbered.set()
            assert go.wait(PATIENCE)

    with in_a_thread(slowly):
        assert numbered.wait(PATIENCE)
        with acting_as(system("test")):
            file_lamps(year, LIANGSHAN, "100")
        assert drain(now=SEEN) == 3, "the plan's loading, and Liangshan's submission and approval"
        assert (light(LIANGSHAN), light(SISHUI)) == ("met", "not_reported")
        go.set()
    with acting_as(system("test")):
        counted = AsOf.objects.get().report_event_id
        assert not ReportEvent.objects.filter(id__gt=counted).exists(), (
            "whoever goes by the last number sees nothing new"
        )
    assert drain(now=SEEN) == 2
    assert light(SISHUI) == "breached"
    assert differences_from_the_oracle() == []


def test_a_reader_sees_the_old_figures_or_the_new_ones_and_never_some_of_each(year, committed_db):
    with acting_as(system("test")):
        file_lamps(year, SISHUI, "90")
    drain(now=SEEN)
    with acting_as(system("test")):
        report = Report.objects.get()
        Report.objects.filter(pk=report.pk).update(status="returned", return_reason="again", version=report.version + 1)
        report.refresh_from_db()
        quantities = {
            Quantity.objects.get(code="lamps_total"): "100",
            Quantity.objects.get(code="lamps_energy_saving"): "100",
        }
        file_facts(report, quantities)
    old, plan = seen(), Plan.objects.get()
    assert old == {("370831", 90, "breached"), ("370800", 90, "breached")}
    with lamps.held(committed_db, "progress_judgement"):
        with_the_lock = in_a_thread(lambda: rebuild(plan=plan, now=SEEN))
        running = with_the_lock.__enter__()
        wait_for(lamps.blocked_drains, what="the rebuild's reaching the lock")
        assert seen() == old
    looks = [seen()]
    while not running.done():
        looks.append(seen())
    with_the_lock.__exit__(None, None, None)
    new = {("370831", 100, "met"), ("370800", 100, "undetermined")}
    assert seen() == new
    assert [look for look in looks if look not in (old, new)] == []
    assert marks() == 0
    assert differences_from_the_oracle() == []


def seen():
    """Area, numerator and light of 2025 for the lamps, as one statement reads them."""
    with acting_as(system("test")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, r.numerator::int, j.status FROM progress_rollup r"
            " JOIN progress_judgement j USING (area_id, indicator_id, year, stage, basis)"
            " JOIN accounts_area a ON a.id = r.area_id JOIN targets_indicator i ON i.id = r.indicator_id"
            " WHERE i.code = 'energy-saving-lamp-share' AND year = 2025 AND stage = 'best' AND basis = 'approved'"
            " AND r.reported > 0"
        )
        return set(cursor.fetchall())


def test_two_rebuilds_and_two_drains_at_once_neither_deadlock_nor_differ(year):
    with acting_as(system("test")):
        file_lamps(year, SISHUI, "90")
        file_lamps(year, LIANGSHAN, "100")
    plan, gate = Plan.objects.get(), Barrier(4)

    def at_once(work):
        def run():
            gate.wait(PATIENCE)
            return work()

        return closing_its_connection(run)

    works = [lambda: rebuild(plan=plan, now=SEEN, years=(2025,)), lambda: drain(now=SEEN)] * 2
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(at_once, works))
    assert marks() == 0
    assert (light(SISHUI), light(LIANGSHAN)) == ("breached", "met")
    assert differences_from_the_oracle() == []


def test_verify_ends_with_an_error_when_a_stored_figure_is_wrong(year, committed_db):
    with acting_as(system("test")):
        file_lamps(year, SISHUI, "90")
    drain(now=SEEN)
    assert verify(committed_db).returncode == 0
    with as_rollup():
        assert Rollup.objects.filter(area__code=SISHUI, numerator=90, year=2025).update(numerator=91) > 0
    wrong = verify(committed_db)
    assert wrong.returncode == 1
    assert "energy-saving-lamp-share" in wrong.stderr
    assert rebuild(plan=Plan.objects.get(), now=SEEN, years=(2025,)) > 0
    with as_rollup():
        spoiled = Judgement.objects.filter(area__code=SISHUI, status="breached", year=2025)
        assert spoiled.update(status="met") > 0
    assert verify(committed_db).returncode == 1


def verify(database):
    """``manage.py rebuild_progress --verify`` as an administrator runs it."""
    return subprocess.run(
        [sys.executable, "manage.py", "rebuild_progress", "--verify", "--year", "2025"],
        cwd=ROOT, env={**os.environ, **database.env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
