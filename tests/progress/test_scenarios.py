"""Scenario arithmetic, worked by hand; and what an inventory is made of."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.domain.inventories import split, sums_of_inventory
from progress.domain.scenarios import Assumption, lacking, outcomes, subjects_of
from targets.domain.algebra import Accrual, Group, Indicator, Measure, Term


def summed(code, scale="0.0001", **factors):
    """A sum of energies times factors, in 10⁴ t."""
    terms = tuple(Term(quantity, factor=factor) for quantity, factor in factors.items())
    return Indicator(code, "t", Measure(terms, None, Decimal(scale)), group=Group.CARBON)


TOTAL = summed("all", power="grid", coal="coal_factor")
FIXED = summed("all-fixed", power="grid_2021", coal="coal_factor")
POWER, COAL = summed("power-only", power="grid"), summed("coal-only", coal="coal_factor")


def assumed(**percent):
    """Assumptions by subject, underscores for blanks; one number stands for all three."""
    found = {}
    for name, numbers in percent.items():
        low, middle, high = numbers if isinstance(numbers, tuple) else (numbers,) * 3
        subject = name.replace("_", " ", 1)
        found[subject] = Assumption(subject, Decimal(low), Decimal(middle), Decimal(high))
    return found


HELD = assumed(floor=("0", "1", "2"), use_power=("1", "2", "3"), use_coal="-10", factor_grid=("-5", "-2", "0"))
HELD |= assumed(factor_coal_factor="0")


def test_the_years_grow_by_floor_use_and_factor_together():
    base = {"power": Decimal(100), "coal": Decimal(50)}
    now, later, last = outcomes(TOTAL, base, HELD, base_year=2025, years=[2025, 2026, 2027])
    assert (now.low, now.middle, now.high) == (150, 150, 150)
    # 100 × 1 × 1.01 × 0.95 + 50 × 0.9; 100 × 1.01 × 1.02 × 0.98 + 50 × 1.01 × 0.9; 100 × 1.02 × 1.03 + 50 × 1.02 × 0.9
    assert (later.low, later.middle, later.high) == (Fraction("140.95"), Fraction("146.4096"), Fraction("150.96"))
    assert last.low == 100 * Fraction("0.9595") ** 2 + 50 * Fraction("0.81")


def test_nothing_is_drawn_on_a_missing_assumption():
    assert subjects_of(TOTAL) == ("floor", "use power", "use coal", "factor grid", "factor coal_factor")
    few = {subject: one for subject, one in HELD.items() if subject != "use coal"}
    assert lacking(TOTAL, few) == ("use coal",)
    with pytest.raises(KeyError):
        outcomes(TOTAL, {"power": Decimal(1), "coal": Decimal(1)}, few, base_year=2025, years=[2026])


PERCENT = st.decimals(-50, 50, places=3)


@given(st.lists(st.tuples(PERCENT, PERCENT, PERCENT), min_size=5, max_size=5), st.integers(0, 10))
def test_the_band_goes_from_low_to_high(numbers, years):
    held = {
        subject: Assumption(subject, *sorted(three)) for subject, three in zip(subjects_of(TOTAL), numbers, strict=True)
    }
    assert all(one.is_in_order for one in held.values())
    (one,) = outcomes(TOTAL, {"power": Decimal(7), "coal": Decimal(3)}, held, base_year=2025, years=[2025 + years])
    assert 0 < one.low <= one.middle <= one.high


def test_an_assumption_out_of_order_or_out_of_bounds_is_none():
    assert not Assumption("floor", Decimal(2), Decimal(1), Decimal(3)).is_in_order
    assert not Assumption("floor", Decimal(0), Decimal(1), Decimal("50.001")).is_in_order


def test_an_inventory_says_its_total_its_other_factors_and_its_parts():
    total, fixed = sums_of_inventory([POWER, TOTAL, FIXED, COAL])
    assert (total.code, total.parts) == ("all", {"power": "power-only", "coal": "coal-only"})
    assert (fixed.code, fixed.parts) == ("all-fixed", {"power": None, "coal": "coal-only"})


def test_what_is_no_plain_sum_is_no_inventory():
    over_years = Indicator("x", "t", TOTAL.measure, accrual=Accrual.CUMULATIVE, count_from=2021)
    assert sums_of_inventory([over_years]) == ()
    assert sums_of_inventory([]) == ()


def test_a_split_adds_up_exactly_or_is_none():
    assert split(Decimal("3.3"), {"a": Decimal("1.1"), "b": Decimal("2.2")}) == {
        "a": Decimal("1.1"),
        "b": Decimal("2.2"),
    }
    assert split(Decimal("3.3"), {"a": Decimal("1.1"), "b": Decimal("2.3")}) is None
    assert split(Decimal("3.3"), {"a": None, "b": None}) is None
