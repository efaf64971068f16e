"""Several at once: events that commit in another order than they were numbered, rebuilds, drains and readers."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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
    file_facts(report, said(saving))


def said(saving):
    """So many of a hundred lamps."""
    return {
        Quantity.objects.get(code="lamps_total"): "100",
        Quantity.objects.get(code="lamps_energy_saving"): saving,
    }


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

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(closing_its_connection, slowly)
        assert numbered.wait(PATIENCE)
        with acting_as(system("test")):
            file_lamps(year, LIANGSHAN, "100")
        assert drain(now=SEEN) == 3, "the plan's loading, and Liangshan's submission and approval"
        assert (light(LIANGSHAN), light(SISHUI)) == ("met", "not_reported")
        go.set()
        late.result(PATIENCE)
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
        file_facts(report, said("100"))
    old, plan = seen(), Plan.objects.get()
    assert old == {("370831", 90, "breached"), ("370800", 90, "breached")}
    with ThreadPoolExecutor(1) as pool:
        with lamps.held(committed_db, "progress_judgement"):
            running = pool.submit(closing_its_connection, lambda: rebuild(plan=plan, now=SEEN))
            wait_for(lamps.blocked_drains, what="the rebuild's reaching the lock")
            assert seen() == old
        looks = [seen()]
        while not running.done():
            looks.append(seen())
        running.result()
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
        assert Judgement.objects.filter(area__code=LIANGSHAN, status="not_reported", year=2025).update(status="met") > 0
    wrong = verify(committed_db)
    assert wrong.returncode == 1
    assert f"figure ('{SISHUI}', 'energy-saving-lamp-share'" in wrong.stderr
    assert f"light ('{LIANGSHAN}'" in wrong.stderr


def verify(database):
    """``manage.py rebuild_progress --verify`` as an administrator runs it."""
    return subprocess.run(
        [sys.executable, "manage.py", "rebuild_progress", "--verify", "--year", "2025"],
        cwd=ROOT, env={**os.environ, **database.env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
