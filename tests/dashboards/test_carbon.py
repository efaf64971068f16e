"""The carbon page: what it adds, what it never adds, and what each reader sees of it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.actors import system
from accounts.models import Area
from accounts.services.acting import acting_as
from dashboards.domain.carbon import per_size
from dashboards.queries.carbon import carbon_page
from dashboards.queries.scopes import Asked, scope_of
from dashboards.views.shared import shelf
from progress.models import AreaSize, Rollup, Scenario, ScenarioLine
from progress.services.draining import as_rollup
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI, put, updated
from tests.dashboards.test_costs import FRAME, PAGE
from tests.factories import make_actor, make_user

TOTAL, FIXED = "building-co2", "building-co2-fixed-grid"
PARTS = {f"building-co2-{energy}": energy for energy in ("electricity", "heat", "gas", "coal")}
# t CO₂ in Sishui and Liangshan: electricity, heat, gas, coal; at the fixed factor electricity is more.
SAID = {SISHUI: ("6191.5", "1100", "21.6", "18.61"), LIANGSHAN: ("12382", "0", "43.2", "0.01")}


def sums(area, year, electricity, heat, gas, coal, **more):
    """An area's inventory of a year in all its indicators."""
    amounts = dict(zip(PARTS.values(), map(Decimal, (electricity, heat, gas, coal)), strict=True))
    total = sum(amounts.values())
    for code, energy in PARTS.items():
        tell(area, code, year, amounts[energy], **more)
    tell(area, TOTAL, year, total, **more)
    tell(area, FIXED, year, total + amounts["electricity"] / 10, **more)


def tell(area, code, year, tonnes, **more):
    value = str(tonnes / 10000)
    put(area, code, year, value, **({"numerator": str(tonnes)} | more))


@pytest.fixture
def counties(plan, _clock):
    """2025: two counties with all energies; Rencheng reported coal alone and is in no sum of energies."""
    updated()
    for area, amounts in SAID.items():
        sums(area, 2025, *amounts)
    tell("370811", "building-co2-coal", 2025, Decimal(1000))
    put("370811", TOTAL, 2025, "term_missing", reported=0, touched=True)
    both = [sum(map(Decimal, column)) for column in zip(*SAID.values(), strict=True)]
    sums(CITY, 2025, *both, reported=2, expected=14)
    tell_coal_of_three(both[3] + 1000)
    return plan


def tell_coal_of_three(tonnes):
    """The stored coal roll-up of the city counts three areas, one more than the total."""
    with as_rollup():
        rows = Rollup.objects.filter(area__code=CITY, indicator__code="building-co2-coal", year=2025)
        rows.update(numerator=tonnes, value=tonnes / 10000, reported=3)


def page_of(role, place=CITY, year=2025, **more):
    actor = make_actor(role, **more)
    with acting_as(actor):
        scope = scope_of(Asked(year=year), actor=actor, now=NOW, language="en")
        return carbon_page(scope, scope.readable_place(place), actor=actor, english=True)


def first_of(page, year=2025):
    return page.inventory.own.of(year).first


def test_the_energies_add_up_exactly_to_the_stored_inventory_over_the_same_areas(counties):
    page = page_of("leader")
    for at, code in enumerate((TOTAL, FIXED)):
        assert page.inventory.definitions[at].code == code
        amount = page.inventory.own.of(2025).amounts[at]
        assert sum(amount.parts) == amount.value
    coal = first_of(page).parts[3]
    assert coal == Decimal("0.001862"), "Rencheng's coal is in no sum: it did not report the rest"


def test_the_factors_of_the_inventory_say_of_which_year_they_are(counties):
    page = page_of("leader")
    assert [(one.code, one.value, one.year) for one in page.factors][:2] == [
        ("co2_electricity", Decimal("6.191"), 2023),
        ("co2_heat", Decimal(1100), 2020),
    ]
    assert page.factors[-1].code == "co2_electricity_fixed" and page.factors[-1].year == 2021


def test_a_filer_sees_the_citys_total_but_no_energies_that_do_not_add_up(counties):
    page = page_of("lead")
    assert first_of(page).value == Decimal("1.975692") and first_of(page).parts is None
    assert page.inventory.parts == ()
    own = page_of("lead", SISHUI)
    assert sum(first_of(own).parts) == first_of(own).value == Decimal("0.733171")
    assert own.inventory.own.of(2025).per_person == per_size(
        Decimal("0.733171"), Decimal(10_000_000), own.inventory.own.of(2025).people, of=1000
    )


def test_people_are_counted_where_emissions_are_and_nowhere_else(counties):
    line = page_of("leader").inventory.own.of(2025)
    assert line.people.value == Decimal("52.88") + Decimal("71.00")
    assert line.per_person.quantize(Decimal("0.000001")) == Decimal("0.015948")
    assert (line.per_floor, line.floor) == (None, None)
    assert page_of("lead").inventory.own.of(2025).per_person is None


def size(area, kind, year, value):
    with acting_as(system("tests")):
        facts = {"kind": kind, "year": year, "value": Decimal(value), "source": "s", "edition": 1, "set_at": NOW}
        AreaSize.objects.create(area=Area.objects.get(code=area), **facts)


def test_a_floor_area_is_needed_of_every_area_that_counts(counties):
    size(SISHUI, "floor", 2024, "2000")
    page = page_of("leader")
    assert page.inventory.own.of(2025).per_floor is None
    assert page.inventory.unsized == ((), ("Liangshan County",))
    size(LIANGSHAN, "floor", 2026, "3000")
    line = page_of("leader").inventory.own.of(2025)
    assert (line.floor.value, line.floor.years) == (5000, (2024, 2026))
    assert line.per_floor.quantize(Decimal("0.0001")) == Decimal("0.3951")


def assume(plan, **more):
    with acting_as(system("tests")):
        held = Scenario.objects.create(plan=plan, version=1, reason="r", made_at=NOW, made_as="Qian Li")
        subjects = ["floor", *(f"use building_{one}" for one in ("electricity", "heat", "gas", "coal"))]
        subjects += [f"factor co2_{one}" for one in ("electricity", "heat", "gas", "coal")]
        for order, subject in enumerate(subjects):
            low, middle, high = more.get(subject, (0, 0, 0))
            numbers = {"low": low, "middle": middle, "high": high}
            ScenarioLine.objects.create(scenario=held, order=order, subject=subject, **numbers)


def test_a_scenario_starts_at_a_complete_year_and_is_no_measurement(counties):
    assert page_of("leader").inventory.band.doubt == "no_assumptions"
    assume(counties, floor=(0, 1, 2))
    assert page_of("leader").inventory.band.doubt == "no_base"
    band = page_of("lead", SISHUI).inventory.band
    assert (band.base_year, band.years[0].year, band.years[-1].year) == (2025, 2025, 2030)
    assert band.years[1].middle == Decimal("0.733171") * Decimal("1.01")
    assert band.years[-1].low == Decimal("0.733171") < band.years[-1].high


def test_the_page_says_that_nothing_can_be_judged_yet_and_why(counties, client_of):
    said = client_of(make_user("leader", language="en")).get("/carbon/?year=2025").content.decode()
    assert "Cannot be judged yet" in said
    assert "not added" not in said and "never added" in said
    assert "year-end figures of four years in a row are needed" in said


def test_no_page_file_or_api_ever_adds_the_two_accounts(counties, client_of):
    """Whatever is shown, the sum of inventory and savings, and their difference, are not among it."""
    put(CITY, "avoided-co2-geothermal", 2025, "1", numerator="10000", reported=14, expected=14)
    put(CITY, "avoided-co2-rooftop-pv", 2025, "0.5", numerator="5000", reported=14, expected=14)
    client = client_of(make_user("leader", language="en"))
    said = [client.get("/carbon/?year=2025").content.decode()]
    said += [client.get(f"/carbon/?year=2025&download={name}.csv").content.decode() for name in ("years", "measures")]
    said.append(client.get("/api/v1/rollups/?year=2025").content.decode())
    total = Decimal("1.975692")
    assert any("1.98" in one or "1.975692" in one for one in said)
    for other in ("1", "0.5", "1.5"):
        for wrong in (total + Decimal(other), total - Decimal(other)):
            assert all(str(wrong) not in one and f">{wrong:.2f}" not in one for one in said)
    assert all(">1.50" not in one for one in said), "measures overlap: they have no sum either"


def test_neighbours_and_strangers_find_nothing(counties, client_of, client):
    lead = client_of(make_user("lead", language="en"))
    for path in (f"/carbon/{LIANGSHAN}/", f"/carbon/?area={LIANGSHAN}", "/carbon/nowhere/"):
        assert lead.get(path).status_code == 404
    said = lead.get(f"/carbon/{CITY}/?year=2025").content.decode() + lead.get("/carbon/?year=2025").content.decode()
    assert "Liangshan" not in said and "1.24" not in said
    for name in ("areas.csv", "years.txt", "other.csv"):
        assert lead.get(f"/carbon/{CITY}/?download={name}").status_code == 404
    assert client.get("/carbon/").status_code == 302


def test_the_page_costs_a_constant_number_of_queries(counties, client_of):
    client = client_of(make_user("leader", language="en"))
    client.get("/carbon/")
    with CaptureQueriesContext(connection) as few:
        client.get("/carbon/?year=2025")
    for year in range(2020, 2025):
        for area in (SISHUI, LIANGSHAN, "370828", "370829"):
            sums(area, year, "1", "2", "3", "4")
    shelf.clear()
    with CaptureQueriesContext(connection) as many:
        client.get("/carbon/?year=2025")
    assert len(many) == len(few) <= FRAME + PAGE
