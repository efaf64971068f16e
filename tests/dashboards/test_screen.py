"""The big screen's slides, its choices, and the number by which it knows that something changed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.queries.scopes import Asked, scope_of
from dashboards.queries.screen import slides, version_of
from progress.models import AsOf
from progress.services.draining import as_rollup
from tests.dashboards.conftest import DENSITY, ENERGY_CUT, FILERS, RECYCLING
from tests.dashboards.made import LIANGSHAN, NOW, SISHUI, put, stored, updated
from tests.factories import make_actor, make_user

SECRETS = ("41.78", "41.7777", "40.67", "Liangshan", "梁山", LIANGSHAN)


def body(response):
    return " ".join(response.content.decode().split())


def shown(acting_as, role, *chosen):
    actor = make_actor(role)
    with acting_as(actor):
        return slides(scope_of(Asked(), actor=actor, now=NOW, language="en"), chosen)


def test_the_choice_names_every_page_in_its_order(city, looks):
    text = body(looks("leader", "/screen/"))
    codes = re.findall(r'name="pages" value="([^"]+)" checked', text)
    assert codes[:5] == ["headlines", "counts", "worst", "theme-district-heating", "theme-green-building"]
    assert (len(codes), codes[-1]) == (11, "tasks")


def test_the_screen_shows_what_was_chosen_and_no_more(city, looks):
    text = body(looks("leader", "/screen/show/?pages=theme-waste&pages=worst&seconds=7&year=2026&basis=approved"))
    assert re.findall(r'data-slide="([^"]+)"', text) == ["worst-1", "theme-waste-1"]
    assert 'data-seconds="7"' in text and "38.10" in text and "figure of 2025" in text


@pytest.mark.parametrize("query", ["?pages=nothing", "?seconds=1", "?seconds=x", "?year=1999", "?pages=theme-x"])
def test_a_screen_that_is_none_of_ours_is_not_found(city, looks, query):
    assert looks("leader", f"/screen/show/{query}").status_code == 404


def test_the_headlines_are_four_themes_a_slide(city, acting_as):
    first, second = shown(acting_as, "leader", "headlines")
    assert [themed.theme.code for themed in first.content][:2] == ["district-heating", "green-building"]
    assert ([len(one.content) for one in (first, second)], first.name, second.of) == ([4, 3], "headlines-1", 2)


def test_the_worst_come_first_with_the_areas_behind_them(city, acting_as):
    (slide,) = shown(acting_as, "leader", "worst")
    assert [late.line.definition.code for late in slide.content] == [DENSITY]
    put(LIANGSHAN, DENSITY, 2026, "0.2", stored("standing", "breached", "0.6", comparator="between", target_upper="1"))
    (slide,) = shown(acting_as, "leader", "worst")
    assert [[one.place.code for one in late.areas] for late in slide.content] == [[LIANGSHAN]]


def test_where_nothing_is_behind_the_slide_says_so(plan, looks):
    updated()
    assert "Nothing is missed, breached or behind." in body(looks("leader", "/screen/show/?pages=worst"))


def test_what_is_due_this_year_stands_beside_the_counts(city, acting_as):
    put(SISHUI, "shallow-geothermal-area", 2026, "1", stored("2026", "awaiting_final", "2"))
    (slide,) = shown(acting_as, "lead", "counts")
    assert [line.definition.code for line in slide.content.due] == ["shallow-geothermal-area"]
    assert (slide.content.more, dict(slide.content.counts)["awaiting_final"]) == (0, 1)


def test_a_theme_shows_six_lines_headlines_first_and_counts_the_others(city, acting_as):
    (slide,) = shown(acting_as, "leader", "theme-green-building")
    codes = [line.definition.code for line in slide.content.lines]
    assert (codes[:3], len(codes)) == (["green-building-area-added", "star-rated-share", "retrofitted-area"], 6)
    assert slide.content.others > 0


def test_the_plan_is_shown_task_by_task(city, acting_as):
    (slide,) = shown(acting_as, "leader", "tasks")
    assert (slide.content[0].task.code, len(slide.content) > 10) == ("1.1", True)
    assert ENERGY_CUT in [line.definition.code for lit in slide.content for line in lit.lines]


@pytest.mark.parametrize("role", FILERS)
def test_a_neighbours_number_reaches_no_county(city, looks, role):
    put(LIANGSHAN, RECYCLING, 2024, "41.7777", stored("2025", "missed", "37"))
    text = body(looks(role, "/screen/show/"))
    assert [secret for secret in SECRETS if secret in text] == []
    assert "36.05" in text


def test_nothing_new_is_304_after_one_query(city, client_of):
    client = client_of(make_user("leader"))
    first = client.get("/screen/version/")
    with CaptureQueriesContext(connection) as caught:
        again = client.get("/screen/version/", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content, len(caught)) == (200, 304, b"", 1)
    assert f'data-version="{first.json()["version"]}"' in body(client.get("/screen/show/"))


def test_a_roll_up_makes_another_version(city, client_of):
    client = client_of(make_user("leader"))
    old = client.get("/screen/version/")
    with as_rollup():
        AsOf.objects.update(sequence=2)
    answer = client.get("/screen/version/", headers={"If-None-Match": old.headers["ETag"]})
    assert (answer.status_code, answer.json() == old.json()) == (200, False)


def test_before_the_first_roll_up_the_version_is_empty(plan, acting_as):
    actor = make_actor("leader")
    with acting_as(actor):
        assert version_of(actor) == ""


def test_a_screen_without_a_session_is_told_so_and_not_led_elsewhere(city, client):
    answer = client.get("/screen/version/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")
