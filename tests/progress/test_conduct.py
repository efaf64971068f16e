"""How areas filed, as scoring counts it: late, missing, returned, unproved; a deadline that was extended is kept."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Area
from accounts.services.acting import acting_as
from progress.domain.scoring import Filing
from progress.queries.conduct import filings
from reports.domain.words import Stage
from reports.models import Report
from reports.services import filing_years
from targets.models import Quantity
from tests.factories import LIANGSHAN, SISHUI, make_actor
from tests.progress.stored_worlds import file_facts
from tests.reports.factories import NOON, SYSTEM, draft, returned, submitted

TWO_DAYS_LATE = datetime(2026, 11, 17, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
NEXT_WEEK = TWO_DAYS_LATE + timedelta(days=7)
PILOT = "construction_waste_franchise"


def told(plan, year=2026, *, now=NEXT_WEEK, actor=None):
    areas = {area.code: area.pk for area in Area.objects.filter(code__in=(SISHUI, LIANGSHAN))}
    actor = actor or make_actor("leader")
    with acting_as(actor):
        found = filings(plan, year, areas.values(), actor=actor, now=now)
    return {code: found.get(pk) for code, pk in areas.items()}


@pytest.fixture
def filed(plan):
    """Sishui handed its estimate in two days late; Liangshan has a draft."""
    submitted(now=TWO_DAYS_LATE)
    draft(area=LIANGSHAN)


@pytest.mark.usefixtures("filed")
def test_a_late_report_counts_its_days_and_a_draft_is_a_missing_report(plan):
    found = told(plan)
    assert found[SISHUI] == Filing(late=(("estimate", 2),))
    assert found[LIANGSHAN] == Filing(missing=("estimate",))


@pytest.mark.usefixtures("filed")
def test_before_the_deadline_nothing_is_missing_and_the_final_is_not_asked_for_yet(plan):
    assert told(plan, now=NOON)[LIANGSHAN] == Filing()


@pytest.mark.usefixtures("filed")
def test_an_extended_deadline_is_the_areas_own(plan):
    with acting_as(SYSTEM):
        year = filing_years.ensure(plan=plan, year=2026, actor=SYSTEM, now=NOON)
        words = {"stage": Stage.ESTIMATE, "deadline": NEXT_WEEK + timedelta(days=1), "reason": "洪灾"}
        filing_years.extend(filing_year_id=year.pk, area_code=LIANGSHAN, **words, actor=SYSTEM, now=NOON)
    assert told(plan)[LIANGSHAN] == Filing()


def test_returns_are_counted(plan):
    returned()
    assert told(plan)[SISHUI].returns == 1


def test_years_that_were_back_filled_had_no_deadline_to_miss(plan):
    assert told(plan, 2022) == {SISHUI: None, LIANGSHAN: None}


def test_a_milestone_newly_done_without_a_document_is_named_once(plan):
    with acting_as(SYSTEM):
        for year, done in ((2024, "0"), (2025, "1"), (2026, "1")):
            kept = filing_years.ensure(plan=plan, year=year, actor=SYSTEM, now=NOON)
            report = Report.objects.create(
                filing_year=kept, area=Area.objects.get(code=SISHUI), stage="final", created_at=NOON
            )
            file_facts(report, {Quantity.objects.get(code=PILOT): done})
    assert [told(plan, year)[SISHUI].unproved for year in (2024, 2025, 2026)] == [(), (PILOT,), ()]


def test_the_cost_does_not_grow_with_the_number_of_reports(plan):
    actor = make_actor("leader")
    submitted()

    def cost():
        with acting_as(actor), CaptureQueriesContext(connection) as seen:
            filings(plan, 2026, list(Area.objects.values_list("pk", flat=True)), actor=actor, now=NOON)
        return len(seen)

    one = cost()
    submitted(area=LIANGSHAN)
    assert cost() == one
