"""Scores worked by hand, as literals; and what must hold of every score."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.figures.scoring import way_words
from progress.domain.completion import Judged, completion
from progress.domain.judgement import Flag, Status, holds
from progress.domain.schemes import Against, Line, Rule, RuleKind, Scheme
from progress.domain.scoring import Filing, score
from targets.domain.algebra import Comparator, Firmness, Target

FLOOR, CEILING, BAND, EXACT = Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.BETWEEN, Comparator.EQUAL


def judged(status, **fields):
    numbers = ("bound", "upper", "expected", "start", "value")
    fields = {name: Decimal(one) if name in numbers else one for name, one in fields.items()}
    year = fields.pop("target_year", 2030)
    return Judged("i", str(year or "standing"), Status(status), target_year=year, judged_year=2026, **fields)


def silent(**fields):
    return judged("not_reported", comparator=FLOOR, bound="60", **fields)


# What was judged, against what, and: why, how much of the way (None: out of the maximum).
CASES = {
    "a floor: 45 of 60": (
        judged("behind", comparator=FLOOR, bound="60", value="45"), "target", "share", Fraction(3, 4)),
    "a floor with a baseline: from 30 to 60, now 45": (
        judged("behind", comparator=FLOOR, bound="60", start="30", value="45"), "target", "share", Fraction(1, 2)),
    "a floor against expected progress: 45 of 50": (
        judged("on_track", comparator=FLOOR, bound="60", expected="50", value="45"), "expected", "share",
        Fraction(9, 10)),
    "below its baseline it has gone none of the way, and less": (
        judged("far_behind", comparator=FLOOR, bound="60", start="30", value="24"), "target", "share", Fraction(-1, 5)),
    "a floor met in full": (
        judged("met", comparator=FLOOR, bound="60", value="60"), "target", "met", Fraction(1)),
    "a floor exceeded by a tenth": (
        judged("met", comparator=FLOOR, bound="60", value="66"), "target", "met", Fraction(11, 10)),
    "a ceiling: leakage from 12 to 8, now 10": (
        judged("behind", comparator=CEILING, bound="8", start="12", value="10"), "target", "share", Fraction(1, 2)),
    "a ceiling against expected progress: from 12, 8.8 expected, 10 reached": (
        judged("far_behind", comparator=CEILING, bound="8", start="12", expected="8.8", value="10"), "expected",
        "share", Fraction(5, 8)),
    "a ceiling without a baseline: 8 over 10": (
        judged("missed", comparator=CEILING, bound="8", value="10", target_year=2025), "target", "share",
        Fraction(4, 5)),
    "a passed target is held against itself, whatever was expected": (
        judged("missed", comparator=FLOOR, bound="60", expected="90", value="45", target_year=2025), "expected",
        "share", Fraction(3, 4)),
    "a band from below: 0.45 of 0.6": (
        judged("missed", comparator=BAND, bound="0.6", upper="1", value="0.45", target_year=2025), "target", "share",
        Fraction(3, 4)),
    "a band from above: 1 over 1.25": (
        judged("missed", comparator=BAND, bound="0.6", upper="1", value="1.25", target_year=2025), "target", "share",
        Fraction(4, 5)),
    "an equality missed by half": (
        judged("missed", comparator=EXACT, bound="100", value="50", target_year=2025), "target", "share",
        Fraction(1, 2)),
    "an estimate in the target year": (
        judged("awaiting_final", comparator=FLOOR, bound="60", value="45", target_year=2026), "expected", "share",
        Fraction(3, 4)),
    "a standing requirement met is met and no more": (
        judged("met", comparator=FLOOR, bound="60", value="90", target_year=None), "target", "met", Fraction(1)),
    "a standing requirement breached earns nothing": (
        judged("breached", comparator=FLOOR, bound="60", value="59", target_year=None), "target", "breached",
        Fraction(0)),
    "a milestone done": (
        judged("met", comparator=FLOOR, bound="1", value="1", is_milestone=True), "target", "met", Fraction(1)),
    "a milestone not done, held against the target": (
        judged("in_progress", comparator=FLOOR, bound="1", value="0", is_milestone=True), "target", "not_done",
        Fraction(0)),
    "a milestone not due, held against what is expected by now": (
        judged("in_progress", comparator=FLOOR, bound="1", value="0", is_milestone=True), "expected", "not_due", None),
    "an overdue milestone": (
        judged("missed", comparator=FLOOR, bound="1", value="0", is_milestone=True, target_year=2025), "expected",
        "not_done", Fraction(0)),
    "three of four areas": (
        judged("breached", met=3, owed=4, target_year=None), "target", "share", Fraction(3, 4)),
    "silence earns nothing and is named": (silent(), "target", "not_reported", Fraction(0)),
    "a missing term earns nothing and is named": (
        judged("undetermined", reason="term_missing"), "target", "undetermined", Fraction(0)),
    "a missing factor is nobody's fault": (
        judged("undetermined", reason="factor_provisional"), "target", "no_factor", None),
    "an incomplete ratio earns nothing, however good it looks": (
        judged("on_track", comparator=FLOOR, bound="60", value="59", flags=frozenset({Flag.INCOMPLETE})), "target",
        "incomplete", Fraction(0)),
    "no path and not due: nothing was expected by now": (
        judged("not_due", comparator=FLOOR, bound="60", value="6"), "expected", "not_due", None),
    "no path and not due, held against the target": (
        judged("not_due", comparator=FLOOR, bound="60", value="6"), "target", "share", Fraction(1, 10)),
    "no progress expected yet": (
        judged("undetermined", reason="no_progress_expected_yet", comparator=FLOOR, bound="60", value="6"), "expected",
        "not_due", None),
    "not applicable": (judged("not_applicable"), "target", "not_applicable", None),
    "only watched": (judged("monitored", firmness=None), "target", "monitored", None),
    "nothing allocated": (judged("not_allocated", value="5"), "target", "not_allocated", None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_how_much_of_the_way_was_gone(case):
    one, against, why, gone = CASES[case]
    found = completion(one, Against(against), 2026)
    assert (found.why.value, found.gone) == (why, gone)


def scheme(*weights, cap="1", **rules):
    lines = tuple(Line(f"i{n}", Decimal(weight), Decimal(cap)) for n, weight in enumerate(weights))
    return Scheme(lines, Against.TARGET, {RuleKind(kind): rule for kind, rule in rules.items()})


def rule(points, most=None):
    return Rule(Decimal(points), None if most is None else Decimal(most))


def of(*known):
    return {f"i{n}": one if isinstance(one, tuple) else (one,) for n, one in enumerate(known)}


HALF = judged("behind", comparator=FLOOR, bound="60", value="30")
DONE = judged("met", comparator=FLOOR, bound="60", value="66", flags=frozenset({Flag.EARLY}))
OFF = judged("not_applicable")


def test_a_sheet_adds_up_and_what_does_not_apply_is_taken_out_of_the_maximum():
    found = score(scheme("10", "5", "20"), of(HALF, DONE, OFF), Filing(), 2026)
    assert [(one.why.value, one.points, one.is_scored) for one in found.lines] == [
        ("share", 5, True),
        ("met", 5, True),
        ("not_applicable", 0, False),
    ]
    assert (found.earned, found.attainable, found.total, found.share) == (10, 15, 10, Fraction(2, 3))


def test_a_silent_area_keeps_the_full_maximum_and_its_sheet_names_what_is_missing():
    found = score(scheme("10", "5"), of(HALF, silent()), Filing(), 2026)
    assert (found.total, found.attainable) == (5, 15)
    assert [one.line.indicator for one in found.silent] == ["i1"]


def test_what_is_not_computed_yet_is_taken_out_of_the_maximum():
    found = score(scheme("10", "5"), {"i0": (DONE,)}, Filing(), 2026)
    assert [(one.why.value, one.is_scored) for one in found.lines] == [("met", True), ("not_judged", False)]
    assert found.attainable == 10


def test_deductions_and_bonuses_are_counted_limited_and_named():
    rules = {
        "late_day": rule("0.5", "2"),
        "missing_report": rule("3"),
        "missing_evidence": rule("1"),
        "returned": rule("0.5", "1"),
        "early": rule("1"),
    }
    filing = Filing(late=(("estimate", 7),), missing=("final",), returns=3, unproved=("m1", "m2"))
    found = score(scheme("10", "10", **rules), of(DONE, DONE), filing, 2026)
    assert [(one.kind.value, one.count, one.points, one.is_capped, one.about) for one in found.adjustments] == [
        ("late_day", 7, -2, True, ("estimate",)),
        ("missing_report", 1, -3, False, ("final",)),
        ("missing_evidence", 2, -2, False, ("m1", "m2")),
        ("returned", 3, -1, True, ()),
        ("early", 2, 2, False, ("i0", "i1")),
    ]
    assert (found.earned, found.total, found.cut) == (20, 14, 0)


def test_a_total_is_never_negative_nor_above_the_maximum_and_the_cut_is_said():
    poor = score(scheme("2", missing_report=rule("5")), of(HALF), Filing(missing=("final",)), 2026)
    assert (poor.earned, poor.total, poor.cut) == (1, 0, 4)
    rich = score(scheme("2", early=rule("5")), of(DONE), Filing(), 2026)
    assert (rich.earned, rich.total, rich.cut) == (2, 2, -5)


def test_more_than_complete_earns_up_to_the_cap_and_makes_good_elsewhere_only():
    found = score(scheme("10", "10", cap="1.05"), of(DONE, HALF), Filing(), 2026)
    assert [one.points for one in found.lines] == [Fraction("10.5"), 5]
    assert found.total == Fraction("15.5")


def test_where_nothing_is_scored_there_is_no_score():
    found = score(scheme("10", returned=rule("1")), of(OFF), Filing(returns=1), 2026)
    assert (found.attainable, found.total, found.share) == (0, None, None)


STRIVEN = judged("missed", comparator=FLOOR, bound="60", value="30", firmness=Firmness.STRIVE, target_year=2025)


def test_a_missed_striving_never_costs_and_a_met_one_is_a_bonus_where_the_scheme_says_so():
    with_bonus, without = scheme("10", "10", stretch=rule("2")), scheme("10", "10")
    reached = replace(STRIVEN, status=Status.MET, value=Decimal(60))
    missed = score(with_bonus, of(HALF, STRIVEN), Filing(), 2026)
    assert (missed.lines[1].why.value, missed.total, missed.attainable) == ("not_binding", 5, 10)
    assert score(with_bonus, of(HALF, reached), Filing(), 2026).total == 7
    assert score(without, of(HALF, reached), Filing(), 2026).total == 5


def test_the_binding_target_that_is_open_next_counts_beside_others_of_the_same_indicator():
    past = judged("missed", comparator=FLOOR, bound="20", value="10", target_year=2025)
    later = judged("behind", comparator=FLOOR, bound="120", value="30", target_year=2035)
    found = score(scheme("10"), of((later, HALF, past, STRIVEN)), Filing(), 2026)
    assert found.lines[0].judged == HALF


# ---------------------------------------------------------------- what holds of every score

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
values = st.decimals(min_value=0, max_value=200, places=2)
statuses = st.sampled_from(list(Status))


@st.composite
def figures(draw):
    bound, value = draw(st.sampled_from(["60", "100", "8"])), draw(values)
    comparator = draw(st.sampled_from([FLOOR, CEILING, Comparator.ABOVE, Comparator.BELOW, EXACT]))
    return judged(
        draw(statuses),
        comparator=comparator,
        bound=bound,
        value=value,
        target_year=draw(st.sampled_from([2025, 2026, 2030, None])),
        firmness=draw(st.sampled_from([Firmness.BINDING, Firmness.BINDING, Firmness.STRIVE])),
        flags=frozenset(draw(st.sets(st.sampled_from(list(Flag))))),
        **({"start": draw(values)} if draw(st.booleans()) else {}),
        **({"expected": draw(values)} if draw(st.booleans()) else {}),
    )


@st.composite
def worlds(draw):
    known = draw(st.lists(figures(), min_size=1, max_size=5))
    weights = [draw(st.sampled_from(["1", "2.5", "10"])) for _ in known]
    rules = {kind: rule("1.5", draw(st.sampled_from([None, "3"]))) for kind in draw(st.sets(st.sampled_from(RuleKind)))}
    lines = tuple(
        Line(f"i{n}", Decimal(weight), Decimal(draw(st.sampled_from(["1", "1.1", "2"]))))
        for n, weight in enumerate(weights)
    )
    filing = Filing(
        late=draw(st.sampled_from([(), (("estimate", 3),)])),
        missing=draw(st.sampled_from([(), ("final",)])),
        returns=draw(st.integers(0, 4)),
    )
    return Scheme(lines, draw(st.sampled_from(Against)), rules), known, filing


@UNHURRIED
@given(worlds())
def test_a_total_lies_between_nothing_and_the_maximum_and_every_point_is_on_the_sheet(world):
    wanted, known, filing = world
    found = score(wanted, of(*known), filing, 2026)
    assert found.attainable <= sum(Fraction(line.weight) for line in wanted.lines)
    if found.total is None:
        assert found.attainable == 0
        return
    assert 0 <= found.total <= found.attainable
    shown = sum(one.points for one in found.lines) + sum(one.points for one in found.adjustments) + found.cut
    assert shown == found.total


@UNHURRIED
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_judgements_changes_no_point(world, luck):
    wanted, known, filing = world
    lines = list(wanted.lines)
    luck.shuffle(lines)
    every = {
        name: (*judgements, replace(STRIVEN, key="2024", target_year=2024)) for name, judgements in of(*known).items()
    }
    turned = {name: judgements[::-1] for name, judgements in every.items()}
    first = score(wanted, every, filing, 2026)
    second = score(replace(wanted, lines=tuple(lines)), turned, filing, 2026)
    assert (first.total, first.attainable, first.earned) == (second.total, second.attainable, second.earned)
    assert {one.line.indicator: one.points for one in first.lines} == {
        one.line.indicator: one.points for one in second.lines
    }


@UNHURRIED
@given(values, values, st.sampled_from(Against), st.sampled_from([None, "20"]), st.sampled_from([None, "50"]))
def test_a_higher_figure_of_a_floor_never_earns_less(one, other, against, start, expected):
    target = Target(2030, FLOOR, Decimal(60))
    facts = {"comparator": FLOOR, "bound": "60"} | ({"start": start} if start else {})
    facts |= {"expected": expected} if expected else {}

    def gone(value):
        met = holds(Fraction(value), target)
        status = "met" if met else "behind" if expected or against is Against.TARGET else "missed"
        found = score(
            Scheme((Line("i0", Decimal(10), Decimal("1.2")),), against),
            of(judged(status, value=value, **facts)),
            Filing(),
            2026,
        )
        return found.total

    low, high = sorted((one, other))
    assert gone(low) <= gone(high)


FROM_30 = judged("behind", comparator=FLOOR, bound="60", start="30", value="45.5")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (FROM_30, "(45.50 − 30) / (60.00 − 30)"),
        (judged("behind", comparator=FLOOR, bound="60", value="45"), "45.00 / 60.00"),
        (judged("behind", comparator=CEILING, bound="8", start="12", value="10"), "(12 − 10.00) / (12 − 8.00)"),
        (judged("missed", comparator=CEILING, bound="8", value="10", target_year=2025), "8.00 / 10.00"),
        (replace(FROM_30, value=Decimal(66)), "(66.00 − 30) / (60.00 − 30), at most 100.0 %"),
        (silent(), ""),
        (judged("breached", met=3, owed=4, target_year=None), ""),
    ],
)
def test_a_share_is_shown_with_its_numbers(one, words):
    (line,) = score(scheme("10"), of(one), Filing(), 2026).lines
    with translation.override("en"):
        assert way_words(line, 2) == words
