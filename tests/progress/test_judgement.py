"""The judgement table and its fine print, row by row, as literals (architecture.md)."""

from decimal import Decimal

import pytest

from targets.domain.algebra import Kind
from tests.progress.small_worlds import CITY, A, B, C, Small, factor, indicator

FLOOR = {"targets": [(2025, ">=", 10)]}
SHARE_GOAL = {"targets": [(2025, ">=", 50)]}


def every(year, x, y=None, stage="final"):
    rows = [(area, "x", year, x, stage) for area in (A, B, C)]
    return rows + ([(area, "y", year, y, stage) for area in (A, B, C)] if y is not None else [])


def test_the_synthetic_leakage_case_of_the_design():
    """12.0 (2020) → 9.0 (2024), ceiling 7.9 by 2025, linear with stored baseline: e = 8.72, s = 8.5."""
    one = indicator("x", "y", 100, trajectory="linear", targets=[(2025, "<=", "7.9")])
    small = Small(one, every(2024, 9, 100), baselines={CITY: (2020, Decimal(12))})
    judged = small.verdicts(CITY, 2024)[0].judgement
    assert judged.status == "on_track"
    assert float(judged.expected) == 8.72
    assert round(float(judged.shortfall), 1) == 8.5


def test_1_not_applicable_where_it_does_not_apply_or_nothing_was_there():
    one = indicator("x", "y", 100, applies_to=(A, B), **SHARE_GOAL)
    small = Small(one, [(A, "x", 2025, "NA"), (A, "y", 2025, 5), (B, "x", 2025, 0), (B, "y", 2025, 0)])
    assert [small.light(area, 2025) for area in (A, B, C)] == ["not_applicable"] * 3
    assert small.light(CITY, 2025) == "not_applicable"


def test_2_monitored_is_never_judged_even_when_silent():
    assert Small(indicator(group="monitored"), []).light(CITY, 2025) == "monitored"


def test_3_a_county_without_an_allocation_is_not_judged_but_standing_and_each_bind_it():
    assert Small(indicator(**FLOOR), every(2025, 1)).light(A, 2025) == "not_allocated"
    standing = indicator("x", "y", 100, group="standing", targets=[(None, "=", 100)])
    assert Small(standing, every(2025, 9, 10)).light(A, 2025) == "breached"
    each = indicator(pooling="each", group="standing", targets=[(None, ">=", 1)])
    assert Small(each, every(2025, 0)).light(A, 2025) == "breached"


def test_3_an_undated_milestone_is_not_standing_so_pooled_it_needs_an_allocation():
    one = indicator(accrual="stock", group="milestone", targets=[(None, ">=", 1)])
    assert Small(one, every(2025, 0)).light(A, 2025) == "not_allocated"


def test_3_an_allocation_binds_with_the_plans_comparator():
    one = indicator(targets=[(2025, ">", 10)])
    small = Small(one, every(2025, 4), allocations={A: {2025: Decimal(4)}, B: {2025: Decimal(3)}})
    assert small.light(A, 2025) == "missed"
    assert small.light(B, 2025) == "met"
    assert small.light(C, 2025) == "not_allocated"


def test_an_interim_allocation_takes_the_next_targets_comparator():
    one = indicator(targets=[(2025, "<=", 10), (2030, "<", 5)])
    small = Small(one, every(2027, 6), allocations={A: {2027: Decimal(6)}})
    found = [v for v in small.verdicts(A, 2027) if v.key == "2027"]
    assert found[0].target.comparator == "<"
    assert found[0].judgement.status == "missed"


def test_4_nothing_reported():
    assert Small(indicator(**FLOOR), []).light(CITY, 2025) == "not_reported"


def test_4_nothing_reported_looks_at_the_judged_year_alone():
    one = indicator(accrual="cumulative", count_from=2021, **FLOOR)
    assert Small(one, every(2021, 5)).light(CITY, 2022) == "not_reported"


@pytest.mark.parametrize(
    ("one", "rows", "factors", "reason"),
    [
        (indicator("x", "y", 100, **SHARE_GOAL), every(2025, 1), (), "term_missing"),
        (indicator("x", "y", 100, **SHARE_GOAL), every(2025, 1, 0), (), "zero_denominator"),
        (indicator("x", "y", 1, comparison="drop_points", **FLOOR), every(2025, 1, 5), (), "base_missing"),
        (indicator("x*f", **FLOOR), every(2025, 1), (factor("f", {}),), "factor_missing"),
        (indicator("x*f", **FLOOR), every(2025, 99), (factor("f", {2020: 1}, provisional=True),), "factor_provisional"),
        (indicator("x*f", **FLOOR), every(2025, 0), (factor("f", {2020: 1}, provisional=True),), "factor_provisional"),
        (indicator(accrual="cumulative", count_from=2024, **FLOOR), every(2025, 99), (), "gap_in_cumulative"),
    ],
)
def test_5_undetermined_is_never_red_and_says_why(one, rows, factors, reason):
    judged = Small(one, rows, factors=factors).verdicts(CITY, 2025)[0].judgement
    assert (judged.status, judged.reason) == ("undetermined", reason)


@pytest.mark.parametrize(
    ("comparator", "value", "status"),
    [
        (">=", 10, "met"), (">=", "9.999999", "missed"),
        (">", 10, "missed"), (">", "10.000001", "met"),
        ("<=", 10, "met"), ("<=", "10.000001", "missed"),
        ("<", 10, "missed"), ("<", "9.999999", "met"),
        ("=", 10, "met"), ("=", "9.999999", "missed"), ("=", "10.000001", "missed"),
    ],
)  # fmt: skip
def test_6_met_strict_is_strict(comparator, value, status):
    one = indicator(targets=[(2025, comparator, 10)])
    rows = [(A, "x", 2025, value), (B, "x", 2025, "NA"), (C, "x", 2025, "NA")]
    assert Small(one, rows).light(CITY, 2025) == status


@pytest.mark.parametrize(("value", "status"), [("0.6", "met"), ("1", "met"), ("0.599999", "missed"), ("1.1", "missed")])
def test_13_between_includes_both_bounds(value, status):
    one = indicator(targets=[(2025, "between", "0.6", 1)])
    rows = [(A, "x", 2025, value), (B, "x", 2025, "NA"), (C, "x", 2025, "NA")]
    assert Small(one, rows).light(CITY, 2025) == status


def test_6_a_share_of_99_996_percent_is_not_100():
    one = indicator("x", "y", 100, group="standing", targets=[(None, "=", 100)])
    assert Small(one, every(2025, 99996, 100000)).light(CITY, 2025) == "breached"


def test_6_flags_early_and_estimate():
    small = Small(indicator(**FLOOR), [*every(2023, 5), *every(2024, 5, stage="estimate")])
    assert small.light(CITY, 2023) == "met early"
    assert small.light(CITY, 2024) == "met early,estimate"


def test_fine_print_1_met_late_by_the_first_later_year_that_holds_and_a_relapse_does_not_undo_it():
    small = Small(indicator(**FLOOR), [*every(2025, 1), *every(2026, 2), *every(2027, 5), *every(2028, 1)])
    assert [small.light(CITY, year) for year in (2025, 2026, 2027, 2028)] == [
        "missed", "missed", "met late", "met late",
    ]  # fmt: skip


def test_fine_print_1_a_target_met_in_its_year_stays_met():
    small = Small(indicator(**FLOOR), [*every(2024, 9), *every(2025, 5), *every(2026, 0)])
    assert [small.light(CITY, year) for year in (2024, 2025, 2026)] == ["met early", "met", "met"]


def test_fine_print_1_met_early_is_undone_by_a_relapse_before_the_target_year():
    small = Small(indicator(**FLOOR), [*every(2023, 9), *every(2024, 1)])
    assert [small.light(CITY, year) for year in (2023, 2024)] == ["met early", "not_due"]


STANDING_SHARE = indicator("x", "y", 100, group="standing", targets=[(None, "=", 100)], bounded=True)
ONE_BELOW = [(A, "x", 2025, 9), (A, "y", 2025, 10)]
ONE_WHOLE = [(A, "x", 2025, 10), (A, "y", 2025, 10)]


def test_7_a_standing_requirement_is_breached_on_complete_figures():
    assert Small(STANDING_SHARE, every(2025, 9, 10)).light(CITY, 2025) == "breached"
    assert Small(STANDING_SHARE, every(2025, 9, 10, "estimate")).light(CITY, 2025) == "breached estimate"


def test_7_one_area_below_100_percent_cannot_be_mended_by_the_silent():
    assert Small(STANDING_SHARE, ONE_BELOW).light(CITY, 2025) == "breached incomplete"


def test_7_what_the_silent_could_undo_or_mend_is_undetermined():
    assert Small(STANDING_SHARE, ONE_WHOLE).light(CITY, 2025) == "undetermined incomplete"
    above_goal = indicator("x", "y", 100, group="standing", targets=[(None, ">=", 100)])
    assert Small(above_goal, ONE_BELOW).light(CITY, 2025) == "undetermined incomplete"
    bounded = indicator("x", "y", 100, group="standing", targets=[(None, ">=", 100)], bounded=True)
    assert Small(bounded, ONE_BELOW).light(CITY, 2025) == "breached incomplete"


def test_7_a_ceiling_on_a_sum_that_is_broken_stays_broken():
    one = indicator(group="standing", targets=[(None, "<=", 10)])
    assert Small(one, [(A, "x", 2025, 11)]).light(CITY, 2025) == "breached incomplete"
    assert Small(one, [(A, "x", 2025, 9)]).light(CITY, 2025) == "undetermined incomplete"


def test_8_a_milestone_without_a_date_or_before_it_is_in_progress():
    undated = indicator(
        accrual="stock", group="milestone", pooling="city", targets=[(None, ">=", 1)], applies_to=(CITY,)
    )
    assert Small(undated, [(CITY, "x", 2025, 0)]).light(CITY, 2025) == "in_progress"
    dated = indicator(accrual="stock", group="milestone", targets=[(2025, ">=", 1)])
    assert Small(dated, every(2024, 0)).light(CITY, 2024) == "in_progress"


def test_9_and_10_at_the_target_year_an_estimate_awaits_the_final_and_a_complete_final_is_missed():
    one = indicator(**FLOOR)
    assert Small(one, every(2025, 1, stage="estimate")).light(CITY, 2025) == "awaiting_final estimate"
    assert Small(one, every(2025, 1)).light(CITY, 2025) == "missed"
    assert Small(one, [(A, "x", 2025, 1)]).light(CITY, 2025) == "awaiting_final incomplete"


def test_10_a_dated_milestone_that_fails_is_missed():
    one = indicator(accrual="stock", group="milestone", targets=[(2025, ">=", 1)])
    assert Small(one, every(2025, 0), kinds={"x": Kind.MILESTONE}).light(CITY, 2025) == "missed"


def test_10_an_estimate_anywhere_among_the_inputs_bars_missed():
    one = indicator("x", "y", 100, comparison="drop_points", **FLOOR)
    rows = [*every(2020, 20, 100, "estimate"), *every(2025, 18, 100)]
    assert Small(one, rows).light(CITY, 2025) == "awaiting_final estimate"


def test_fine_print_2_a_final_result_reads_only_finals_of_its_year():
    small = Small(indicator(**FLOOR), [*every(2025, 1, stage="estimate"), *every(2025, 4)])
    assert small.light(CITY, 2025, "estimate") == "awaiting_final estimate"
    assert small.light(CITY, 2025, "final") == "met"
    assert small.light(CITY, 2025, "best") == "met"
    assert Small(indicator(**FLOOR), every(2025, 4, stage="estimate")).light(CITY, 2025, "final") == "not_reported"


PATH = {"trajectory": "linear", "accrual": "cumulative", "count_from": 2021, "targets": [(2030, ">=", 100)]}


@pytest.mark.parametrize(
    ("total", "shortfall", "status"),
    [
        ("10", 0, "on_track"), ("9.01", 9.9, "on_track"), ("9", 10, "behind"), ("7.01", 29.9, "behind"),
        ("7", 30, "far_behind"), ("0", 100, "far_behind"), ("12", -20, "on_track"),
    ],
)  # fmt: skip
def test_11_shortfall_under_10_under_30_and_from_30(total, shortfall, status):
    """A tenth of 100 by 2030 is expected in 2021; s = 100·(1 − a/10)."""
    rows = [(A, "x", 2021, total), (B, "x", 2021, 0), (C, "x", 2021, 0)]
    judged = Small(indicator(**PATH), rows).verdicts(CITY, 2021)[0].judgement
    assert (float(judged.expected), round(float(judged.shortfall), 6), judged.status) == (10, shortfall, status)


def test_11_without_a_baseline_a_level_has_no_path_before_its_first_target_year():
    one = indicator("x", "y", 100, trajectory="linear", targets=[(2025, ">", 55), (2030, ">", 65)])
    small = Small(one, [*every(2024, 54, 100), *every(2027, 54, 100)])
    assert small.light(CITY, 2024, key="2025") == "not_due"
    judged = next(v.judgement for v in small.verdicts(CITY, 2027) if v.key == "2030")
    assert float(judged.expected) == 59
    assert (judged.status, round(float(judged.shortfall), 2)) == ("on_track", 8.47)


def test_11_a_ceiling_without_a_stored_baseline_has_no_path():
    one = indicator("x", "y", 100, trajectory="linear", targets=[(2025, "<=", "7.9")])
    assert Small(one, every(2024, 9, 100)).light(CITY, 2024) == "not_due"


def test_11_a_drop_starts_at_zero_in_the_base_year_where_nothing_is_expected_yet():
    one = indicator("x", "y", 100, comparison="drop_points", trajectory="linear", targets=[(2030, ">=", 5)])
    small = Small(one, [*every(2020, 20, 100), *every(2026, 17, 100)])
    assert small.light(CITY, 2020) == "undetermined"
    judged = small.verdicts(CITY, 2026)[0].judgement
    assert (judged.status, float(judged.expected), float(judged.shortfall)) == ("on_track", 3, 0)


def test_11_a_direction_does_not_flip_when_the_goal_is_passed():
    one = indicator("x", "y", 100, trajectory="linear", targets=[(2025, "<=", "7.9")])
    small = Small(one, every(2024, 5, 100), baselines={CITY: (2020, Decimal(12))})
    assert small.light(CITY, 2024) == "met early"


def test_fine_print_5_a_sum_is_compared_with_its_path_only_when_complete_a_ratio_as_it_stands():
    assert Small(indicator(**PATH), [(A, "x", 2021, 1)]).light(CITY, 2021) == "not_due incomplete"
    ratio = indicator("x", "y", 100, trajectory="linear", targets=[(2025, ">", 55), (2030, ">", 65)])
    half = Small(ratio, [(A, "x", 2027, 30), (A, "y", 2027, 100)])
    assert half.light(CITY, 2027, key="2030") == "far_behind incomplete"


def test_fine_print_4_an_incomplete_figure_is_met_only_where_no_missing_one_could_undo_it():
    assert Small(indicator(**FLOOR), [(A, "x", 2025, 10)]).light(CITY, 2025) == "met incomplete"
    ratio = indicator("x", "y", 100, **SHARE_GOAL)
    half = [(A, "x", 2025, 60), (A, "y", 2025, 100), (A, "x", 2024, 60), (A, "y", 2024, 100)]
    assert Small(ratio, half).light(CITY, 2025) == "awaiting_final incomplete"
    assert Small(ratio, half).light(CITY, 2024) == "on_track incomplete"
    ceiling = indicator(targets=[(2025, "<=", 100)])
    assert Small(ceiling, [(A, "x", 2025, 10)]).light(CITY, 2025) == "awaiting_final incomplete"
    minus = indicator("x -y", **FLOOR)
    assert Small(minus, [(A, "x", 2025, 20), (A, "y", 2025, 1)]).light(CITY, 2025) == "awaiting_final incomplete"


def test_fine_print_14_a_countys_path_runs_through_its_own_allocations_only():
    one = indicator(**PATH)
    small = Small(one, every(2025, 1) + every(2021, 0) + every(2022, 0) + every(2023, 0) + every(2024, 0),
                  allocations={A: {2030: Decimal(20)}})  # fmt: skip
    judged = small.verdicts(A, 2025)[0].judgement
    assert (float(judged.expected), float(judged.shortfall), judged.status) == (10, 90, "far_behind")


def test_12_not_due_without_a_path():
    assert Small(indicator(**FLOOR), every(2024, 1)).light(CITY, 2024) == "not_due"


EACH = {"pooling": "each", "accrual": "stock"}


@pytest.mark.parametrize(
    ("filed", "light", "met", "owed"),
    [
        ((1, 1, 1), "met", 3, 3),
        ((1, 1, 0), "breached", 2, 3),
        ((1, 1, None), "undetermined incomplete", 2, 3),
        ((1, 0, None), "breached incomplete", 1, 3),
        ((1, 1, "NA"), "met", 2, 2),
        ((None, None, None), "not_reported", 0, 3),
        (("NA", "NA", "NA"), "not_applicable", 0, 0),
    ],
)
def test_fine_print_12_each_counts_n_of_n_silent_ones_included(filed, light, met, owed):
    one = indicator(group="standing", targets=[(None, ">=", 1)], **EACH)
    rows = [(area, "x", 2025, value) for area, value in zip((A, B, C), filed, strict=True) if value is not None]
    small = Small(one, rows)
    judged = small.verdicts(CITY, 2025)[0].judgement
    assert (small.light(CITY, 2025), judged.met, judged.owed) == (light, met, owed)


def test_fine_print_12_each_with_a_date_awaits_the_silent_and_is_missed_by_one():
    one = indicator(targets=[(2025, ">=", 1)], **EACH)
    silent = [(A, "x", 2025, 1), (B, "x", 2025, 1)]
    assert Small(one, silent).light(CITY, 2025) == "awaiting_final incomplete"
    assert Small(one, [*silent, (C, "x", 2025, 0)]).light(CITY, 2025) == "missed"


def test_fine_print_12_each_of_undated_milestones_is_in_progress_until_all_are_done():
    one = indicator(group="milestone", targets=[(None, ">=", 1)], **EACH)
    small = Small(one, [(A, "x", 2025, 1), (B, "x", 2025, 0)])
    assert small.light(CITY, 2025) == "in_progress incomplete"
    assert [small.light(area, 2025) for area in (A, B, C)] == ["met", "in_progress", "not_reported"]


def test_a_dated_target_beside_a_standing_one_is_judged_on_its_own():
    one = indicator("x", "y", 100, group="standing", bounded=True, targets=[(None, "=", 100), (2030, "=", 100)])
    small = Small(one, every(2025, 10, 10))
    assert small.light(CITY, 2025, key="standing") == "met"
    assert small.light(CITY, 2025, key="2030") == "met early"
    assert small.light(A, 2025, key="2030") == "not_allocated"
