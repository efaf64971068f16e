"""The whole line in a browser, through a real worker: clerk, county lead, reviewer, leader; and the light changes.

Sishui's street lamps in 2026: a standing requirement asks that all of them save energy.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from tests.factories import PASSWORD, make_user
from tests.progress.processes import READY, beat, times_said, wait_for, worker
from tests.reports.factories import SCAN

pytestmark = pytest.mark.browser

INDICATOR = "/indicators/energy-saving-lamp-share/?area=370831&year=2026"
SHEET = "/filing/2026/estimate/"
WHOLE = "/filing/2026/estimate/area/"
NOW = datetime(2026, 11, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def people(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with acting_as(system("test")):
        make_user("clerk", bureau="urban_management", username="clerk")
        make_user("lead", username="lead")
        make_user("reviewer", username="reviewer")
        make_user("leader", username="leader")


@pytest.fixture
def desk(people, committed_db, visit, tmp_path):
    """Everybody's own browser session, with a worker and beat behind the pages."""
    env = {**committed_db.env, "CATCH_UP_SECONDS": "2"}
    with worker(env, tmp_path), beat(env, tmp_path):
        wait_for(lambda: times_said(tmp_path / "worker.log", READY), what="the worker's start")

        def sit_down(name, path):
            somebody = visit(locale="zh-CN")
            somebody.log_in(name, PASSWORD, path)
            return somebody

        yield sit_down


def light_of(visit, path):
    """The status of the first light of the page's main part."""
    visit.go(path)
    return visit.page.locator("main .light").first.get_attribute("class")


def file_lamps(clerk, total, saving):
    clerk.go(SHEET)
    clerk.page.fill("#value-lamps_total", str(total))
    clerk.page.fill("#value-lamps_energy_saving", str(saving))
    clerk.page.click("[data-save]")
    expect(clerk.page.locator("[data-row=lamps_energy_saving] [data-row-state]")).to_contain_text("09:00")


def submit(lead):
    """Confirm for the bureau, lock, attach the stamped page, hand in."""
    lead.go(WHOLE)
    page = lead.page
    page.locator("details.bureaus__more", has=page.locator("form[action$='/confirm/']")).locator("summary").click()
    page.locator("details[open] textarea").fill("已电话确认")
    press(page, page.locator("details[open] button"))
    press(page, page.locator("form[action$='/lock/'] button"))
    page.set_input_files("input[name=file]", {"name": "盖章页.pdf", "mimeType": "application/pdf", "buffer": SCAN})
    press(page, page.locator(".handing-in__stamp button"))
    page.check("[name=checked]")
    press(page, page.locator("form.submit button"))
    expect(lead.page.locator("main .digest").first).to_be_visible()


def press(page, button):
    with page.expect_navigation():
        button.click()


def withdraw(clerk):
    clerk.go(SHEET)
    press(clerk.page, clerk.page.locator("form[action$='/withdraw/'] button"))


def open_report(reviewer):
    reviewer.go("/board/?year=2026&stage=estimate")
    with reviewer.page.expect_navigation():
        reviewer.page.locator("main a[href^='/review/']", has_text="泗水").first.click()


def decide(reviewer, action, reason=None):
    form = reviewer.page.locator(f"#decide form[action$='/{action}/']")
    if reason:
        form.locator("textarea, input[type=text], input:not([type])").last.fill(reason)
    with reviewer.page.expect_navigation():
        form.locator("button").click()


def test_clerk_lead_reviewer_and_leader_see_a_light_change(desk):
    clerk, lead = desk("clerk", SHEET), desk("lead", WHOLE)
    reviewer, leader = desk("reviewer", "/review/"), desk("leader", INDICATOR)
    wait_for(lambda: "light--not_reported" in light_of(leader, INDICATOR), seconds=120, what="the first roll-up")

    file_lamps(clerk, 1000, 1001)
    expect(clerk.page.locator("#noted-lamps_energy_saving .field-error")).to_be_visible()
    expect(clerk.page.locator("#value-lamps_energy_saving")).to_have_value("1001")
    file_lamps(clerk, 1000, 990)
    expect(clerk.page.locator(".field-error")).to_have_count(0)
    submit(lead)
    open_report(reviewer)
    decide(reviewer, "approve")
    wait_for(lambda: "light--breached" in light_of(leader, INDICATOR), what="the light of 99 %")

    open_report(reviewer)
    decide(reviewer, "reopen", "请核对节能灯盏数")
    withdraw(clerk)
    file_lamps(clerk, 1000, 1000)
    submit(lead)
    open_report(reviewer)
    decide(reviewer, "approve")
    wait_for(lambda: "light--met" in light_of(leader, INDICATOR), what="the light of 100 %")
