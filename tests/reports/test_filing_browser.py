"""The form in a browser: keys, paste, drafts that save themselves, units, states, indicators, reasons."""

import re

import pytest
from playwright.sync_api import expect

from tests.reports.factories import submitted, typed
from tests.reports.filing_browser import LAMPS, numbers, row, state

pytestmark = pytest.mark.browser
GREENWAY, PARKS = "#value-greenway_built", "#value-pocket_parks_built"


@pytest.fixture
def page(clerk):
    return clerk.page


def test_what_is_typed_saves_itself_and_says_when(page):
    page.fill(LAMPS, "1000")
    expect(row(page, "lamps_total")).to_have_attribute("data-saving", "dirty")
    expect(row(page, "lamps_total").locator("[data-row-state]")).to_contain_text("已保存 12:00")
    expect(state(page)).to_contain_text("已全部保存")
    expect(page.locator("[data-progress]")).to_contain_text("1")
    assert numbers() == {"lamps_total": "1000"}
    page.fill(LAMPS, "1001")
    page.locator(GREENWAY).focus()
    expect(row(page, "lamps_total").locator("[data-row-state]")).to_contain_text("已保存")
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {"lamps_total": "1001"}


def test_keys_go_from_field_to_field(page):
    page.locator(GREENWAY).focus()
    page.keyboard.type("3.5")
    page.keyboard.press("Enter")
    expect(page.locator(PARKS)).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(GREENWAY)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(PARKS)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(GREENWAY)).to_be_focused()
    page.keyboard.press("Control+s")
    expect(state(page)).to_contain_text("已全部保存")
    expect(page.locator(GREENWAY)).to_be_focused()
    assert numbers() == {"greenway_built": "3.5", "pocket_parks_built": "4"}


PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
}"""


def test_a_column_from_excel_fills_the_fields_below_and_can_be_taken_back(page):
    page.fill(PARKS, "7")
    expect(state(page)).to_contain_text("已全部保存")
    page.locator(GREENWAY).focus()
    page.evaluate(PASTE, "12.5\tkm\r\n\r\n１ ２\r\n1,234\r\n")
    expect(page.locator(GREENWAY)).to_have_value("12.5")
    expect(page.locator(PARKS)).to_have_value("7")
    expect(page.locator("#value-ecological_corridor_built")).to_have_value("１２")
    expect(page.locator(LAMPS)).to_have_value("1,234")
    expect(page.locator("[data-pasted-words]")).to_contain_text("3")
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {
        "greenway_built": "12.5", "pocket_parks_built": "7", "ecological_corridor_built": "12", "lamps_total": "1234",
    }  # fmt: skip
    page.click("[data-pasted-undo]")
    expect(page.locator(GREENWAY)).to_have_value("")
    expect(page.locator(GREENWAY)).to_be_focused()
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {"pocket_parks_built": "7"}


def test_a_wrong_field_is_marked_and_the_others_are_saved(page):
    page.fill(GREENWAY, "abc")
    page.fill(PARKS, "4")
    expect(row(page, "greenway_built")).to_have_attribute("data-saving", "wrong")
    expect(row(page, "greenway_built").locator(".field-error")).to_be_visible()
    expect(row(page, "pocket_parks_built")).to_have_attribute("data-saving", "saved")
    expect(state(page)).to_have_attribute("data-kind", "wrong")
    page.fill(GREENWAY, "3")
    expect(state(page)).to_contain_text("已全部保存")
    expect(row(page, "greenway_built").locator(".field-error")).to_have_count(0)
    assert numbers() == {"greenway_built": "3", "pocket_parks_built": "4"}


def test_blank_zero_and_not_applicable_are_three_states(page):
    line = row(page, "lamps_total")
    expect(line.locator(".quantity__silent")).to_be_visible()
    page.fill(LAMPS, "0")
    expect(line.locator(".quantity__silent")).to_be_hidden()
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {"lamps_total": "0"}
    line.locator("[data-na]").check()
    expect(line).to_have_class(re.compile("is-na"))
    expect(line.locator("[data-reason]")).to_be_focused()
    expect(page.locator(LAMPS)).to_have_value("0")
    page.keyboard.type("无路灯")
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {"lamps_total": "不适用 无路灯"}
    line.locator("[data-na]").uncheck()
    page.fill(LAMPS, "")
    line.locator("[data-reason]").fill("")
    expect(line.locator(".quantity__silent")).to_be_visible()
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {}


def test_not_applicable_taken_back_at_once_loses_no_number(page):
    page.fill(LAMPS, "55")
    line = row(page, "lamps_total")
    line.locator("[data-na]").check()
    line.locator("[data-na]").uncheck()
    expect(page.locator(LAMPS)).to_have_value("55")
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {"lamps_total": "55"}


def test_a_doubt_asks_for_a_reason_beside_the_field(committed_db, sit_down):
    submitted({"greenway_built": typed("5")}, year=2025)
    page = sit_down().page
    page.fill(GREENWAY, "50")
    line = row(page, "greenway_built")
    box = line.locator("[data-explain]").first
    expect(box).to_be_visible()
    expect(page.locator("[data-doubtful]")).to_be_visible()
    for n in range(line.locator("[data-explain]").count()):
        line.locator("[data-explain]").nth(n).fill("新建南部绿道")
    page.locator(PARKS).focus()
    expect(line.locator(".doubt--explained").first).to_be_visible()
    expect(page.locator("[data-doubtful]")).to_be_hidden()
    page.reload()
    expect(line.locator("[data-explain]").first).to_have_value("新建南部绿道")


def test_the_indicator_follows_what_is_typed(page):
    live = page.locator("[data-live] .live__one", has=page.locator("text=节能型灯具应用率")).first
    page.fill("#value-lamps_energy_saving", "190")
    expect(live).to_contain_text("缺")
    page.fill(LAMPS, "200")
    expect(live).to_contain_text("95")
    expect(live.locator(".light")).to_be_visible()
    page.locator(LAMPS).focus()
    expect(live).to_have_class(re.compile("is-fed"))
    page.fill(LAMPS, "")
    expect(live).to_contain_text("缺")


def test_the_indicator_is_asked_by_htmx_with_the_figures_alone_and_only_where_they_changed(page):
    expect(page.locator(".live__one").first).to_be_visible()
    asked, line = [], row(page, "lamps_total")
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/indicators/") else None)
    with page.expect_response("**/indicators/") as answered:
        page.fill(LAMPS, "200")
    sent = answered.value.request
    assert sent.header_value("HX-Request") == "true"
    assert "value-lamps_total=200" in sent.post_data
    assert not {"note-", "reason-", "seen-"} & {name.partition("-")[0] + "-" for name in sent.post_data_json}
    line.locator(".quantity__words summary").click()
    line.locator("[data-note]").fill("口径同上年")
    page.locator(LAMPS).dispatch_event("input")
    expect(state(page)).to_contain_text("已全部保存")
    page.wait_for_timeout(800)
    assert len(asked) == 1


def test_indicators_that_cannot_be_renewed_look_stale_and_are_renewed_later(page):
    live = page.locator("[data-live]", has=page.locator("text=节能型灯具应用率")).first
    expect(live).to_be_visible()
    page.route("**/indicators/", lambda route: route.fulfill(status=503, body=""))
    page.fill(LAMPS, "200")
    expect(live).to_have_class(re.compile("is-stale"))
    page.unroute("**/indicators/")
    page.fill("#value-lamps_energy_saving", "190")
    expect(live).to_contain_text("95")
    expect(live).not_to_have_class(re.compile("is-stale"))


def test_a_smaller_unit_is_chosen_and_what_is_stored_is_shown(committed_db, sit_down):
    page = sit_down(bureau="housing").page
    page.fill("#value-started_public_area", "12345")
    page.select_option("#unit-started_public_area", "㎡")
    line = row(page, "started_public_area")
    expect(line.locator("[data-stored]")).to_contain_text("1.2345")
    expect(state(page)).to_contain_text("已全部保存")
    assert numbers() == {"started_public_area": "1.2345"}
    page.reload()
    expect(page.locator("#value-started_public_area")).to_have_value("12345")
    expect(page.locator("#unit-started_public_area")).to_have_value("㎡")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_fits_the_window(committed_db, sit_down, width, language):
    submitted({"greenway_built": typed("5"), "lamps_total": typed("900")}, year=2025)
    clerk = sit_down(width=width, language=language)
    page = clerk.page
    page.fill(GREENWAY, "50")
    page.fill(PARKS, "abc")
    page.fill(LAMPS, "1000")
    page.fill("#value-lamps_energy_saving", "950")
    row(page, "lamps_led").locator("[data-na]").check()
    expect(row(page, "greenway_built").locator(".doubt").first).to_be_visible()
    expect(row(page, "pocket_parks_built").locator(".field-error")).to_be_visible()
    expect(page.locator("[data-live] .light").first).to_be_visible()
    assert clerk.overflow() <= 0
