"""What an indicator would come to: the roll-up's own sums, held against the next bound."""

from decimal import Decimal

import pytest

from progress.domain.previews import preview
from progress.domain.readings import Void
from progress.domain.rollup import Filed, world_of
from progress.domain.verdicts import Terms
from reports.domain.words import State
from targets.domain.algebra import (
    Accrual,
    Comparator,
    Indicator,
    Kind,
    Measure,
    PlanDefinitions,
    Target,
    Term,
)

ONE = Decimal(1)
SHARE = Indicator(
    code="share",
    unit="%",
    measure=Measure((Term("part", ONE),), (Term("whole", ONE),), Decimal(100)),
    targets=(Target(2025, Comparator.AT_LEAST, Decimal(30)), Target(2030, Comparator.AT_LEAST, Decimal(40))),
    applies_to=("a",),
)
SUM = Indicator(
    code="sum",
    unit="km",
    measure=Measure((Term("part", ONE),), None, ONE),
    accrual=Accrual.CUMULATIVE,
    count_from=2024,
    targets=(Target(2030, Comparator.AT_LEAST, Decimal(10)),),
    applies_to=("a",),
)
PLAN = PlanDefinitions(
    base_year=2020,
    indicators={"share": SHARE, "sum": SUM},
    factors={},
    quantity_kinds={"part": Kind.FLOW, "whole": Kind.FLOW},
    quantity_areas={"part": ("a",), "whole": ("a",)},
)


def shown(indicator, year=2026, allocations=None, **numbers):
    facts = {}
    for name, number in numbers.items():
        code, _, then = name.partition("_")
        state = State.REPORTED if number != "n/a" else State.NOT_APPLICABLE
        value = Decimal(number) if number != "n/a" else None
        facts["a", code, int(then or year), "final"] = Filed(state, value, False)
    world = world_of(units=("a",), parts={}, facts=facts)
    terms = Terms(is_city=False, allocations={year: Decimal(value) for year, value in (allocations or {}).items()})
    return preview(world, PLAN, indicator, terms, "a", year, "final")


def test_a_share_is_held_against_the_citys_next_target_for_reference():
    one = shown(SHARE, part="35", whole="100")
    assert (str(one.value), one.target.year, one.is_own, one.holds, one.is_ahead) == ("35.00", 2030, False, False, True)


def test_an_own_target_comes_first_and_the_citys_stands_beside_it():
    one = shown(SHARE, allocations={2030: "33"}, part="35", whole="100")
    assert (one.target.value, one.is_own, one.city.value, one.holds) == (Decimal(33), True, Decimal(40), True)


def test_a_figure_just_below_its_bound_is_not_rounded_onto_it():
    one = shown(SHARE, year=2025, part="29.999", whole="100")
    assert (str(one.value), one.holds) == ("29.999", False)


def test_the_citys_sum_says_nothing_about_one_county():
    one = shown(SUM, part_2024="1", part_2025="2", part="3")
    assert (str(one.value), one.target.value, one.holds) == ("6.00", Decimal(10), None)
    assert shown(SUM, allocations={2030: "5"}, part_2024="1", part_2025="2", part="3").holds is True


@pytest.mark.parametrize(
    ("numbers", "void", "missing"),
    [
        ({"part": "1"}, Void.TERM_MISSING, (("whole", 2026),)),
        ({}, Void.NOTHING_REPORTED, (("part", 2026), ("whole", 2026))),
        ({"part": "n/a"}, Void.NOT_APPLICABLE, ()),
        ({"part": "0", "whole": "0"}, Void.NOTHING_TO_APPLY, ()),
        ({"part": "1", "whole": "0"}, Void.ZERO_DENOMINATOR, ()),
    ],
)
def test_where_there_is_no_figure_it_says_why_and_what_is_missing(numbers, void, missing):
    one = shown(SHARE, **numbers)
    assert (one.value, one.void, one.missing, one.holds) == (None, void, missing, None)


def test_a_gap_in_a_sum_names_the_year_and_is_no_zero():
    one = shown(SUM, part="3", part_2024="1")
    assert (one.value, one.void, one.missing) == (None, Void.GAP, (("part", 2025),))
