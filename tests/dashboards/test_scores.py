"""Pages of scoring: off they do not exist; on, every point is explained, and no county sees any of it."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.services.acting import acting_as
from progress.domain.scheme_file import SchemeFile
from progress.domain.schemes import Against, Line, Rule, RuleKind, Scheme
from progress.models import ScoringScheme
from progress.services import scoring
from targets.models import Plan
from tests.dashboards.conftest import DENSITY, LEAKAGE, RECYCLING, WHO
from tests.dashboards.made import LIANGSHAN, NOW, SISHUI, put, stored
from tests.factories import make_user
from tests.reports.browsing import text
from tests.reports.factories import SYSTEM, journalled

LINES = (Line(RECYCLING, Decimal(10)), Line(DENSITY, Decimal(5)), Line(LEAKAGE, Decimal(5)))


def scheme(*lines, name="试评方案", **rules):
    rules = {RuleKind(kind): Rule(Decimal(points)) for kind, points in rules.items()}
    file = SchemeFile(name, "", True, 2026, Scheme(lines or LINES, Against.TARGET, rules))
    with acting_as(SYSTEM):
        return scoring.load(plan_id=Plan.objects.get().pk, file=file, actor=SYSTEM, now=NOW)


def in_force(row):
    with acting_as(SYSTEM):
        scoring.activate(scheme_id=row.pk, seen_version=row.version, reason="试行", actor=SYSTEM, now=NOW)
    return row


@pytest.fixture
def off(city):
    """Sishui missed recycling, meets density and is silent on leakage; Liangshan met, breached, was not allocated."""
    band = {"comparator": "between", "target_upper": "1"}
    put(LIANGSHAN, DENSITY, 2026, "0.5", stored("standing", "breached", "0.6", **band))
    silent = stored("2025", "not_reported", "7.9", "<=", reason="nothing_reported")
    put(SISHUI, LEAKAGE, 2026, "nothing_reported", silent, reported=0)
    not_ours = stored("2025", "not_allocated", "7.9", "<=", reason="no_allocation")
    put(LIANGSHAN, LEAKAGE, 2026, "6", not_ours)


@pytest.fixture
def on(off):
    in_force(scheme())
    with acting_as(SYSTEM):
        scoring.turn(plan_id=Plan.objects.get().pk, is_on=True, reason="试评", actor=SYSTEM, now=NOW)


@pytest.fixture
def as_(client_of):
    return lambda role: client_of(make_user(role, language="en", **WHO.get(role, {})))


SCORES = "/scores/?year=2026"
PAGES = [SCORES, f"/scores/{SISHUI}/?year=2026", "/scores/export/?year=2026", "/scores/schemes/", "/scores/schemes/1/"]


@pytest.mark.usefixtures("off")
@pytest.mark.parametrize("role", ["reviewer", "leader"])
def test_while_scoring_is_off_there_is_no_trace_of_it(as_, role):
    in_force(scheme())
    client = as_(role)
    assert [client.get(page).status_code for page in PAGES] == [404] * 5
    assert "/scores/" not in client.get("/rankings/").content.decode()


@pytest.mark.usefixtures("off")
def test_the_plan_manager_is_told_what_it_is_and_turns_it_on_with_a_reason(as_):
    manager, leader = as_("plan_manager"), as_("leader")
    assert "Scoring is off" in text(manager.get("/scores/"))
    manager.post("/scores/turn/", {"is_on": "1", "reason": ""})
    assert leader.get("/scores/").status_code == 404
    manager.post("/scores/turn/", {"is_on": "1", "reason": "试评一年"})
    page = leader.get(SCORES)
    assert page.status_code == 200
    assert "No scheme is in force for this year." in text(page)
    assert 'href="/scores/"' in page.content.decode()
    assert len(journalled("scoring.turn")) == 1


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "system_admin", "audit_admin"])
def test_nobody_else_sees_a_score_not_even_of_their_own_area(as_, role):
    client = as_(role)
    assert [client.get(page).status_code for page in PAGES] == [403] * 5
    assert "/scores/" not in client.get("/rankings/").content.decode()


def test_the_anonymous_visitor_is_asked_to_log_in(on, client):
    assert [client.get(page).status_code for page in PAGES] == [302] * 5


@pytest.mark.usefixtures("on")
def test_the_table_ranks_by_the_share_of_what_was_attainable_and_names_silence(as_):
    page = as_("leader").get(SCORES)
    rows = [
        re.sub(r"<[^>]+>|\s+", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", page.content.decode(), re.S)
    ]
    found = {row[1]: " ".join(row) for row in rows if row[:1] in (["1"], ["2"])}
    # Sishui: 10 × 36.0512 / 37 of recycling, judged on 2025; 5 for density; 0 of 5 for its silence.
    assert "14.74 / 20.00 73.7 %" in found["Sishui"]
    # Liangshan: 10 for recycling, 0 of 5 for density; what was not allocated to it is out of the maximum.
    assert "10.00 / 15.00 66.7 %" in found["Liangshan"]
    assert text(page).count("Internal reference") >= 2
    assert "Example" in text(page)


@pytest.mark.usefixtures("on")
def test_a_sheet_explains_every_point_and_leads_to_the_light(as_):
    page = as_("reviewer").get(f"/scores/{SISHUI}/?year=2026")
    told, html = text(page), page.content.decode()
    assert "rank 1 of 14" in told
    assert "not reported: no points" in told
    assert "holds: complete" in told
    assert "97.4 % 36.05 / 37.00" in told
    assert f"/indicators/{RECYCLING}/?year=2026&amp;basis=approved&amp;area={SISHUI}&amp;target=2025" in html
    neighbour = text(as_("reviewer").get(f"/scores/{LIANGSHAN}/?year=2026"))
    assert "Taken out of the maximum" in neighbour
    assert "no target was allocated to the area" in neighbour
    assert "a requirement that must always hold does not: no points" in neighbour


@pytest.mark.usefixtures("on")
def test_no_points_are_more_than_nothing_to_score(as_):
    put("370811", LEAKAGE, 2026, "nothing_reported", stored("2025", "not_reported", "7.9", "<="), reported=0)
    table = as_("leader").get(f"{SCORES}&order=points").content.decode()
    assert table.index("Liangshan") < table.index("Rencheng") < table.index("nothing to score")


@pytest.mark.usefixtures("on")
def test_an_area_without_parts_has_no_table_of_its_own_and_the_city_is_no_row(as_):
    client = as_("leader")
    assert client.get(f"{SCORES}&within={SISHUI}").status_code == 404
    assert client.get(f"{SCORES}&within=nowhere").status_code == 404
    assert client.get("/scores/370800/?year=2026").status_code == 404


@pytest.mark.usefixtures("on")
def test_submitted_figures_are_counted_only_when_asked_for_and_are_marked(as_):
    client = as_("leader")
    assert "Provisional" not in text(client.get(SCORES))
    assert "Provisional: submitted reports too" in text(client.get(f"{SCORES}&basis=provisional"))


@pytest.mark.usefixtures("on")
def test_the_workbook_holds_every_point_and_is_marked_and_journalled(as_):
    answer = as_("leader").get("/scores/export/?year=2026")
    book = load_workbook(BytesIO(answer.content))
    assert [sheet.title for sheet in book] == ["Scores", "Every point"]
    assert all("internal reference" in sheet["A1"].value for sheet in book)
    lines = [row for row in book["Every point"].iter_rows(values_only=True) if row[0] == "Sishui County"]
    assert [(row[6], round(row[7], 4), row[8]) for row in lines] == [
        (10, 9.7436, "the share of the way it has gone 36.05 / 37.00"),
        (5, 5, "holds: complete"),
        (5, 0, "not reported: no points"),
    ]
    assert journalled("scores.export")[0].detail["year"] == 2026


@pytest.mark.usefixtures("on")
def test_the_number_of_queries_does_not_depend_on_how_many_areas_have_figures(as_):
    client = as_("leader")
    client.get(SCORES)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(SCORES)
    for code in ("370811", "370812", "370826", "370827"):
        put(code, RECYCLING, 2026, "30", stored("2025", "missed", "37"))
    with CaptureQueriesContext(connection) as many:
        client.get(SCORES)
    assert len(many) == len(few)
    assert len(many) <= 34


@pytest.mark.usefixtures("on")
def test_a_copy_is_edited_its_effect_is_shown_and_it_is_put_in_force(as_):
    manager = as_("plan_manager")
    assert manager.post("/scores/schemes/1/copy/", {"name": "提高密度分值"})["Location"] == "/scores/schemes/2/"
    html = manager.get("/scores/schemes/2/?year=2026").content.decode()
    assert f'name="weight-{RECYCLING}"' in html
    typed = {"name": "提高密度分值", "note": "", "effective_from": "2026", "against": "target", "seen_version": "1"}
    typed |= {f"weight-{DENSITY}": "15", f"cap-{DENSITY}": "1", f"weight-{LEAKAGE}": "2", "points-returned": "0.5"}
    effect = manager.post("/scores/schemes/2/what-if/?year=2026", typed, headers={"HX-Request": "true"})
    assert re.search(r"Sishui County .*?73\.7 % .*?88\.2 % ", text(effect))
    assert re.search(r"Liangshan County .*?66\.7 % .*?0\.0 % ", text(effect))
    assert "<html" not in effect.content.decode()
    with acting_as(SYSTEM):
        assert ScoringScheme.objects.get(edition=2).lines.count() == 3
    assert manager.post("/scores/schemes/2/edit/", typed).status_code == 302
    assert manager.post("/scores/schemes/2/edit/", typed).status_code == 409
    manager.post("/scores/schemes/2/activate/", {"seen_version": "2", "reason": "改版"})
    with acting_as(SYSTEM):
        assert [(one.edition, one.status) for one in ScoringScheme.objects.all()] == [(2, "active"), (1, "retired")]
    assert "15.00 / 17.00" in text(as_("leader").get(SCORES))


@pytest.mark.usefixtures("on")
def test_what_was_typed_for_an_act_that_is_refused_stands_in_its_form_again(as_):
    manager, long = as_("plan_manager"), "长" * 501
    manager.post("/scores/schemes/1/copy/", {"name": "副本"})
    copied = manager.post("/scores/schemes/1/copy/", {"name": long})
    stale = manager.post("/scores/schemes/2/activate/", {"seen_version": "7", "reason": "改版理由"})
    turned = manager.post("/scores/turn/", {"is_on": "0", "reason": long})
    assert [page.status_code for page in (copied, stale, turned)] == [409, 409, 409]
    for page, typed in ((copied, long), (stale, "改版理由"), (turned, long)):
        assert f'value="{typed}"' in page.content.decode() and 'role="alert"' in page.content.decode()


@pytest.mark.usefixtures("on")
def test_what_is_mistyped_stands_beside_its_field_and_nothing_is_stored(as_):
    manager = as_("plan_manager")
    manager.post("/scores/schemes/1/copy/", {"name": "副本"})
    typed = {"name": "副本", "effective_from": "26", "against": "target", "seen_version": "1"}
    typed |= {f"weight-{DENSITY}": "-1", f"weight-{LEAKAGE}": "2", f"cap-{LEAKAGE}": "9", "points-early": "Infinity"}
    typed |= {f"weight-{RECYCLING}": "1_0", "points-returned": "٣", "points-stretch": "1e3"}
    page = manager.post("/scores/schemes/2/edit/", typed)
    assert page.status_code == 422
    told = text(page)
    for words in ("A positive number with at most four places.", "From 1 to 2.", "A year."):
        assert words in told
    assert page.content.decode().count("A positive number with at most four places.") == 5
    with acting_as(SYSTEM):
        assert ScoringScheme.objects.get(edition=2).lines.count() == 3


@pytest.mark.usefixtures("on")
def test_a_leader_reads_schemes_and_changes_none(as_):
    leader = as_("leader")
    html = leader.get("/scores/schemes/1/?year=2026").content.decode()
    assert "试评方案" in html
    assert "<form" not in html.split("<main")[1]
    for act in ("edit", "copy", "activate", "discard", "what-if"):
        assert leader.post(f"/scores/schemes/1/{act}/").status_code == 403
