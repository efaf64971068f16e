"""Unchanged year-end figures come over from last year at a click, marked, and go again at another."""

import pytest

from reports.domain.words import Stage
from reports.models import Value
from reports.services import carrying
from tests.factories import LIANGSHAN, make_actor
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    draft,
    journalled,
    key_of,
    not_applicable,
    refused,
    save,
    submitted,
    typed,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("plan")
PARKS = "urban_management"
LAST = {"lamps_total": typed("1000"), "lamps_energy_saving": typed("800"), "greenway_built": typed("5")}


@pytest.fixture
def clerk():
    return make_actor("clerk", bureau=PARKS)


@pytest.fixture
def carry(acting_as):
    def call(actor, quantities=None, *, key=None):
        with acting_as(actor):
            return carrying.carry_over(key=key or key_of(), quantities=quantities, actor=actor, now=NOON)

    return call


@pytest.fixture
def undo(acting_as):
    def call(actor):
        with acting_as(actor):
            return carrying.undo(key=key_of(), actor=actor, now=NOON)

    return call


@pytest.fixture
def stored(acting_as):
    def call(year=2026):
        with acting_as(SYSTEM):
            rows = Value.objects.filter(report__filing_year__year=year).order_by("quantity__code")
            return {code: (f"{number.normalize():f}", came) for code, number, came in
                    rows.values_list("quantity__code", "number", "provenance")}  # fmt: skip

    return call


def test_stock_figures_of_last_year_come_over_and_flows_do_not(carry, stored, clerk):
    approved(LAST, year=2025, stage=Stage.FINAL)
    saved = carry(clerk)
    assert sorted(saved.changed) == ["lamps_energy_saving", "lamps_total"]
    assert stored() == {"lamps_energy_saving": ("800", "carried"), "lamps_total": ("1000", "carried")}
    assert len(journalled("report.save")) == 2
    refused("nothing_to_carry", carry, clerk)


def test_the_final_goes_before_the_estimate_and_what_was_never_submitted_counts_not(carry, stored, clerk):
    submitted({"lamps_total": typed("900"), "lamps_energy_saving": typed("1")}, year=2025)
    approved({"lamps_total": typed("1000")}, year=2025, stage=Stage.FINAL)
    carry(clerk)
    assert stored() == {"lamps_total": ("1000", "carried"), "lamps_energy_saving": ("1", "carried")}


def test_a_draft_of_last_year_is_nothing_to_carry(carry, clerk):
    draft(LAST, year=2025)
    refused("nothing_to_carry", carry, clerk)


def test_what_says_something_already_stays(carry, stored, clerk):
    approved(LAST, year=2025)
    save(clerk, {"lamps_total": typed("1100")})
    carry(clerk)
    assert stored() == {"lamps_total": ("1100", "typed"), "lamps_energy_saving": ("800", "carried")}


def test_only_the_chosen_and_only_what_is_offered(carry, stored, clerk):
    approved(LAST, year=2025)
    carry(clerk, ["lamps_energy_saving", "greenway_built", "heat_supplied", "nonsense"])
    assert list(stored()) == ["lamps_energy_saving"]


def test_not_applicable_is_no_number_to_carry(carry, clerk):
    approved({"lamps_total": not_applicable()}, year=2025)
    refused("nothing_to_carry", carry, clerk)


def test_another_bureaus_figures_are_not_offered(carry):
    approved(LAST, year=2025)
    refused("nothing_to_carry", carry, make_actor("clerk", bureau="natural_resources"))
    refused("nothing_to_carry", carry, make_actor("clerk", bureau=PARKS, area=LIANGSHAN), key=key_of())


def test_an_edited_figure_loses_the_mark(carry, stored, clerk):
    approved(LAST, year=2025)
    saved = carry(clerk)
    save(clerk, {"lamps_total": typed("1001", seen_version=saved.version)})
    assert stored()["lamps_total"] == ("1001", "typed")


def test_undo_clears_the_last_take_over_and_nothing_edited(carry, undo, stored, clerk):
    approved(LAST, year=2025)
    carry(clerk, ["lamps_energy_saving"])
    saved = carry(clerk)
    undo(clerk)
    assert list(stored()) == ["lamps_energy_saving"]
    saved = carry(clerk)
    save(clerk, {"lamps_total": typed("1001", seen_version=saved.version)})
    undo(clerk)
    assert stored() == {"lamps_total": ("1001", "typed")}
    refused("nothing_to_undo", undo, clerk)


def test_a_figure_typed_in_a_smaller_unit_comes_over_as_it_was_typed(carry, acting_as):
    approved({"central_heating_area": typed("12345678", unit="㎡")}, year=2025)
    saved = carry(make_actor("clerk"))
    with acting_as(SYSTEM):
        value = Value.objects.get(report=saved.report_id, quantity__code="central_heating_area")
    assert (str(value.number), str(value.typed_number), value.typed_unit) == ("1234.567800", "12345678.000000", "㎡")
