"""Writers that beat the pulse take their locks in one order: none of them ends in a deadlock."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection

from accounts.domain.actors import system
from accounts.models import Area
from accounts.services import journal
from accounts.services.acting import acting_as
from progress.domain.scheme_file import SchemeFile
from progress.domain.schemes import Line, Scheme
from progress.models import ScoringScheme
from progress.services import scoring
from reports.services import filing_years
from targets.models import Indicator, Plan
from targets.services import thresholds, zones
from tests.progress.lamps import SEEN
from tests.progress.processes import wait_for

ACTOR, PATIENCE = system("test"), 30


def somebody_waits():
    """Whether any transaction waits for another's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def zone_switched(plan):
    zone = Area.objects.filter(switchable=True, parent=plan.city_id).first()
    assert zones.switch(plan_id=plan.pk, zone=zone.code, year=2026, is_on=False, actor=ACTOR, now=SEEN)


def thresholds_set(plan):
    seen, new = (plan.on_track_below, plan.behind_below), (Decimal(11), Decimal(31))
    said = {"on_track_below": new[0], "behind_below": new[1], "seen": seen, "reason": "试行"}
    thresholds.set_thresholds(plan_id=plan.pk, **said, actor=ACTOR, now=SEEN)


def in_turn(first, second):
    """Run both; the first commits only once the second waits for it."""
    begun = Event()

    def of_the_first():
        with acting_as(ACTOR):
            rest = first()
            begun.set()
            wait_for(somebody_waits, PATIENCE, "the other's waiting")
            rest()

    def of_the_second():
        assert begun.wait(PATIENCE)
        with acting_as(ACTOR):
            second()

    def closing(work):
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(closing, of_the_first), pool.submit(closing, of_the_second)]:
            done.result(PATIENCE)


@pytest.mark.parametrize("change", [zone_switched, thresholds_set])
def test_whoever_opens_a_year_and_whoever_changes_the_plan_both_succeed(committed_db, change):
    with acting_as(ACTOR):
        plan = Plan.objects.get()

    def opens_the_year():
        filing_years.opened(plan, 2026)
        return lambda: journal.record(actor=ACTOR, now=SEEN, action="filing_year.open", subject="test")

    in_turn(opens_the_year, lambda: change(plan))


def test_of_two_schemes_put_in_force_at_once_for_the_same_year_the_later_retires_the_other(committed_db):
    with acting_as(ACTOR):
        plan = Plan.objects.get()
        line = Line(Indicator.objects.filter(plan=plan).first().code, Decimal(1))
        file = SchemeFile("试评", "", True, 2026, Scheme((line,)))
        drafts = [scoring.load(plan_id=plan.pk, file=file, actor=ACTOR, now=SEEN).pk for _ in range(2)]

    def put_in_force(pk):
        scoring.activate(scheme_id=pk, seen_version=1, reason="试行", actor=ACTOR, now=SEEN)
        return lambda: None

    in_turn(lambda: put_in_force(drafts[0]), lambda: put_in_force(drafts[1]))
    with acting_as(ACTOR):
        states = ScoringScheme.objects.order_by("edition").values_list("status", flat=True)
        assert list(states) == ["retired", "active"]
