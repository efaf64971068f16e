"""The read-only API of targets: shapes, filters, refusals, and whose numbers are in it."""

import json
from decimal import Decimal

import pytest
from django.test import RequestFactory
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from accounts.domain.actors import system
from accounts.models import Area
from accounts.queries import actors
from accounts.services.acting import acting_as
from targets import urls
from targets.api import views
from targets.models import Indicator
from tests.factories import LIANGSHAN, SISHUI, make_user
from tests.targets.folders import LAKESIDE, NOW

GEOTHERMAL = [
    "geothermal-share-new-public",
    "geothermal-demo-projects",
    "shallow-geothermal-area",
    "avoided-co2-geothermal",
]


@pytest.fixture
def get(plan):
    """``get("areas", user, bureau="water")`` → (status, content)."""

    def ask(name, user=None, code=None, **parameters):
        request = RequestFactory().get("/", parameters)
        request.user = user or make_user("lead")
        request.actor = actors.of_user(request.user)
        request.by_token = True
        with acting_as(request.actor):
            response = getattr(views, name)(request, **({"code": code} if code else {}))
            response.render()
        return response.status_code, json.loads(response.content)

    return ask


def test_areas(get):
    status, found = get("areas")
    assert (status, len(found)) == (200, 16)
    assert next(one for one in found if one["code"] == "3708X1") == {
        "code": "3708X1",
        "kind": "zone",
        "order": 13,
        "name_zh": "太白湖新区",
        "short_zh": "太白湖",
        "name_en": "Taibai Lake New Area",
        "parent": "370800",
        "parent_when_off": "370811",
        "has_county_town": False,
        "switchable": True,
        "population_10k": "8.54",
        "area_km2": None,
    }


def test_the_plan(get):
    status, found = get("plan")
    assert status == 200
    assert (found["slug"], found["document_no"], found["issued_on"]) == (
        "jining-2024",
        "济建节科字〔2024〕3号",
        "2024-09-13",
    )
    assert [len(part["tasks"]) for part in found["parts"]] == [4, 4, 3, 3, 3]
    assert found["parts"][2]["tasks"][1]["indicators"] == GEOTHERMAL
    assert found["themes"][0]["headline"][0] == "heating-energy-intensity-cut"


def test_quantities_by_bureau_and_area(get):
    status, found = get("quantities", bureau="energy", area=SISHUI)
    assert status == 200
    assert {one["bureau"] for one in found} == {"energy"}
    assert all(SISHUI in one["areas"] for one in found)
    assert len(get("quantities")[1]) == 149


def test_indicators_and_one_indicator(get):
    assert len(get("indicators")[1]) == 106
    assert len(get("indicators", group="carbon")[1]) == 11
    assert [one["code"] for one in get("indicators", task="3.2")[1]] == GEOTHERMAL
    status, one = get("indicator", code="water-network-leakage-rate")
    assert status == 200
    assert one["targets"][0]["value"] == "7.9"
    assert one["terms"][1] == {
        "side": "numerator",
        "quantity": "water_registered_use",
        "coefficient": "-1",
        "factor": None,
    }
    assert get("indicator", code="no-such-indicator")[0] == 404


def test_targets_and_the_allocations_one_may_see(get):
    indicator = Indicator.objects.get(code="prefab-share-of-starts")
    with acting_as(system("test")):
        for number, code in enumerate((SISHUI, LIANGSHAN)):
            area = Area.objects.get(code=code)
            indicator.allocations.create(area=area, year=2026, value=Decimal("50.5") + number, recorded_at=NOW)
    assert len([one for one in get("targets")[1] if one["source"] == "plan"]) == 71
    everything = get("targets", indicator=indicator.code)[1]
    assert [(one["source"], one["area"], one["year"], one["value"]) for one in everything] == [
        ("plan", "370800", 2025, "50"),
        ("plan", "370800", 2030, "60"),
        ("allocation", SISHUI, 2026, "50.5"),
    ]
    assert get("targets", area=LIANGSHAN)[1] == []
    assert [one["area"] for one in get("targets", make_user("reviewer"), area=LIANGSHAN)[1]] == [LIANGSHAN]


@pytest.mark.parametrize(
    ("name", "parameters", "field"),
    [
        ("areas", {"year": "abc"}, "year"),
        ("areas", {"year": "10" * 20}, "year"),
        ("plan", {"plan": "not a slug"}, "plan"),
        ("quantities", {"bureaus": "water"}, "bureaus"),
        ("quantities", {"bureau": "x\0"}, "bureau"),
        ("quantities", {"area": "9" * 1000}, "area"),
        ("indicators", {"group": "all"}, "group"),
        ("targets", {"indicator": ""}, "indicator"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(get, name, parameters, field):
    status, found = get(name, **parameters)
    assert (status, list(found["fields"])) == (400, [field])


def test_an_unknown_plan_is_not_found(get):
    assert get("plan", plan="atlantis-2020")[0] == 404


def test_a_plan_is_asked_for_by_its_slug(get, load):
    load(LAKESIDE)
    assert len(get("indicators", plan="lakeside-2023")[1]) == 8
    assert len(get("indicators")[1]) == 106


def test_the_schema_is_valid_and_complete():
    schema = SchemaGenerator(patterns=urls.urlpatterns).get_schema(request=None, public=True)
    validate_schema(schema)
    assert sorted(schema["paths"]) == [
        "/api/v1/areas/",
        "/api/v1/indicators/",
        "/api/v1/indicators/{code}/",
        "/api/v1/plan/",
        "/api/v1/quantities/",
        "/api/v1/targets/",
    ]
    promise = schema["components"]["schemas"]["Target"]["properties"]
    assert promise["value"]["type"] == "string"
