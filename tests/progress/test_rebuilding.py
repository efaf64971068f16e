"""Recomputing: what a drain touches and what it leaves alone, rebuilding, and the comparison with the oracle."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from progress.models import Counted, Judgement, Rollup
from progress.services.draining import as_rollup, drain, rebuild
from reports.models import ReportEvent, ReportMark
from tests.progress.stored_worlds import NOW, Deed, Sentence, Story, do, store

SYSTEM = system("test")
AREAS = ("a", "b", "c", "z")


def sentence(quantity, **words):
    plain = {
        "top": ((quantity, "1"),), "bottom": (), "accrual": "level", "comparison": "value", "pooling": "pooled",
        "group": "target", "trajectory": "none", "targets": ((2025, ">=", "10"),), "applies_to": AREAS,
        "bounded": False, "scale": "1",
    }  # fmt: skip
    return Sentence(**plain | words)


@pytest.fixture
def small(db):
    """A plan of four areas in two levels, x and y filed for 2020 to 2022; i0 is of x, i1 of y, i2 adds x up."""
    facts = {(area, name, year, "final"): "2" for area in AREAS for name in ("x", "y") for year in (2020, 2021, 2022)}
    sentences = (
        sentence("x"),
        sentence("y", targets=((None, ">=", "1"),), group="standing", pooling="each"),
        sentence("x", accrual="cumulative"),
    )
    with acting_as(SYSTEM):
        plan = store(Story(sentences, facts, frozenset(), (), deep=True))
    drain(now=NOW, plans=[plan.pk])
    return plan


def written(plan):
    """Every row with the transaction (or savepoint) that wrote it last."""
    with as_rollup(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, i.code, r.year, r.stage, r.basis, r.xmin::text FROM progress_rollup r"
            " JOIN accounts_area a ON a.id = r.area_id JOIN targets_indicator i ON i.id = r.indicator_id"
            " WHERE i.plan_id = %s",
            [plan.pk],
        )
        return {(area[6:], *key): xmin for area, *key, xmin in cursor.fetchall()}


def value(plan, area, indicator, year, basis="approved"):
    with acting_as(SYSTEM):
        return Rollup.objects.get(
            area__code=f"{plan.slug[-6:]}{area}", indicator__plan=plan, indicator__code=indicator,
            year=year, stage="best", basis=basis,
        ).value  # fmt: skip


def test_only_what_a_changed_quantity_concerns_is_written(small):
    before = written(small)
    with acting_as(SYSTEM):
        do(small, Deed("a", 2021, "final", "submit", (("x", "5"),)))
    assert drain(now=NOW, plans=[small.pk]) == 2
    after = written(small)
    changed = {key for key, xmin in after.items() if before[key] != xmin}
    finals = ("final", "best")
    assert changed == {
        (area, indicator, year, stage, "provisional")
        for area in ("a", "to", "ci")
        for indicator, year, stages in (
            ("i0", 2021, finals), ("i2", 2021, finals), ("i2", 2022, finals),
        )
        for stage in stages
    }  # fmt: skip
    assert value(small, "ci", "i0", 2021) == Decimal(8)
    assert value(small, "ci", "i0", 2021, "provisional") == Decimal(11)
    assert value(small, "ci", "i2", 2022, "provisional") == Decimal(19)


def test_a_later_year_judges_again_though_its_definition_asks_for_something_else(db):
    past = {"targets": ((2021, ">=", "10"),), "pooling": "pooled"}
    changed = sentence("x", **past, later=sentence("y", **past))
    facts = {(area, name, 2021, "final"): "2" for area in AREAS for name in ("x", "y")}
    with acting_as(SYSTEM):
        plan = store(Story((changed,), facts, frozenset(), ()))
    drain(now=NOW, plans=[plan.pk])
    with acting_as(SYSTEM):
        do(plan, Deed("a", 2021, "final", "approve", (("x", "5"),)))
    drain(now=NOW, plans=[plan.pk])
    with acting_as(SYSTEM):
        lights = Judgement.objects.filter(
            indicator__plan=plan, area=plan.city_id, target_key="2021", stage="best", basis="approved"
        )
        assert dict(lights.values_list("year", "status")) == {
            2020: "not_reported", 2021: "met", 2022: "met", 2023: "met",
        }  # fmt: skip


def test_an_event_that_comes_five_times_is_counted_once(small):
    before = written(small)
    with acting_as(SYSTEM):
        event = ReportEvent.objects.filter(report__filing_year__plan=small).last()
    for _ in range(5):
        with acting_as(SYSTEM):
            ReportMark.objects.create(event=event)
        assert drain(now=NOW, plans=[small.pk]) == 1
    assert written(small) == before


def test_what_is_returned_counts_no_longer(small):
    with acting_as(SYSTEM):
        do(small, Deed("b", 2022, "final", "submit", (("x", "7"),)))
    drain(now=NOW, plans=[small.pk])
    assert value(small, "ci", "i0", 2022, "provisional") == Decimal(13)
    with acting_as(SYSTEM):
        do(small, Deed("b", 2022, "final", "return"))
    drain(now=NOW, plans=[small.pk])
    assert value(small, "ci", "i0", 2022, "provisional") == Decimal(8)


def test_a_year_is_rebuilt_without_losing_what_other_years_wait_for(small):
    with acting_as(SYSTEM):
        do(small, Deed("c", 2020, "final", "approve", (("x", "6"),)))
    assert rebuild(plan=small, now=NOW, years=(2022,)) > 0
    assert value(small, "ci", "i0", 2020) == Decimal(12)
    assert rebuild(plan=small, now=NOW) == 0


def test_a_lost_mark_is_found_by_a_rebuild(small):
    with acting_as(SYSTEM):
        do(small, Deed("c", 2021, "final", "approve", (("x", "6"),)))
    with as_rollup():
        ReportMark.objects.all().delete()
    assert drain(now=NOW, plans=[small.pk]) == 0
    assert rebuild(plan=small, now=NOW) > 0
    assert value(small, "ci", "i0", 2021) == Decimal(12)


def test_rows_of_nobody_and_of_nothing_are_swept(small):
    with as_rollup():
        light = Judgement.objects.filter(indicator__plan=small, indicator__code="i0").first()
        light.target_key = "2024"
        light.save(force_insert=True)
        assert Counted.objects.filter(plan=small).exists()
    assert rebuild(plan=small, now=NOW) == 1
    assert rebuild(plan=small, now=NOW) == 0


def test_verifying_refuses_a_spoilt_figure_and_a_spoilt_light_and_a_rebuild_mends_them(small):
    drain(now=NOW)
    call_command("rebuild_progress", verify=True)
    with as_rollup():
        rows = Rollup.objects.filter(indicator__plan=small, indicator__code="i0", year=2021, stage="best")
        rows.filter(basis="approved", area__code__endswith="ci").update(value=Decimal("8.01"))
        lights = Judgement.objects.filter(indicator__plan=small, indicator__code="i1", year=2021, stage="best")
        lights.filter(basis="approved", area__code__endswith="ci").update(status="missed")
    with pytest.raises(CommandError, match="2"):
        call_command("rebuild_progress", verify=True)
    assert rebuild(plan=small, now=NOW) == 2
    call_command("rebuild_progress", verify=True)
