"""The ledger of avoided emissions: activity as filed, the factor with its year and source, and the yearly savings."""

from decimal import Decimal

import pytest

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from dashboards.queries.carbon import carbon_page
from dashboards.queries.scopes import Asked, scope_of
from progress.services.draining import drain
from reports.domain.words import Stage
from targets.models import PlanEvent
from targets.services import factors
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI
from tests.factories import make_actor
from tests.reports.factories import approved, not_applicable, typed

RETROFIT, GEOTHERMAL = "avoided-co2-retrofit", "avoided-co2-geothermal"


@pytest.fixture(autouse=True)
def _filed(plan, monkeypatch):
    """Sishui retrofitted in 2024 and 2025; in 2026 it had nothing to retrofit; Liangshan is silent but for 2024."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for year, homes, offices, heated in ((2024, "10", "2", "100"), (2025, "5", "0", "120")):
        filed = {"retrofitted_residential_area": typed(homes), "retrofitted_public_area": typed(offices)}
        approved(filed | {"shallow_geothermal_area": typed(heated)}, year=year, stage=Stage.FINAL)
    approved({"retrofitted_residential_area": not_applicable(), "retrofitted_public_area": typed("7")})
    approved({"shallow_geothermal_area": typed("40")}, area=LIANGSHAN, year=2025, stage=Stage.FINAL)
    with acting_as(system("tests")):
        drain(now=NOW)


def measures(role="leader", place=SISHUI, year=2025, **more):
    actor = make_actor(role, **more)
    with acting_as(actor):
        scope = scope_of(Asked(year=year), actor=actor, now=NOW, language="en")
        page = carbon_page(scope, scope.readable_place(place), actor=actor, english=True)
    return {one.definition.code: one for ledger in page.avoided for one in ledger.measures}


def activity(measure):
    return {term.quantity.code: term.amount for term in measure.activities}


def test_a_cumulative_measure_adds_what_was_done_and_multiplies_by_the_years_factor():
    one = measures()[RETROFIT]
    assert activity(one) == {"retrofitted_residential_area": 15, "retrofitted_public_area": 2}
    assert one.amount.value == (15 * 140 + 2 * 180) / Decimal(10000)
    assert (one.total.value, one.total.first) == (Decimal("0.176") + Decimal("0.246"), 2024)


def test_a_year_that_does_not_apply_adds_nothing():
    one = measures(year=2026)[RETROFIT]
    assert activity(one) == {"retrofitted_residential_area": 15, "retrofitted_public_area": 2}
    assert one.amount.value == Decimal("0.246")


def test_the_city_sums_the_areas_that_count():
    one = measures(place=CITY)[GEOTHERMAL]
    assert activity(one) == {"shallow_geothermal_area": 160}
    assert (one.amount.reported, one.amount.expected) == (2, 14)
    assert one.total.missing == (2020, 2021, 2022, 2023)


def test_a_factor_says_of_which_year_it_is_from_where_and_how_far_it_is_trusted():
    (term,) = measures()[GEOTHERMAL].activities
    factor = term.factor
    assert (factor.value, factor.year, factor.unit, factor.confidence) == (
        Decimal("213.0"),
        2023,
        "tCO₂/10⁴ m²",
        "derived",
    )
    assert factor.source.startswith("推算") and not factor.provisional


def test_a_changed_factor_shows_its_own_source_and_new_savings(plan):
    with acting_as(system("tests")) as actor:
        change = {"year": 2025, "value": Decimal(200), "source": "field study", "reason": "measured", "seen": 0}
        factors.set_value(plan_id=plan.pk, code="saving_geothermal", **change, actor=actor, now=NOW)
        assert PlanEvent.objects.filter(kind=PlanEvent.Kind.FACTORS).exists()
        drain(now=NOW)
    one = measures()[GEOTHERMAL]
    assert (one.activities[0].factor.year, one.activities[0].factor.source) == (2025, "field study")
    assert one.amount.value == Decimal("2.4")
    assert activity(one) == {"shallow_geothermal_area": 120}


def test_who_did_not_file_it_sees_what_follows_from_the_figure_alone():
    own = measures("clerk", bureau="housing")
    assert activity(own[RETROFIT]) == {"retrofitted_residential_area": 15, "retrofitted_public_area": 2}
    other = measures("clerk", bureau="water")
    assert activity(other[RETROFIT]) == {"retrofitted_residential_area": None, "retrofitted_public_area": None}
    city = measures("lead", place=CITY)
    assert activity(city[GEOTHERMAL]) == {"shallow_geothermal_area": 160}, "the city's total, divided by its factor"
    assert activity(city[RETROFIT]) == {"retrofitted_residential_area": None, "retrofitted_public_area": None}
