"""An allocation in a browser: a pasted column, the check that follows the typing, and the reviewer's approval."""

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from targets.models import Allocation
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser

PAGE = "/plan/allocations/retrofitted-area/"


def press(page, selector):
    with page.expect_navigation():
        page.click(selector)


def shut_out(one, *paths):
    """Which pages are wider than their window, or have what axe finds, on a desk or a phone."""
    found = []
    for path in paths:
        one.go(path)
        for width in (1440, 390):
            one.page.set_viewport_size({"width": width, "height": 900})
            found.append((path, width, one.overflow(), one.violations()))
    return [one for one in found if one[2:] != (0, [])]


def test_pasted_checked_put_forward_and_approved(committed_db, visit):
    with acting_as(system("test")):
        make_user("plan_manager", username="planner", language="en")
        make_user("reviewer", username="reviewer", language="en")
        make_user("lead", username="lead")
    manager = visit(width=390, height=844)
    manager.log_in("planner", PASSWORD, PAGE)
    page = manager.page
    press(page, "button[value=start]")
    page.select_option("#rule-2027", "equal")
    press(page, "button[value=spread-2027]")
    expect(page.locator("#checks")).to_contain_text("260.00")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "20\\n20\\n20");
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.querySelector("input[data-column='2027']").dispatchEvent(paste);
        }"""
    )
    cells = page.locator("input[data-column='2027']")
    assert [cells.nth(number).input_value() for number in range(4)] == ["20", "20", "20", "18.57"]
    expect(page.locator("#checks")).to_contain_text("264.27")
    page.click("[data-pasted-undo]")
    expect(page.locator("#checks")).to_contain_text("260.00")
    assert (manager.overflow(), manager.violations()) == (0, [])
    page.fill("#reason", "平均分解")
    page.context.set_offline(True)
    page.click(".buttons button[value=propose]")
    expect(page.locator("[data-unreached-note]")).to_contain_text("what you typed is still here")
    assert (page.input_value("#reason"), cells.nth(0).input_value()) == ("平均分解", "18.58")
    page.context.set_offline(False)
    manager.complaints.clear()
    press(page, ".buttons button[value=propose]")
    expect(page.locator("main")).to_contain_text("awaits approval")

    reviewer = visit()
    reviewer.log_in("reviewer", PASSWORD, "/allocations/")
    press(reviewer.page, ".waiting a")
    press(reviewer.page, "button[value=approve]")
    expect(reviewer.page.locator("main")).to_contain_text("Approved")
    assert shut_out(reviewer, "/allocations/", reviewer.page.url.removeprefix(reviewer.address)) == []
    assert shut_out(manager, "/plan/allocations/", PAGE) == []
    lead = visit()
    lead.log_in("lead", PASSWORD)
    assert shut_out(lead, "/own-targets/") == []
    expect(lead.page.locator(".own")).to_contain_text("18.57")
    with acting_as(system("test")):
        values = Allocation.objects.filter(superseded_at=None).values_list("value", flat=True)
        assert (len(values), sum(values)) == (14, 260)
