"""One literal, hand-calculated case per word of the algebra (architecture.md, "The algebra")."""

from decimal import Decimal

import pytest

from progress.domain.rollup import Zone
from targets.domain.algebra import Kind
from tests.progress.small_worlds import CITY, A, B, C, Small, factor, indicator

SHARE = indicator("x", "y", 100)


def test_pooled_sums_the_quantities_and_divides_once_never_averaging_percentages():
    rows = [(A, "x", 2025, 9), (A, "y", 2025, 10), (B, "x", 2025, 10), (B, "y", 2025, 90)]
    rows += [(C, "x", 2025, 0), (C, "y", 2025, 0)]
    small = Small(SHARE, rows)
    assert small.value(A, 2025) == 90
    assert small.value(CITY, 2025) == 19  # 19 of 100; the mean of 90 % and 11.1 % would be 50.6 %


def test_a_silent_county_counts_as_missing_and_is_named():
    small = Small(SHARE, [(A, "x", 2025, 9), (A, "y", 2025, 10), (B, "x", 2025, 1), (B, "y", 2025, 10)])
    sums = small.sums(CITY, 2025)
    assert (sums.reported, sums.expected, sums.missing) == (2, 3, (C,))
    assert small.value(CITY, 2025) == 50


def test_an_area_counts_only_with_all_the_terms_it_owes():
    small = Small(SHARE, [(A, "x", 2025, 9), (A, "y", 2025, 10), (B, "x", 2025, 1)])
    assert small.value(B, 2025) == "term_missing"
    assert small.sums(CITY, 2025).numerator == 9


def test_not_applicable_leaves_numerator_denominator_and_coverage():
    rows = [(A, "x", 2025, 9), (A, "y", 2025, 10), (B, "x", 2025, "NA"), (B, "y", 2025, 500)]
    sums = Small(SHARE, rows).sums(CITY, 2025)
    assert (sums.reported, sums.expected, sums.denominator) == (1, 2, 10)


def test_zero_is_a_figure():
    small = Small(SHARE, [(A, "x", 2025, 0), (A, "y", 2025, 10)])
    assert small.value(A, 2025) == 0


def test_level_takes_that_year_alone():
    small = Small(indicator(), [(A, "x", 2024, 5), (A, "x", 2025, 7)])
    assert small.value(A, 2025) == 7


def test_stock_takes_the_years_end():
    small = Small(indicator(accrual="stock"), [(A, "x", 2024, 500), (A, "x", 2025, 540)])
    assert small.value(A, 2025) == 540


CUMULATIVE = indicator(accrual="cumulative", count_from=2021)


def test_cumulative_adds_yearly_flows_since_count_from():
    small = Small(CUMULATIVE, [(A, "x", 2020, 1000), (A, "x", 2021, 1), (A, "x", 2022, 2), (A, "x", 2023, 4)])
    assert [small.value(A, year) for year in (2020, 2021, 2022, 2023)] == ["not_applicable", 1, 3, 7]


def test_a_gap_in_a_cumulative_is_never_read_as_zero():
    small = Small(CUMULATIVE, [(A, "x", 2021, 1), (A, "x", 2023, 4)])
    assert small.value(A, 2023) == "gap_in_cumulative"


def test_a_not_applicable_year_of_a_cumulative_is_neither_owed_nor_added():
    small = Small(CUMULATIVE, [(A, "x", 2021, 1), (A, "x", 2022, "NA"), (A, "x", 2023, 4)])
    assert small.value(A, 2023) == 5
    assert small.value(A, 2022) == 1


def test_a_cumulative_takes_each_past_years_final_else_its_estimate():
    rows = [(A, "x", 2021, 1, "estimate"), (A, "x", 2021, 10), (A, "x", 2022, 100, "estimate")]
    rows += [(A, "x", 2023, 1000, "estimate"), (A, "x", 2023, 2000)]
    small = Small(CUMULATIVE, rows)
    assert small.value(A, 2023, "final") == 2110
    assert small.value(A, 2023, "estimate") == 1110
    assert small.sums(A, 2023, "final").has_estimate


DROP = indicator("x", "y", 100, comparison="drop_points")


def test_drop_in_points_is_base_year_minus_this_year():
    rows = [(A, "x", 2020, 20), (A, "y", 2020, 100), (A, "x", 2025, 12), (A, "y", 2025, 80)]
    assert Small(DROP, rows).value(A, 2025) == 5  # 20 % − 15 %


def test_drop_in_percent_is_relative_to_the_base_year():
    one = indicator("x", "y", 100, comparison="drop_percent")
    rows = [(A, "x", 2020, 20), (A, "y", 2020, 100), (A, "x", 2025, 12), (A, "y", 2025, 80)]
    assert Small(one, rows).value(A, 2025) == 25


def test_drops_compare_the_same_areas_in_both_years():
    rows = [(A, "x", 2020, 20), (A, "y", 2020, 100), (A, "x", 2025, 12), (A, "y", 2025, 80)]
    rows += [(B, "x", 2025, 70), (B, "y", 2025, 80)]  # B has no base year: its 87.5 % must not count
    small = Small(DROP, rows)
    assert small.value(CITY, 2025) == 5
    assert small.value(B, 2025) == "base_missing"
    assert small.sums(CITY, 2025).missing == (B, C)


def test_a_reduction_without_a_base_year_is_not_read_as_zero():
    small = Small(DROP, [(A, "x", 2025, 12), (A, "y", 2025, 80)])
    assert small.value(CITY, 2025) == "base_missing"


def test_factors_are_those_of_the_year():
    one = indicator("x*grid", None, "0.0001")
    rows = [(A, "x", 2020, 10000), (A, "x", 2022, 10000), (A, "x", 2030, 10000)]
    small = Small(one, rows, factors=[factor("grid", {2021: "6.838", 2022: "6.410"})])
    assert [small.value(A, year) for year in (2020, 2022, 2030)] == [6.838, 6.41, 6.41]


def test_a_cumulative_with_a_factor_adds_the_activity_first_and_applies_the_judged_years_factor():
    one = indicator("x*saving", accrual="cumulative", count_from=2021)
    small = Small(one, [(A, "x", 2021, 10), (A, "x", 2022, 10)], factors=[factor("saving", {2021: 2, 2022: 3})])
    assert small.value(A, 2022) == 60


def test_a_drop_takes_each_years_own_factor():
    one = indicator("x*f", "y", 1, comparison="drop_points")
    rows = [(A, "x", 2020, 10), (A, "y", 2020, 1), (A, "x", 2025, 10), (A, "y", 2025, 1)]
    assert Small(one, rows, factors=[factor("f", {2020: 3, 2025: 2})]).value(A, 2025) == 10


def test_an_exact_factor_is_missing_in_other_years_but_times_zero_it_is_zero():
    one = indicator("x", "y*goal", 100)
    goal = factor("goal", {2025: "0.4"}, lookup="exact")
    rows = [(A, "x", 2025, 20), (A, "y", 2025, 100), (A, "x", 2026, 20), (A, "y", 2026, 100)]
    rows += [(B, "x", 2026, 0), (B, "y", 2026, 0)]
    small = Small(one, rows, factors=[goal])
    assert small.value(A, 2025) == 50
    assert small.value(A, 2026) == "factor_missing"
    assert small.value(B, 2026) == "nothing_to_apply"
    assert small.sums(CITY, 2026).denominator is None


def test_a_zero_denominator_under_a_numerator_gives_no_figure_and_0_of_0_only_when_complete():
    rows = [(A, "x", 2025, 3), (A, "y", 2025, 0), (B, "x", 2025, 0), (B, "y", 2025, 0)]
    small = Small(SHARE, rows)
    assert small.value(A, 2025) == "zero_denominator"
    assert small.value(B, 2025) == "nothing_to_apply"
    half = Small(SHARE, rows[2:])
    assert half.value(CITY, 2025) == "zero_denominator"
    whole = Small(SHARE, [*rows[2:], (A, "x", 2025, "NA"), (C, "x", 2025, "NA")])
    assert whole.value(CITY, 2025) == "nothing_to_apply"


@pytest.mark.parametrize(("year", "value"), [(2023, 0), (2024, 1), (2025, 1), (2026, 0), (2027, "nothing_reported")])
def test_a_milestone_done_stays_done_until_withdrawn(year, value):
    one = indicator(accrual="stock", group="milestone", targets=[(None, ">=", 1)])
    rows = [(A, "x", 2023, 0), (A, "x", 2024, 1), (A, "x", 2026, 0)]
    assert Small(one, rows, kinds={"x": Kind.MILESTONE}).value(A, year) == value


def test_best_is_the_final_else_the_estimate_value_by_value():
    rows = [(A, "x", 2025, 1, "estimate"), (A, "y", 2025, 10, "estimate"), (A, "x", 2025, 2)]
    small = Small(SHARE, rows)
    assert small.value(A, 2025) == 20
    assert small.value(A, 2025, "estimate") == 10
    assert small.value(A, 2025, "final") == "term_missing"


def test_no_digit_is_lost_in_sums_and_products():
    one = indicator("x*f")
    small = Small(one, [(A, "x", 2025, "99999999999999.999999")], factors=[factor("f", {2020: "1.000000000001"})])
    assert small.sums(A, 2025).numerator == Decimal("100000000000099.999998999999999999")


def zone_world(switches, *rows):
    """C is a zone of A."""
    return Small(indicator(), rows, zones=[Zone(C, A, switches)])


def test_a_zone_switched_off_is_added_to_its_parent_for_the_years_it_filed_alone():
    one = indicator(comparison="drop_percent")
    rows = [(A, "x", 2020, 60), (C, "x", 2020, 40), (A, "x", 2026, 90)]
    small = Small(one, rows, zones=[Zone(C, A, ((2026, False),))])
    assert small.value(A, 2026) == 10  # 60 + 40 then, 90 now
    assert small.value(C, 2026) == "not_applicable"
    assert small.sums(CITY, 2026).expected == 2
    assert small.sums(CITY, 2025).expected == 3


def test_a_zone_that_was_silent_while_on_leaves_a_gap_in_its_parent():
    one = indicator(accrual="cumulative", count_from=2024)
    rows = [(A, "x", 2024, 1), (A, "x", 2025, 1), (C, "x", 2025, 5), (A, "x", 2026, 1)]
    small = Small(one, rows, zones=[Zone(C, A, ((2026, False),))])
    assert small.value(A, 2026) == "gap_in_cumulative"


def test_a_zone_switched_on_leaves_gaps_until_both_refile():
    one = indicator(accrual="cumulative", count_from=2024)
    zones = [Zone(C, A, ((2020, False), (2025, True)))]
    rows = [(A, "x", 2024, 10), (A, "x", 2025, 1), (C, "x", 2025, 2)]
    before = Small(one, rows, zones=zones)
    assert (before.value(A, 2025), before.value(C, 2025)) == ("gap_in_cumulative", "gap_in_cumulative")
    refiled = Small(one, [*rows, (A, "x", 2024, 7), (C, "x", 2024, 3)], zones=zones)
    assert (refiled.value(A, 2025), refiled.value(C, 2025)) == (8, 5)
    assert refiled.value(A, 2024) == 10
