"""What is doubted, as a literal table, and what holds of it whatever the figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.checks import CHECKS, Seen, examine
from reports.domain.entries import Said
from reports.domain.peers import Peer, Standing, standing
from reports.domain.reading import Rule
from reports.domain.words import Stage, State
from targets.domain.algebra import Kind

R = State.REPORTED
ONE, TEN = Decimal(1), Decimal(10)
FLOW = Rule("flow", Kind.FLOW, decimals=2, minimum=Decimal(0))
COUNT = Rule("count", Kind.STOCK, decimals=0, minimum=Decimal(0))
DONE = Rule("done", Kind.MILESTONE, decimals=0, minimum=Decimal(0))
LAST = Said(R, Decimal(100))


def _seen(number, rule=FLOW, **before):
    return Seen(rule, Said(R, Decimal(str(number))), **before)


STOCK = Rule("stock", Kind.STOCK, decimals=2, minimum=Decimal(0))
GROWING = Rule("pilots", Kind.STOCK, decimals=0, minimum=Decimal(0), never_falls=True)
FINAL_100 = {"last_final": LAST}
ESTIMATE_100 = {"last_estimate": LAST}


@pytest.mark.parametrize(
    ("seen", "stage", "codes"),
    [
        # Nothing to compare with, nothing to say.
        (_seen(5), Stage.ESTIMATE, []),
        (_seen(5, last_final=Said(State.NOT_APPLICABLE, reason="无")), Stage.ESTIMATE, []),
        (_seen(5, last_final=Said(R, Decimal(0))), Stage.ESTIMATE, []),
        # A flow may triple before it is doubted, a stock grow by half.
        (_seen(149, **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen(299, **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen(300, **ESTIMATE_100), Stage.ESTIMATE, ["jump"]),
        (_seen("33.4", **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen("33.3", **ESTIMATE_100), Stage.ESTIMATE, ["jump"]),
        (_seen(149, STOCK, **ESTIMATE_100), Stage.ESTIMATE, []),
        (_seen(150, STOCK, **ESTIMATE_100), Stage.ESTIMATE, ["jump"]),
        # Powers of ten are more than a jump, in both directions.
        (_seen(1000, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(790, **FINAL_100), Stage.ESTIMATE, ["jump"]),
        (_seen(800, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(10_000, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(100_000, **FINAL_100), Stage.ESTIMATE, ["unit_slip"]),
        (_seen(1_000_000, **FINAL_100), Stage.FINAL, ["unit_slip"]),
        (_seen("0.01", **FINAL_100), Stage.FINAL, ["unit_slip"]),
        # Zero after something, never something after zero.
        (_seen(0, **FINAL_100), Stage.ESTIMATE, ["zero_after_nonzero"]),
        # An estimate half away from the last final; a final a fifth away from its estimate.
        (_seen(150, **FINAL_100), Stage.ESTIMATE, []),
        (_seen(151, **FINAL_100), Stage.ESTIMATE, ["far_from_final"]),
        (_seen(49, **FINAL_100), Stage.ESTIMATE, ["far_from_final"]),
        (_seen(151, **FINAL_100), Stage.FINAL, []),
        (_seen(120, this_estimate=LAST), Stage.FINAL, []),
        (_seen("120.01", this_estimate=LAST), Stage.FINAL, ["far_from_estimate"]),
        # A base for shares that moved.
        (_seen(110, STOCK, is_denominator=True, **FINAL_100), Stage.ESTIMATE, []),
        (_seen("110.01", STOCK, is_denominator=True, **FINAL_100), Stage.ESTIMATE, ["denominator_changed"]),
        (_seen(149, is_denominator=True, **FINAL_100), Stage.ESTIMATE, []),
        # What counts since the beginning cannot fall; the check is hard.
        (_seen(99, GROWING, **FINAL_100), Stage.ESTIMATE, ["cumulative_falls"]),
        (_seen(100, GROWING, **FINAL_100), Stage.ESTIMATE, []),
        (_seen(0, GROWING, **FINAL_100), Stage.ESTIMATE, ["cumulative_falls"]),
        # Small counts move by whole multiples.
        (_seen(6, COUNT, last_final=Said(R, Decimal(2))), Stage.ESTIMATE, []),
        # A milestone needs its document in the year it was reached, and is not undone silently.
        (_seen(1, DONE), Stage.ESTIMATE, ["milestone_without_evidence"]),
        (_seen(1, DONE, evidence=1), Stage.ESTIMATE, []),
        (_seen(1, DONE, last_final=Said(R, Decimal(1))), Stage.ESTIMATE, []),
        (_seen(0, DONE), Stage.ESTIMATE, []),
        (_seen(0, DONE, last_final=Said(R, Decimal(1))), Stage.ESTIMATE, ["milestone_withdrawn"]),
        # Among peers: the side, and how many they are.
        (_seen(5, standing=Standing("above", 12)), Stage.ESTIMATE, ["out_of_line_above"]),
        (_seen(5, standing=Standing("below", 12, 10_000)), Stage.ESTIMATE, ["unit_slip_among_peers_below"]),
    ],
)
def test_these_are_doubted_and_no_others(seen, stage, codes):
    assert [found.code for found in examine(seen, stage)] == codes


def test_a_finding_says_the_numbers_it_saw():
    (found,) = examine(_seen(1_000_000, **FINAL_100), Stage.ESTIMATE)
    assert dict(found.saw) == {"value": "1000000", "before": "100", "percent": "+999900.0", "times": "10000"}
    (found,) = examine(_seen(5, standing=Standing("above", 12)), Stage.ESTIMATE)
    assert dict(found.saw) == {"value": "5", "count": "12"}


HARD = {
    "below_minimum", "conflict", "cumulative_falls", "forbidden_character", "milestone_without_evidence", "more_than",
    "more_than_sum", "not_a_milestone", "not_a_number", "not_owed", "number_expected", "other_bureau",
    "reason_missing", "text_expected", "text_too_long", "too_large", "too_long", "too_many_decimals", "unknown_unit",
    "value_beside_not_applicable", "value_missing", "words_too_long", "words_without_a_value",
}  # fmt: skip
SOFT = {
    "denominator_changed", "far_from_estimate", "far_from_final", "jump", "milestone_withdrawn", "out_of_line_above",
    "out_of_line_below", "unit_slip", "unit_slip_among_peers_above", "unit_slip_among_peers_below",
    "zero_after_nonzero",
}  # fmt: skip


def test_the_checks_are_these():
    assert {code for code, check in CHECKS.items() if check.severity == "hard"} == HARD
    assert {code for code, check in CHECKS.items() if check.severity == "soft"} == SOFT


POSITIVE = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999999999"), places=2)


@given(POSITIVE, POSITIVE, st.sampled_from(Stage), st.booleans())
def test_every_check_is_about_a_ratio_whatever_the_unit(now, before, stage, is_denominator):
    """Ten thousand times as much of everything is doubted just as much."""

    def codes(times):
        seen = Seen(STOCK, Said(R, now * times), last_final=Said(R, before * times), is_denominator=is_denominator)
        return [found.code for found in examine(seen, stage)]

    assert codes(1) == codes(10_000)


@given(POSITIVE, st.sampled_from(Stage))
def test_the_same_figure_again_is_never_doubted(number, stage):
    said = Said(R, number)
    assert examine(Seen(FLOW, said, said, said, said, is_denominator=True), stage) == []


@given(POSITIVE, POSITIVE, st.sampled_from(Stage))
def test_whoever_is_doubted_upwards_would_be_doubted_further_up(now, before, stage):
    seen = [Seen(FLOW, Said(R, now * times), last_final=Said(R, before)) for times in (1, 7)]
    if now > before and examine(seen[0], stage):
        assert examine(seen[1], stage)


@given(st.lists(POSITIVE, min_size=5, max_size=14), POSITIVE, st.integers(1, 3))
def test_where_one_stands_does_not_depend_on_the_others_order_or_unit(numbers, own, shift):
    others, size = [Peer(number, Decimal(30), Decimal(30)) for number in numbers], Decimal(30)
    turned = [Peer(one.number * 10_000, one.size, one.people) for one in others[shift:] + others[:shift]]
    assert standing(Peer(own, size, size), others) == standing(Peer(own * 10_000, size, size), turned)


@given(st.lists(POSITIVE, min_size=0, max_size=4), POSITIVE)
def test_few_peers_say_nothing(numbers, own):
    assert standing(Peer(own, ONE, ONE), [Peer(number, ONE, ONE) for number in numbers]) is None


def test_one_wrong_peer_does_not_hide_a_wrong_figure():
    others = [Peer(Decimal(n), TEN, TEN) for n in (90, 100, 110, 95, 105, 1_000_000)]
    assert standing(Peer(Decimal(1_000_000), TEN, TEN), others) == Standing("above", 6, 10_000)


def test_areas_of_similar_population_come_first():
    alike = [Peer(Decimal(n), Decimal(50), Decimal(50)) for n in (48, 50, 52, 49, 51)]
    large = [Peer(Decimal(9000), Decimal(200), Decimal(200)) for _ in range(8)]
    assert standing(Peer(Decimal(5000), Decimal(50), Decimal(50)), alike + large) == Standing("above", 5, 100)


def test_who_is_compared_does_not_depend_on_what_one_types():
    others = [Peer(Decimal(n), Decimal(size), TEN) for n, size in zip(range(5, 12), range(100, 800, 100), strict=True)]
    counts = {standing(Peer(Decimal("0.001"), Decimal(size), TEN), others).count for size in range(10, 2000, 10)}
    assert counts == {7}


def test_the_median_is_not_found_by_trying():
    """Whatever the one median is between two steps, the same figures are doubted."""

    def doubted(middle):
        others = [Peer(Decimal(n), TEN, TEN) for n in (middle, middle, middle, middle, middle)]
        return [bool(standing(Peer(Decimal(own), TEN, TEN), others)) for own in range(1, 300)]

    assert doubted(90) == doubted(100) == doubted(110)
