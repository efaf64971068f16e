"""Pages cost a constant number of queries, whatever the number of rows."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Area
from dashboards.queries.area import area_page
from dashboards.queries.catalogue import catalogue_of
from dashboards.queries.indicator import indicator_page
from dashboards.queries.overview import Filter, overview
from dashboards.queries.scopes import Asked, scope_of
from dashboards.queries.theme import theme_page
from dashboards.views.shared import shelf
from targets.models import Indicator
from tests.dashboards.conftest import RECYCLING
from tests.dashboards.made import CITY, NOW, SISHUI, put, stored
from tests.factories import make_actor, make_user

PATHS = [
    "/overview/",
    f"/indicators/{RECYCLING}/",
    f"/indicators/{RECYCLING}/?area={SISHUI}",
    "/matrix/",
    "/themes/waste/",
    f"/areas/{SISHUI}/",
]
MUNICIPAL = [f"/indicators/{RECYCLING}/areas/"]
# Session, account, begin and end of the transaction, the actor set and restored, the frame's plan, what the page
# is kept by.
FRAME = 8
PAGE = 6


def grow():
    """Every area reports eleven more indicators."""
    areas = Area.objects.exclude(kind="province").values_list("code", flat=True)
    for indicator in Indicator.objects.exclude(code=RECYCLING).order_by("order")[20:31].values_list("code", flat=True):
        for area in areas:
            put(area, indicator, 2024, "50", stored("2030", "not_due", "70"), basis=("approved",))


def cost(client, path):
    shelf.clear()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


@pytest.mark.parametrize("role", ["lead", "leader"])
def test_a_page_costs_the_same_at_two_sizes(city, client_of, role):
    client, paths = client_of(make_user(role)), [*PATHS, *(MUNICIPAL if role == "leader" else [])]
    for path in paths:
        client.get(path)
    few = [cost(client, path) for path in paths]
    grow()
    assert [cost(client, path) for path in paths] == few
    assert max(few) <= FRAME + PAGE


@pytest.mark.parametrize("role", ["lead", "leader"])
def test_the_queries_of_a_page_alone(city, acting_as, role, django_assert_max_num_queries):
    actor = make_actor(role)
    with acting_as(actor):
        scope = scope_of(Asked(), actor=actor, now=NOW, language="en")
        with django_assert_max_num_queries(1):
            scope_of(Asked(), actor=actor, now=NOW, language="en")
        catalogue = scope.catalogue
        definition, place = catalogue.indicators[RECYCLING], scope.readable_place(SISHUI)
        # What a plan publishes is read once by each process, as the catalogue is.
        indicator_page(scope, definition, place, actor=actor)
        for limit, page in (
            (4, lambda: overview(scope, Filter(), actor=actor)),
            (2, lambda: theme_page(scope, catalogue.theme("waste"))),
            (4, lambda: area_page(scope, place, actor=actor)),
            (5, lambda: indicator_page(scope, definition, place, actor=actor)),
            (5, lambda: indicator_page(scope, definition, catalogue.city, actor=actor)),
        ):
            with django_assert_max_num_queries(limit):
                page()


def test_the_catalogue_is_read_once_per_plan_event(plan, django_assert_num_queries):
    first = catalogue_of(plan, 2026, language="en", last_event=10**9)
    with django_assert_num_queries(0):
        assert catalogue_of(plan, 2026, language="en", last_event=10**9) is first
    later = catalogue_of(plan, 2026, language="en", last_event=10**9 + 1)
    assert later is not first
    assert replace(later, event=first.event) == first


def test_the_catalogue_in_two_languages(plan):
    english, chinese = (catalogue_of(plan, 2026, language=name, last_event=10**9) for name in ("en", "zh-hans"))
    area = "green-building-area-added"
    assert (english.indicators[area].unit, chinese.indicators[area].unit) == ("10⁴ m²", "万㎡")
    assert english.indicators["county-town-density"].unit == "10⁴ persons/km²"
    assert (len(english.indicators), len(english.places), english.city.code) == (106, 15, CITY)
    codes = [theme.code for theme in chinese.themes]
    assert codes[:4] == ["district-heating", "green-building", "prefabrication", "waste"]
    assert chinese.themes[2].headlines == ("prefab-share-of-starts", "green-material-share")
    assert english.indicators[area].definition == chinese.indicators[area].definition
