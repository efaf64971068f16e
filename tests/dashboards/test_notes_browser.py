"""A note on an indicator in a browser: written and withdrawn by keyboard, in both languages and at both widths."""

import pytest
from playwright.sync_api import expect

from tests.dashboards.conftest import RECYCLING
from tests.dashboards.made import SISHUI
from tests.dashboards.test_browser import figures
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser
__all__ = ["figures"]

PAGE = f"/indicators/{RECYCLING}/?area={SISHUI}"


@pytest.mark.parametrize(("language", "widths"), [("zh-hans", (1440, 390)), ("en", (390, 1440))])
def test_a_reviewer_writes_a_note_and_withdraws_it(figures, visit, language, widths):
    make_user("reviewer", username="reviewer", language=language)
    one = visit(width=widths[0])
    page, notes = one.page, one.page.locator(".remarks")
    one.log_in("reviewer", PASSWORD, path=PAGE)
    notes.locator(".remarks__write summary").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("2026年为预计数。\n以年报数为准。" + "很长" * 60)
    page.route("**/healthz", lambda route: route.abort("aborted"))
    notes.locator(".remarks__write .button").press("Enter")
    expect(notes.get_by_role("alert")).to_be_visible()
    page.unroute("**/healthz")
    with page.expect_navigation():
        notes.locator(".remarks__write .button").press("Enter")
    expect(notes.locator(".remark__text")).to_contain_text("以年报数为准。")
    expect(notes.locator(".remark__text br")).to_have_count(1)
    expect(notes).to_be_in_viewport()
    notes.locator(".remarks__write summary").click()
    notes.locator(".remark summary").click()
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found.append((one.overflow(), one.violations()))
    assert found == [(0, []), (0, [])]
    notes.locator(".remark textarea").fill("口径有误")
    with page.expect_navigation():
        notes.locator(".remark .button").press("Enter")
    expect(notes.locator(".remark--withdrawn .remark__end")).to_contain_text("口径有误")
    assert (one.overflow(), one.violations()) == (0, [])
