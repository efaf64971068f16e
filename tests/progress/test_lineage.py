"""Lineage: a light explained from the filed values up; and worked out again from nothing but the explanation."""

import os
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.domain.actors import ANONYMOUS, system
from accounts.services.acting import acting_as as as_actor
from progress.domain.readings import to_decimal
from progress.domain.tracing import Role
from progress.models import Judgement, Rollup
from progress.queries.lineage import Question, explain, latest_event
from progress.services.draining import drain
from reports.domain.words import Stage
from reports.services import verifying
from targets.models import Plan
from tests.factories import CITY, LIANGSHAN, SISHUI, make_actor
from tests.progress.stored_worlds import NOW, YEARS, Sentence, Story, store, stories
from tests.progress.test_sql_equals_oracle import in_a_world
from tests.reports.factories import NOON, approved, not_applicable, submitted, typed

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("LINEAGE_EXAMPLES", "4"))


def worked_out(told):
    """The figure from the lineage's own inputs, coefficients and formula; None where these give none."""
    sentence, year = told.definition.sentence, told.judged_year
    counted = [one for part in told.parts for one in part.inputs if one.counts]
    now = sides(told, [one for one in counted if one.role is not Role.BASE], year)
    if not counted or now is None:
        return None
    if sentence.comparison == "value":
        return now
    base = sides(told, [one for one in counted if one.role is Role.BASE], told.base_year)
    if base is None or (sentence.comparison == "drop_percent" and base == 0):
        return None
    return base - now if sentence.comparison == "drop_points" else 100 * (base - now) / base


def sides(told, inputs, year):
    sums = {"numerator": Fraction(0), "denominator": Fraction(0)}
    for coefficient in told.coefficients:
        amount = sum((Fraction(one.number) for one in inputs if one.quantity == coefficient.quantity), Fraction(0))
        if coefficient.weight(year) is None and amount:
            return None
        sums[coefficient.side] += amount * Fraction(coefficient.weight(year) or 0)
    measure = told.definition.sentence.measure
    if measure.denominator is None:
        return Fraction(measure.scale) * sums["numerator"]
    return Fraction(measure.scale) * sums["numerator"] / sums["denominator"] if sums["denominator"] else None


def told_of(plan, cell, target=None, actor=None):
    area, indicator, year, stage, basis = cell
    question = Question(area, indicator, year, stage, basis, target)
    return explain(plan, question, actor=actor or system("test"), now=NOW, last_event=latest_event(plan))


def assert_it_holds(plan, cell):
    """Every target of one cell: what is explained is what is stored, and the explanation adds up to it."""
    area, indicator, year, stage, basis = cell
    key = {"area__code": area, "indicator__code": indicator, "basis": basis, "indicator__plan": plan}
    for row in Judgement.objects.filter(**key, year=year, stage=stage):
        told = told_of(plan, cell, row.target_key)
        then = {"year": row.judged_year, "stage": stage if row.judged_year == year else "best"}
        stored = Rollup.objects.get(**key, **then)
        counted = {part.area.code for part in told.parts if any(one.counts for one in part.inputs)}
        estimates = [one for part in told.parts for one in part.inputs if one.is_estimate]
        said = f"{cell} {row.target_key}: {told}"
        assert (told.judged.status, told.judged.reason) == (row.status, row.reason), said
        assert (told.total.value, told.total.void) == (stored.value, stored.void_reason), said
        assert (len(counted), told.total.expected) == (stored.reported, stored.expected), said
        assert len(told.missing) == stored.expected - stored.reported, said
        assert bool(estimates) or not stored.has_estimate, said
        worked = worked_out(told)
        if stored.value is not None:
            assert to_decimal(worked) == stored.value, said
        else:
            assert worked is None or stored.void_reason in ("not_applicable", "nothing_to_apply"), said


@given(stories(), st.integers(0, 12))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_a_figure_worked_out_from_its_explanation_is_the_stored_one(story, offset):
    def check(plan):
        drain(now=NOW, plans=[plan.pk])
        with as_actor(system("test")):
            areas = [plan.city.code, *plan.city.children.order_by("pk").values_list("code", flat=True)]
            codes = plan.indicators.values_list("code", flat=True)
            cells = list(product(areas, codes, YEARS, ("best", "final", "estimate"), ("approved", "provisional")))
            for cell in cells[offset::13]:
                assert_it_holds(plan, cell)

    in_a_world(story, check)


# --- literal cases over three counties a, b, c and a zone z that may belong to a ---


def sentence(top, bottom="", **words):
    def terms(names):
        return tuple((name, weight or "1") for name, _, weight in (one.partition("*") for one in names.split()))

    usual = {"accrual": "level", "comparison": "value", "pooling": "pooled", "group": "target", "trajectory": "none"}
    usual |= {"targets": ((2023, ">=", "100"),), "applies_to": ("a", "b", "c", "z"), "bounded": False, "scale": "1"}
    return Sentence(top=terms(top), bottom=terms(bottom), **(usual | words))


@pytest.fixture
def told(db):
    """``told(sentence, facts, area, year)``: what is explained; facts (area, quantity, year[, stage]) → value."""

    def tell(one, facts, area="city", year=2023, switches=(), **asked):
        filed = {(*key[:3], key[3] if key[3:] else "final"): value for key, value in facts.items()}
        plan = store(Story((one,), filed, frozenset(), switches))
        drain(now=NOW, plans=[plan.pk])
        code = plan.city.code if area == "city" else f"{plan.slug[-6:]}{area}"
        cell = (code, "i0", year, asked.pop("stage", "best"), "approved")
        assert_it_holds(plan, cell)
        return told_of(plan, cell, **asked)

    with as_actor(system("test")):
        yield tell


def rows(lineage):
    """(area's last letter, quantity, year, role, presence, number, counts) of every input."""
    return [
        (one.area[-1], one.quantity, one.year, one.role.value, one.presence.value, one.number, one.counts)
        for part in lineage.parts
        for one in part.inputs
    ]


def test_a_cumulative_lists_every_year_and_a_missing_one_is_no_zero(told):
    flows = {("a", "x", 2021): "5", ("a", "x", 2023): "7"}
    gap = told(sentence("x", accrual="cumulative"), flows, "a")
    assert rows(gap) == [
        ("a", "x", 2023, "own_year", "reported", 7, False),
        ("a", "x", 2022, "earlier_year", "missing", None, False),
        ("a", "x", 2021, "earlier_year", "reported", 5, False),
    ]
    assert (gap.total.value, gap.total.void) == (None, "gap_in_cumulative")
    whole = told(sentence("x", accrual="cumulative"), flows | {("a", "x", 2022): "0"}, "a")
    assert [row[5:] for row in rows(whole)] == [(7, True), (0, True), (5, True)]
    assert (whole.total.value, whole.distance) == (12, 88)


def test_a_drop_lists_its_base_year(told):
    leak = {("a", "x", 2020): "20", ("a", "y", 2020): "100", ("a", "x", 2023): "8", ("a", "y", 2023): "80"}
    lineage = told(sentence("x", "y", comparison="drop_points", scale="100"), leak)
    assert rows(lineage)[:4] == [
        ("a", "x", 2023, "own_year", "reported", 8, True),
        ("a", "y", 2023, "own_year", "reported", 80, True),
        ("a", "x", 2020, "base_year", "reported", 20, True),
        ("a", "y", 2020, "base_year", "reported", 100, True),
    ]
    assert (lineage.total.value, [part.area.zh for part in lineage.missing]) == (10, ["b", "c", "z"])


def test_a_zone_that_files_no_more_is_folded_into_its_parent_and_says_so(told):
    flows = {("a", "x", 2021): "5", ("z", "x", 2021): "2", ("a", "x", 2022): "1", ("a", "x", 2023): "1"}
    lineage = told(sentence("x", accrual="cumulative"), flows, "a", switches=((2022, False),))
    folded = [one for one in lineage.parts[0].inputs if one.is_folded]
    assert [(one.year, one.number, [source.area[-1] for source in one.sources]) for one in folded] == [
        (2021, 7, ["a", "z"])
    ]
    assert (lineage.total.value, len(lineage.parts)) == (9, 1)


def test_a_milestone_that_stays_done_names_the_year_it_was_done_in(told):
    one = sentence("m", accrual="stock", group="milestone", targets=((None, ">=", "1"),))
    carried = told(one, {("a", "m", 2021): "1"}, "a").parts[0].inputs[0]
    assert (carried.number, carried.year, carried.carried_from, carried.counts) == (1, 2023, 2021, True)


def test_a_factor_names_the_year_and_edition_that_serve(told):
    lineage = told(sentence("x*f"), {("a", "x", 2021): "10"}, "a", 2021)
    (used,) = lineage.coefficients[0].factor
    assert (used.value, used.for_year, used.of_year, used.edition) == (Decimal("1.5"), 2021, 2020, 1)
    assert (used.is_provisional, lineage.total.value) == (False, 15)


def test_each_lists_the_areas_with_their_own_judgements(told):
    one = sentence("x", pooling="each", group="standing", targets=((None, ">=", "5"),))
    lineage = told(one, {("a", "x", 2023): "5", ("b", "x", 2023): "4"})
    assert [(part.area.zh, part.judged.status) for part in lineage.parts] == [
        ("a", "met"), ("b", "breached"), ("c", "not_reported"), ("z", "not_reported"),
    ]  # fmt: skip
    assert (lineage.judged.met, lineage.judged.owed) == (1, 4)


def test_not_applicable_takes_an_area_out_and_an_estimate_is_named(told):
    lineage = told(sentence("x"), {("a", "x", 2023): "NA", ("b", "x", 2023, "estimate"): "3"})
    assert [part.area.zh for part in lineage.not_applicable] == ["a"]
    assert [(one[0], one[4]) for one in rows(lineage)] == [
        ("a", "not_applicable"), ("b", "reported"), ("c", "missing"), ("z", "missing"),
    ]  # fmt: skip
    assert lineage.parts[1].inputs[0].is_estimate


def test_a_passed_target_is_explained_by_the_year_it_was_judged_on(told):
    lineage = told(sentence("x", targets=((2021, ">=", "5"),)), {("a", "x", 2021): "4", ("a", "x", 2023): "3"}, "city")
    assert (lineage.year, lineage.judged_year, lineage.judged.key) == (2023, 2021, "2021")
    assert (lineage.total.value, lineage.is_open, lineage.pace) == (4, False, None)


# --- Jining: clause, revision, and what each reader may see ---

LAMPS = "led-lamp-share"


@pytest.fixture
def lamps(plan):
    approved({"lamps_total": typed("1000"), "lamps_led": typed("650")})
    approved({"lamps_total": typed("3000"), "lamps_led": typed("2345")}, area=LIANGSHAN)
    approved({"lamps_total": not_applicable("本地无此项设施")}, area="370811")
    with as_actor(system("test")):
        drain(now=NOON)


def seen_by(actor, area=CITY, **asked):
    plan = Plan.objects.select_related("as_of").get()
    question = Question(area, LAMPS, 2026, **asked)
    with as_actor(actor):
        return explain(plan, question, actor=actor, now=NOON, last_event=latest_event(plan))


def test_the_city_reads_from_the_light_to_a_countys_number_and_the_clause(lamps):
    lineage = seen_by(make_actor("leader"))
    assert (lineage.total.numerator, lineage.total.denominator, lineage.total.value) == (2995, 4000, Decimal("74.875"))
    assert (lineage.total.reported, lineage.total.expected) == (2, 13)
    numbers = {part.area.code: [one.number for one in part.inputs] for part in lineage.parts}
    assert numbers[SISHUI] == [650, 1000] and numbers[LIANGSHAN] == [2345, 3000]
    source = lineage.parts[-1].inputs[0].sources
    filed = next(one.sources[0] for part in lineage.parts for one in part.inputs if part.area.code == LIANGSHAN)
    assert source == () or source[0].revision
    assert (filed.stage, filed.revision, len(filed.digest), filed.is_verified) == ("estimate", 2, 64, False)
    assert filed.filed_by and not filed.filed_by.startswith("system")
    assert (lineage.clause.quote, lineage.clause.firmness) == (
        "到2030年，力争建成照明数字化系统，LED等高效灯具普及率达到80%以上", "strive",
    )  # fmt: skip
    assert (lineage.clause.number, lineage.clause.task.code) == ("一（一）", "1.1")
    assert [part.area.code for part in lineage.not_applicable] == ["370811"]
    assert lineage.not_applicable[0].inputs[1].sources[0].reason == "本地无此项设施"
    assert (lineage.judged.key, lineage.pace.years, lineage.pace.until) == ("2030", 4, 2030)
    assert (lineage.current.report_event > 0, lineage.definition.effective_from) == (True, 2020)
    assert (lineage.on_track_below, lineage.behind_below) == (10, 30)


def test_a_county_reads_its_own_inputs_and_the_citys_sums_alone(lamps):
    lead = make_actor("lead")
    own, city = seen_by(lead, SISHUI), seen_by(lead)
    assert [one.number for one in own.parts[0].inputs] == [650, 1000]
    assert (city.total.numerator, city.is_whole, [part.area.code for part in city.parts]) == (2995, False, [SISHUI])
    told = repr((own, city))
    assert not [secret for secret in ("2345", "3000", "梁山", "无此项设施") if secret in told]


@pytest.mark.parametrize(("bureau", "seen"), [("urban_management", [650, 1000]), ("water", [None, None])])
def test_a_clerk_reads_the_numbers_of_their_own_bureau(lamps, bureau, seen):
    inputs = seen_by(make_actor("clerk", bureau=bureau), SISHUI).parts[0].inputs
    assert [one.number for one in inputs] == seen
    assert {one.presence.value for one in inputs} == {"reported" if all(seen) else "hidden"}


def test_what_one_may_not_see_is_as_absent_as_what_never_was(lamps):
    lead = make_actor("lead")
    for actor in (ANONYMOUS, make_actor("system_admin"), make_actor("audit_admin")):
        with pytest.raises(LookupError):
            seen_by(actor)
    for area in (LIANGSHAN, "370811", "999999"):
        with pytest.raises(LookupError):
            seen_by(lead, area)
    with pytest.raises(LookupError):
        seen_by(lead, target="2025")


def test_a_verified_value_stands_beside_what_was_declared(plan):
    report = submitted({"lamps_total": typed("500"), "lamps_led": typed("100")}, stage=Stage.ESTIMATE)
    reviewer = make_actor("reviewer")
    with as_actor(reviewer):
        verifying.put(
            report_id=report.pk, quantity="lamps_led", entry=typed("90"), reason="核对台账", actor=reviewer,
            seen_version=report.version, now=NOON,
        )  # fmt: skip
    with as_actor(system("test")):
        drain(now=NOON)
    (source,) = seen_by(make_actor("lead"), SISHUI, basis="provisional").parts[0].inputs[0].sources
    assert (source.is_verified, source.number, source.declared, source.revision) == (True, 90, 100, 2)


@pytest.mark.parametrize("role", ["leader", "lead"])
def test_an_explanation_costs_the_same_at_two_sizes(lamps, role, django_assert_max_num_queries):
    actor, plan = make_actor(role), Plan.objects.select_related("as_of").get()
    event = latest_event(plan)
    for code in (LAMPS, "heating-energy-intensity-cut", "county-town-density"):
        with as_actor(actor):
            explain(plan, Question(CITY, code, 2026), actor=actor, now=NOON, last_event=event)
            with django_assert_max_num_queries(5):
                explain(plan, Question(CITY, code, 2026), actor=actor, now=NOON, last_event=event)
