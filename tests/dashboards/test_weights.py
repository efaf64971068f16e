"""What pages weigh over the wire, from the server as it is in earnest, and that nothing moves while they come."""

import re
import socket
from os import environ

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.models import Area
from accounts.services.acting import acting_as
from progress.models import Judgement, Rollup
from progress.services.draining import as_rollup
from stack import services
from stack.paths import Checkout
from stack.supervisor import Supervisor
from targets.models import Indicator
from tests.browsers import SHIFTS, weighed
from tests.dashboards.conftest import ENERGY_CUT
from tests.dashboards.made import SISHUI, stored, updated
from tests.factories import make_user

pytestmark = pytest.mark.browser

PAGES = [
    "/overview/?year=2026",
    "/themes/district-heating/?year=2026",
    f"/indicators/{ENERGY_CUT}/?year=2026",
    "/matrix/?year=2026",
    f"/areas/{SISHUI}/?year=2026",
    "/carbon/?year=2026",
    "/promises/?year=2026",
]
FIRST_KB, AGAIN_KB, MOST_SHIFTED = 600, 60, 0.1
# How many charts are drawn although they are far below the window; which are not drawn.
EAGER = """[...document.querySelectorAll(".is-drawn")].filter(
    chart => chart.getBoundingClientRect().top > window.innerHeight + 200).length"""
UNDRAWN = "[data-figure]:not(.is-drawn)"


@pytest.fixture
def full(committed_db):
    """A city in which every indicator has figures of seven years, and every area a light for each."""
    with acting_as(system("test")):
        updated()
        user = make_user("leader", language="zh-hans")
    areas = list(Area.objects.exclude(kind="province"))
    cells = [
        {"area": area, "indicator": indicator, "year": year, "stage": "best", "basis": "approved"}
        for area in areas
        for indicator in Indicator.objects.all()
        for year in (range(2020, 2027) if area.kind == "city" else [2026])
    ]
    sums = {"reported": 1, "expected": 1, "numerator": "4567.891", "denominator": "9876.543", "touched": True}
    sums |= {"has_estimate": False, "factor_missing": False, "void_reason": ""}
    light = stored("2030", "behind", "60", expected_value="52.5", shortfall="11.8", reason="path", judged_year=2026)
    with as_rollup():
        Rollup.objects.bulk_create([Rollup(**cell, **sums, value=cell["year"] - 1974) for cell in cells])
        Judgement.objects.bulk_create([Judgement(**cell, **light) for cell in cells if cell["year"] == 2026])
    return user


@pytest.fixture
def address(full, committed_db, tmp_path):
    """gunicorn, with compressed static files, as ``dev.py up`` runs it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        supervisor = Supervisor(tmp_path, print)
        try:
            supervisor.start(services.web(Checkout(), listener, {**environ, **committed_db.env}))
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            supervisor.stop()


def test_first_and_repeat_visits_are_light_and_still_and_charts_wait_for_the_eye(full, address, client_of, _chromium):
    cookie = session_of(client_of(full), address)
    views = [*((path, 1440) for path in PAGES), *((path, 390) for path in PAGES[:3])]
    seen = {(path, width): visited(_chromium, cookie, address + path, width) for path, width in views}
    heavy = {one: told for one, (*told, _, _, _) in seen.items() if told[0] > FIRST_KB or told[1] > AGAIN_KB}
    moved = {one: shifted for one, (*_, shifted, _, _) in seen.items() if shifted > MOST_SHIFTED}
    eager = [one for one, (*_, drawn, _) in seen.items() if drawn]
    assert (heavy, moved, eager) == ({}, {}, [])
    assert sum(waiting for *_, waiting in seen.values()) > 3


def test_paper_takes_whole_tables_and_few_sheets(full, site, client_of, visit):
    one = visit()
    one.page.context.add_cookies([session_of(client_of(full), site)])
    sheets = {}
    for path in (PAGES[0], PAGES[4], PAGES[2]):
        one.go(path)
        sheets[path] = len(re.findall(rb"/Type /Page\b", one.page.pdf(prefer_css_page_size=True)))
        # As wide as A4 between its margins, laid out for paper.
        one.page.set_viewport_size({"width": 680, "height": 900})
        one.page.emulate_media(media="print")
        wide = one.page.locator("main table:visible").evaluate_all(
            "all => all.filter(one => one.scrollWidth > 690).length"
        )
        assert (path, wide) == (path, 0)
        one.page.emulate_media(media="null")
        one.page.set_viewport_size({"width": 900, "height": 900})
        narrow = one.page.locator(".promises tbody th[scope=row]").evaluate_all(
            "all => all.filter(one => one.offsetParent && one.clientWidth > 0 && one.clientWidth < 120).length"
        )
        assert (path, narrow, one.overflow()) == (path, 0, 0)
    assert all(1 < number < 15 for number in sheets.values()), sheets


def session_of(client, address):
    """The cookie by which a browser goes on as who is logged in."""
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": address}


def visited(chromium, cookie, address, width):
    """KB of a first and a repeat visit, scrolled to the end; how far the page moved; charts too early and to come."""
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([cookie])
    context.add_init_script(SHIFTS)
    page, told = context.new_page(), []
    for settled in ("networkidle", "load"):
        with weighed(page) as came:
            page.goto(address, wait_until=settled)
            if settled == "networkidle":
                eager, waiting = page.evaluate(EAGER), page.locator(UNDRAWN).count()
            for chart in page.locator("[data-figure]").all():
                chart.scroll_into_view_if_needed()
            expect(page.locator(UNDRAWN)).to_have_count(0)
            told.append(round(sum(came) / 1000))
    shifted = page.evaluate("window.shifted")
    context.close()
    return *told, shifted, eager, waiting
