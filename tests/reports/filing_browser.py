"""What the browser tests of the form share: where things are, and what is stored."""

from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from reports.models import Value
from targets.domain.exact import plain
from tests.factories import PASSWORD, make_user

SHEET = "/filing/2026/estimate/"
LAMPS = "#value-lamps_total"


def row(page, code):
    """The row of a quantity."""
    return page.locator(f"[data-row={code}]")


def state(page):
    """How saving stands."""
    return page.locator("[data-state]")


def numbers():
    """What is stored for 2026, by quantity."""
    with acting_as(system("test")):
        rows = Value.objects.filter(report__filing_year__year=2026).values_list("quantity__code", "number", "reason")
        return {code: "不适用 " + reason if number is None else plain(number) for code, number, reason in rows}


def change_hands(visitor, bureau="urban_management"):
    """Log a colleague in, in another tab of the same browser, while the page stays open."""
    with acting_as(system("test")):
        make_user("clerk", bureau=bureau, username="colleague")
    context = visitor.page.context
    context.clear_cookies()
    tab = context.new_page()
    tab.goto(visitor.address + "/login/")
    tab.fill("[name=username]", "colleague")
    tab.fill("[name=password]", PASSWORD)
    with tab.expect_navigation():
        tab.click("main button")
    expect(tab.locator("details.account").first).to_be_attached()
    tab.close()
