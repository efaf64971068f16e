"""The filing board in a browser: one click reminds, at a desk and on a phone, and nothing runs over the side."""

import os

import pytest
from playwright.sync_api import expect

from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.models import Reminder
from tests.factories import LIANGSHAN, PASSWORD, SISHUI, make_user
from tests.reports.factories import NOON, SYSTEM, draft, returned, submitted, typed

pytestmark = pytest.mark.browser


@pytest.fixture
def board(committed_db, visit, monkeypatch):
    """``board(path, …)``: the reviewer at the board, three days after the deadline."""
    submitted({"heat_supplied": typed("100"), "heat_delivered": typed("90")})
    returned(area="370811")
    draft(area=LIANGSHAN)
    with acting_as(SYSTEM):
        make_user("lead", area=LIANGSHAN, full_name="施杰", email="liangshan@example.org")
        for role in ("reviewer", "plan_manager"):
            for language in ("zh-hans", "en"):
                make_user(role, username=f"{role}-{language[:2]}", language=language)
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(day=18))

    def open_at(path, *, who="reviewer-zh", **window):
        visitor = visit(**window)
        visitor.log_in(who, PASSWORD, path)
        return visitor

    return open_at


def keep(visitor, name):
    """Keep a picture where a folder for pictures is named."""
    if folder := os.environ.get("PICTURES"):
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sent():
    with acting_as(SYSTEM):
        return list(Reminder.objects.values_list("area__code", "reason"))


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_one_click_reminds_an_area(board, width, height):
    visitor = board("/board/", width=width, height=height)
    assert visitor.overflow() <= 0
    keep(visitor, f"board-zh-{width}")
    button = visitor.page.locator(f'button[name=whom][value="{LIANGSHAN}"]')
    button.focus()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("[role=status]")).to_have_text("已记录催报1条，提醒1人。")
    assert sent() == [(LIANGSHAN, "asked:2026-11-18:whole")]
    expect(button).to_have_count(0)
    assert visitor.overflow() <= 0
    keep(visitor, f"board-zh-{width}-after")


def test_all_that_are_behind_are_named_before_they_are_reminded(board):
    visitor = board("/board/?behind=1&sort=slip", who="reviewer-en")
    visitor.page.click("summary >> text=Remind all")
    expect(visitor.page.locator(".board-all p").first).to_contain_text("Liangshan County")
    keep(visitor, "board-en-1440")
    with visitor.page.expect_navigation():
        visitor.page.click("text=Send the reminders")
    areas = {area for area, _ in sent()}
    assert len(areas) == 14
    assert SISHUI not in areas


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_runs_over_the_side(board, width, height, language):
    visitor = board("/board/?view=years", who=f"reviewer-{language}", width=width, height=height)
    assert visitor.overflow() <= 0
    keep(visitor, f"years-{language}-{width}")
    visitor.go("/board/")
    assert visitor.overflow() <= 0
    keep(visitor, f"bureaus-{language}-{width}")
    manager = board("/reminders/", who=f"plan_manager-{language}", width=width, height=height)
    assert manager.overflow() <= 0
    keep(manager, f"schedule-{language}-{width}")
