"""Why a light is what it is, with the numbers put in."""

from decimal import Decimal

import pytest
from django.utils import translation

from dashboards.domain.formulas import in_words
from dashboards.domain.trajectories import expected_by_year, path_from
from dashboards.figures.why import Step, why
from progress.domain.judgement import Status
from targets.domain.algebra import Accrual, Comparison, Trajectory
from tests.dashboards.made import LEAKAGE, PILOT, defined, figure, lineage, verdict


def tell(definition, shown, judged, path=None):
    return why(definition, judged, lineage(definition, shown, judged, path))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_the_leakage_case_of_the_law():
    judged = verdict(expected="8.72", shortfall="8.536585365853658536585365853659")
    path = path_from(LEAKAGE, (judged,), base_year=2020, baseline=(2020, Decimal(12)))
    told = tell(LEAKAGE, figure("9.0", numerator="90", denominator="1000"), judged, path)
    assert (told.rule, told.formula) == (11, "(A − B) ÷ A × 100")
    assert told.steps == (Step("2024", "90 ÷ 1,000 × 100", "9.00 %"),)
    assert told.path == Step("expected in 2024", "12 + (7.9 − 12) × (2024 − 2020) ÷ (2025 − 2020)", "8.72 %")
    assert told.shortfall == Step("shortfall", "100 × (1 − (9.0000 − 12.0000) ÷ (8.7200 − 12.0000))", "8.5 %")
    assert [band.status for band in told.thresholds if band.is_here] == [Status.ON_TRACK]
    assert (told.gap, told.pace) == ("1.10 percentage points", "−1.10 percentage points a year needed")
    assert [float(value) for _year, value in expected_by_year(path, 2030)] == [12, 11.18, 10.36, 9.54, 8.72, 7.9]


def test_a_drop_is_derived_from_both_years():
    cut = defined(top="e", bottom="a", scale="1", decimals=1, comparison=Comparison.DROP_PERCENT, measure_unit="kg")
    shown = figure("20", numerator="120", denominator="10", base_numerator="150", base_denominator="10")
    told = tell(cut, shown, verdict("behind", "30", ">=", key="2030"), None)
    assert told.steps == (
        Step("2020", "150 ÷ 10", "15.000 kg"),
        Step("2024", "120 ÷ 10", "12.000 kg"),
        Step("drop", "(15.000 − 12.000) ÷ 15.000 × 100", "20.0 %"),
    )
    assert told.accrual == "figure of the year; its drop since 2020, in percent, is compared with the target"


def test_a_sum_since_a_year_says_since_when():
    area = defined(top="a", bottom=None, scale="1", unit="m²", accrual=Accrual.CUMULATIVE, count_from=2021)
    told = tell(area, figure("8", numerator="8"), verdict("behind", "10", ">="), None)
    assert (told.formula, told.accrual) == ("A", "sum of the years since 2021")


def test_a_figure_in_a_derivation_is_not_rounded_across_its_target():
    share = defined()
    shown = figure("99.996", numerator="24999", denominator="25000")
    told = tell(share, shown, verdict("breached", "100", "=", key="standing"), None)
    assert (told.steps[0].result, told.gap) == ("99.996 %", "0.004 percentage points")


def test_no_figure_says_why_and_flags_are_explained():
    judged = verdict("not_reported", flags=["overdue"], reason="nothing_reported")
    told = tell(LEAKAGE, figure(None, void="nothing_reported", reported=0), judged, None)
    assert (told.rule, told.steps, told.void) == (4, (), "nothing was reported")
    assert [str(flag) for flag in told.flags] == ["Overdue: the deadline for this figure has passed."]
    assert (told.path, told.shortfall, told.thresholds) == (None, None, ())


def test_a_passed_target_has_no_expected_progress():
    judged = verdict("missed", expected="8.72", key="2023", judged_year=2023)
    path = path_from(LEAKAGE, (judged,), base_year=2020, baseline=(2020, Decimal(12)))
    assert tell(LEAKAGE, figure(), judged, path).path is None


def test_a_milestone_that_is_done_or_not_has_no_gap():
    judged = verdict("in_progress", "1", ">=", key="2030")
    assert tell(PILOT, figure("0", numerator="0"), judged, None).gap == ""


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (defined(top="a", bottom=None, scale="1"), "A"),
        (defined(top="a b", bottom="c d", scale="0.1"), "(A + B) ÷ (C + D) × 0.1"),
        (defined(top="-a b", bottom=None, scale="0.0001"), "(−A + B) × 0.0001"),
    ],
)
def test_a_formula_in_words(definition, expected):
    assert in_words(definition) == expected


def test_a_target_that_does_not_bind_the_area_makes_no_path():
    reference = verdict("not_allocated", "7.9", "<=")
    assert path_from(LEAKAGE, (reference,), base_year=2020, baseline=(2020, Decimal(12))) is None
    drop = defined(comparison=Comparison.DROP_POINTS, trajectory=Trajectory.LINEAR)
    own = verdict("behind", "5", ">=", key="2030")
    path = path_from(drop, (own, reference), base_year=2020, baseline=None)
    assert [float(value) for _year, value in expected_by_year(path, 2022)] == [0, 0.5, 1]
