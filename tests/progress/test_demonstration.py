"""The demonstration: plausible, complete where it should be, every light shown, never mixed with real data."""

import hashlib
import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.domain.actors import ANONYMOUS, system
from accounts.domain.chain import first_break
from accounts.domain.roles import Role
from accounts.models import Installation, JournalRecord, User
from accounts.queries import clock, journal
from accounts.services import sessions
from accounts.services.acting import acting_as
from dashboards.queries.carbon import carbon_page
from dashboards.queries.scopes import Asked, scope_of
from progress.domain.judgement import Status
from progress.models import IndicatorNote, Rollup
from progress.queries.figures import Wanted, figure_rows
from reports.domain.demonstration import slips
from reports.domain.demonstration.bounds import allocations
from reports.domain.demonstration.figures import RECIPES, figures_of
from reports.domain.demonstration.moments import NOW
from reports.domain.demonstration.people import PASSWORD, PEOPLE
from reports.domain.demonstration.recipes import Amount, Line
from reports.domain.demonstration.units import CITY, UNITS, YEARS
from reports.domain.words import Stage
from reports.models import Fact, Report, ReportEvent, Value
from reports.queries import definitions
from reports.services import reviews
from targets.models import Allocation, Baseline, Plan
from tests import databases
from tests.factories import make_user

YANZHOU, QUFU, ZOUCHENG, JINXIANG, WENSHANG = "370812", "370881", "370883", "370828", "370830"
SISHUI, WEISHAN, YUTAI, LIANGSHAN, GAOXIN, JINGKAI = "370831", "370826", "370827", "370832", "370871", "3708X2"

# Year looked from, area, indicator, target: what a leader sees there (approved, best).
LIGHTS = {
    (2026, SISHUI, "park-service-coverage", "none"): ("not_applicable", ()),
    (2026, YANZHOU, "super-high-rise-three-star-design", "standing"): ("not_applicable", ("estimate",)),
    (2025, GAOXIN, "rural-clean-heating-rate", "2025"): ("not_applicable", ()),
    (2026, CITY, "greenway-built", "none"): ("monitored", ("estimate", "incomplete")),
    (2026, YANZHOU, "star-rated-share", "2030"): ("not_allocated", ("estimate",)),
    (2026, SISHUI, "heating-energy-intensity-cut", "2030"): ("not_reported", ("overdue",)),
    (2026, CITY, "urban-waste-utilization-rate", "2030"): ("undetermined", ("estimate", "incomplete")),
    (2026, CITY, "prefab-other-civil-target-rate", "standing"): ("undetermined", ("estimate", "incomplete")),
    (2026, WEISHAN, "heating-energy-intensity-cut", "2025"): ("undetermined", ()),
    (2026, YUTAI, "green-building-area-added", "2025"): ("undetermined", ()),
    (2026, CITY, "water-network-leakage-rate", "2025"): ("met", ()),
    (2026, CITY, "ultra-low-energy-pilots", "2030"): ("met", ("early", "estimate", "incomplete")),
    (2026, YANZHOU, "energy-saving-lamp-share", "standing"): ("met", ("estimate",)),
    (2026, CITY, "retrofitted-area", "2024"): ("met", ("late",)),
    (2026, YANZHOU, "prefab-share-of-starts", "2025"): ("met", ("estimate", "late")),
    (2026, CITY, "county-town-density", "standing"): ("breached", ("estimate", "incomplete")),
    (2025, CITY, "energy-saving-lamp-share", "standing"): ("breached", ()),
    (2026, JINXIANG, "low-carbon-county-pilots", "standing"): ("in_progress", ("estimate",)),
    (2026, CITY, "heating-energy-intensity-cut", "2025"): ("awaiting_final", ("incomplete",)),
    (2026, QUFU, "shallow-geothermal-area", "2026"): ("awaiting_final", ("estimate",)),
    (2026, CITY, "prefab-share-of-starts", "2025"): ("missed", ()),
    (2026, CITY, "building-electricity-share", "2030"): ("on_track", ("estimate", "incomplete")),
    (2026, CITY, "heating-network-loss-cut", "2030"): ("behind", ("estimate", "incomplete")),
    (2026, JINXIANG, "heating-energy-intensity-cut", "2030"): ("far_behind", ("estimate",)),
    (2026, CITY, "star-rated-share", "2030"): ("not_due", ("estimate", "incomplete")),
}

# The city's headline figures of 2025, as shown to two decimals.
HEADLINES = {
    "heating-energy-intensity-cut": "19.45",
    "heating-network-loss-cut": "2.13",
    "shallow-geothermal-area": "533.99",
    "green-building-area-added": "1673.08",
    "star-rated-share": "40.20",
    "retrofitted-area": "118.25",
    "prefab-share-of-starts": "48.67",
    "green-material-share": "52.76",
    "urban-waste-recycling-rate": "38.10",
    "waste-incineration-rate": "95.64",
    "building-electricity-share": "55.37",
    "renewable-substitution-share": "10.30",
    "new-roof-pv-coverage": "51.30",
    "water-network-leakage-rate": "7.52",
    "reclaimed-water-use-rate": "53.41",
    "rural-clean-heating-rate": "87.34",
}

FILED_2026 = {
    "370811": "submitted", YANZHOU: "approved", QUFU: "approved", SISHUI: "draft", ZOUCHENG: "approved",
    WEISHAN: "returned", YUTAI: "draft", JINXIANG: "approved", "370829": "submitted", WENSHANG: "approved",
    LIANGSHAN: "submitted", GAOXIN: "submitted", "3708X1": "approved", CITY: "submitted",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """A database with the demonstration loaded by the command; what the command said."""
    said = io.StringIO()
    with django_db_blocker.unblock(), databases.clone_of(databases.PLAN):
        with translation.override("en"):
            call_command("load_demo", stderr=said)
        yield said.getvalue()


@pytest.fixture
def looking(demo):
    """The same, as the system that sees everything."""
    with acting_as(system("tests")) as actor:
        yield actor


def rows_of(actor, year):
    plan = Plan.objects.get(slug="jining-2024")
    return list(figure_rows(plan, Wanted(year=year), actor=actor, as_of=clock.now()))


def key_of(row):
    bare = "none" if not row.comparator else "standing"
    return row.year, row.area, row.indicator, str(row.target_year) if row.target_year else bare


def test_every_status_is_on_show(looking):
    seen = {key_of(row): (row.status, row.flags) for year in (2025, 2026) for row in rows_of(looking, year)}
    assert {key: seen[key] for key in LIGHTS} == LIGHTS
    assert {status for status, _ in LIGHTS.values()} == {status.value for status in Status}


def test_the_headlines_tell_the_story_they_were_made_for(looking):
    found = Rollup.objects.filter(
        area__code=CITY, year=2025, stage="best", basis="approved", indicator__code__in=HEADLINES
    )
    shown = {code: f"{value:.2f}" for code, value in found.values_list("indicator__code", "value")}
    assert shown == HEADLINES


def test_almost_a_hundred_percent_is_not_a_hundred(looking):
    lamps = Rollup.objects.get(
        area__code=CITY, indicator__code="energy-saving-lamp-share", year=2025, stage="best", basis="approved"
    )
    assert Decimal("99.99") < lamps.value < 100


def test_2026_is_partly_filed(looking):
    reports = Report.objects.filter(filing_year__year=2026)
    assert dict(reports.values_list("area__code", "status")) == FILED_2026
    assert list(Report.objects.filter(is_late=True).values_list("area__code", "filing_year__year")) == [
        (LIANGSHAN, 2026)
    ]
    returned = reports.get(status="returned")
    assert "累计数" in returned.return_reason
    assert returned.values.get(quantity__code="retrofitted_residential_area").changed_by.username == "weishan"


def test_the_past_is_approved_but_for_the_silent_year(looking):
    finals = Report.objects.filter(stage="final", status="approved")
    filed = set(finals.values_list("area__code", "filing_year__year"))
    everyone = {(area, year) for area in (*UNITS, CITY) for year in range(2020, 2026)}
    assert everyone - filed == {(YUTAI, 2022)}
    assert Report.objects.filter(stage="estimate", filing_year__year__in=[2024, 2025]).count() == 30


def test_everything_owed_is_answered_but_for_the_deliberate_gaps(looking):
    known = definitions.of_plan(Plan.objects.get().pk)
    silent = set()
    for report in Report.objects.filter(stage="final").select_related("area", "filing_year"):
        owed = set(known.owed_by(report.area_id, report.filing_year.year))
        answered = set(report.values.values_list("quantity__code", flat=True))
        silent |= {(report.area.code, report.filing_year.year, code) for code in owed - answered}
    assert silent == {(WEISHAN, 2020, code) for code in ("heat_supplied", "heat_delivered", "central_heating_area")}


def test_history_is_imported_and_2026_is_typed(looking):
    old = Fact.objects.filter(snapshot__report__filing_year__year__lt=2026, provenance="typed")
    assert set(old.values_list("quantity__code", flat=True)) == {"people_trained", "completed_star_area"}
    assert set(Value.objects.filter(report__filing_year__year=2026).values_list("provenance", flat=True)) == {"typed"}


def test_a_correction_makes_the_next_revisions(looking):
    corrected = Report.objects.get(area__code=QUFU, filing_year__year=2025, stage="final")
    assert list(corrected.events.values_list("step", flat=True)) == ["submit", "approve", "reopen", "submit", "approve"]
    assert list(corrected.revisions.values_list("number", "step")) == [
        (1, "submit"), (2, "approve"), (3, "submit"), (4, "approve"),
    ]  # fmt: skip


def test_the_record_is_in_order_of_time_and_before_now(looking):
    moments = list(ReportEvent.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < clock.now()
    assert clock.now() == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert first_break(journal.links()) is None


def test_allocations_add_up_to_the_citys_targets(looking):
    shared = Allocation.objects.filter(indicator__code="retrofitted-area", superseded_at__isnull=True)
    sums = {year: sum(shared.filter(year=year).values_list("value", flat=True)) for year in (2024, 2027)}
    assert sums == {2024: 70, 2027: 260}
    assert Allocation.objects.count() == len(allocations())
    assert Baseline.objects.get(area__code=CITY, indicator__code="shallow-geothermal-area").value == 470


def test_every_reviewers_note_says_that_it_is_made_up(looking):
    notes = IndicatorNote.objects.values_list("area__code", "text")
    assert sorted(area for area, _text in notes) == [CITY, CITY, SISHUI]
    assert all(text.startswith("示例数据：") for _area, text in notes)


def test_the_printed_accounts_log_in_and_no_others(looking):
    for person in PEOPLE:
        user = sessions.log_in(actor=ANONYMOUS, now=clock.wall(), username=person.username, password=PASSWORD)
        assert (user is not None) == person.shown, person.username
        assert User.objects.get(username=person.username).is_active == person.shown
        if user:
            assert user.must_change_password == (person.username == "newcomer")
    shown = {person.role for person in PEOPLE if person.shown}
    assert shown == set(Role)


def test_the_accounts_are_printed(demo):
    table = io.StringIO()
    call_command("demo_accounts", stdout=table)
    lines = table.getvalue().splitlines()
    assert len(lines) == 17
    assert all(PASSWORD in line for line in lines[1:])
    assert lines[1].startswith("sishui ")


def test_a_second_load_changes_nothing(demo):
    assert re.search(r"\b[1-9][0-9]* events counted", demo)
    before = totals()
    said = io.StringIO()
    with translation.override("en"):
        call_command("load_demo", stderr=said)
    assert "already loaded" in said.getvalue()
    assert "0 events counted" in said.getvalue()
    assert totals() == before


def test_catching_up_says_how_many_events_it_counted(demo):
    said = io.StringIO()
    call_command("catch_up", stdout=said)
    assert said.getvalue() == "0\n"


def totals():
    with acting_as(system("tests")):
        models = (User, Report, ReportEvent, Value, Fact, JournalRecord, Rollup, Installation)
        return [model.objects.count() for model in models]


def test_an_installation_with_people_is_refused_and_left_alone(plan, acting_as):
    with acting_as(system("tests")):
        make_user("reviewer")
    with translation.override("en"), pytest.raises(CommandError, match="no demonstration"):
        call_command("load_demo")
    assert not clock.is_demo()
    with acting_as(system("tests")):
        assert User.objects.count() == 1
        assert not Installation.objects.exists()


def test_a_fault_on_the_way_leaves_nothing(plan, acting_as, monkeypatch):
    def fail(**_):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(reviews, "approve", fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        call_command("load_demo", stderr=io.StringIO())
    assert not clock.is_demo()
    with acting_as(system("tests")):
        assert (User.objects.count(), Report.objects.count(), Installation.objects.count()) == (0, 0, 0)


def test_without_its_plan_nothing_is_loaded(empty_database):
    with translation.override("en"), pytest.raises(CommandError, match="load_plan"):
        call_command("load_demo")
    assert User.objects.count() == 0


def test_elsewhere_no_accounts_are_printed(plan):
    table = io.StringIO()
    call_command("demo_accounts", stdout=table)
    assert table.getvalue() == ""


def test_the_figures_are_the_same_on_every_machine():
    told = [
        f"{area} {year} {stage.value} {code} {said.number} {said.text} {said.reason}"
        for area in (*UNITS, CITY)
        for year in YEARS
        for stage in Stage
        for code, said in figures_of(area, year, stage).items()
    ]
    assert len(told) == 23686
    assert hashlib.sha256("\n".join(told).encode()).hexdigest()[:16] == "315d1e5de7dbe45d"


def test_what_was_returned_is_mended_by_the_number_that_the_accounts_table_names():
    mended = slips.corrections(WEISHAN, 2026, Stage.ESTIMATE)
    assert {code: said.number for code, said in mended.items()} == {"retrofitted_residential_area": Decimal("4.34")}


def test_stocks_that_grow_in_the_city_shrink_nowhere():
    growing = [
        code
        for code, recipe in RECIPES.items()
        if (isinstance(recipe, Amount) and recipe.stock and code not in ("building_coal", "rural_heating_households"))
        or isinstance(recipe, Line)
    ]
    for area in UNITS:
        for code in growing:
            numbers = [
                said[code].number
                for year in range(2020, 2026)
                if code in (said := figures_of(area, year, Stage.FINAL)) and said[code].number is not None
            ]
            assert numbers == sorted(numbers), (area, code)
    assert len(growing) > 10


def test_the_carbon_account_adds_up_to_the_last_digit_and_every_saving_is_explained(looking):
    scope = scope_of(Asked(year=2025), actor=looking, now=NOW, language="zh-hans")
    pages = [carbon_page(scope, place, actor=looking, english=False) for place in scope.readable]
    amounts = [one for page in pages for line in page.inventory.own.lines for one in line.amounts if one and one.parts]
    assert len(amounts) > 180
    assert all(sum(one.parts) == one.value for one in amounts)
    measures = [one for page in pages for ledger in page.avoided for one in ledger.measures]
    told = [one for one in measures if one.amount and one.amount.value is not None]
    assert len(told) > 60
    assert all(term.amount is not None for one in told for term in one.activities)
    city = pages[0].inventory
    assert city.band.base_year == 2025 and city.own.of(2025).per_floor is not None
    assert [peak.is_behind for peak in city.peaks] == [False, False]
