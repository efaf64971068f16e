"""The weekly digest in a browser: both languages, both widths, and on to why."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from progress.models import AsOf, Judgement
from progress.services import snapshots
from progress.services.draining import as_rollup
from tests.dashboards.conftest import ENERGY_CUT, RECYCLING
from tests.dashboards.made import CITY, NOW, SISHUI
from tests.dashboards.test_browser import figures
from tests.dashboards.test_overview_parts import judge
from tests.factories import PASSWORD, change_user, make_user

pytestmark = pytest.mark.browser
__all__ = ["figures"]


@pytest.fixture
def week(figures):
    with acting_as(system("test")):
        snapshots.take(now=NOW - timedelta(days=7))
        judge(CITY, RECYCLING, "2025", "missed")
        judge(CITY, ENERGY_CUT, "2030", "far_behind")
        judge(SISHUI, ENERGY_CUT, "2030", "far_behind")
        snapshots.take(now=NOW)
        return make_user("plan_manager", username="manager", email="manager@example.org")


def test_a_change_with_everything_said_beside_it_fits_on_a_phone(week, visit):
    with as_rollup():
        Judgement.objects.filter(area__code=CITY, year=2026).update(flags=["early", "estimate", "incomplete", "late"])
        AsOf.objects.update(sequence=8)
    change_user(week, language="en")
    one = visit(width=390)
    one.log_in("manager", PASSWORD, path="/overview/")
    expect(one.page.locator(".changed .brief__turn").first).to_contain_text("incomplete")
    assert one.overflow() == 0


def test_the_digest_is_read_in_both_languages_and_widths_and_leads_to_why(week, visit, sink):
    one = visit()
    one.log_in("manager", PASSWORD, path="/digest/")
    for language, title in (("zh-hans", "2026年第47周"), ("en", "Week 47 of 2026")):
        change_user(week, language=language)
        for width in (1440, 390):
            one.page.set_viewport_size({"width": width, "height": 900})
            one.go("/digest/")
            expect(one.page.locator("h1")).to_contain_text(title)
            assert (language, width, one.overflow(), one.violations()) == (language, width, 0, [])
    with one.page.expect_navigation():
        one.page.locator(f".digest__item a[href*={RECYCLING}]").press("Enter")
    expect(one.page.locator("#why")).to_be_in_viewport()
    one.page.go_back()
    with one.page.expect_navigation():
        one.page.get_by_role("button", name="No digest by mail any more").press("Enter")
    expect(one.page.locator(".notice--success")).to_be_visible()
    expect(one.page.get_by_role("button", name="Mail me the weekly digest")).to_be_visible()
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.page.get_by_role("button", name="Copy the address").press("Enter")
    expect(one.page.get_by_text("Address copied.")).to_be_visible()
    assert "/digest/2026-W47/?year=2026" in one.page.evaluate("navigator.clipboard.readText()")
    one.page.evaluate("window.print = () => { document.title = 'printed' }")
    one.page.get_by_role("button", name="Print").press("Enter")
    expect(one.page).to_have_title("printed")
    one.page.emulate_media(media="print")
    expect(one.page.locator("#binding")).to_be_visible()
    expect(one.page.locator("#by-mail")).to_be_hidden()
