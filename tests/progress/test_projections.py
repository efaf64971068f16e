"""The trend of a series: exact, in no order, not carried away by one odd year, silent on too few."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from progress.domain.projections import projected

AHEAD = range(2030, 2031)


def at(figures, year=2030):
    (one,) = projected({y: Decimal(v) for y, v in figures.items()}, range(year, year + 1))
    return one


def test_fewer_than_three_years_say_nothing():
    assert projected({}, AHEAD) == ()
    assert projected({2024: Decimal(1), 2025: Decimal(2)}, AHEAD) == ()


def test_one_odd_year_does_not_carry_the_trend_away():
    steady = {2021: 12, 2022: 11, 2023: 10, 2024: 9, 2025: 8}
    odd = steady | {2023: 80}
    assert at(steady).value == 3
    assert at(odd).value == 3  # a least-squares line would say 17
    assert at(odd).low < 3 < at(odd).high


def test_a_missing_year_is_a_gap_and_no_zero():
    assert at({2020: 12, 2022: 10, 2024: 8}).value == 2


def test_the_interval_is_of_the_flattest_and_the_steepest_slope():
    one = at({2021: 10, 2022: 12, 2023: 13}, 2024)
    assert (one.value, one.low, one.high) == (Fraction(29, 2), Fraction(27, 2), Fraction(31, 2))


@given(st.dictionaries(st.integers(2000, 2029), st.decimals(-1000, 1000, places=3), min_size=3, max_size=11))
def test_a_straight_series_goes_on_straight_and_the_value_lies_in_its_interval(figures):
    (one,) = projected(figures, AHEAD)
    assert one.low <= one.value <= one.high
    straight = {year: Decimal(2) + Decimal(3) * year for year in figures}
    (exact,) = projected(straight, AHEAD)
    assert exact.value == exact.low == exact.high == 2 + 3 * 2030
