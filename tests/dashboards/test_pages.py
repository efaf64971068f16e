"""Pages as each role sees them: what is there, and above all what is not."""

import re

import pytest
from django.test import Client

from tests.dashboards.conftest import (
    ADMINISTRATORS,
    DENSITY,
    ENERGY_CUT,
    FILERS,
    LEAKAGE,
    MUNICIPAL,
    RECYCLING,
    RURAL_HEATING,
)
from tests.dashboards.made import CITY, LIANGSHAN, SISHUI, put, stored
from tests.factories import make_user

PATHS = ["/overview/", f"/indicators/{RECYCLING}/", "/themes/waste/", f"/areas/{SISHUI}/", f"/areas/{CITY}/"]
SECRETS = ("41.78", "41.7777", "40.67", "40.6666", "8.12", "19.44", "Liangshan", "梁山", LIANGSHAN)


def body(response):
    return response.content.decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", [*FILERS, *MUNICIPAL])
def test_business_sees_every_page(city, looks, role, path):
    response = looks(role, path)
    assert (response.status_code, "Figures as of" in body(response)) == (200, True)
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_administrators_see_none(city, looks, role, path):
    response = looks(role, path)
    assert (response.status_code, "39.14" in body(response)) == (403, False)


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_sent_to_log_in(city, path):
    response = Client().get(path)
    assert (response.status_code, response.url) == (302, f"/login/?next={path}")


@pytest.mark.parametrize(
    "path", [*PATHS, f"/indicators/{RECYCLING}/?area={SISHUI}", f"/indicators/{RECYCLING}/?year=2025"]
)
@pytest.mark.parametrize("role", FILERS)
@pytest.mark.parametrize("basis", ["approved", "provisional"])
def test_a_neighbours_number_reaches_no_county(city, looks, role, path, basis):
    response = looks(role, path, **({"basis": basis} if "?" not in path else {}))
    assert response.status_code == 200
    assert [secret for secret in SECRETS if secret in body(response)] == []


def test_the_city_sees_the_neighbour(city, looks):
    text = body(looks("leader", f"/indicators/{RECYCLING}/"))
    assert all(secret in text for secret in ("41.78", "8.12", "19.44", "Liangshan County"))


@pytest.mark.parametrize("role", FILERS)
@pytest.mark.parametrize("path", ["/areas/{}/", f"/indicators/{RECYCLING}/?area={{}}"])
def test_another_countys_page_is_as_absent_as_one_that_never_was(city, looks, role, path):
    answers = []
    for code in (LIANGSHAN, "999999"):
        response = looks(role, path.format(code))
        text = re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": )[^>]+|张\d+', "", body(response))
        answers.append((response.status_code, text.replace(code, "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/overview/?year=1999",
        "/overview/?year=2031",
        "/overview/?year=x",
        "/overview/?year=99999999999999999999",
        "/overview/?basis=draft",
        "/overview/?status=red",
        f"/indicators/{RECYCLING}/?target=2099",
        f"/indicators/{RECYCLING}/?area=999999",
        "/indicators/nothing-of-ours/",
        "/themes/nothing-of-ours/",
        "/areas/999999/",
        "/areas/370000/",
    ],
)
def test_an_address_that_is_none_of_ours_is_not_found(city, looks, path):
    assert looks("leader", path).status_code == 404


def test_the_overview_shows_the_headlines_in_the_order_of_the_themes(city, looks):
    text = body(looks("leader", "/overview/"))
    names = ["District heating", "Green building", "Prefabrication and green materials", "Waste", "Building energy"]
    places = [text.index(f">{name}") for name in names]
    assert places == sorted(places)
    assert text.count('class="panel theme-card"') == 7


def test_a_headline_says_value_target_light_coverage_and_year(city, looks):
    text = " ".join(body(looks("leader", "/overview/")).split())
    card = text[text.index("Reduction in heating energy") :][:1900]
    for words in ("20.95", "by 2030: ≥ 30 %", "On track", "22.00 %", "2/14", "2026", "estimate", "2025 Missed"):
        assert words in card
    assert "light--on_track" in card and "<svg" in card


def test_a_passed_target_names_the_year_it_was_judged_on(city, looks):
    text = " ".join(body(looks("leader", "/overview/")).split())
    card = text[text.index("Urban municipal solid waste recycling rate") :][:1900]
    assert "39.14" in card and "judged on 2025:" in card and "38.10" in card


def test_the_counts_filter_the_list(city, looks):
    text = body(looks("leader", "/overview/", status="breached"))
    listed = text[text.index('id="list"') :]
    assert "Population density" in listed and RECYCLING not in listed
    assert 'href="?year=2026&amp;basis=approved&amp;status=breached&amp;firm=binding#list"' in text


def test_a_missed_promise_to_strive_is_shown_as_such_and_counted_apart(city, looks):
    put(CITY, RURAL_HEATING, 2026, "80", stored("2025", "missed", "85", judged_year=2025, reason="fails"))
    text = body(looks("leader", "/overview/", status="missed", firm="softer"))
    strip, listed = text[text.index('class="strip strip--soft"') :], text[text.index('<table class="figures') :]
    entry = strip[strip.index("status=missed&amp;firm=softer#list") :][:900]
    assert "<strong>1</strong>" in entry and "light--missed light--soft" in entry
    assert RURAL_HEATING in listed and ENERGY_CUT not in listed and "to strive for</small>" in listed
    binding = body(looks("leader", "/overview/", status="missed", firm="binding"))
    listed = binding[binding.index('<table class="figures') :]
    assert ENERGY_CUT in listed and RURAL_HEATING not in listed
    assert looks("leader", "/overview/", firm="soft").status_code == 404


def test_the_list_filters_by_bureau(city, looks):
    text = body(looks("leader", "/overview/", bureau="water"))
    listed = text[text.index('id="list"') :]
    assert LEAKAGE in listed and RECYCLING not in listed


def test_a_filter_without_a_match_says_so(city, looks):
    assert "No target matches this filter." in body(looks("leader", "/overview/", status="far_behind"))


def test_links_keep_year_and_basis(city, looks):
    text = body(looks("leader", "/overview/", year="2025", basis="provisional"))
    assert f'href="/indicators/{RECYCLING}/?year=2025&amp;basis=provisional"' in text
    assert 'href="/themes/waste/?year=2025&amp;basis=provisional"' in text


def test_silence_is_overdue_from_the_deadline_on(city, looks, monkeypatch):
    text = " ".join(body(looks("leader", f"/indicators/{LEAKAGE}/")).split())
    assert "Not reported" in text and "overdue" in text and "The deadline" not in text


def test_an_indicator_page_tells_why(city, looks):
    text = " ".join(body(looks("leader", f"/indicators/{ENERGY_CUT}/")).split())
    for words in (
        "Rule 11 of the judgement table",
        "1,306,068.75951 ÷ 11,049.92 × 0.1",
        "1,407,612.03145 ÷ 9,414.53 × 0.1",
        "20 + (30 − 20) × (2026 − 2025) ÷ (2030 − 2025)",
        "100 × (1 − 20.9462 ÷ 22.0000)",
        "到2025年城镇民用建筑单位面积综合供暖能耗比2020年降低20%以上",
        "2 of 14 areas",
        "Estimate: at least one input",
    ):
        assert words in text, words
    assert '"type": "scatter"' in text


def test_another_target_can_be_asked_about(city, looks):
    text = " ".join(body(looks("leader", f"/indicators/{ENERGY_CUT}/", target="2025")).split())
    assert "Rule 10 of the judgement table" in text and "judged on the figures of 2025" in text


def test_counted_areas_show_n_of_n(city, looks):
    text = body(looks("leader", f"/indicators/{DENSITY}/"))
    assert "5 / 7" in text and "5 of the 7 areas it binds meet it." in text


def test_a_county_page_shows_its_own_beside_the_citys(city, looks):
    text = " ".join(body(looks("lead", f"/areas/{SISHUI}/")).split())
    listed = text[text.index('<table class="figures') :]
    row = listed[listed.index(f"/indicators/{RECYCLING}/") :][:3000]
    assert "37.0515" in row or "37.05" in row
    assert "39.14" in row and "Missed" in row and "Met" in row


def test_a_theme_lists_its_dated_targets_and_lights_by_county(city, looks):
    text = " ".join(body(looks("leader", "/themes/district-heating/")).split())
    assert text.index("by 2025: ≥ 20 %") < text.index("by 2030: ≥ 30 %")
    waste = body(looks("leader", "/themes/waste/"))
    assert f'href="/indicators/{RECYCLING}/?area={LIANGSHAN}&amp;year=2026&amp;basis=approved"' in waste


@pytest.mark.parametrize("path", PATHS)
def test_pages_speak_chinese_unless_told_otherwise(city, client_of, path):
    text = body(client_of(make_user("leader")).get(path))
    assert "数据截至" in text and "Figures as of" not in text


def test_every_message_has_its_chinese(city, client_of):
    text = body(client_of(make_user("leader")).get(f"/indicators/{ENERGY_CUT}/"))
    assert re.findall(r">\s*[A-Z][a-z]+ [a-z]+[^<]*<", text.replace(">English<", "")) == []


@pytest.mark.parametrize("path", ["/overview/", "/matrix/", "/promises/", f"/indicators/{RECYCLING}/"])
def test_a_year_that_has_not_begun_shows_the_present_figures_and_leads_to_what_is_due_in_it(city, client_of, path):
    page = client_of(make_user("leader")).get(f"{path}?year=2030").content.decode()
    assert "2030年尚未开始" in page and "以下为2026年的数据和信号灯" in page
    assert "?year=2026&amp;basis=approved&amp;due=2030#list" in page
    assert '<option value="2030" selected>2030（尚未开始）</option>' in page
