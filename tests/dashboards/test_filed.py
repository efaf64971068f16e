"""The raw quantities behind a figure: what was filed, summed over the areas that count, for those who may see it."""

from decimal import Decimal

import pytest

from accounts.domain.actors import system
from accounts.models import JournalRecord
from accounts.queries import clock
from accounts.services.acting import acting_as
from dashboards.queries.indicator import indicator_page
from dashboards.queries.scopes import Asked, scope_of
from progress.services.draining import drain
from reports.domain.words import Stage
from reports.services import verifying
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI
from tests.factories import make_actor, make_user
from tests.reports.factories import approved, not_applicable, submitted, typed

LAMPS = "led-lamp-share"
CORRIDOR = "ecological-corridor-length"


@pytest.fixture(autouse=True)
def _filed(plan, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    approved({"lamps_total": typed("1000"), "lamps_led": typed("650")})
    approved({"lamps_total": typed("3000"), "lamps_led": typed("2345")}, area=LIANGSHAN)


def page_of(actor, code=LAMPS, area=CITY, database_sees=None, **asked):
    with acting_as(system("test")):
        drain(now=NOW)
    with acting_as(database_sees or actor):
        scope = scope_of(Asked(**asked), actor=actor, now=NOW, language="en")
        place = scope.catalogue.place(area)
        return indicator_page(scope, scope.catalogue.indicators[code], place, actor=actor)


def sums(*arguments, **words):
    return {one.quantity.code: (one.total, one.areas) for one in page_of(*arguments, **words).filed}


def test_the_city_sees_sums_over_the_areas_that_count_and_every_number_behind_them():
    page = page_of(make_actor("leader"))
    told = {one.quantity.code: (one.total, one.areas) for one in page.filed}
    assert told == {"lamps_led": (Decimal(2995), 2), "lamps_total": (Decimal(4000), 2)}
    numbers = [(one.place.name, one.entry.number) for one in page.numbers if one.entry.number is not None]
    assert ("Liangshan County", Decimal(2345)) in numbers and len(page.missing) == 12


@pytest.mark.parametrize(
    ("role", "office", "led"),
    [
        ("lead", {}, (Decimal(650), 1)),
        ("clerk", {"bureau": "urban_management"}, (Decimal(650), 1)),
        ("clerk", {"bureau": "water"}, (None, 0)),
    ],
)
def test_filers_see_their_own_and_the_first_lock_holds_alone(role, office, led):
    """Even where the database would let everything through."""
    actor = make_actor(role, **office)
    assert sums(actor, area=SISHUI, database_sees=system("test"))["lamps_led"] == led
    city = page_of(actor, database_sees=system("test"))
    assert city.filed == () and "2345" not in repr(city.lineage)


def test_a_cumulative_figure_sums_its_years_and_names_those_that_are_missing():
    for year, length in ((2024, "3"), (2025, "4")):
        approved({"ecological_corridor_built": typed(length)}, year=year, stage=Stage.FINAL)
    own = page_of(make_actor("lead"), CORRIDOR, SISHUI, year=2025)
    assert [(one.total, one.areas) for one in own.filed] == [(Decimal(4), 1)]
    (absence,) = own.missing
    assert own.judged_period == "2025"
    assert (absence.void, absence.lacking) == (
        "gap_in_cumulative", (("Key ecological corridor restored or built in the year", (2021, 2022, 2023)),),
    )  # fmt: skip
    for year in (2021, 2022, 2023):
        approved({"ecological_corridor_built": typed("1")}, year=year, stage=Stage.FINAL)
    whole = page_of(make_actor("lead"), CORRIDOR, SISHUI, year=2025)
    assert (whole.judged_period, [one.total for one in whole.filed]) == ("2021–2025", [Decimal(10)])


def test_a_final_replaces_its_estimate_and_not_applicable_is_no_number():
    where = {"area": "370811", "year": 2025}
    approved({"lamps_total": typed("900"), "lamps_led": typed("500")}, **where)
    leader = make_actor("leader")
    assert sums(leader, area="370811", year=2025)["lamps_led"] == (Decimal(500), 1)
    approved({"lamps_total": typed("1100"), "lamps_led": not_applicable()}, **where, stage=Stage.FINAL)
    page = page_of(leader, area="370811", year=2025)
    assert {one.quantity.code: (one.total, one.areas) for one in page.filed} == {
        "lamps_led": (None, 0), "lamps_total": (Decimal(1100), 1),
    }  # fmt: skip
    assert [reason for _place, reason in page.said_away] == ["无此项"]


def test_submitted_figures_count_on_the_provisional_basis_alone():
    submitted({"lamps_total": typed("500"), "lamps_led": typed("400")}, area="370811")
    leader = make_actor("leader")
    assert sums(leader, area="370811")["lamps_led"] == (None, 0)
    assert sums(leader, area="370811", basis="provisional")["lamps_led"] == (Decimal(400), 1)


def test_the_explanation_is_a_file_too_and_its_download_is_recorded(client_of):
    page_of(make_actor("leader"))
    address = f"/indicators/{LAMPS}/"
    answer = client_of(make_user("leader", language="en")).get(address, {"download": "lineage.csv"})
    text = answer.content.decode("utf-8-sig")
    assert "Input,Liangshan County,2026," in text and ",2345," in text and "2995 ÷ 4000 × 100" in text.replace(",", "")
    assert "到2030年，力争建成照明数字化系统" in text and "to strive for" in text
    with acting_as(system("test")):
        assert JournalRecord.objects.filter(action="figures.export", detail__chart="lineage").count() == 1
    own = client_of(make_user("lead", language="en")).get(address, {"download": "lineage.csv"}).content.decode()
    assert "2345" not in own and "Liangshan" not in own


def test_from_what_was_filed_to_the_page(client_of):
    with acting_as(system("test")):
        drain(now=NOW)
    page = f"/indicators/{LAMPS}/"
    text = client_of(make_user("leader", language="en")).get(page).content.decode()
    for words in ("74.88", "2,995 ÷ 4,000 × 100", "2 of 14 areas", "2,345", "78.17", "Liangshan County"):
        assert words in text, words
    own = client_of(make_user("lead", language="en")).get(page, {"area": SISHUI}).content.decode()
    assert "650 ÷ 1,000 × 100" in own and "65.00" in own
    assert not [words for words in ("2,345", "78.17", "3,000", "Liangshan") if words in own]
    city = client_of(make_user("lead", language="en")).get(page, {"area": CITY}).content.decode()
    assert "2,995 ÷ 4,000 × 100" in city and "raw quantities" not in city


def test_a_verified_value_counts_and_says_so_with_its_revision():
    report = submitted({"lamps_total": typed("500"), "lamps_led": typed("100")}, area="370811")
    with acting_as(reviewer := make_actor("reviewer")):
        verifying.put(
            report_id=report.pk, quantity="lamps_led", entry=typed("90"), reason="核对台账", actor=reviewer,
            seen_version=report.version, now=NOW,
        )  # fmt: skip
    page = page_of(reviewer, area="370811", basis="provisional")
    told = {one.quantity.code: (one.total, one.verified, one.revision) for one in page.filed}
    assert told == {"lamps_led": (Decimal(90), 1, 2), "lamps_total": (Decimal(500), 0, 2)}
