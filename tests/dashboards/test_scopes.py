"""What a page looks at, what is shown when there is nothing, and who may read what."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.domain.actors import ANONYMOUS, system
from dashboards.queries.figures import standings
from dashboards.queries.indicator import indicator_page
from dashboards.queries.scopes import Asked, readable_by, scope_of
from progress.domain.judgement import Flag
from progress.models import Judgement, Rollup
from tests.dashboards.conftest import ADMINISTRATORS, FILERS, LEAKAGE, MUNICIPAL, RECYCLING, WHO
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI, put, stored, updated
from tests.factories import make_actor, make_user

SHANGHAI = ZoneInfo("Asia/Shanghai")


def look(actor, *, now=NOW, **asked):
    return scope_of(Asked(**asked), actor=actor, now=now, language="en")


@pytest.mark.parametrize("role", [*FILERS, *MUNICIPAL, *ADMINISTRATORS, "system", "anonymous"])
def test_what_may_be_read_is_what_the_two_locks_let_through(city, acting_as, role):
    known = {"system": system("test"), "anonymous": ANONYMOUS}
    actor = known.get(role) or make_actor(role, **WHO.get(role, {}))
    with acting_as(system("test")):
        catalogue = look(system("test")).catalogue
    readable = {place.id for place in readable_by(actor, catalogue)}
    with acting_as(actor):
        for rows in (Rollup.objects, Judgement.objects):
            locked = set(rows.values_list("pk", flat=True))
            assert locked == set(rows.visible_to(actor).values_list("pk", flat=True))
            assert locked == set(rows.filter(area__in=readable).values_list("pk", flat=True))


def test_a_city_filer_sees_the_city_alone(city, acting_as):
    actor = make_actor("lead", area=CITY)
    with acting_as(actor):
        assert [place.code for place in look(actor).readable] == [CITY]


def test_rows_of_places_one_may_not_read_are_left_out(city, acting_as):
    actor = make_actor("lead")
    with acting_as(actor):
        scope = look(actor)
        found = standings(scope, places=scope.catalogue.places, years=scope.years)
    codes = {place.id: place.code for place in scope.catalogue.places}
    assert {codes[area] for area, _indicator, _year in found.figures} == {CITY, SISHUI}


def test_the_usual_year_is_the_latest_with_anything_submitted(plan, acting_as):
    actor = make_actor("leader")
    with acting_as(actor):
        assert (look(actor).year, look(actor).as_of) == (2026, None)
        put(CITY, RECYCLING, 2026, "nothing_reported", stored("2025", "not_reported", "37"), touched=False)
        put(CITY, RECYCLING, 2025, "38", touched=True)
        updated()
        scope = look(actor)
    assert (scope.year, scope.basis.value, scope.stage, scope.as_of) == (2025, "approved", "best", NOW)
    assert scope.years == (2020, 2021, 2022, 2023, 2024, 2025, 2026)
    assert scope.query == "year=2025&basis=approved"


def test_the_year_is_never_ahead_of_the_clock(plan, acting_as):
    actor = make_actor("leader")
    with acting_as(actor):
        put(CITY, RECYCLING, 2026, "38", touched=True)
        assert look(actor, now=datetime(2025, 6, 1, tzinfo=SHANGHAI)).year == 2025


@pytest.mark.parametrize(
    ("now", "overdue"),
    [
        (datetime(2026, 11, 15, 23, 59, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 11, 16, 0, 0, tzinfo=SHANGHAI), True),
    ],
)
def test_silence_is_overdue_from_the_deadline_on(city, acting_as, now, overdue):
    actor = make_actor("leader")
    with acting_as(actor):
        scope = look(actor, now=now, year=2026)
        definition = scope.catalogue.indicators[LEAKAGE]
        found = standings(scope, places=[scope.catalogue.city], years=[2026], indicators=[definition.id])
    verdict = found.light((scope.catalogue.city.id, definition.id, 2026)).verdict
    assert (Flag.OVERDUE in verdict.flags) == overdue


@pytest.mark.parametrize("path", ["/overview/", f"/indicators/{RECYCLING}/", "/themes/waste/", f"/areas/{SISHUI}/"])
def test_before_the_first_roll_up_pages_say_what_happens_next(plan, client_of, path):
    text = client_of(make_user("leader", language="en")).get(path).content.decode()
    assert "No figures have been computed yet." in text
    assert "within a minute" in text
    assert "Figures as of" not in text


def test_nothing_approved_leads_to_what_was_submitted(plan, client_of):
    updated()
    put(CITY, RECYCLING, 2026, "nothing_reported", stored("2025", "not_reported", "37"), basis=["approved"], reported=0)
    put(CITY, RECYCLING, 2026, "39", stored("2025", "met", "37"), basis=["provisional"], touched=True)
    client = client_of(make_user("leader", language="en"))
    text = client.get("/overview/").content.decode()
    assert "Jining City: no approved figures for 2026 yet." in text and "?year=2026&amp;basis=provisional" in text
    text = client.get("/overview/?basis=provisional").content.decode()
    assert "They may still change." in text and "39.00" in text


def test_without_a_plan_there_is_a_page_all_the_same(plan, client_of):
    user = make_user("leader", language="en")
    plan.indicators.all()
    type(plan).objects.filter(pk=plan.pk).update(city=plan.city.children.get(code=LIANGSHAN))
    response = client_of(user).get("/overview/")
    assert (response.status_code, "No plan is loaded" in response.content.decode()) == (200, True)
    assert client_of(user).get(f"/areas/{SISHUI}/").status_code == 404


def test_the_first_lock_holds_alone(city, acting_as):
    """Even where the database would let everything through."""
    actor = make_actor("lead")
    with acting_as(actor):
        scope = look(actor)
        definition = scope.catalogue.indicators[RECYCLING]
    with acting_as(system("test")):
        found = standings(scope, places=scope.catalogue.places, years=scope.years)
        page = indicator_page(scope, definition, scope.catalogue.city, actor=actor)
    codes = {place.id: place.code for place in scope.catalogue.places}
    assert {codes[area] for area, _indicator, _year in {**found.figures, **found.verdicts}} == {CITY, SISHUI}
    assert [one.line.place.code for one in page.contributions] == [SISHUI]
    assert (page.missing, page.filed, page.numbers, page.lineage.is_whole) == ((), (), (), False)


def test_what_was_judged_in_an_earlier_year_does_not_break_the_silence(plan, client_of):
    updated()
    put(CITY, RECYCLING, 2025, "38", stored("2025", "met", "37"), touched=True)
    held = stored("2025", "met", "37", judged_year=2025)
    put(CITY, RECYCLING, 2026, "nothing_reported", held, reported=0, touched=True)
    text = client_of(make_user("leader", language="en")).get("/overview/").content.decode()
    assert "Jining City: no approved figures for 2026 yet." in text
