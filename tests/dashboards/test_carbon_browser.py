"""The carbon page in a browser: drawn in both languages and widths; assumptions set by hand become its band."""

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.services import draining
from reports.domain.words import Stage
from tests.factories import PASSWORD, make_user
from tests.reports.factories import NOON, approved, typed

pytestmark = pytest.mark.browser
HERE = "/carbon/370831/?year=2025"


@pytest.fixture
def people(committed_db, monkeypatch):
    """Sishui's four energies of 2024 and 2025, approved; a leader reads Chinese, a plan manager English."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    energies = {
        "building_electricity": "90000",
        "building_heat": "400",
        "building_gas": "1100",
        "building_coal": "9000",
        "shallow_geothermal_area": "20",
    }
    for year in (2024, 2025):
        approved({code: typed(number) for code, number in energies.items()}, year=year, stage=Stage.FINAL)
    draining.drain(now=NOON)
    with acting_as(system("test")):
        make_user("leader", username="leader")
        make_user("plan_manager", username="planner", language="en")


def draw(one):
    """Bring every chart near the screen and wait until it is drawn."""
    charts = one.page.locator("[data-figure]")
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
    expect(one.page.locator("[data-figure].is-drawn")).to_have_count(charts.count(), timeout=15_000)
    return charts.count()


def test_assumptions_become_a_band_that_says_it_is_no_measurement(people, visit):
    planner = visit()
    planner.log_in("planner", PASSWORD, HERE)
    main = planner.page.locator("main")
    expect(main).to_contain_text("No assumptions have been set, so no scenario is drawn.")
    main.get_by_role("link", name="Set assumptions").click()
    for number in range(9):
        for edge, percent in (("low", "-1"), ("middle", "0"), ("high", "1")):
            planner.page.fill(f"[name={edge}-{number}]", percent)
    planner.page.fill("[name=reason]", "A study of 2026")
    planner.page.locator("main button").click()
    expect(planner.page.locator("main")).to_contain_text("Set; the scenario is drawn anew.")
    leader = visit(width=390)
    leader.log_in("leader", PASSWORD, HERE)
    assert draw(leader) == 3
    expect(leader.page.locator("[data-figure=figure-years]")).to_contain_text("情景推演，非实测")
    expect(leader.page.locator("main")).to_contain_text("尚不能判断")
    expect(leader.page.locator("#assumptions")).to_contain_text("A study of 2026")
    for width in (390, 1440):
        leader.page.set_viewport_size({"width": width, "height": 900})
        assert leader.overflow() == 0
    assert leader.violations() == []
    planner.go("/plan/sizes/")
    assert planner.violations() == []
