"""The form in a browser: what is typed survives lost lines, ended sessions, closed pages and colleagues."""

import json

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.reports.filing_browser import LAMPS, SHEET, numbers, row, state

pytestmark = pytest.mark.browser


def log_in_again(visitor, username):
    tab = visitor.page.context.new_page()
    tab.goto(visitor.address + "/login/")
    tab.fill("[name=username]", username)
    tab.fill("[name=password]", PASSWORD)
    with tab.expect_navigation():
        tab.click("main button")
    return tab


def test_a_lost_connection_is_said_and_saving_goes_on_when_it_is_back(clerk):
    clerk.page.context.set_offline(True)
    clerk.page.fill(LAMPS, "1000")
    expect(state(clerk.page)).to_have_attribute("data-kind", "offline")
    expect(state(clerk.page)).to_contain_text("网络不通")
    expect(clerk.page.locator(LAMPS)).to_have_value("1000")
    assert numbers() == {}
    clerk.page.context.set_offline(False)
    expect(state(clerk.page)).to_contain_text("已全部保存", timeout=15000)
    assert numbers() == {"lamps_total": "1000"}
    clerk.complaints.clear()  # the browser's own word for requests that could not leave


def test_an_ended_session_keeps_everything_and_resumes_after_logging_in_in_another_tab(clerk):
    clerk.page.context.clear_cookies()
    clerk.page.fill(LAMPS, "1000")
    expect(state(clerk.page)).to_have_attribute("data-kind", "loggedOut")
    expect(clerk.page.locator("[data-log-in]")).to_be_visible()
    assert numbers() == {}
    log_in_again(clerk, "clerk")
    expect(state(clerk.page)).to_contain_text("已全部保存", timeout=15000)
    assert numbers() == {"lamps_total": "1000"}


def test_what_one_typed_is_never_saved_under_another_account(clerk, sit_down):
    sit_down(username="colleague").page.context.close()
    clerk.page.context.clear_cookies()
    log_in_again(clerk, "colleague")
    clerk.page.fill(LAMPS, "1000")
    expect(state(clerk.page)).to_have_attribute("data-kind", "other")
    assert numbers() == {}
    tab = clerk.page.context.new_page()
    tab.goto(clerk.address + SHEET)
    expect(tab.locator("[data-restored]")).to_be_hidden()
    expect(tab.locator(LAMPS)).to_have_value("")


@pytest.fixture
def reopened(clerk):
    """The form, opened again after the browser fell over with something unsaved."""
    context = clerk.page.context
    context.route("**/autosave/", lambda route: route.abort())
    clerk.page.fill(LAMPS, "1000")
    expect(state(clerk.page)).to_have_attribute("data-kind", "offline")
    clerk.page.close(run_before_unload=False)
    context.unroute("**/autosave/")
    clerk.page = context.new_page()
    clerk.go(SHEET)
    expect(clerk.page.locator("[data-restored]")).to_be_visible()
    expect(clerk.page.locator(LAMPS)).to_have_value("1000")
    assert numbers() == {}
    yield clerk
    clerk.complaints.clear()


def test_what_a_closed_page_had_not_saved_is_found_again_and_saved(reopened):
    reopened.page.click("[data-restored-save]")
    expect(state(reopened.page)).to_contain_text("已全部保存")
    assert numbers() == {"lamps_total": "1000"}
    reopened.page.reload()
    expect(reopened.page.locator("[data-restored]")).to_be_hidden()


def test_what_was_found_again_can_be_discarded(reopened):
    reopened.page.click("[data-restored-discard]")
    expect(reopened.page.locator(LAMPS)).to_have_value("")
    reopened.page.reload()
    expect(reopened.page.locator("[data-restored]")).to_be_hidden()
    assert numbers() == {}


def test_logging_out_clears_what_the_browser_kept(reopened):
    page = reopened.page
    assert page.evaluate("localStorage.length") == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("details.account summary").click()
    with page.expect_navigation():
        page.locator("form[action='/logout/'] button").click()
    assert page.evaluate("localStorage.length") == 0


@pytest.fixture
def clash(clerk, sit_down):
    """Both typed: the colleague's 900 is stored, one's own 1000 is not."""
    colleague = sit_down(username="colleague")
    colleague.page.fill(LAMPS, "900")
    expect(state(colleague.page)).to_contain_text("已全部保存")
    clerk.page.fill(LAMPS, "1000")
    line = row(clerk.page, "lamps_total")
    expect(line.locator(".conflict")).to_be_visible()
    expect(line.locator(".conflict")).to_contain_text("1000")
    expect(line.locator(".conflict")).to_contain_text("900")
    clerk.page.keyboard.press("Control+s")
    expect(state(clerk.page)).to_have_attribute("data-kind", "wrong")
    assert numbers() == {"lamps_total": "900"}
    return clerk.page, line


def test_of_two_values_ones_own_can_be_chosen(clash):
    page, line = clash
    line.locator("[value=mine]").focus()
    page.keyboard.press("Enter")
    expect(state(page)).to_contain_text("已全部保存")
    expect(line.locator(".conflict")).to_have_count(0)
    expect(page.locator(LAMPS)).to_be_focused()
    assert numbers() == {"lamps_total": "1000"}


def test_of_two_values_the_other_can_be_chosen(clash):
    page, line = clash
    line.locator("[value=theirs]").click()
    expect(page.locator(LAMPS)).to_have_value("900")
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {"lamps_total": "900"}
    page.fill(LAMPS, "901")
    expect(state(page)).to_contain_text("已全部保存")
    expect(line).to_have_attribute("data-saving", "saved")
    assert numbers() == {"lamps_total": "901"}


def test_what_is_typed_while_a_save_is_under_way_is_saved_after_it(clerk):
    page, waiting = clerk.page, []

    def slowly(route):
        waiting.append(route)
        if len(waiting) > 1:
            route.continue_()

    page.route("**/autosave/", slowly)
    page.fill(LAMPS, "1")
    expect(state(page)).to_have_attribute("data-kind", "saving")
    page.fill(LAMPS, "12")
    waiting[0].continue_()
    expect(state(page)).to_contain_text("已全部保存")
    expect(page.locator(LAMPS)).to_have_value("12")
    assert numbers() == {"lamps_total": "12"}


def test_without_scripts_the_form_saves_as_a_whole(clerk):
    context = clerk.page.context.browser.new_context(
        java_script_enabled=False, storage_state=clerk.page.context.storage_state()
    )
    page = context.new_page()
    page.goto(clerk.address + SHEET)
    page.fill(LAMPS, "1000")
    page.locator(LAMPS).press("Enter")
    expect(page.locator(LAMPS)).to_have_value("1000")
    context.close()
    assert numbers() == {"lamps_total": "1000"}


def test_pressing_save_twice_saves_once(clerk):
    sent = []
    clerk.page.on("request", lambda request: sent.append(request) if request.url.endswith("/autosave/") else None)
    clerk.page.fill(LAMPS, "1000")
    clerk.page.dblclick("[data-save]")
    expect(state(clerk.page)).to_contain_text("已全部保存")
    assert numbers() == {"lamps_total": "1000"}
    assert len(sent) == 1
    assert json.dumps([request.method for request in sent]) == '["POST"]'
