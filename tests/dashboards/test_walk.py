"""Asking why three times: from a light on the overview to a filed number, its revision, and the plan's words."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.services.draining import drain
from reports.models import Fact
from tests.dashboards.made import LIANGSHAN, NOW, SISHUI
from tests.factories import PASSWORD, make_user
from tests.reports.factories import approved, typed

pytestmark = pytest.mark.browser

LAMPS = "led-lamp-share"


@pytest.fixture
def filed(committed_db, monkeypatch):
    """Two counties' street lamps, handed in and approved, and counted; the revision of Sishui's."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    make_user("leader", username="leader")
    make_user("leader", username="english", language="en")
    report = approved({"lamps_total": typed("10400"), "lamps_led": typed("6789")})
    approved({"lamps_total": typed("30000"), "lamps_led": typed("12345")}, area=LIANGSHAN)
    drain(now=NOW)
    with acting_as(system("test")):
        fact = Fact.objects.get(snapshot=report.approved_revision.snapshot_id, quantity__code="lamps_led")
    assert fact.number == Decimal(6789)
    return report.approved_revision


@pytest.mark.parametrize(
    ("name", "width", "county", "revision"),
    [("leader", 1440, "泗水县", "第 {} 版"), ("english", 390, "Sishui County", "Revision {}")],
)
def test_three_whys_lead_from_a_light_to_the_filed_number_and_the_clause(filed, visit, name, width, county, revision):
    one = visit(width=width, height=900)
    page = one.page
    one.log_in(name, PASSWORD, path="/overview/")
    page.locator(f"#list a.to-why[href*='{LAMPS}']").click()
    expect(page.locator("#why")).to_be_in_viewport()
    expect(page.locator(".why")).to_contain_text("19,134 ÷ 40,400 × 100")
    page.locator(f".contributions a[href*='area={SISHUI}']").click()
    expect(page.locator(".page-head .as-of")).to_contain_text(county)
    raw = page.locator("section:has(#raw)")
    expect(raw).to_contain_text("6,789")
    expect(raw).to_contain_text(revision.format(filed.number))
    expect(page.locator(".why")).to_contain_text("6,789 ÷ 10,400 × 100")
    page.locator(f"a[href*='#quote-{LAMPS}']").first.click()
    expect(page.locator(".said.is-pointed").first).to_be_in_viewport()
    assert "LED" in "".join(page.locator(".said.is-pointed").all_inner_texts())
    assert one.overflow() == 0
