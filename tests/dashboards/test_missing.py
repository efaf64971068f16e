"""What is missing to a target: exact, in one quantity, rounded so that it suffices; in which areas."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboards.figures.missing import missing
from progress.domain.gaps import gaps, wanted_measure
from targets.domain.algebra import Comparison, Measure, Term
from tests.dashboards.made import COUNTY, LEAKAGE, NEIGHBOUR, figure, line, verdict


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


SUMS = st.decimals(min_value=1, max_value=10**6, places=3)


@given(SUMS, SUMS, st.decimals(min_value=1, max_value=99, places=2))
def test_each_change_alone_brings_the_measure_exactly_to_the_bound(top, bottom, bound):
    leakage = Measure((Term("in"), Term("out", Decimal(-1))), (Term("in"),), Decimal(100))
    wanted = Fraction(bound)
    for gap in gaps(leakage, top, bottom, wanted):
        above = Fraction(top) + (gap.change if gap.quantity == "in" else -gap.change)
        below = Fraction(bottom) + (gap.change if gap.quantity == "in" else 0)
        assume(below)
        assert 100 * above / below == wanted


def test_a_drop_is_wanted_of_the_base_years_measure():
    assert wanted_measure(Comparison.DROP_POINTS, Decimal(2), Decimal(9)) == 7
    assert wanted_measure(Comparison.DROP_PERCENT, Decimal(20), Decimal(10)) == 8
    assert wanted_measure(Comparison.DROP_PERCENT, Decimal(20), None) is None


def test_a_quantity_weighted_by_a_factor_of_the_year_is_left_out():
    energy = Measure((Term("coal", factor="coal_factor"), Term("gas")), None, Decimal(1))
    assert [gap.quantity for gap in gaps(energy, Decimal(10), None, Fraction(8))] == ["gas"]


def test_the_amount_is_rounded_so_that_it_suffices():
    shown = missing(LEAKAGE, figure("9", numerator="9", denominator="100"), verdict(), totals={}, parts=())
    assert [(change.name, change.words) for change in shown.changes] == [("A", "−1.2 m³"), ("B", "+1.1 m³")]


def test_a_strict_bound_wants_more_than_the_amount():
    over = verdict(comparator="<")
    shown = missing(LEAKAGE, figure("9", numerator="9", denominator="100"), over, totals={}, parts=())
    assert shown.changes[1].words == "over +1.1 m³"


def test_a_quantity_cannot_fall_below_nothing():
    nine = figure("9", numerator="9", denominator="100")
    shown = missing(LEAKAGE, nine, verdict(), totals={"a": Decimal("1.1")}, parts=())
    assert [change.name for change in shown.changes] == ["B"]


@pytest.mark.parametrize("status", ["met", "not_applicable", "monitored", "not_allocated", "not_reported"])
def test_nothing_is_missing_where_nothing_is_asked(status):
    assert missing(LEAKAGE, figure("9", numerator="9", denominator="100"), verdict(status), totals={}, parts=()) is None


def test_nothing_is_missing_where_the_bound_holds_or_there_is_no_figure():
    held = figure("7", numerator="7", denominator="100")
    assert missing(LEAKAGE, held, verdict("on_track"), totals={}, parts=()) is None
    assert missing(LEAKAGE, figure(None, void="term_missing"), verdict("undetermined"), totals={}, parts=()) is None


def test_areas_below_the_bound_are_named_the_largest_first():
    small = line(LEAKAGE, COUNTY, figure("9", numerator="0.9", denominator="10"))
    large = line(LEAKAGE, NEIGHBOUR, figure("10", numerator="10", denominator="100"))
    good = line(LEAKAGE, COUNTY, figure("5", numerator="5", denominator="100"))
    whole = figure("9", numerator="15.9", denominator="176.7")
    shown = missing(LEAKAGE, whole, verdict(), totals={}, parts=[small, good, large])
    assert [one.line.place.short for one in shown.areas] == [NEIGHBOUR.short, COUNTY.short]
