"""Confirming in a browser: right after one's own saves, and not after a colleague's."""

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from reports.models import Section
from tests.reports.filing_browser import LAMPS, numbers, state

pytestmark = pytest.mark.browser
CONFIRM = "form[data-confirm] button"


def confirmed():
    with acting_as(system("test")):
        return Section.objects.filter(confirmed_at__isnull=False).count()


def test_what_saved_itself_is_confirmed_without_a_reload(clerk):
    page = clerk.page
    page.fill(LAMPS, "1000")
    expect(state(page)).to_contain_text("已全部保存")
    page.fill("#value-greenway_built", "3")
    expect(state(page)).to_contain_text("已全部保存")
    with page.expect_navigation():
        page.click(CONFIRM)
    expect(page.locator(".notice--success")).to_be_visible()
    assert confirmed() == 1


def test_confirming_waits_for_what_was_typed_a_moment_before(clerk):
    page = clerk.page
    page.fill(LAMPS, "1000")
    with page.expect_navigation():
        page.click(CONFIRM)
    expect(page.locator(".notice--success")).to_be_visible()
    assert (numbers(), confirmed()) == ({"lamps_total": "1000"}, 1)


def test_what_cannot_be_saved_is_not_confirmed(clerk):
    page = clerk.page
    page.fill(LAMPS, "abc")
    page.click(CONFIRM)
    expect(state(page)).to_have_attribute("data-kind", "wrong")
    assert (numbers(), confirmed()) == ({}, 0)
    page.fill(LAMPS, "")
    expect(state(page)).to_contain_text("已全部保存")
    page.wait_for_timeout(300)
    assert confirmed() == 0


def test_a_colleagues_change_is_shown_before_it_is_confirmed(clerk, sit_down):
    page = clerk.page
    page.fill(LAMPS, "1000")
    expect(state(page)).to_contain_text("已全部保存")
    colleague = sit_down(username="colleague")
    colleague.page.fill("#value-greenway_built", "3")
    expect(state(colleague.page)).to_contain_text("已全部保存")
    with page.expect_navigation():
        page.click(CONFIRM)
    expect(page.locator(".notice--error")).to_be_visible()
    expect(page.locator("#value-greenway_built")).to_have_value("3")
    assert confirmed() == 0
    with page.expect_navigation():
        page.click(CONFIRM)
    expect(page.locator(".notice--success")).to_be_visible()
    assert confirmed() == 1
