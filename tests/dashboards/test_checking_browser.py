"""A query in a browser: asked by key, answered, closed; a correction handed in."""

import os

import pytest
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services import acting
from tests.factories import LIANGSHAN, PASSWORD, make_user
from tests.reports.factories import NOON, SCAN, submitted, typed
from tests.reports.queries import CHECKED, reported

pytestmark = pytest.mark.browser
PAGE = "/check/?year=2026&stage=estimate&task=1.1&quantity=greenway_built"
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def people(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with acting.acting_as(system("test")):
        make_user("checker", bureau="water", username="checker", full_name="周涛")
        make_user("clerk", bureau="urban_management", username="clerk", full_name="李强")
        make_user("lead", username="lead", full_name="王芳")
        for area in ("370811", "370812", "370881", "370883"):
            submitted(CHECKED | {"greenway_built": typed("5")}, area=area)
        report = reported()
        reported(area=LIANGSHAN)
    return report


def shot(visitor, name):
    if SHOTS:
        visitor.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def entered(visit, who, path, **window):
    visitor = visit(**window)
    visitor.log_in(who, PASSWORD, path)
    return visitor


def test_a_value_is_queried_by_key_answered_and_closed(people, visit):
    checker = entered(visit, "checker", PAGE.replace("&", "%26"))
    page = checker.page
    shot(checker, "check-1440")
    assert checker.overflow() <= 0
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_have_count(1)
    first = page.locator("tr.is-current").get_attribute("id")
    page.keyboard.press("ArrowDown")
    second = page.locator("tr.is-current").get_attribute("id")
    assert first != second
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("v")
    expect(page.locator(f"#{first} .check__tick")).to_contain_text("周涛")
    expect(page.locator("tr.is-current")).to_have_attribute("id", second)
    while page.locator("tr.is-current").get_attribute("id") != "row-370831":
        page.keyboard.press("j")
    page.keyboard.press("q")
    box = page.locator("#ask-370831")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("q")
    page.keyboard.type("jvkq 与台账不符")
    shot(checker, "check-ask")
    with page.expect_navigation():
        page.locator("#row-370831 [data-ask] form button").click()
    expect(page.locator("#row-370831")).to_contain_text("待答复")
    clerk = entered(visit, "clerk", "/filing/")
    shot(clerk, "todo")
    clerk.page.click(".queries__name")
    shot(clerk, "thread-clerk")
    assert clerk.overflow() <= 0
    clerk.page.fill("#words-answer", "台账已更新")
    with clerk.page.expect_navigation():
        clerk.page.locator("form[action$='/answer/'] button").click()
    page.goto(checker.address + PAGE)
    shot(checker, "check-answered")
    page.click(".queries__name")
    expect(page.locator(".thread")).to_contain_text("台账已更新")
    shot(checker, "thread-checker")
    with page.expect_navigation():
        page.locator("form[action$='/close/'] button").click()
    expect(page.locator(".thread__entry--close")).to_have_count(1)
    phone = entered(visit, "checker", PAGE.replace("&", "%26"), width=390, height=844)
    assert phone.overflow() <= 0
    shot(phone, "check-390")
    phone.go(f"/values/{people.pk}/greenway_built/")
    assert phone.overflow() <= 0
    shot(phone, "thread-390")


def test_another_value_is_handed_in_by_the_lead(people, visit):
    checker = entered(visit, "checker", PAGE.replace("&", "%26"))
    checker.go(f"/values/{people.pk}/greenway_built/")
    checker.page.fill("#reason", "与台账不符")
    with checker.page.expect_navigation():
        checker.page.locator("form[action$='/ask/'] button").click()
    clerk = entered(visit, "clerk", "/filing/2026/estimate/")
    shot(clerk, "sheet-queried")
    clerk.page.fill("#value-greenway_built", "4.75")
    expect(clerk.page.locator("[data-state]")).to_contain_text("已全部保存")
    clerk.page.click(".quantity__query a")
    clerk.page.fill("#words-propose", "重新测量")
    with clerk.page.expect_navigation():
        clerk.page.locator("form[action$='/propose/'] button").click()
    shot(clerk, "thread-proposed")
    lead = entered(visit, "lead", "/filing/2026/estimate/area/")
    page = lead.page
    shot(lead, "area-corrections")
    with page.expect_navigation():
        page.locator("#corrections form[action$='/lock/'] button").click()
    page.goto(lead.address + "/filing/2026/estimate/correction/")
    shot(lead, "correction-paper")
    page.goto(lead.address + "/filing/2026/estimate/area/")
    page.set_input_files(
        "#corrections input[type=file]", {"name": "更正页.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    with page.expect_navigation():
        page.locator("#corrections .handing-in__stamp button").click()
    page.check("#corrections [name=checked]")
    shot(lead, "area-stamped")
    assert lead.overflow() <= 0
    with page.expect_navigation():
        page.locator("#corrections form[action$='/correct/'] button").click()
    expect(page.locator("#corrections")).to_have_count(0)
    checker.page.goto(checker.address + PAGE)
    expect(checker.page.locator("#row-370831")).to_contain_text("4.75")
    small = entered(visit, "lead", "/filing/2026/estimate/area/", width=390, height=844)
    assert small.overflow() <= 0
