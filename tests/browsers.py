"""A real browser and a real address for it: Chromium, and this process serving on a free port."""

import os
import shutil
from contextlib import contextmanager, suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test.testcases import LiveServerThread
from playwright.sync_api import TimeoutError, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# How far what is seen moved by itself while a page came (Cumulative Layout Shift).
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifted += entry.value; }))
    .observe({type: "layout-shift", buffered: true});
"""
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium():
    """Where the browser is; skips loudly where it is told to, fails where there is none."""
    if os.environ.get("SKIP_BROWSER_TESTS") == "1":
        pytest.skip("BROWSER TESTS SKIPPED: SKIP_BROWSER_TESTS=1, there is no Chromium")
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("no Chromium found: install one, or set CHROMIUM to its path or SKIP_BROWSER_TESTS=1")
    return found


@contextmanager
def browser():
    """A Chromium without a window."""
    path = chromium()
    # Playwright's loop runs in this thread; Django would take the test for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            yield playwright.chromium.launch(executable_path=path, args=FLAGS)
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def served():
    """This process on a port of its own, static files included; yields its address."""
    thread = LiveServerThread("127.0.0.1", _as_it_is)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(10)
    if thread.error:
        raise thread.error
    try:
        yield f"http://127.0.0.1:{thread.port}"
    finally:
        thread.terminate()


def _as_it_is(application):
    return application


@contextmanager
def weighed(page):
    """Count what comes over the wire, headers and all, into the list this yields: bytes per answer."""
    wire = page.context.new_cdp_session(page)
    came = []
    wire.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    try:
        yield came
    finally:
        wire.detach()


class Visit:
    """A page of a browser that remembers every complaint: console errors, failed and foreign requests."""

    def __init__(self, context, address):
        self.address = address
        self.page = context.new_page()
        self.complaints = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._request)

    def go(self, path):
        """Open a page of ours."""
        self.page.goto(self.address + path)

    def violations(self):
        """What axe finds against WCAG 2.2 A and AA on the page as it stands: rule and first elements."""
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]

    def log_in(self, username, password, path="/"):
        """Log in by the form, on the way to ``path``."""
        self.go(f"/login/?next={path}")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", password)
        with self.page.expect_navigation():
            self.page.click("main button")

    def overflow(self):
        """By how many pixels the page is wider than the window, once charts had time to follow it."""
        with suppress(TimeoutError):
            self.page.wait_for_function(f"{OVERFLOW} <= 0", timeout=2000)
        return max(0, self.page.evaluate(OVERFLOW))

    def _console(self, message):
        # An answer of 4xx is logged by the browser too; the test knows what it asked for.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _failed(self, request):
        # Aborted: the page was left before it was whole.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _request(self, request):
        if not request.url.startswith((self.address, f"blob:{self.address}", "data:")):
            self.complaints.append(f"foreign: {request.url}")
