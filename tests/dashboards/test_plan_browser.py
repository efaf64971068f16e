"""The plan's text in a browser: words and lights point at each other, keys walk from problem to problem."""

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from tests.dashboards.conftest import DENSITY, ENERGY_CUT, LEAKAGE
from tests.dashboards.made import CITY, NOW, put, stored, updated
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def figures(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with acting_as(system("test")):
        updated()
        put(CITY, ENERGY_CUT, 2026, "20.95", stored("2030", "behind", "30", expected_value="26", shortfall="19"))
        put(CITY, LEAKAGE, 2026, "8.24", stored("2025", "missed", "7.9", "<="))
        put(CITY, DENSITY, 2026, "0.8", stored("standing", "met", "0.6", comparator="between", target_upper="1"))
        make_user("leader", username="leader", language="en")


def test_words_lights_outline_and_keys(figures, visit):
    one = visit()
    page = one.page
    one.log_in("leader", PASSWORD)
    one.go("/promises/")
    assert page.locator(".outline").get_attribute("open") is not None
    focused, pointed = page.locator(".note:focus"), page.locator(".said.is-pointed")
    page.keyboard.press("j")
    expect(focused).to_have_attribute("data-anchor-of", f"quote-{LEAKAGE}-2025")
    expect(page.locator("[data-at]")).to_have_text("1 of 2")
    expect(pointed.first).to_contain_text("城市")
    expect(focused).to_contain_text("8.24")
    page.keyboard.press("j")
    expect(focused).to_have_attribute("data-anchor-of", f"quote-{ENERGY_CUT}-2030")
    page.keyboard.press("k")
    expect(focused).to_have_attribute("data-anchor-of", f"quote-{LEAKAGE}-2025")
    page.uncheck("[data-keys]")
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(page.locator("[data-at]")).to_have_text("1 of 2")
    page.click(".outline a[href='#clause-1.3']")
    one.page.locator(".said", has_text="县城建成区人口密度").first.hover()
    expect(page.locator(".note.is-pointed")).to_have_attribute("data-anchor-of", f"quote-{DENSITY}-standing")


def test_an_indicators_clause_leads_to_its_words_and_back_also_on_a_phone(figures, visit):
    one = visit(width=390, height=844)
    page = one.page
    one.log_in("leader", PASSWORD)
    one.go(f"/indicators/{ENERGY_CUT}/")
    page.click(f"a[href$='#quote-{ENERGY_CUT}-2030']")
    words = page.locator(f".note[data-anchor-of='quote-{ENERGY_CUT}-2030']")
    expect(page.locator(".said.is-pointed").last).to_be_in_viewport()
    assert page.locator(".outline").get_attribute("open") is None
    words.focus()
    expect(words.locator(".note__body")).to_be_in_viewport()
    expect(words.locator(".note__value")).to_contain_text("20.95")
    assert one.overflow() == 0
    words.click()
    expect(page).to_have_url(f"{one.address}/indicators/{ENERGY_CUT}/?area={CITY}&year=2026&basis=approved&target=2030")
