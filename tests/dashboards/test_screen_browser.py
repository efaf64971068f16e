"""The big screen in a browser of its size: it turns, stays current, and outlives a lost server and a lost log-in."""

import pytest
from django.contrib.sessions.models import Session
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from progress.models import AsOf, Rollup
from progress.services.draining import as_rollup
from tests.browsers import Visit
from tests.dashboards.conftest import DENSITY, ENERGY_CUT, RECYCLING
from tests.dashboards.made import CITY, LIANGSHAN, NOW, put, stored, updated
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.browser
SHOW = "/screen/show/?pages=headlines&pages=worst&pages=theme-waste&seconds=10"
POLL = 15_000
TOO_SMALL = """() => [...document.querySelectorAll("[data-slide]")].flatMap(slide => {
  slide.hidden = false;
  const all = [...slide.querySelectorAll("*")].filter(one => !one.closest(".visually-hidden, svg"));
  const words = all.filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
  return words.filter(one => parseFloat(getComputedStyle(one).fontSize)
      < (one.matches(".row__value, .cell__value, .tally strong") ? 64 : 28)).map(one => one.className);
})"""


@pytest.fixture
def figures(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with acting_as(system("test")):
        updated()
        put(CITY, ENERGY_CUT, 2026, "20.95", stored("2030", "on_track", "30", expected_value="22"))
        put(CITY, RECYCLING, 2026, "39.14", stored("2025", "met", "37"))
        counted = {"comparator": "between", "target_upper": "1", "met_count": 5, "owed_count": 7}
        put(CITY, DENSITY, 2026, "0.83", stored("standing", "breached", "0.6", **counted))
        put(LIANGSHAN, DENSITY, 2026, "0.2", stored("standing", "breached", "0.6", comparator="between"))
        make_user("leader", username="english", language="en")
        make_user("leader", username="leader")


def rolled_up(value):
    """Another roll-up: the recycling rate is ``value``."""
    with acting_as(system("test")), as_rollup():
        Rollup.objects.filter(indicator__code=RECYCLING, area__code=CITY).update(value=value)
        AsOf.objects.update(sequence=2)


def now_shown(page):
    return page.locator("[data-slide]:visible").get_attribute("data-slide")


def test_the_screen_turns_pauses_and_shows_what_changed_where_it_is(figures, visit):
    one = visit(width=1920, height=1080)
    page = one.page
    page.clock.install()
    one.log_in("english", PASSWORD)
    one.go("/screen/")
    assert one.violations() == []
    one.go(SHOW)
    expect(page.locator("[data-at]")).to_have_text("1 / 4")
    assert (now_shown(page), one.overflow(), one.violations()) == ("headlines-1", 0, [])
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") == 0
    page.clock.run_for(10_250)
    assert now_shown(page) == "headlines-2"
    page.keyboard.press("Space")
    page.clock.run_for(60_000)
    assert now_shown(page) == "headlines-2"
    expect(page.locator("[data-state]")).to_have_text("Paused")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-slide=worst-1] .row__areas")).to_have_text("1 area: Liangshan County")
    page.keyboard.press("ArrowRight")
    value = page.locator("[data-slide=theme-waste-1] .cell__value").first
    expect(value).to_contain_text("39.14")
    rolled_up("44.44")
    page.clock.run_for(POLL)
    expect(value).to_contain_text("44.44")
    assert now_shown(page) == "theme-waste-1"
    assert page.evaluate(TOO_SMALL) == []


def test_the_screen_goes_on_when_the_server_is_back_and_says_when_nobody_is_logged_in(figures, _chromium):
    server = _served()
    one = Visit(_chromium.new_context(viewport={"width": 1920, "height": 1080}), f"http://127.0.0.1:{server.port}")
    page, state = one.page, one.page.locator("[data-state]")
    page.clock.install()
    one.log_in("leader", PASSWORD)
    one.go(SHOW.replace("&pages=worst", ""))
    expect(page.locator("[data-at]")).to_have_text("1 / 3")
    server.terminate()
    page.clock.run_for(POLL)
    expect(state).to_contain_text("起连接中断")
    page.clock.run_for(120_000)
    expect(state).to_contain_text("已 2 分钟未更新")
    expect(page.locator("[data-slide]:visible .row__value").first).to_be_visible()
    rolled_up("55.55")
    server = _served(server.port)
    page.clock.run_for(POLL)
    expect(page.locator("[data-slide=headlines-1]")).to_contain_text("55.55")
    expect(state).to_have_text("")
    Session.objects.all().delete()
    page.clock.run_for(POLL)
    expect(state).to_have_text("登录已失效，所示数据不再更新。")
    link = page.locator("[data-log-in-link]")
    expect(link).to_be_visible()
    assert link.get_attribute("href").startswith("/login/?next=%2Fscreen%2Fshow%2F%3Fpages%3Dheadlines")
    assert {complaint.rsplit(" ", 1)[-1] for complaint in one.complaints} <= {"net::ERR_CONNECTION_REFUSED"}
    page.context.close()
    server.terminate()


class _Brief(QuietWSGIRequestHandler):
    """Keeps no connection open, so that nothing answers for a server that was stopped."""

    protocol_version = "HTTP/1.0"


class _Restartable(LiveServerThread):
    def _create_server(self, connections_override=None):
        address = (self.host, self.port)
        return self.server_class(address, _Brief, allow_reuse_address=True, connections_override=connections_override)


def _served(port=0):
    thread = _Restartable("127.0.0.1", lambda application: application, port=port)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(10)
    assert thread.error is None
    return thread
