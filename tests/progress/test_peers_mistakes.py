"""What other systems get wrong, each as a fact about this one (issue 5): four sentences and the leakage case."""

from dataclasses import replace
from decimal import Decimal

import pytest

from targets.domain.algebra import Trajectory
from tests.progress.small_worlds import CITY, A, B, C, Small, indicator


def every(year, x, y):
    return [row for area in (A, B, C) for row in ((area, "x", year, x), (area, "y", year, y))]


def test_a_percentage_is_not_averaged():
    """9 of 10 (90 %) and 10 of 90 (11 %) are 19 of 100, not 50.6 %."""
    rows = [(A, "x", 2025, 9), (A, "y", 2025, 10), (B, "x", 2025, 10), (B, "y", 2025, 90)]
    assert Small(indicator("x", "y", 100), rows).value(CITY, 2025) == 19


def test_a_silent_county_does_not_look_like_a_saving():
    """B used half of the energy in 2020 and says nothing in 2025: nothing was saved."""
    used = [(A, "x", 2020, 10), (B, "x", 2020, 10), (C, "x", 2020, "NA"), (C, "x", 2025, "NA"), (A, "x", 2025, 10)]
    cut = indicator(comparison="drop_percent", targets=[(2025, ">=", 20)])
    assert Small(cut, used).value(CITY, 2025) == 0
    assert Small(cut, used).sums(CITY, 2025).missing == (B,)
    assert Small(cut, used).light(CITY, 2025) == "awaiting_final incomplete"
    ceiling = indicator(targets=[(2025, "<=", 15)])
    assert Small(ceiling, used).light(CITY, 2025) == "awaiting_final incomplete"


def test_a_reduction_is_not_read_as_zero():
    """12 kg in 2020 and 9 kg in 2025 are a cut of 25 %: more than 20 %, short of 30 %."""
    cut = indicator("x", "y", 1, comparison="drop_percent", targets=[(2025, ">=", 20), (2030, ">=", 30)])
    small = Small(cut, [*every(2020, 12, 1), *every(2025, 9, 1)])
    assert small.value(CITY, 2025) == 25
    assert [small.light(CITY, 2025, key=key) for key in ("2025", "2030")] == ["met", "not_due"]
    linear = replace(cut, trajectory=Trajectory.LINEAR)
    judged = Small(linear, [*every(2020, 12, 1), *every(2028, 9, 1)]).verdicts(CITY, 2028)[1].judgement
    assert (float(judged.expected), round(float(judged.shortfall), 2), judged.status) == (26, 3.85, "on_track")


@pytest.mark.parametrize(("leakage", "light"), [("7.9", "met early"), ("5", "met early"), ("0", "met early")])
def test_a_direction_does_not_flip_when_the_goal_is_passed(leakage, light):
    one = indicator("x", "y", 100, trajectory="linear", targets=[(2025, "<=", "7.9")])
    small = Small(one, every(2024, leakage, 100), baselines={CITY: (2020, Decimal(12))})
    judged = small.verdicts(CITY, 2024)[0].judgement
    assert small.light(CITY, 2024) == light
    assert judged.shortfall < 0


def test_the_synthetic_leakage_case():
    """12.0 (2020) → 9.0 (2024), at most 7.9 by 2025: peers say 113.9 % "high", 0 % and 776 %."""
    one = indicator("x", "y", 100, trajectory="linear", targets=[(2025, "<=", "7.9")])
    small = Small(one, every(2024, 9, 100), baselines={CITY: (2020, Decimal(12))})
    judged = small.verdicts(CITY, 2024)[0].judgement
    assert (float(judged.expected), round(float(judged.shortfall), 1), judged.status) == (8.72, 8.5, "on_track")


def test_thresholds_are_the_plans_own():
    one = indicator("x", "y", 100, trajectory="linear", targets=[(2025, "<=", "7.9")])
    small = Small(one, every(2024, 9, 100), baselines={CITY: (2020, Decimal(12))})
    statuses = []
    for low, high in ((9, 30), (8, 30), (5, 8)):
        small.plan = replace(small.plan, on_track_below=Decimal(low), behind_below=Decimal(high))
        statuses.append(small.light(CITY, 2024))
    assert statuses == ["on_track", "behind", "far_behind"]
