"""A factor changed by hand in a browser changes the figure that leaders see, once it is counted."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.services import draining
from tests.factories import PASSWORD, make_user
from tests.reports.factories import NOON, submitted, typed

pytestmark = pytest.mark.browser
PV = "/indicators/avoided-co2-rooftop-pv/?basis=provisional"
PAGES = [
    "/plan/", "/plan/factors/", "/plan/factors/saving_pv/", "/plan/thresholds/", "/plan/definitions/",
    "/plan/definitions/quantities/heat_delivered/", "/plan/definitions/indicators/water-network-leakage-rate/",
    "/plan/reporting/", "/filing-years/", "/zones/",
]  # fmt: skip


@pytest.fixture
def people(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with acting_as(system("test")):
        make_user("leader", username="leader", language="en")
        make_user("plan_manager", username="planner", language="en")
        make_user("plan_manager", username="planner-zh")


def counted():
    draining.drain(now=datetime(2026, 11, 10, 5, tzinfo=UTC))


def test_a_factor_set_by_hand_changes_what_the_leader_sees(people, visit):
    submitted({"rooftop_pv_generation": typed("100")})
    counted()
    leader, planner = visit(), visit()
    leader.log_in("leader", PASSWORD, PV)
    expect(leader.page.locator("main")).to_contain_text("619.1")
    planner.log_in("planner", PASSWORD, "/plan/factors/saving_pv/")
    form = planner.page.locator("form").filter(has_text="Add a year")
    form.locator("[name=year]").fill("2026")
    form.locator("[name=value]").fill("5.123")
    form.locator("[name=source]").fill("Notice 8 of 2027")
    form.locator("[name=reason]").fill("A newer notice")
    form.locator("button").click()
    expect(planner.page.locator("main")).to_contain_text("Set; every figure is being counted again.")
    expect(planner.page.locator("main")).to_contain_text("A newer notice")
    counted()
    leader.go(PV)
    expect(leader.page.locator("main")).to_contain_text("512.3")


@pytest.mark.parametrize("name", ["planner", "planner-zh"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_of_the_desk_is_wider_than_its_window(people, visit, width, name):
    one = visit(width=width)
    one.log_in(name, PASSWORD)
    for path in PAGES:
        one.go(path)
        one.page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        assert (path, one.overflow()) == (path, 0)
