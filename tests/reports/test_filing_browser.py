"""The form in a browser: a lost connection and an ended session lose nothing that was typed."""

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.models import Value
from tests.factories import PASSWORD, make_user
from tests.reports.factories import NOON

pytestmark = pytest.mark.browser
SHEET = "/filing/2026/estimate/"
LAMPS = "#value-lamps_total"


@pytest.fixture
def clerk(committed_db, visit, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with acting_as(system("test")):
        make_user("clerk", bureau="urban_management", username="clerk")
    clerk = visit()
    clerk.log_in("clerk", PASSWORD, SHEET)
    clerk.page.fill(LAMPS, "1000")
    return clerk


def stored():
    with acting_as(system("test")):
        return [str(number) for number in Value.objects.values_list("number", flat=True)]


def save(clerk):
    clerk.page.click(".filing__save button")


def is_kept(clerk, words):
    expect(clerk.page.locator("[data-state]")).to_contain_text(words)
    expect(clerk.page.locator(LAMPS)).to_have_value("1000")
    assert stored() == []


def test_a_lost_connection_keeps_what_was_typed_and_saving_again_stores_it(clerk):
    clerk.page.context.set_offline(True)
    save(clerk)
    is_kept(clerk, "网络不通")
    clerk.page.context.set_offline(False)
    with clerk.page.expect_navigation():
        save(clerk)
    assert stored() == ["1000.000000"]
    clerk.complaints.clear()  # the browser's own word for the request that could not leave


def test_an_ended_session_keeps_what_was_typed_until_one_is_logged_in_again(clerk):
    clerk.page.context.clear_cookies()
    save(clerk)
    is_kept(clerk, "登录已失效")
    again = clerk.page.context.new_page()
    again.goto(clerk.address + "/login/")
    again.fill("[name=username]", "clerk")
    again.fill("[name=password]", PASSWORD)
    with again.expect_navigation():
        again.click("main button")
    with clerk.page.expect_navigation():
        save(clerk)
    assert stored() == ["1000.000000"]


def test_pressing_save_twice_saves_once(clerk):
    with clerk.page.expect_navigation():
        clerk.page.dblclick(".filing__save button")
    expect(clerk.page.locator(".field-error")).to_have_count(0)
    assert stored() == ["1000.000000"]
