"""The bench in small: what it times is right, and its other ways do the same work. Nothing is timed here."""

import pytest

from bench import others, page, refiling, world
from bench.truth import check
from bench.world import Scale
from progress.services.draining import drain, rebuild
from targets.models import Plan

CITY = Scale("city", 0, 1, 14, years=(2020, 2021, 2022), indicators=24)
LAND = Scale("land", 2, 4, 30, years=(2020, 2021), indicators=12)


@pytest.fixture(params=[CITY, LAND], ids=["a city", "two provinces"])
def made(request, committed_db):
    world.build(request.param)
    return request.param, Plan.objects.get()


def test_a_made_up_world_is_counted_right_and_only_once(made):
    scale, plan = made
    counted = world.size()
    assert counted["indicators"] == scale.indicators
    assert counted["areas"] == {"city": 16, "land": 1 + 2 + 4 + 30}[scale.name]
    assert rebuild(plan=plan, now=scale.now) > 0
    assert rebuild(plan=plan, now=scale.now) == 0
    right(plan, scale)
    handed = [refiling.hand_in(pk) for pk in refiling.reports_of(year=scale.years[-1], stage="estimate")[:2]]
    assert drain(now=scale.now) == len(handed) == 2
    right(plan, scale)


def right(plan, scale):
    checked = check(plan, scale)
    assert checked.rows > 1000
    assert checked.wrong == 0, checked.said


def test_the_ways_the_engine_is_compared_with_come_to_the_same_figures(committed_db):
    world.build(CITY)
    plan = Plan.objects.get()
    rebuild(plan=plan, now=CITY.now)
    told = others.run(others.by_orm, plan, CITY)
    assert told["rows_checked"] == world.size()["figures"]
    assert told["diff"] == 0


def test_the_page_holds_what_was_measured_against_the_goals():
    lines = [
        {"case": "world", "scale": "city", "rounds": 1, "median": 1.0, "areas": 16, "indicators": 9},
        {"case": "world", "scale": "nation", "rounds": 1, "median": 1.0, "areas": 1600, "indicators": 9},
        {
            "case": "submit",
            "scale": "city",
            "rounds": 7,
            "median": 0.01,
            "p95": 0.02,
            "ratio_to": "bare update",
            "ratio": 9.5,
        },
        {
            "case": "submit",
            "scale": "city",
            "rounds": 7,
            "median": 0.02,
            "p95": 0.02,
            "ratio_to": "bare update",
            "ratio": 20.5,
        },
        {
            "case": "submit",
            "scale": "nation",
            "rounds": 7,
            "median": 0.2,
            "p95": 0.2,
            "ratio_to": "bare update",
            "ratio": 26,
        },
    ]
    rendered = page.render(lines)
    assert (
        "| one county's submission with all ancestors / bare update | ≤ 25 | ≤ 15 | 20.5 ✓ pass | 26 ✗ missed |"
        in rendered
    )
    assert "| growth exponent, one county's submission | ≤ 0.1 | ≤ 0.05 | – | 0.5 ✗ missed |" in rendered


def test_pages_have_goals_of_their_own_and_what_was_not_measured_a_dash():
    lines = [{"case": "overview kept", "scale": "city", "rounds": 7, "median": 0.01, "p95": 0.02, "of_hello": 5.61}]
    lines += [{"case": "overview over the wire", "scale": "city", "first_kb": 57.3, "again_kb": 0.2}]
    rendered = page.render(lines)
    assert "| overview kept by the server, logged in, % of hello | ≥ 5 | ≥ 8 | 5.61 ✓ pass |" in rendered
    assert "| first visit over the wire, overview, KB | ≤ 600 | ≤ 350 | 57.3 ★ stretch |" in rendered
    assert "| one cached chart of Superset / the overview | ≥ 10 | ≥ 15 | – |" in rendered
