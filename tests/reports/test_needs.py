"""What earlier years are needed for: literals of Jining's plan."""

import pytest

from reports.queries import needs
from reports.queries.needs import Use
from tests.factories import make_user


def uses(found, code):
    return [(reason.use, reason.indicator) for reason in found[code]]


def test_the_first_filing_year_is_that_of_the_plans_issue(plan):
    assert needs.first_filing_year(plan) == 2024
    plan.issued_on = plan.issued_on.replace(year=2023)
    assert needs.first_filing_year(plan) == 2023


def test_the_base_year_is_needed_for_the_two_reductions_and_nothing_else(plan):
    found = needs.needed(plan, 2020)
    assert set(found) == {
        "heat_supplied", "heat_delivered", "decentralized_heating_electricity", "decentralized_heating_gas",
        "decentralized_heating_coal", "central_heating_area", "decentralized_heating_area",
    }  # fmt: skip
    assert uses(found, "heat_supplied") == [
        (Use.BASE_OF_REDUCTION, "heating-network-loss-cut"),
        (Use.BASE_OF_REDUCTION, "heating-energy-intensity-cut"),
    ]
    assert found["heat_delivered"][0].name_zh == "城市供热管网热损失率较2020年下降"


def test_the_years_between_are_needed_for_cumulative_sums(plan):
    found = needs.needed(plan, 2022)
    assert set(found) == {
        "ecological_corridor_built", "completed_green_area", "started_ultra_low_energy_area",
        "chp_waste_heat_area_added",
    }  # fmt: skip
    assert uses(found, "ecological_corridor_built") == [(Use.CUMULATIVE, "ecological-corridor-length")]


def test_from_the_year_of_issue_on_everything_is_needed(plan):
    found = needs.needed(plan, 2024)
    assert len(found) == plan.quantities.count()
    assert set(found.values()) == {()}


def test_a_sum_is_not_needed_before_it_counts(plan):
    plan.issued_on = plan.issued_on.replace(year=2026)
    by_year = needs.needed_by_year(plan, (2021, 2023, 2024))
    assert "retrofitted_public_area" not in by_year[2023]
    assert uses(by_year[2024], "retrofitted_public_area") == [
        (Use.CUMULATIVE, "retrofitted-area"),
        (Use.CUMULATIVE, "avoided-co2-retrofit"),
    ]
    assert "heat_supplied" not in by_year[2021]


@pytest.mark.parametrize(("years", "queries"), [((2022,), 1), ((2026,), 1), (range(2020, 2031), 2)])
def test_the_cost_does_not_grow_with_the_years(plan, django_assert_num_queries, years, queries):
    with django_assert_num_queries(queries):
        needs.needed_by_year(plan, years)


def test_the_form_of_a_year_before_the_plan_marks_what_is_needed(plan, client_of):
    clerk = client_of(make_user("clerk"))
    before, since = (clerk.get(f"/filing/{year}/final/").content.decode() for year in (2020, 2025))
    assert before.count("quantity__needed") > 0
    assert "heat_supplied" in before[: before.index("quantity__needed")].rsplit("data-row=", 1)[1]
    assert "quantity__needed" not in since
