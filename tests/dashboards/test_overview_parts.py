"""What is due, what changed since last week, who is behind; the matrix; an indicator's areas."""

import json
import re
from datetime import timedelta

import pytest

from dashboards.checks import map_has_its_review_number
from dashboards.views.shared import shelf
from progress.models import AsOf, Judgement
from progress.services import snapshots
from progress.services.draining import as_rollup
from tests.dashboards.conftest import ADMINISTRATORS, DENSITY, ENERGY_CUT, FILERS, LEAKAGE, MUNICIPAL, RECYCLING
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI
from tests.dashboards.test_pages import SECRETS

AREAS = f"/indicators/{RECYCLING}/areas/"


def text_of(response):
    return " ".join(response.content.decode().split())


def section(text, name):
    """One section of the page, from its heading's id to its end."""
    start = text.index(f'id="{name}"')
    return text[start : text.index("</section>", start)]


def judge(area, indicator, key, status):
    """Let a light stand otherwise from now on."""
    with as_rollup():
        found = Judgement.objects.filter(area__code=area, indicator__code=indicator, target_key=key, year=2026)
        assert found.update(status=status)
        AsOf.objects.update(sequence=7)


@pytest.fixture
def last_week(city):
    """Sishui's and the city's lights of a week ago."""
    snapshots.take(now=NOW - timedelta(days=7))


def test_targets_stand_by_due_year_with_those_missed_named(city, looks):
    dues = section(text_of(looks("leader", "/overview/")), "dues-title")
    assert re.findall(r"due=(\w+)#list", dues) == ["2025", "2030", "standing"]
    assert "No target is due in 2026. Next: 1 target by 2030." in dues
    assert "Past their year and not kept" in dues and "Reduction in heating energy" in dues


def test_what_is_due_in_the_year_looked_at_comes_first(city, looks):
    dues = section(text_of(looks("leader", "/overview/", year="2025")), "dues-title")
    assert 'class="due is-now" aria-current="true"' in dues
    assert "Due in 2025" in dues and RECYCLING in dues and "No target is due" not in dues


def test_the_list_shows_the_targets_of_a_due_year_instead_of_each_next_one(city, looks):
    text = text_of(looks("leader", "/overview/", due="2025"))
    listed = text[text.index('id="list"') :]
    assert ENERGY_CUT in listed and "by 2025: ≥ 20 %" in listed and "by 2030" not in listed
    assert DENSITY not in listed[listed.index("<table") :]
    assert looks("leader", "/overview/", due="soon").status_code == 404


def test_a_county_chosen_on_the_overview_leads_to_its_page(city, looks):
    response = looks("leader", "/overview/", area=SISHUI, year="2025", stage="final")
    assert (response.status_code, response.url) == (302, f"/areas/{SISHUI}/?year=2025&basis=approved&stage=final")
    assert looks("lead", "/overview/", area=LIANGSHAN).status_code == 404


def test_what_changed_since_last_week_is_told_gravest_first(last_week, looks):
    judge(CITY, ENERGY_CUT, "2030", "behind")
    judge(CITY, RECYCLING, "2025", "missed")
    judge(LIANGSHAN, RECYCLING, "2025", "missed")
    changed = section(text_of(looks("leader", "/overview/")), "changed-title")
    assert "2026-11-15" in changed
    assert changed.index(RECYCLING) < changed.index(ENERGY_CUT) < changed.index("In the areas:")
    assert "turned red <strong>1</strong>" in changed and "fell behind <strong>1</strong>" in changed
    assert "Liangshan" in changed[changed.index("In the areas:") :]


def test_a_county_reads_its_own_changes_and_the_citys_but_no_neighbours(last_week, looks):
    judge(LIANGSHAN, RECYCLING, "2025", "breached")
    judge(SISHUI, RECYCLING, "2025", "met")
    overview = text_of(looks("lead", "/overview/"))
    own = section(text_of(looks("lead", f"/areas/{SISHUI}/")), "changed-title")
    assert "turned green <strong>1</strong>" in own and RECYCLING in own
    assert [secret for secret in (*SECRETS, "Breached → ") if secret in overview + own] == []


def test_without_a_record_the_page_says_so(city, looks):
    assert "There is no record of this year" in text_of(looks("leader", "/overview/"))
    provisional = section(text_of(looks("leader", "/overview/", basis="provisional")), "changed-title")
    assert "Records are kept of approved figures" in provisional


def test_a_week_without_a_change_is_quiet(last_week, looks):
    assert "Nothing: every light stands as it did." in text_of(looks("leader", "/overview/"))


def test_the_areas_behind_are_named_to_the_city_alone(city, looks):
    behind = section(text_of(looks("leader", "/overview/")), "behind-title")
    assert f"/areas/{SISHUI}/" in behind and f"/areas/{LIANGSHAN}/" not in behind
    assert "behind-title" not in text_of(looks("lead", "/overview/"))


def test_the_change_on_last_year_is_shown_between_equal_coverages_only(city, looks):
    listed = text_of(looks("leader", "/overview/", bureau="urban_management"))
    row = listed[listed.index('<table class="figures') :]
    # Two areas of fourteen in both years; the same two.
    assert "+1.04" in row and "better" in row
    county = text_of(looks("lead", f"/areas/{SISHUI}/"))
    assert "+1.00" in county
    # A county does not learn which areas count: two incomplete years are not compared.
    assert "coverage differs" in text_of(looks("lead", "/overview/", bureau="urban_management"))


def test_leaving_out_estimates_is_said_and_kept_in_every_link(city, looks):
    text = text_of(looks("leader", "/overview/", stage="final"))
    assert "Year-end figures only" in text
    assert "/themes/waste/?year=2026&amp;basis=approved&amp;stage=final" in text
    assert looks("leader", "/overview/", stage="estimate").status_code == 404


@pytest.mark.parametrize("role", MUNICIPAL)
def test_the_matrix_shows_every_area_to_the_city(city, looks, role):
    text = text_of(looks(role, "/matrix/"))
    assert "Liangshan" in text and text.count('<th scope="col"') == 16
    assert f"/indicators/{RECYCLING}/?area={LIANGSHAN}&year=2026&basis=approved" in text.replace("&amp;", "&")


@pytest.mark.parametrize("role", FILERS)
def test_a_county_has_its_own_column_and_the_citys(city, looks, role):
    text = text_of(looks(role, "/matrix/"))
    assert text.count('<th scope="col"') == 3
    assert [secret for secret in SECRETS if secret in text] == []
    for path in (f"/matrix/?by={LIANGSHAN}", "/matrix/?by=999999"):
        assert looks(role, path).status_code == 404


@pytest.mark.parametrize("path", ["/matrix/", AREAS])
@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_administrators_see_neither(city, looks, role, path):
    assert looks(role, path).status_code == 403


@pytest.mark.parametrize("path", ["/matrix/", AREAS])
def test_a_visitor_is_sent_to_log_in(city, client, path):
    assert client.get(path).url == f"/login/?next={path}"


@pytest.mark.parametrize("query", ["theme=none", "task=none", "status=red", "across=none"])
def test_a_matrix_of_nothing_of_ours_is_not_found(city, looks, query):
    assert looks("leader", f"/matrix/?{query}").status_code == 404


def test_the_matrix_is_filtered_and_ordered_by_its_address(city, looks):
    text = text_of(looks("leader", "/matrix/", status="missed"))
    assert RECYCLING in text and "is-faint" in text and f"/indicators/{LEAKAGE}/" not in text
    ordered = text_of(looks("leader", "/matrix/", by=SISHUI))
    assert 'aria-sort="descending"' in ordered
    assert "No indicator matches this filter." in text_of(looks("leader", "/matrix/", status="behind"))


def test_the_matrix_as_a_file_says_whole_words(city, looks):
    response = looks("leader", "/matrix/", download="matrix.csv")
    rows = response.content.decode("utf-8-sig").splitlines()
    line = next(row for row in rows if "solid waste recycling" in row)
    assert "Liangshan County" in rows[0] and "Missed" in line and "Met" in line
    assert looks("leader", "/matrix/", download="matrix.xlsx").content[:2] == b"PK"


def test_an_indicators_areas_are_ranked_and_the_silent_stand_apart(city, looks):
    text = text_of(looks("leader", AREAS))
    order, apart = section(text, "order").split("Without a figure: no rank")
    assert order.index("Liangshan County") < order.index("Sishui County")
    assert "41.78" in order and apart.count("<tr>") == 12
    assert "Schematic: not a map, and no administrative boundaries" in text


def test_tiles_are_coloured_by_light_or_by_figure(city, looks):
    assert "tile lit lit--missed" in text_of(looks("leader", AREAS))
    coloured = text_of(looks("leader", AREAS, colour="value"))
    assert "tile--step-1" in coloured and "tile--step-5" in coloured and "no figure" in coloured
    assert coloured.count('style="--row: ') == 14


SQUARE = [[116.0, 35.0], [117.0, 35.0], [117.0, 36.0], [116.0, 36.0], [116.0, 35.0]]


def boundaries_of(*codes, coordinates=SQUARE):
    shape = {"type": "Polygon", "coordinates": [coordinates]}
    features = [{"type": "Feature", "properties": {"code": code}, "geometry": shape} for code in codes]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_supplied_map_is_shown_with_its_review_number_and_not_without(city, looks, settings, tmp_path):
    settings.MAP_FILE = str(tmp_path / "areas.json")
    (tmp_path / "areas.json").write_text(boundaries_of(SISHUI, "999999"), encoding="utf-8")
    assert "boundary-map" not in text_of(looks("leader", AREAS))
    assert [one.id for one in map_has_its_review_number()] == ["dashboards.E001"]
    settings.MAP_REVIEW_NUMBER = "鲁SG(2026)001号"
    shelf.clear()  # settings are read when a process starts
    text = text_of(looks("leader", AREAS))
    assert "Map review number: 鲁SG(2026)001号" in text
    assert text.count('class="shape lit lit--missed"') == 1 and text.count('class="shape"') == 1
    assert map_has_its_review_number() == []


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", boundaries_of(), boundaries_of(SISHUI, coordinates=[[1, 2], [3, 4]]), '{"features": [1]}',
     boundaries_of(SISHUI, coordinates=[["x", 2], [3, 4], [5, 6]]), boundaries_of(SISHUI, coordinates=[[999, 2]] * 4)],
)  # fmt: skip
def test_a_file_that_is_no_map_is_left_out_and_said_at_the_start(city, looks, settings, tmp_path, content):
    settings.MAP_FILE, settings.MAP_REVIEW_NUMBER = str(tmp_path / "areas.json"), "鲁SG(2026)001号"
    (tmp_path / "areas.json").write_text(content, encoding="utf-8")
    assert "boundary-map" not in text_of(looks("leader", AREAS))
    assert [one.id for one in map_has_its_review_number()] == ["dashboards.W001"]


def test_another_indicator_is_chosen_by_address(city, looks):
    response = looks("leader", AREAS, indicator=LEAKAGE)
    assert (response.status_code, response.url) == (
        302,
        f"/indicators/{LEAKAGE}/areas/?year=2026&basis=approved&colour=status",
    )
    assert looks("leader", AREAS, indicator="none").status_code == 404


@pytest.mark.parametrize("role", FILERS)
def test_no_county_opens_an_indicators_areas(city, looks, role):
    response = looks(role, AREAS)
    assert (response.status_code, "41.7" in response.content.decode()) == (403, False)


def test_a_county_stands_beside_the_city_with_the_same_parts(city, looks):
    text = text_of(looks("lead", f"/areas/{SISHUI}/"))
    assert "Beside Jining City" in text and "dues-title" in text and "theme-card" in text


def test_an_empty_overview_has_no_empty_panels(plan, looks):
    text = text_of(looks("leader", "/overview/"))
    assert "No figures have been computed yet." in text
    assert [name for name in ("dues-title", "changed-title", "behind-title") if name in text] == []
