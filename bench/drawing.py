"""Pages in a browser: what comes over the wire, and how soon the overview is drawn on a slow machine and line.

Against the overview, with its hundreds of small charts: a page of twelve, drawn by plotly.js as a whole
(``bench/hello.py``), which comes with the product's own plotly.
"""

from urllib.parse import urljoin

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from bench import measure
from bench.world import Scale
from tests.browsers import browser, weighed

WEIGHED = ("overview", "matrix", "carbon")
SLOWDOWN = 4
LINE = {"offline": False, "latency": 40, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
# Two frames later it is on the screen.
SHOWN = "() => new Promise(told => requestAnimationFrame(() => requestAnimationFrame(() => told(performance.now()))))"
ALL_DRAWN = "() => window.drawn"


def run(scale: Scale, *, port: int, rival: int, session: Client, rounds: int) -> None:
    """Measure visits in a browser; ``port`` is the product's, ``rival`` that of ``bench/hello.py``."""
    ours, theirs = (f"http://127.0.0.1:{number}/" for number in (port, rival))
    key = session.session.session_key
    cookie: dict[str, str] = {"name": settings.SESSION_COOKIE_NAME, "value": str(key), "url": ours}
    cases = {
        "overview slow": (urljoin(ours, reverse("overview")), SHOWN),
        "charts by plotly slow": (urljoin(theirs, "charts/"), ALL_DRAWN),
    }
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    with browser() as chromium:
        for name in WEIGHED:
            first, again = _weights(chromium, cookie, urljoin(ours, reverse(name)))
            case = f"{name} over the wire"
            measure.tell_line({"case": case, "scale": scale.name, "first_kb": first, "again_kb": again})
        for _ in range(rounds):
            for name, (address, told) in cases.items():
                seconds[name].append(_drawn(chromium, cookie, address, told))
    measure.tell("overview slow", scale.name, seconds["overview slow"])
    against = ("overview slow", seconds["overview slow"])
    measure.tell("charts by plotly slow", scale.name, seconds["charts by plotly slow"], against=against)


def _weights(chromium: Browser, cookie: dict[str, str], address: str) -> tuple[float, ...]:
    """KB of a first visit and of a second, each until every chart is drawn."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([cookie])
    page, told = context.new_page(), []
    for _ in range(2):
        with weighed(page) as came:
            page.goto(address, wait_until="networkidle")
            for chart in page.locator("[data-figure]").all():
                chart.scroll_into_view_if_needed()
            expect(page.locator("[data-figure]:not(.is-drawn)")).to_have_count(0)
        told.append(round(sum(came) / 1000, 1))
    context.close()
    return tuple(told)


def _drawn(chromium: Browser, cookie: dict[str, str], address: str, told: str) -> float:
    """Seconds from asking until everything is drawn, with nothing in the browser's cache."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([cookie])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(address, wait_until="load")
    milliseconds = page.evaluate(told)
    context.close()
    return float(milliseconds) / 1000
