"""Definitions and rows for pages: what they say, and that their queries do not grow with the plan."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.actors import ANONYMOUS, system
from accounts.models import Area
from accounts.services.acting import acting_as
from targets.domain.algebra import Factor, Indicator, Kind, Measure, Pooling, Target, Term, Trajectory
from targets.models import Indicator as IndicatorRow
from targets.models import Plan
from targets.queries import county, plans
from targets.queries.definitions import VersionSpan, in_force, in_force_by_year, versions_by_year
from targets.queries.places import areas_of
from targets.queries.promises import promises
from targets.queries.quantities import quantities_by_task, quantity_facts
from targets.queries.themes import themes
from tests.factories import LIANGSHAN, SISHUI, make_actor
from tests.targets.folders import LAKESIDE, NOW, copy_of

SYSTEM = system("test")
QUERIES = {
    "in_force": (lambda plan: in_force(plan, 2025), 9),
    "in_force_by_year": (lambda plan: in_force_by_year(plan, range(2020, 2031)), 9),
    "versions_by_year": (versions_by_year, 1),
    "outline": (lambda plan: plans.outline(plan, 2025), 9),
    "indicator_facts": (lambda plan: plans.indicator_facts(plan, 2025), 5),
    "quantity_facts": (lambda plan: quantity_facts(plan, 2025), 3),
    "quantities_by_task": (lambda plan: quantities_by_task(plan, 2025, bureau="water"), 3),
    "themes": (themes, 2),
    "areas_of": (areas_of, 1),
    "allocations": (lambda plan: county.allocations(plan, SYSTEM), 1),
    "baselines": (lambda plan: county.baselines(plan, SYSTEM), 1),
    "promises": (lambda plan: promises(plan, 2025, SYSTEM), 6),
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("slug", ["jining-2024", "lakeside-2023"])
def test_a_big_plan_takes_as_many_queries_as_a_small_one(load, slug, name):
    load(LAKESIDE)
    plan = Plan.objects.select_related("city").get(slug=slug)
    query, number = QUERIES[name]
    with acting_as(SYSTEM), CaptureQueriesContext(connection) as captured:
        assert query(plan) is not None
    assert len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]) == number


def test_definitions_are_sentences_of_the_algebra(load):
    load(LAKESIDE)
    definitions = in_force(Plan.objects.get(slug="lakeside-2023"), 2025)
    assert definitions.base_year == 2019
    assert definitions.indicators["mains"] == Indicator(
        code="mains",
        unit="km",
        measure=Measure((Term("mains_laid", coefficient=Decimal(1)),), None, Decimal(1)),
        accrual="cumulative",
        pooling=Pooling.POOLED,
        trajectory=Trajectory.LINEAR,
        count_from=2023,
        targets=(Target(2027, ">=", Decimal(40), quote="40 km of new mains shall be laid by 2027"),),
        applies_to=("990101", "990102"),
        bounded=False,
        decimals=2,
    )
    assert definitions.factors == {
        "saving_lake_heat": Factor("saving_lake_heat", "吨CO₂/MWh", {2019: Decimal("0.25"), 2022: Decimal("0.2125")})
    }
    assert definitions.quantity_kinds["lamps"] is Kind.STOCK
    assert definitions.quantity_areas["rule_written"] == ("990102", "990103")
    assert definitions.indicators["leakage"].bounded
    assert str(definitions.indicators["leakage"].targets[0].value) == "7.9"


def test_zones_are_among_the_areas_where_an_indicator_applies(plan):
    areas = in_force(plan, 2025).indicators["heating-network-loss-cut"].applies_to
    assert areas == (
        "370811", "370812", "370881", "370831", "370883", "370826", "370827", "370828", "370829", "370830", "370832",
        "370871", "3708X1", "3708X2",
    )  # fmt: skip


def test_each_year_has_its_own_definition_and_the_first_serves_the_years_before(load, tmp_path):
    load(LAKESIDE)
    text = "definition_zh: 年末水位。"
    plan = Plan.objects.get(slug="lakeside-2023")
    load(
        copy_of(
            LAKESIDE,
            tmp_path / "plan",
            ("indicators.yaml", text, "definition_zh: 年末平均水位。"),
        ),
        effective_from=2027,
    )
    rows = {
        year: next(fact for _, fact in plans.indicator_facts(plan, year) if fact.code == "lake-level")
        for year in (2000, 2026, 2027, 2030)
    }
    assert {year: fact.definition_zh for year, fact in rows.items()} == {
        2000: "年末水位。",
        2026: "年末水位。",
        2027: "年末平均水位。",
        2030: "年末平均水位。",
    }
    by_year = in_force_by_year(plan, (2025, 2026, 2027))
    assert by_year[2025] is by_year[2026]
    assert by_year[2026] is not by_year[2027]
    assert by_year == {year: in_force(plan, year) for year in (2025, 2026, 2027)}
    spans = [span for span in versions_by_year(plan) if span.code == "lake-level"]
    assert [(span.effective_from, span.until) for span in spans] == [(2019, 2026), (2027, None)]
    assert isinstance(spans[0], VersionSpan)


def test_a_superseded_factor_value_is_no_longer_in_force(load, tmp_path):
    load(LAKESIDE)
    load(
        copy_of(
            LAKESIDE,
            tmp_path / "plan",
            ("factors.yaml", "    values: {2019: 0.25, 2022: 0.2125}\n", "    values: {2019: 0.24}\n"),
            ("factors.yaml", "values: {2019: 0.25, 2022: 0.2125}}", "values: {2019: 0.24}}"),
        )
    )
    factor = in_force(Plan.objects.get(slug="lakeside-2023"), 2025).factors["saving_lake_heat"]
    assert factor.values == {2019: Decimal("0.24")}


def test_the_outline_goes_from_title_to_targets(plan):
    outline = plans.outline(plan, 2025)
    assert [part.numeral for part in outline.parts] == ["一", "二", "三", "四", "五"]
    assert sum(len(part.tasks) for part in outline.parts) == 17
    assert len(outline.indicators) == 106
    assert [ledger.code for ledger in outline.ledgers] == ["inventory", "avoided"]
    task = outline.parts[0].tasks[1]
    assert (task.clause, task.mode, [duty.bureau for duty in task.duties if duty.duty == "lead"]) == (
        "一（二）",
        "led",
        ["housing"],
    )
    park = next(one for one in outline.indicators if one.code == "park-area-per-capita")
    assert (park.unit_zh, park.unit_en, park.owner_zh, park.owner_en) == (
        "㎡/人",
        "m²/person",
        "城管",
        "Urban management",
    )
    assert [(target.key, target.comparator, str(target.value)) for target in park.targets] == [("2025", ">=", "10")]


def test_a_bureau_finds_its_quantities_by_clause(plan):
    groups = quantities_by_task(plan, 2025, bureau="water", area=SISHUI)
    assert [(group.task, [one.code for one in group.quantities]) for group in groups] == [
        (
            "1.1",
            [
                "sewage_treated",
                "reclaimed_water_used",
                "water_supplied",
                "water_registered_use",
                "water_leakage_correction",
            ],
        )
    ]
    used = groups[0].quantities[1]
    assert (used.unit_zh, used.unit_en, used.decimals, used.not_more_than) == ("万m³", "10⁴ m³", 2, "sewage_treated")
    assert quantity_facts(plan, 2025, bureau="water", area="370800") == ()


def test_themes_keep_their_order_and_their_headlines(plan):
    found = themes(plan)
    assert [theme.code for theme in found][:2] == ["district-heating", "green-building"]
    assert found[0].headline == ("heating-energy-intensity-cut", "heating-network-loss-cut", "shallow-geothermal-area")
    assert len(found[0].indicators) == 7


def test_areas_run_from_the_province_to_the_zones(load):
    load(LAKESIDE)
    codes = [area.code for area in areas_of(Plan.objects.get(slug="jining-2024"))]
    assert len(codes) == 16
    assert {"370000", "370800", "3708X2"} <= set(codes)
    assert [area.code for area in areas_of(Plan.objects.get(slug="lakeside-2023"))] == [
        "990100", "990101", "990102", "990103",
    ]  # fmt: skip


@pytest.fixture
def given(plan):
    """Allocations of two counties, and a baseline of each and of the city."""
    indicator = IndicatorRow.objects.get(code="prefab-share-of-starts")
    with acting_as(SYSTEM):
        for number, code in enumerate((SISHUI, LIANGSHAN, "370800")):
            area = Area.objects.get(code=code)
            common = {"area": area, "indicator": indicator, "recorded_at": NOW}
            indicator.baselines.create(year=2020, value=10 + number, **common)
            if code != "370800":
                indicator.allocations.create(year=2026, value=50 + number, **common)
    return plan


def test_a_county_sees_what_it_was_given_and_never_what_its_neighbour_was(given):
    key = "prefab-share-of-starts"
    for role in ("clerk", "lead"):
        actor = make_actor(role, area=SISHUI)
        with acting_as(actor):
            assert county.allocations(given, actor) == {(SISHUI, key): {2026: Decimal(50)}}
            assert set(county.baselines(given, actor)) == {(SISHUI, key), ("370800", key)}
            allocated = [one.area for one in promises(given, 2026, actor) if one.source == "allocation"]
            assert allocated == [SISHUI]


@pytest.mark.parametrize("role", ["reviewer", "checker", "leader", "plan_manager"])
def test_the_city_sees_what_every_county_was_given(given, role):
    actor = make_actor(role)
    with acting_as(actor):
        assert {area for area, _ in county.allocations(given, actor)} == {SISHUI, LIANGSHAN}


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", None])
def test_administrators_and_the_anonymous_see_no_county(given, role):
    actor = make_actor(role) if role else ANONYMOUS
    with acting_as(actor):
        assert county.allocations(given, actor) == {}
        assert county.baselines(given, actor) == {}


def test_an_allocation_between_two_targets_takes_the_words_of_the_next(given):
    with acting_as(SYSTEM):
        rows = [one for one in promises(given, 2026, SYSTEM) if one.indicator == "prefab-share-of-starts"]
    assert [(one.source, one.area, one.year, one.comparator, str(one.value)) for one in rows] == [
        ("plan", "370800", 2025, ">=", "50"),
        ("plan", "370800", 2030, ">=", "60"),
        ("allocation", SISHUI, 2026, ">=", "50"),
        ("allocation", LIANGSHAN, 2026, ">=", "51"),
    ]
