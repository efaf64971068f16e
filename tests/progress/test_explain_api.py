"""``GET /api/v1/explain/``: the lineage over HTTP, documented, and no neighbour's number in it."""

import pytest
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from progress.api.explanations import explanation
from progress.services.draining import drain
from tests.factories import CITY, LIANGSHAN, SISHUI, make_user
from tests.reports.factories import NOON, approved, typed

ADDRESS = "/api/v1/explain/"
LAMPS = {"indicator": "led-lamp-share", "year": 2026}


@pytest.fixture
def lamps(plan):
    approved({"lamps_total": typed("1000"), "lamps_led": typed("650")})
    approved({"lamps_total": typed("3000"), "lamps_led": typed("2345")}, area=LIANGSHAN)
    with acting_as(system("test")):
        drain(now=NOON)


def test_the_city_and_a_county_are_told_what_each_may_know(lamps, client_of):
    leader, lead = client_of(make_user("leader")), client_of(make_user("lead"))
    told = leader.get(ADDRESS, LAMPS | {"area": CITY}).json()
    assert (told["formula"], told["formula_with_numbers"]) == ("lamps_led ÷ lamps_total × 100", "2995 ÷ 4000 × 100")
    assert (told["figure"]["value"], told["figure"]["reported"], told["figure"]["expected"]) == ("74.875", 2, 14)
    assert (told["judgement"]["status"], told["clause"]["firmness"], told["clause"]["number"]) == (
        "not_due", "strive", "一（一）",
    )  # fmt: skip
    assert (told["pace"]["change"], told["pace"]["years"], told["distance"]) == ("1.28125", 4, "5.125")
    assert len(told["parts"]) == 14 and len(told["missing"]) == 12
    one = next(part for part in told["parts"] if part["area"]["code"] == LIANGSHAN)["inputs"][0]
    assert (one["quantity"], one["number"], one["counts"], one["state"]) == ("lamps_led", "2345", True, "reported")
    assert (one["sources"][0]["revision"], len(one["sources"][0]["digest"])) == (2, 64)

    city = lead.get(ADDRESS, LAMPS | {"area": CITY})
    assert city.json()["figure"]["numerator"] == "2995" and city.json()["is_whole"] is False
    own = lead.get(ADDRESS, LAMPS | {"area": SISHUI})
    assert [one["number"] for one in own.json()["parts"][0]["inputs"]] == ["650", "1000"]
    for answer in (city, own):
        assert not [secret for secret in (b"2345", b"3000", "梁山".encode()) if secret in answer.content]


def test_what_one_may_not_see_and_what_is_not_there_are_both_not_found(lamps, client_of):
    lead = client_of(make_user("lead"))
    absent = [{"area": LIANGSHAN}, {"area": "999999"}, {"area": SISHUI, "indicator": "nothing"}]
    absent.append({"area": SISHUI, "target": "2025"})
    answers = [lead.get(ADDRESS, LAMPS | words) for words in absent]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    "rubbish", [{"year": "x"}, {"stage": "guess"}, {"basis": "draft"}, {"area": "x" * 13}, {"indicator": "A B"}]
)
def test_rubbish_is_refused(plan, client_of, rubbish):
    asked = LAMPS | {"area": CITY} | rubbish
    assert client_of(make_user("leader")).get(ADDRESS, asked).status_code == 400


def test_it_is_in_the_schema():
    schema = SchemaGenerator(patterns=[path("api/v1/explain/", explanation)]).get_schema(request=None, public=True)
    validate_schema(schema)
    answer = schema["paths"]["/api/v1/explain/"]["get"]
    assert {one["name"] for one in answer["parameters"]} >= {"area", "indicator", "year", "stage", "basis", "target"}
    assert "inputs" in schema["components"]["schemas"]["ExplainedPart"]["properties"]
