"""A county hears where it stands among the others and never what they reported."""

import pytest

from reports.queries import findings, reports, sheets
from targets.models import Plan
from tests.factories import make_actor, make_user
from tests.reports.factories import draft, fresh, key_of, submitted, typed

pytestmark = pytest.mark.usefixtures("english_noon")

NEIGHBOURS = {"370811": "9871.11", "370812": "9872.22", "370826": "9873.33", "370827": "9874.44", "370828": "9875.55"}
NUMBERS = [*NEIGHBOURS.values(), *(number.replace(".", "") for number in NEIGHBOURS.values()), "9,87"]
OWN = {"central_heating_area": typed("0.01")}


@pytest.fixture
def neighbours():
    """Five other counties that handed in ten thousand times as much for their size."""
    for area, number in NEIGHBOURS.items():
        submitted({"central_heating_area": typed(number)}, area=area)


def _noted(actor, acting_as):
    with acting_as(actor):
        head = reports.head_of(
            plan=Plan.objects.get(), area=fresh(draft(OWN)).area, year=2026, stage=key_of().stage, actor=actor
        )
        sheet = sheets.being_filled(head, plan=Plan.objects.get(), actor=actor, bureau_id=actor.bureau_id)
    return sheet.lines["central_heating_area"].noted


def test_a_figure_far_from_the_others_is_doubted_by_side_and_count(neighbours, acting_as):
    (noted,) = _noted(make_actor("clerk"), acting_as)
    assert noted.finding.code.endswith("_below")
    assert set(noted.finding.saw) <= {"value", "count", "times"}
    assert noted.finding.saw["count"] == "5"


def test_four_neighbours_are_too_few(acting_as):
    for area, number in list(NEIGHBOURS.items())[:4]:
        submitted({"central_heating_area": typed(number)}, area=area)
    assert _noted(make_actor("clerk"), acting_as) == ()


def test_drafts_of_others_are_not_looked_at(acting_as):
    for area, number in NEIGHBOURS.items():
        draft({"central_heating_area": typed(number)}, area=area)
    assert _noted(make_actor("clerk"), acting_as) == ()


@pytest.mark.parametrize("role", ["clerk", "lead"])
@pytest.mark.parametrize(
    "path",
    [
        "/filing/",
        "/filing/2026/estimate/",
        "/filing/2026/estimate/narratives/",
        "/filing/2026/estimate/evidence/",
        "/filing/2026/estimate/area/",
        "/filing/2026/estimate/paper/",
        "/api/v1/reports/{id}/",
    ],
)
def test_no_page_of_a_county_names_a_neighbours_number(neighbours, client_of, role, path):
    report = draft(OWN)
    answer = client_of(make_user(role)).get(path.format(id=report.pk))
    assert answer.status_code == (403 if role == "clerk" and path.endswith(("area/", "paper/")) else 200)
    said = answer.content.decode()
    assert "central_heating_area" in said or not path.startswith("/api")
    assert not [number for number in NUMBERS if number in said]


def test_nor_does_a_save_or_its_findings(neighbours, client_of):
    draft(OWN)
    clerk = make_user("clerk")
    answer = client_of(clerk).post(
        "/filing/2026/estimate/autosave/",
        {"user": clerk.pk, "seen-central_heating_area": "2.x", "value-central_heating_area": "0.02"},
    )
    assert answer.status_code == 200
    assert "5 others" in answer.json()["findings"]["central_heating_area"]
    assert not [number for number in NUMBERS if number in answer.content.decode()]


def test_the_query_that_reads_others_answers_with_standings_only():
    assert findings.peers.standings.__annotations__["return"] == dict[str, findings.peers.Standing]
    assert set(findings.peers.Standing.__dataclass_fields__) == {"side", "count", "times"}


def test_a_share_of_another_bureaus_figure_is_judged_alike_by_whoever_looks(acting_as):
    """Construction land is natural resources', the built-up area it is part of housing's."""
    for area in ("370826", "370827", "370828", "370829", "370830", "370832"):
        submitted({"county_town_built_area": typed("30"), "county_town_construction_land": typed("29")}, area=area)
    report = draft({"county_town_built_area": typed("3000"), "county_town_construction_land": typed("29")})
    seen = set()
    for actor in (make_actor("clerk", bureau="natural_resources"), make_actor("lead")):
        with acting_as(actor):
            head = reports.head(report.pk, actor)
            noted = sheets.being_filled(head, plan=Plan.objects.get(), actor=actor).lines
            seen.add(tuple(one.finding.code for one in noted["county_town_construction_land"].noted))
    assert len(seen) == 1
