"""The pages in a browser: charts drawn under the policy, no page wider than a phone, nothing from elsewhere."""

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from tests.dashboards.conftest import DENSITY, ENERGY_CUT, LEAKAGE, RECYCLING
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI, put, stored, updated
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser

PAGES = [
    "/overview/",
    f"/indicators/{ENERGY_CUT}/",
    f"/indicators/{RECYCLING}/?area={SISHUI}",
    f"/indicators/{DENSITY}/",
    "/themes/district-heating/",
    f"/areas/{SISHUI}/",
    f"/indicators/{RECYCLING}/areas/",
    "/matrix/",
    "/promises/",
    "/tasks/1.1/",
    "/bureaus/housing/",
    "/rankings/",
]


@pytest.fixture
def figures(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with acting_as(system("test")):
        updated()
        for year, cut in ((2024, "15.32"), (2025, "19.45"), (2026, "20.95")):
            ahead = stored("2030", "on_track", "30", expected_value="22", shortfall="4.7", reason="path")
            put(CITY, ENERGY_CUT, year, cut, ahead, has_estimate=year == 2026, touched=True)
            put(SISHUI, ENERGY_CUT, year, "14.34", stored("2030", "behind", "25", expected_value="17"))
            put(LIANGSHAN, ENERGY_CUT, year, "17.56", stored("2030", "not_allocated", "30"))
        put(CITY, RECYCLING, 2026, "39.14", stored("2025", "met", "37"))
        put(SISHUI, RECYCLING, 2026, "37.05", stored("2025", "met", "37"))
        put(CITY, LEAKAGE, 2026, "7.24", stored("2025", "missed", "7.9", "<="))
        counted = {"comparator": "between", "target_upper": "1", "met_count": 5, "owed_count": 7}
        put(CITY, DENSITY, 2026, "0.83", stored("standing", "breached", "0.6", **counted))
        make_user("leader", username="leader")
        make_user("leader", username="english", language="en")


@pytest.mark.parametrize(("name", "widths"), [("leader", (1440, 390)), ("english", (390, 1440))])
def test_no_page_is_wider_than_its_window_or_shuts_anybody_out(figures, visit, name, widths):
    one = visit(width=widths[0])
    one.log_in(name, PASSWORD)
    found = {}
    for path in PAGES:
        one.go(path)
        one.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        first = one.overflow()
        one.page.set_viewport_size({"width": widths[1], "height": 900})
        found[path] = (first, one.overflow(), one.violations())
        one.page.set_viewport_size({"width": widths[0], "height": 900})
    assert found == dict.fromkeys(PAGES, (0, 0, []))


def test_axe_sees_a_picture_without_words(figures, visit):
    one = visit()
    one.go("/healthz")
    one.page.set_content('<html lang="en"><title>x</title><img src="data:,"></html>')
    assert [found.split(":")[0] for found in one.violations()] == ["image-alt"]


def test_charts_are_drawn_when_they_come_near_without_moving_the_page(figures, visit):
    one = visit(height=700)
    one.log_in("english", PASSWORD)
    one.go(PAGES[1])
    bars = one.page.locator("[data-figure=figure-contributions]")
    before = one.page.evaluate("document.body.scrollHeight")
    expect(one.page.locator("[data-figure=figure-trajectory].is-drawn .main-svg").first).to_be_visible()
    bars.scroll_into_view_if_needed()
    expect(one.page.locator("[data-figure=figure-contributions].is-drawn .main-svg").first).to_be_visible()
    assert one.page.evaluate("document.body.scrollHeight") == before
    assert "Sishui County" in bars.inner_text()


def test_the_overview_needs_no_chart_library(figures, visit):
    one = visit()
    asked = []
    one.page.on("request", lambda request: asked.append(request.url))
    one.log_in("leader", PASSWORD)
    one.go("/overview/")
    assert [url for url in asked if "plotly" in url] == []


def test_a_filter_changes_the_list_and_the_address_without_a_new_page(figures, visit):
    one = visit()
    one.log_in("english", PASSWORD)
    one.go("/overview/")
    one.page.evaluate("window.isTheSamePage = true")
    one.page.click(".strip__entry:has(.light--missed)")
    expect(one.page.locator("#list .promises tbody tr:not(.group)")).to_have_count(1)
    expect(one.page).to_have_url(f"{one.address}/overview/?year=2026&basis=approved&status=missed&firm=binding")
    assert one.page.evaluate("window.isTheSamePage")


def test_another_year_is_chosen_and_its_chart_drawn(figures, visit):
    one = visit()
    one.log_in("english", PASSWORD)
    one.go(PAGES[1])
    one.page.select_option("#look-year", "2025")
    with one.page.expect_navigation():
        one.page.click(".look button")
    expect(one.page.locator(".figure__value")).to_contain_text("19.45")
    expect(one.page.locator("[data-figure=figure-trajectory].is-drawn .main-svg").first).to_be_visible()
    expect(one.page).to_have_url(
        f"{one.address}/indicators/{ENERGY_CUT}/?area={CITY}&year=2025&basis=approved&stage=best"
    )


def test_without_script_everything_can_be_read_and_filtered(figures, visit):
    one = visit(java_script_enabled=False)
    one.log_in("english", PASSWORD)
    one.go("/overview/")
    one.page.select_option("#filter-status", "missed")
    with one.page.expect_navigation():
        one.page.click(".filters__show")
    expect(one.page.locator("#list .promises tbody tr:not(.group)")).to_have_count(1)
    one.go(PAGES[1])
    expect(one.page.locator(".chart__waiting").first).to_be_visible()
    expect(one.page.locator(".years > .figures-frame tbody tr")).to_have_count(7)
