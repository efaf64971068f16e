"""Scoring in a browser: a weight typed in a copy shows its effect on every area; no page too wide, nobody shut out."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.domain.scheme_file import SchemeFile
from progress.domain.schemes import Against, Line, Rule, RuleKind, Scheme
from progress.services import scoring
from targets.models import Plan
from tests.dashboards.conftest import ENERGY_CUT, RECYCLING
from tests.dashboards.made import LIANGSHAN, NOW, SISHUI, put, stored, updated
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser
LOADER = system("test")
PAGES = ["/scores/?year=2026", f"/scores/{SISHUI}/?year=2026", "/scores/schemes/", "/scores/schemes/2/?year=2026"]


@pytest.fixture
def scored(committed_db, monkeypatch):
    """Sishui: 15 of 30 in cutting energy, 37 of 37 in recycling; Liangshan the other way round."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    rules = {RuleKind.LATE_DAY: Rule(Decimal("0.5"), Decimal(3)), RuleKind.EARLY: Rule(Decimal(1))}
    scheme = Scheme((Line(ENERGY_CUT, Decimal(10)), Line(RECYCLING, Decimal(20))), Against.TARGET, rules)
    with acting_as(LOADER):
        plan = Plan.objects.get()
        updated()
        put(SISHUI, ENERGY_CUT, 2026, "15", stored("2030", "behind", "30", expected_value="20"))
        put(SISHUI, RECYCLING, 2026, "37", stored("2025", "met", "37", judged_year=2026))
        put(LIANGSHAN, ENERGY_CUT, 2026, "30", stored("2030", "met", "30", expected_value="20"))
        put(LIANGSHAN, RECYCLING, 2026, "18.5", stored("2025", "missed", "37", judged_year=2026))
        scoring.turn(plan_id=plan.pk, is_on=True, reason="试评", actor=LOADER, now=NOW)
        file = SchemeFile("试评方案", "", True, 2026, scheme)
        first = scoring.load(plan_id=plan.pk, file=file, actor=LOADER, now=NOW)
        scoring.activate(scheme_id=first.pk, seen_version=1, reason="试行", actor=LOADER, now=NOW)
        scoring.copy(scheme_id=first.pk, name="副本", actor=LOADER, now=NOW)
        make_user("plan_manager", username="planner")
        make_user("plan_manager", username="english", language="en")


def test_a_typed_weight_shows_its_effect_and_is_stored_with_the_draft(scored, visit):
    one = visit()
    one.log_in("english", PASSWORD, "/scores/schemes/2/?year=2026")
    effect = one.page.locator("#effect tbody tr")
    expect(effect.nth(0)).to_contain_text("Sishui County")
    one.page.fill(f"[name=weight-{ENERGY_CUT}]", "40")
    expect(effect.nth(0)).to_contain_text("Liangshan County")
    expect(effect.nth(0)).to_contain_text("2 → 1")
    one.page.fill(f"[name=weight-{ENERGY_CUT}]", "none")
    expect(one.page.locator("#effect")).to_contain_text("The terms as typed make no scheme yet.")
    one.page.fill(f"[name=weight-{ENERGY_CUT}]", "40")
    one.page.get_by_role("button", name="Store the draft").click()
    expect(one.page.locator("main")).to_contain_text("Stored as a draft; nothing is scored by it yet.")
    expect(one.page.locator(f"[name=weight-{ENERGY_CUT}]")).to_have_value("40")


@pytest.mark.parametrize(("name", "widths"), [("planner", (1440, 390)), ("english", (390, 1440))])
def test_no_page_of_scoring_is_wider_than_its_window_or_shuts_anybody_out(scored, visit, name, widths):
    one = visit(width=widths[0])
    one.log_in(name, PASSWORD)
    found = {}
    for path in PAGES:
        one.go(path)
        expect(one.page.locator("h1")).to_contain_text("Internal reference" if name == "english" else "内部参考")
        first = one.overflow()
        one.page.set_viewport_size({"width": widths[1], "height": 900})
        found[path] = (first, one.overflow(), one.violations())
        one.page.set_viewport_size({"width": widths[0], "height": 900})
    assert found == dict.fromkeys(PAGES, (0, 0, []))
