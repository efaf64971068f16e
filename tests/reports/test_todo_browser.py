"""The to-do page and the narratives in a browser: nothing typed is lost, and the lead's day fits one page."""

import pytest
from playwright.sync_api import expect

from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.models import Narrative, Reminder, Section
from reports.services import narratives
from tests.factories import PASSWORD, make_actor, make_user
from tests.reports.factories import NOON, SYSTEM, draft, key_of, typed
from tests.reports.filing_browser import change_hands

pytestmark = pytest.mark.browser
PARKS = "urban_management"
PAGE = "/filing/2026/estimate/narratives/"
PRACTICE = "[id='task-1.1'] textarea[name=practice]"
STATE = "[id='task-1.1'] [data-state]"


@pytest.fixture(autouse=True)
def _noon(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def clerk(visit):
    with acting_as(SYSTEM):
        make_user("clerk", bureau=PARKS, username="clerk")
    clerk = visit()
    clerk.log_in("clerk", PASSWORD, PAGE)
    return clerk


def stored():
    with acting_as(SYSTEM):
        return list(Narrative.objects.values_list("practice", flat=True))


def state(clerk, words):
    expect(clerk.page.locator(STATE)).to_contain_text(words, timeout=10_000)


def test_words_save_themselves_and_are_counted(clerk):
    clerk.page.fill(PRACTICE, "建成绿道12公里")
    expect(clerk.page.locator("[id='task-1.1'] [data-count=practice]")).to_have_text("已写 8 字，建议 100–500 字")
    state(clerk, "尚未保存")
    state(clerk, "已保存")
    assert stored() == ["建成绿道12公里"]
    clerk.page.fill(PRACTICE, "建成绿道13公里")
    state(clerk, "尚未保存")
    state(clerk, "已保存")
    assert stored() == ["建成绿道13公里"]


def test_words_are_never_saved_under_another_account(clerk):
    change_hands(clerk)
    clerk.page.fill(PRACTICE, "前一位同志写的")
    state(clerk, "另一账号")
    assert stored() == []
    expect(clerk.page.locator(PRACTICE)).to_have_value("前一位同志写的")


def test_a_lost_connection_loses_nothing_typed(clerk):
    clerk.page.context.set_offline(True)
    clerk.page.fill(PRACTICE, "断网时写的")
    state(clerk, "网络不通")
    assert stored() == []
    clerk.page.context.set_offline(False)
    state(clerk, "已保存")
    assert stored() == ["断网时写的"]
    clerk.complaints.clear()  # the browser's own word for the request that could not leave


def test_an_ended_session_loses_nothing_typed_and_the_text_comes_back(clerk):
    cookies = clerk.page.context.cookies()
    clerk.page.context.clear_cookies()
    clerk.page.fill(PRACTICE, "登录失效时写的")
    state(clerk, "登录已失效")
    assert stored() == []
    clerk.go("/login/")
    clerk.page.context.add_cookies(cookies)
    clerk.go(PAGE)
    expect(clerk.page.locator(PRACTICE)).to_have_value("登录失效时写的")
    expect(clerk.page.locator("[id='task-1.1'] [data-restored-notice]")).to_have_count(1)
    state(clerk, "已保存")
    assert stored() == ["登录失效时写的"]
    clerk.go(PAGE)
    assert clerk.page.evaluate("Object.keys(localStorage)") == []


def test_of_two_writers_the_second_is_shown_both_and_chooses(clerk):
    other = None
    with acting_as(SYSTEM):
        other = make_actor("clerk", bureau=PARKS, full_name="李四")
    with acting_as(other):
        words = {"task": "1.1", "practice": "李四写的", "problems": "", "intentions": "", "seen_version": 0}
        narratives.save(key=key_of(), **words, actor=other, now=NOON)
    clerk.page.fill(PRACTICE, "我写的")
    state(clerk, "请在两份文字中选择")
    expect(clerk.page.locator("[id='task-1.1'] [data-their=practice]")).to_have_text("李四写的")
    expect(clerk.page.locator(PRACTICE)).to_have_value("我写的")
    assert stored() == ["李四写的"]
    clerk.page.click("[id='task-1.1'] [data-keep-mine]")
    state(clerk, "已保存")
    assert stored() == ["我写的"]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_do_not_scroll_sideways(visit, width, language, tmp_path):
    draft({"greenway_built": typed("3.5"), "heat_supplied": typed("100"), "lamps_total": typed("10")})
    draft({"lamps_total": typed("10")}, year=2025)
    with acting_as(SYSTEM):
        make_user("lead", username="lead", language=language)
        make_user("plan_manager", username="planner", language=language)
    visitor = visit(width=width)
    visitor.log_in("lead", PASSWORD, "/filing/")
    for path in ("/filing/", PAGE, "/filing/2026/estimate/carry/"):
        visitor.go(path)
        assert visitor.page.locator("main.page h1").count() == 1
        visitor.page.screenshot(path=tmp_path / f"{path.strip('/').replace('/', '-')}.png", full_page=True)
        assert (path, visitor.overflow()) == (path, 0)
    manager = visit(width=width)
    manager.log_in("planner", PASSWORD, "/filing-years/")
    manager.page.locator("details.x, .years__change details").first.click()
    manager.page.screenshot(path=tmp_path / "filing-years.png", full_page=True)
    assert manager.overflow() == 0


def test_the_lead_reminds_hands_back_and_confirms_from_one_page(visit):
    draft({"greenway_built": typed("3.5"), "heat_supplied": typed("100")})
    with acting_as(SYSTEM):
        make_user("lead", username="lead", full_name="赵汇总")
    lead = visit()
    lead.log_in("lead", PASSWORD, "/filing/")
    row = lead.page.locator("tr", has_text="泗水县城市管理")
    row.get_by_role("button", name="催报").click()
    expect(row).to_contain_text("已催报 11-10 12:00")
    row.locator("summary", has_text="退回").click()
    row.locator("textarea").first.fill("绿道长度与上年不符")
    row.get_by_role("button", name="退回").click()
    expect(row).to_contain_text("已退回")
    expect(row).to_contain_text("绿道长度与上年不符")
    row.locator("summary", has_text="代为确认").click()
    row.locator("details[open] textarea").fill("已电话核实")
    row.get_by_role("button", name="代为确认").click()
    expect(row).to_contain_text("赵汇总")
    expect(row.locator(".badge--green")).to_have_text("已确认")
    lead.page.get_by_role("button", name="一键催报").click()
    expect(lead.page.locator(".notice--success")).to_contain_text("已向")
    with acting_as(SYSTEM):
        assert Section.objects.get().on_behalf_reason == "已电话核实"
        assert Reminder.objects.count() > 5
