"""What each year up to the next target still has to bring, as literals."""

from fractions import Fraction

import pytest

from progress.domain.pace import required_pace
from tests.progress.small_worlds import indicator, target

LEVEL = indicator("x", "y", 100)
SUM = indicator(accrual="cumulative", count_from=2021)
DROP = indicator("x", "y", 100, comparison="drop_points")
DROP_OF_SUM = indicator(accrual="cumulative", count_from=2021, comparison="drop_percent")


@pytest.mark.parametrize(
    ("one", "promised", "value", "change", "years"),
    [
        (LEVEL, (2030, ">=", 65), 60, "1.25", 4),
        (LEVEL, (2030, "<=", "7.9"), "9.1", "-0.3", 4),
        (SUM, (2030, ">=", 1000), 400, "150", 4),
        (DROP, (2030, ">=", 5), 3, "0.5", 4),
        (LEVEL, (2027, "=", 100), 99, "1", 1),
        (LEVEL, (2030, "between", 60, 100), 58, "0.5", 4),
        (LEVEL, (2030, "between", 60, 100), 104, "-1", 4),
    ],
)
def test_a_floor_a_ceiling_a_sum_a_drop_and_a_band(one, promised, value, change, years):
    pace = required_pace(one, target(*promised), Fraction(str(value)), 2026)
    assert (pace.change, pace.years, pace.until) == (Fraction(change), years, promised[0])


def test_a_sum_is_added_to_each_year_and_anything_else_moves():
    paces = [required_pace(one, target(2030, ">=", 100), Fraction(20), 2026) for one in (LEVEL, SUM, DROP, DROP_OF_SUM)]
    assert [pace.adds for pace in paces] == [False, True, False, False]


def test_strict_targets_want_more_than_the_pace():
    reached = required_pace(LEVEL, target(2030, ">", 60), Fraction(60), 2026)
    assert (reached.change, reached.is_strict) == (0, True)
    assert required_pace(LEVEL, target(2030, ">=", 60), Fraction(60), 2026) is None


@pytest.mark.parametrize("promised", [(2026, ">=", 65), (2025, ">=", 65), (None, ">=", 65), (2030, ">=", 60)])
def test_what_is_due_passed_undated_or_held_has_no_pace(promised):
    assert required_pace(LEVEL, target(*promised), Fraction(60), 2026) is None
