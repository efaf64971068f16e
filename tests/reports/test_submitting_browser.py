"""The lead's way in a browser: confirm, lock, print, attach the stamped page, hand in, around the deadline."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.models import Report
from tests.factories import PASSWORD, make_user
from tests.reports.factories import SCAN, draft, stamped, typed

pytestmark = pytest.mark.browser

WHOLE = "/filing/2026/estimate/area/"
DEADLINE = datetime(2026, 11, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
MORNING = datetime(2026, 11, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def at(committed_db, monkeypatch):
    """Sets the one clock, and gives Sishui a lead."""
    with acting_as(system("test")):
        make_user("lead", username="lead")

    def set_to(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(MORNING)
    return set_to


def _press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_the_lead_locks_prints_stamps_and_hands_in(at, visit):
    draft({"heat_supplied": typed("100")}, now=MORNING)
    lead = visit(locale="zh-CN")
    lead.log_in("lead", PASSWORD, WHOLE)
    page = lead.page
    _press(page, "锁定待盖章")
    expect(page.locator(".notice--error")).to_contain_text("确认")
    with page.expect_navigation():
        page.locator("form[action$='/confirm/'] button").first.click()
    _press(page, "锁定待盖章")
    digest = page.locator(".handing-in .digest").inner_text()
    expect(page.get_by_role("button", name="报送市级")).to_be_disabled()

    lead.go("/filing/2026/estimate/paper/")
    expect(page.locator(".paper__facts .digest")).to_have_text(digest)
    expect(page.locator(".paper__table").first).to_contain_text("100")
    page.emulate_media(media="print")
    expect(page.locator(".paper__tools")).to_be_hidden()
    page.emulate_media(media="screen")

    lead.go(WHOLE)
    page.set_input_files("input[name=file]", {"name": "盖章页.pdf", "mimeType": "application/pdf", "buffer": SCAN})
    _press(page, "上传")
    expect(page.locator(".handing-in .file__name")).to_have_text("盖章页.pdf")
    page.check("[name=checked]")
    _press(page, "报送市级")
    expect(page.locator(".receipt .digest").first).to_have_text(digest)
    lead.go(WHOLE)
    expect(page.get_by_role("button", name="报送市级")).to_have_count(0)


def test_a_change_after_locking_voids_the_stamp_and_says_so(at, visit):
    stamped(draft({"heat_supplied": typed("100")}, now=MORNING), now=MORNING)
    draft({"greenway_built": typed("5")}, now=MORNING)
    lead = visit(locale="zh-CN")
    lead.log_in("lead", PASSWORD, WHOLE)
    expect(lead.page.locator(".handing-in .notice--warning").last).to_contain_text("不再有效")
    expect(lead.page.get_by_role("button", name="锁定待盖章")).to_be_visible()


@pytest.mark.parametrize(
    ("moment", "is_late", "words"),
    [(DEADLINE - timedelta(seconds=1), False, "按期"), (DEADLINE + timedelta(seconds=1), True, "逾期")],
)
def test_the_server_decides_at_receipt_whether_a_report_is_late(at, visit, moment, is_late, words):
    stamped(draft({"heat_supplied": typed("100")}, now=MORNING), now=MORNING)
    lead = visit(locale="zh-CN")
    lead.log_in("lead", PASSWORD, WHOLE)
    page = lead.page
    page.check("[name=checked]")
    at(moment)
    _press(page, "报送市级")
    expect(page.locator(".receipt")).to_contain_text(words)
    with acting_as(system("test")):
        assert Report.objects.get().is_late is is_late


def test_a_submission_pressed_again_finds_its_receipt(at, visit):
    stamped(draft({"heat_supplied": typed("100")}, now=MORNING), now=MORNING)
    lead = visit(locale="zh-CN")
    lead.log_in("lead", PASSWORD, WHOLE)
    page = lead.page
    page.check("[name=checked]")
    sent = page.evaluate("Object.fromEntries(new FormData(document.querySelector('form.submit')))")
    _press(page, "报送市级")
    first = page.locator(".receipt .digest").first.inner_text()
    again = page.request.post(
        lead.address + "/filing/2026/estimate/submit/", form=sent, headers={"Referer": lead.address + WHOLE}
    )
    assert (again.status, first in again.text()) == (200, True)
    with acting_as(system("test")):
        assert Report.objects.get().revisions.count() == 1
