"""Pages cost a constant number of queries: asserted at two sizes of data."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.queries import clock
from reports.domain.words import Stage
from tests.factories import LIANGSHAN, make_actor, make_user
from tests.reports.factories import NOON, approved, draft, returned, save, submitted, typed

FEW = {"heat_supplied": typed("100")}
MANY = {
    "heat_supplied": typed("100"), "heat_delivered": typed("90"), "heating_pipe_renewed": typed("1"),
    "greenway_built": typed("3"), "pocket_parks_built": typed("4"), "water_supplied": typed("50"),
    "started_public_area": typed("5"), "started_residential_area": typed("6"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _plan(plan, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def _cost(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_form_costs_the_same_for_one_value_and_for_many(client_of):
    approved(FEW, year=2025)
    draft(FEW)
    for year in (2025, 2024):
        approved(MANY, area=LIANGSHAN, year=year, stage=Stage.FINAL)
        approved(MANY, area=LIANGSHAN, year=year)
    draft(MANY, area=LIANGSHAN)
    small, large = (client_of(make_user("clerk", area=area)) for area in ("370831", LIANGSHAN))
    path = "/filing/2026/estimate/"
    assert _cost(small, path) == _cost(large, path) <= 40


def test_the_areas_whole_costs_the_same(client_of):
    draft(FEW)
    draft(MANY, area=LIANGSHAN)
    small, large = (client_of(make_user("lead", area=area)) for area in ("370831", LIANGSHAN))
    path = "/filing/2026/estimate/area/"
    assert _cost(small, path) == _cost(large, path) <= 46


def test_the_list_of_filings_costs_the_same(client_of):
    draft(FEW)
    for year in range(2020, 2027):
        draft(MANY, area=LIANGSHAN, year=year)
    small, large = (client_of(make_user("lead", area=area)) for area in ("370831", LIANGSHAN))
    assert _cost(small, "/filing/") == _cost(large, "/filing/") <= 48


def test_the_board_costs_the_same(client_of):
    reviewer = client_of(make_user("reviewer"))
    submitted(FEW)
    before = _cost(reviewer, "/review/")
    for area in ("370811", "370812", "370826", LIANGSHAN):
        submitted(MANY, area=area)
        returned(MANY, area=area, year=2025)
    assert before == _cost(reviewer, "/review/") <= 20


def test_a_report_costs_the_same_whatever_its_history(client_of):
    reviewer = client_of(make_user("reviewer"))
    small, large = submitted(FEW), approved(MANY, area=LIANGSHAN)
    reviewer.post(f"/review/{large.pk}/reopen/", {"version": large.version, "reason": "x"})
    assert _cost(reviewer, f"/review/{small.pk}/") == _cost(reviewer, f"/review/{large.pk}/") <= 36


def test_the_api_costs_the_same(client_of):
    one = submitted(FEW)
    reviewer = client_of(make_user("reviewer"))
    listed, read = _cost(reviewer, "/api/v1/reports/"), _cost(reviewer, f"/api/v1/reports/{one.pk}/")
    many = [submitted(MANY, area=area) for area in ("370811", "370812", LIANGSHAN)]
    assert listed == _cost(reviewer, "/api/v1/reports/") <= 12
    assert read == _cost(reviewer, f"/api/v1/reports/{many[-1].pk}/") <= 24


def test_a_save_costs_the_same_for_one_value_and_for_many():
    draft(FEW)
    clerk = make_actor("clerk")
    costs = []
    for entries in (
        {"heat_delivered": typed("1")},
        {"heating_pipe_renewed": typed("1"), "utility_tunnel_built": typed("2"), "started_public_area": typed("5")},
    ):
        with CaptureQueriesContext(connection) as caught:
            save(clerk, entries)
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 24
