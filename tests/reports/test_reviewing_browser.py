"""The reviewer in a browser: a batch, a return with its resubmission and the difference, a verified value."""

import os

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.services import submissions
from tests.factories import LIANGSHAN, PASSWORD, make_actor, make_user
from tests.reports.factories import NOON, SYSTEM, fresh, save, stamped, submitted, typed, withdrawn
from tests.reports.queries import asked

pytestmark = pytest.mark.browser
HEAT = "heat_supplied"


@pytest.fixture
def reviewer(committed_db, visit, monkeypatch):
    """``reviewer(language=…, width=…)``: a reviewer at the review page."""
    monkeypatch.setattr(clock, "now", lambda: NOON)

    def call(*, language="zh-hans", username="reviewer", **window):
        with acting_as(system("test")):
            make_user("reviewer", username=username, language=language)
        visitor = visit(**window)
        visitor.log_in(username, PASSWORD, "/review/")
        return visitor

    return call


def _picture(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_batch_approves_one_after_another_and_says_what_became_of_each(reviewer):
    good, doubted = submitted(), submitted(area=LIANGSHAN)
    visitor = reviewer()
    page = visitor.page
    for box in page.locator("input[name=report]").all():
        box.check()
    expect(page.locator("[data-batch-state]")).to_have_text("已选 2 份")
    asked(doubted)
    page.get_by_role("button", name="批量审核通过").dblclick()
    expect(page.locator("[data-batch-state]")).to_have_text("已通过 1 份，未通过 1 份。")
    expect(page.locator("[data-batch-outcome]").first).to_have_text("已审核通过。")
    assert (fresh(good).status, fresh(doubted).status) == ("approved", "submitted")
    with acting_as(SYSTEM):
        assert good.revisions.count() == 2
    _picture(page, "batch")


def test_a_return_a_resubmission_and_the_difference(reviewer):
    report = submitted({HEAT: typed("100"), "greenway_built": typed("3.5")})
    visitor = reviewer()
    page = visitor.page
    visitor.go(f"/review/{report.pk}/")
    page.fill("#id_reason", "供热量口径不一致")
    with page.expect_navigation():
        page.get_by_role("button", name="退回").click()
    withdrawn(fresh(report))
    with acting_as(SYSTEM):
        version = report.values.get(quantity__code=HEAT).version
    save(make_actor("clerk"), {HEAT: typed("95", seen_version=version)})
    lead = make_actor("lead")
    again = stamped(fresh(report), lead=lead)
    with acting_as(lead):
        submissions.submit(report_id=report.pk, seen_version=again.version, actor=lead, now=NOON)
    visitor.go(f"/review/{report.pk}/")
    difference = page.locator("section[aria-labelledby=since]")
    expect(difference).to_contain_text("100")
    expect(difference).to_contain_text("95")
    page.get_by_role("link", name="只看变动").click()
    expect(page.locator(f"#line-{HEAT}")).to_be_visible()
    expect(page.locator("#line-greenway_built")).to_have_count(0)


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (390, "zh-hans"), (1440, "en"), (390, "en")])
def test_the_pages_fit(reviewer, width, language):
    report, other = submitted(), submitted(area=LIANGSHAN)
    asked(report)
    visitor = reviewer(width=width, language=language)
    page = visitor.page
    at = f"/values/{report.pk}/{HEAT}/verified/"
    visitor.go(at)
    page.fill(f"#value-{HEAT}", "90")
    page.fill("#reason-put", "与热源厂报表核对，应扣除外供热量")
    with page.expect_navigation():
        page.locator(f"form[action$='{at}put/'] button").click()
    pages = {
        "review": "/review/", "report": f"/review/{report.pk}/", "verified": at,
        "compare": f"/reports/{report.pk}/compare/", "history": f"/values/{report.pk}/{HEAT}/history/",
        "clear": f"/review/{other.pk}/?only=doubtful",
    }  # fmt: skip
    for name, path in pages.items():
        visitor.go(path)
        assert visitor.overflow() <= 0, name
        _picture(page, f"{name}-{width}-{language}")
