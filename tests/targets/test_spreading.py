"""Spreading adds up to the last decimal, and a check says what counties' targets come to together."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.domain.algebra import (
    Accrual,
    Comparator,
    Comparison,
    Firmness,
    Group,
    Indicator,
    Measure,
    Pooling,
    Target,
    Term,
)
from targets.domain.allocating import Known, Obstacle, Outcome, check, may_have, obstacle, pool_of, target_for
from targets.domain.spreading import Rule, SpreadRefused, divide, spread

X, Y = (Term("x", Decimal(1)),), (Term("y", Decimal(1)),)
HUNDRED = Decimal(100)


def promise(comparator=">=", bound="85", *, year=2025, denominator=Y, **more):
    target = Target(year, Comparator(comparator), Decimal(bound))
    unit = "%" if denominator else "km"
    measure = Measure(X, denominator, HUNDRED if denominator else Decimal(1))
    return Indicator("i", unit, measure, **{"targets": (target,)} | more)


def sum_of(bound="260", comparator=">=", **more):
    return promise(comparator, bound, denominator=None, **more)


def known(**denominators):
    return {area: Known(Decimal(number)) for area, number in denominators.items()}


def numbers(**values):
    return {area: Decimal(value) for area, value in values.items()}


amounts = st.decimals(min_value=0, max_value=10**6, places=2)
weights = st.lists(amounts, min_size=1, max_size=30).filter(any)


@given(total=amounts, weights=weights, decimals=st.integers(2, 4))
def test_parts_add_up_to_the_total_exactly_and_each_is_within_one_step_of_its_share(total, weights, decimals):
    named = {str(number): weight for number, weight in enumerate(weights)}
    parts = divide(total, named, decimals)
    assert sum(parts.values()) == total
    whole, step = sum(map(Fraction, weights)), Fraction(1, 10**decimals)
    for area, part in parts.items():
        assert abs(Fraction(part) - Fraction(total) * Fraction(named[area]) / whole) < step
        assert part >= 0
        assert -part.as_tuple().exponent <= decimals


@given(total=amounts, weights=weights)
def test_who_weighs_more_never_gets_less(total, weights):
    named = {str(number): weight for number, weight in enumerate(weights)}
    parts = divide(total, named, 2)
    for one, weight in named.items():
        for other, heavier in named.items():
            assert weight >= heavier or parts[one] <= parts[other]


@given(
    bound=st.decimals(0, 100, places=1),
    areas=st.lists(st.tuples(st.decimals(0, 100, places=2), st.integers(1, 10**6)), min_size=1, max_size=20),
    comparator=st.sampled_from([">=", ">", "<=", "<"]),
)
def test_ratios_moved_together_reach_the_citys_target_to_a_rounding_on_the_safe_side(bound, areas, comparator):
    indicator = promise(comparator, str(bound))
    start = {str(number): figure for number, (figure, _) in enumerate(areas)}
    sums = {str(number): Known(Decimal(weight)) for number, (_, weight) in enumerate(areas)}
    values = spread(Rule.LAST_YEAR, indicator, indicator.targets[0], start, sums)
    found = check(indicator, 2025, start, values, sums)
    assert found.outcome is Outcome.HOLDS
    assert abs(found.difference) < Fraction(1, 100)
    assert all(0 <= value <= 100 for value in values.values())


@given(
    areas=st.lists(st.tuples(*[st.integers(1, 10**4)] * 4, st.decimals(-50, 50, places=1)), min_size=1, max_size=12),
    comparison=st.sampled_from([Comparison.DROP_POINTS, Comparison.DROP_PERCENT]),
)
def test_the_pool_of_drops_is_what_the_algebra_makes_of_them(areas, comparison):
    """Each area drops by exactly its target; then the sums are divided as for any figure."""
    indicator = promise(comparison=comparison)
    sums = {
        str(i): Known(Decimal(now), Decimal(base), Decimal(under)) for i, (now, base, under, _, _) in enumerate(areas)
    }
    values = {str(i): drop for i, (*_, drop) in enumerate(areas)}
    top = Fraction()
    for area, one in sums.items():
        before = 100 * Fraction(one.base_numerator) / Fraction(one.base_denominator)
        by_points = comparison is Comparison.DROP_POINTS
        after = before - Fraction(values[area]) if by_points else before * (1 - Fraction(values[area]) / 100)
        top += after * Fraction(one.denominator) / 100
    now = 100 * top / sum(Fraction(one.denominator) for one in sums.values())
    base = 100 * Fraction(
        sum(Fraction(one.base_numerator) for one in sums.values()),
        sum(Fraction(one.base_denominator) for one in sums.values()),
    )
    wanted = base - now if comparison is Comparison.DROP_POINTS else 100 * (base - now) / base
    assert pool_of(indicator, sums).figure(values) == wanted


def test_a_drop_of_a_sum_weighs_by_what_there_was():
    indicator = promise(denominator=None, comparison=Comparison.DROP_PERCENT, bound="20")
    sums = {"A": Known(base_numerator=Decimal(300)), "B": Known(base_numerator=Decimal(100))}
    assert check(indicator, 2025, "AB", numbers(A=22, B=14), sums).pooled == 20


def test_the_smallest_things_are_divided_whole():
    assert divide(Decimal(1), numbers(A=1, B=2, C=1), 0) == numbers(A=0, B=1, C=0)
    assert divide(Decimal(2), numbers(A=1, B=1, C=1), 0) == numbers(A=1, B=1, C=0)


def test_a_sum_is_spread_in_proportion_and_a_ratio_alike():
    total = sum_of()
    assert spread(Rule.EQUAL, total, total.targets[0], dict.fromkeys("ABC"), {}) == numbers(
        A="86.67", B="86.67", C="86.66"
    )
    assert spread(Rule.POPULATION, total, total.targets[0], numbers(A=3, B=1), {}) == numbers(A="195", B="65")
    rate = promise()
    assert spread(Rule.EQUAL, rate, rate.targets[0], dict.fromkeys("AB"), {}) == numbers(A="85", B="85")


def test_shares_stay_between_0_and_100_and_the_others_move_further():
    rate = promise("<=", "10")
    values = spread(Rule.BASE, rate, rate.targets[0], numbers(A="1", B="40", C="40"), known(A=100, B=100, C=100))
    assert values == numbers(A="0", B="15", C="15")


@pytest.mark.parametrize(
    ("code", "areas", "call"),
    [
        (
            "input_missing",
            ("B",),
            lambda: spread(Rule.BASE, sum_of(), sum_of().targets[0], {"A": Decimal(1), "B": None}, {}),
        ),
        ("input_negative", ("B",), lambda: divide(Decimal(1), numbers(A=1, B=-1), 2)),
        ("inputs_are_zero", (), lambda: divide(Decimal(1), numbers(A=0, B=0), 2)),
        (
            "population_spreads_sums",
            (),
            lambda: spread(Rule.POPULATION, promise(), promise().targets[0], numbers(A=1), {}),
        ),
        (
            "weight_missing",
            ("B",),
            lambda: spread(Rule.BASE, promise(), promise().targets[0], numbers(A=1, B=1), known(A=1)),
        ),
        ("no_bound", (), lambda: spread(Rule.EQUAL, promise(), Target(2025, Comparator.BETWEEN), numbers(A=1), {})),
    ],
)
def test_a_rule_that_cannot_be_followed_says_why_and_for_whom(code, areas, call):
    with pytest.raises(SpreadRefused) as refused:
        call()
    assert (refused.value.code, refused.value.areas) == (code, areas)


SUMS = known(A=300, B=100)


@pytest.mark.parametrize(
    ("indicator", "values", "outcome", "difference"),
    [
        (sum_of("10"), {}, "empty", None),
        (sum_of("10"), {"A": 6, "B": 4}, "holds", 0),
        (sum_of("10", ">"), {"A": 6, "B": 4}, "holds", 0),
        (sum_of("10"), {"A": 6, "B": 3}, "fails", -1),
        (sum_of("10"), {"A": 6}, "incomplete", -4),
        (sum_of("10"), {"A": 12}, "holds", 2),
        (sum_of("10", "<="), {"A": 6}, "incomplete", -4),
        (sum_of("10", "<="), {"A": 6, "B": 5}, "fails", 1),
        (promise(), {"A": 90, "B": 70}, "holds", 0),
        (promise(), {"A": 89, "B": 72}, "fails", Fraction(-1, 4)),
        (promise("<=", "7.9"), {"A": 8, "B": Decimal("7.6")}, "holds", 0),
        (promise("="), {"A": 86, "B": 85}, "fails", Fraction(3, 4)),
        (promise(), {"A": 99}, "incomplete", 14),
        (promise(year=2030), {"A": 90, "B": 70}, "no_target", None),
    ],
)
def test_what_a_check_says(indicator, values, outcome, difference):
    found = check(indicator, 2025, "AB", {area: Decimal(value) for area, value in values.items()}, SUMS)
    assert (found.outcome, found.difference) == (outcome, difference)
    assert found.needs_a_reason == (outcome in ("fails", "incomplete", "unweighted"))


def test_an_unknown_weight_is_named_and_never_taken_for_nothing():
    found = check(promise(), 2025, "ABC", numbers(A=90, B=70, C=1), SUMS)
    assert (found.outcome, found.unweighted, found.pooled) == (Outcome.UNWEIGHTED, ("C",), None)
    zero = check(promise(), 2025, "AB", numbers(A=90, B=70), known(A=0, B=0))
    assert zero.unweighted == ("A", "B")
    nothing_there = check(promise(), 2025, "AB", numbers(A=90, B=1), known(A=1, B=0))
    assert nothing_there.pooled == 90


BAND = Target(2025, Comparator.BETWEEN, lower=Decimal(1), upper=Decimal(2))


@pytest.mark.parametrize(
    ("indicator", "why"),
    [
        (promise(), ""),
        (sum_of(accrual=Accrual.CUMULATIVE, count_from=2021), ""),
        (promise(comparison=Comparison.DROP_POINTS), ""),
        (promise(pooling=Pooling.EACH), "each"),
        (promise(pooling=Pooling.CITY), "city"),
        (promise(group=Group.MONITORED), "not_judged"),
        (promise(targets=()), "not_judged"),
        (promise(targets=(Target(None, Comparator.EQUAL, HUNDRED),), group=Group.STANDING), "standing"),
        (promise(targets=(Target(None, Comparator.EQUAL, HUNDRED),), group=Group.MILESTONE), "undated"),
        (promise(targets=(BAND,)), "range"),
    ],
)
def test_why_a_promise_cannot_be_allocated(indicator, why):
    assert obstacle(indicator) == Obstacle(why)


def test_an_interim_year_serves_the_next_target_and_none_after_the_last():
    indicator = promise(
        targets=(
            Target(2025, Comparator.AT_LEAST, HUNDRED),
            Target(2030, Comparator.ABOVE, HUNDRED, firmness=Firmness.STRIVE),
        )
    )
    served = [target_for(indicator, year) for year in (2024, 2025, 2026, 2031)]
    assert [one.year if one else None for one in served] == [2025, 2025, 2030, None]
    assert [may_have(indicator, year, 2020) for year in (2020, 2021, 2030, 2031)] == [False, True, True, False]
    assert not may_have(promise(targets=(BAND,)), 2025, 2020)
