"""Numbers for reading never stand on another side of a bound than what was judged."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.domain import numbers
from dashboards.figures import theme, wording


@pytest.mark.parametrize("module", [numbers, theme, wording])
def test_the_examples_in_the_documentation_hold(module):
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)


@pytest.mark.parametrize(
    ("value", "decimals", "bounds", "expected"),
    [
        ("53.125", 2, [], "53.13"),
        ("2.665", 2, [], "2.67"),
        ("99.996", 2, ["100"], "99.996"),
        ("99.994", 2, ["100"], "99.99"),
        ("99.9996", 2, ["100"], "99.9996"),
        ("99.999999", 2, ["100"], "99.99999"),
        ("100", 2, ["100"], "100.00"),
        ("100.000001", 2, ["100"], "100.00001"),
        ("55.004", 2, ["55"], "55.004"),
        ("7.9", 2, ["7.9"], "7.90"),
        ("7.9000001", 1, ["7.9"], "7.9001"),
        ("0.6", 1, ["0.6", "0.8"], "0.6"),
        ("55.3", 0, ["55.25"], "55.3"),
        ("1234567.891", 1, [], "1,234,567.9"),
        ("-0.001", 2, [], "0.00"),
        ("-0.001", 2, ["0"], "−0.001"),
        ("-1234.5", 1, [], "−1,234.5"),
    ],
)
def test_a_number_as_shown(value, decimals, bounds, expected):
    assert numbers.shown(Decimal(value), decimals, [Decimal(bound) for bound in bounds]) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [("7.900000000000", "7.9"), ("1600.00", "1,600"), ("0", "0"), ("1e3", "1,000"), ("0.0000004", "0")],
)
def test_a_number_as_written_in_the_plan(number, expected):
    assert numbers.plain(Decimal(number)) == expected


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=12, allow_nan=False)


@given(value=amounts, bound=st.decimals(min_value=-1000, max_value=1000, places=3), decimals=st.integers(0, 4))
def test_what_is_shown_is_on_the_side_of_what_was_judged(value, bound, decimals):
    shown = numbers.rounded(value, decimals, [bound])
    assert (shown > bound, shown < bound) == (value > bound, value < bound)
    assert abs(shown - value) <= Decimal(1).scaleb(-decimals)
