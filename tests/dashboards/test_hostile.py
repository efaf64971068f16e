"""Addresses that nobody means: not found or refused, never an error, and never a number of a neighbour's."""

from decimal import Decimal

import pytest

from accounts.services.acting import acting_as
from progress.domain.scheme_file import SchemeFile
from progress.domain.schemes import Line, Scheme
from progress.services import scoring
from targets.models import Plan
from tests.dashboards.conftest import RECYCLING, WHO
from tests.dashboards.made import LIANGSHAN, NOW, SISHUI
from tests.factories import make_user
from tests.reports.factories import SYSTEM

SCRIPT = "<script>alert(1)</script>"
QUERIES = (
    f"year=99999999999999999999&area={LIANGSHAN}",
    f"area={LIANGSHAN}&within={LIANGSHAN}&order=-value&download=trajectory.csv",
    f"area={SCRIPT}&order={SCRIPT}&target={SCRIPT}&version={SCRIPT}&beside={SCRIPT}&within={SCRIPT}",
    f"version={'9' * 5000}&target=%00&download=..%2Fx&due=NaN&bureau=%ff",
)
PAGES = (
    *(
        "/overview/",
        f"/indicators/{RECYCLING}/",
        f"/indicators/{RECYCLING}/areas/",
        "/matrix/",
        f"/carbon/{LIANGSHAN}/",
    ),
    *(f"/areas/{LIANGSHAN}/", "/own-targets/", "/rankings/", "/screen/show/", "/screen/version/"),
    *("/scores/", f"/scores/{SISHUI}/", "/scores/export/", "/scores/schemes/1/"),
    *("/plan/allocations/retrofitted-area/", "/plan/allocations/retrofitted-area/file.csv", "/allocations/"),
    f"/api/v1/explain/?indicator={RECYCLING}&area={LIANGSHAN}&year=2026",
)
SECRETS = ("41.77", "40.66", "8.1234", "19.4433", "41.8")


@pytest.fixture
def _scored(city):
    scheme = Scheme((Line(RECYCLING, Decimal(10)),))
    with acting_as(SYSTEM):
        plan = Plan.objects.get()
        said = {"actor": SYSTEM, "now": NOW}
        row = scoring.load(plan_id=plan.pk, file=SchemeFile(SCRIPT, SCRIPT, True, 2026, scheme), **said)
        scoring.activate(scheme_id=row.pk, seen_version=row.version, reason=SCRIPT, **said)
        scoring.turn(plan_id=plan.pk, is_on=True, reason="试评", **said)


@pytest.mark.usefixtures("_scored")
@pytest.mark.parametrize("role", ["plan_manager", "lead"])
def test_nothing_an_address_says_breaks_a_page_or_opens_a_neighbours(client_of, role):
    client = client_of(make_user(role, language="en", **WHO.get(role, {})))
    client.raise_request_exception = False
    wrong = []
    for path in (f"{page}{'&' if '?' in page else '?'}{query}" for page in PAGES for query in ("", *QUERIES)):
        answer = client.get(path)
        told = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
        leaks = role == "lead" and any(secret in told for secret in SECRETS)
        if answer.status_code >= 500 or SCRIPT in told or leaks:
            wrong.append((path[:120], answer.status_code))
    assert wrong == []
