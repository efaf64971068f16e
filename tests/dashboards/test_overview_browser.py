"""The overview's parts in a browser: two taps to the county, a matrix with a pinned head, ordered by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.dashboards.conftest import ENERGY_CUT, RECYCLING
from tests.dashboards.made import LIANGSHAN, SISHUI
from tests.dashboards.test_browser import figures
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
__all__ = ["figures"]

AREAS = f"/indicators/{RECYCLING}/areas/"


def test_a_phone_leads_from_the_overview_to_why_to_the_county_in_two_taps(figures, visit):
    one = visit(width=390)
    one.log_in("english", PASSWORD, path="/overview/")
    expect(one.page.locator("#dues-title")).to_be_visible()
    one.page.locator(f".headline a.to-why[href*={ENERGY_CUT}]").click()
    expect(one.page.locator("h1")).to_contain_text("Reduction in heating energy")
    expect(one.page.locator(".why")).to_be_visible()
    one.page.locator(f".contributions a[href*='area={SISHUI}']").click()
    expect(one.page.locator(".page-head .as-of")).to_contain_text("Sishui County")
    for path in ("/matrix/", AREAS, f"{AREAS}?colour=value", "/overview/?due=2030"):
        one.go(path)
        assert (path, one.overflow()) == (path, 0)


def test_the_matrix_keeps_its_head_and_first_column_in_view_and_is_ordered_by_keyboard(figures, visit):
    one = visit(width=1000, height=500)
    one.log_in("leader", PASSWORD, path="/matrix/")
    frame = one.page.locator(".figures-frame--wide")
    head, name = frame.locator("thead th").nth(3), frame.locator("tbody th[scope=row]").first
    top, left = head.bounding_box()["y"], name.bounding_box()["x"]
    frame.evaluate("element => element.scrollTo(300, 300)")
    assert (head.bounding_box()["y"], frame.locator("tbody th[scope=row]").nth(9).bounding_box()["x"]) == (top, left)
    one.page.locator(f".heat-sort[href*='by={SISHUI}']").focus()
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    expect(one.page.locator("th[aria-sort=descending]")).to_have_count(1)
    expect(one.page.locator("tbody tr").first.locator(f"a[href*='area={SISHUI}'] .light--behind")).to_be_visible()
    assert one.overflow() == 0


def test_tiles_stand_in_their_grid_and_none_covers_another(figures, visit):
    one = visit()
    one.log_in("english", PASSWORD, path=AREAS)
    boxes = [tile.bounding_box() for tile in one.page.locator(".tile").all()]
    assert len({(round(box["x"]), round(box["y"])) for box in boxes}) == 14
    with one.page.expect_navigation():
        one.page.locator(f".tile a[href*='{LIANGSHAN}']").click()
    expect(one.page.locator("h1")).to_contain_text("Liangshan County")
